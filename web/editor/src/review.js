// Two versions of a file: side by side, or on a small screen one under the other. Nobody writes in them.
// What is named here and stands in shared.js comes from the editor's program, which is loaded with this one.
import { defaultKeymap } from "@codemirror/commands";
import { syntaxHighlighting } from "@codemirror/language";
import { Change, diff, getChunks, MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { slid } from "./slide.js";
import { hidden, highlight, theme, yaml } from "./shared.js";

/** One under the other, as in the page's style sheets. */
const small = matchMedia("(max-width: 820px)");
const UNCHANGED = { margin: 3, minSize: 5 };
/** As CodeMirror finds changes, each where its object begins. */
const diffConfig = {
  override: (before, after) => slid(diff(before, after, { scanLimit: 500 }), before, after).map((it) => new Change(...it)),
};

/** All that are on the page. */
const shown = new Set();
/** The change that was gone to last. */
let last = null;

const look = EditorView.theme({
  "&": { height: "auto" },
  ".cm-content": { padding: "0" },
  // The colours of newly denied and newly allowed; the bar in the gutter and the line under the text tell without colour.
  "&.cm-merge-a .cm-changedLine, .cm-deletedChunk": { backgroundColor: "var(--error-bg)" },
  "&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine, .cm-insertedLine": { backgroundColor: "var(--allow)" },
  "&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText": {
    background: "none", textDecoration: "underline 2px var(--error)", textUnderlineOffset: "3px",
  },
  "&.cm-merge-b .cm-changedText": {
    background: "none", textDecoration: "underline 2px var(--all)", textUnderlineOffset: "3px",
  },
  ".cm-changeGutter": { width: "4px", padding: "0 0 0 1px" },
  "&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter": { background: "var(--error)" },
  "&.cm-merge-b .cm-changedLineGutter": { background: "var(--all)" },
  ".cm-collapsedLines": {
    color: "var(--dim)", background: "var(--unk-bg)", fontFamily: "var(--sans)", fontSize: "12px", padding: "3px 8px",
    // Signs that few fonts have.
    "&:before, &:after": { content: '""', margin: "0" },
  },
});

const common = (label) => [
  lineNumbers(), hidden, yaml(), syntaxHighlighting(highlight), theme, look,
  EditorState.readOnly.of(true),
  EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": "true", tabindex: "0" }),
  EditorState.phrases.of({ "$ unchanged lines": "$ unchanged lines: show them" }),
  keymap.of(defaultKeymap),
];

/**
 * Shows two versions in `parent`.
 * @param {Element} parent
 * @param {{name: string, before: string, after: string}} options
 */
export function create(parent, { name, before, after }) {
  const handle = { parent, name, before, after, all: false, views: null };
  handle.onSize = () => show(handle);
  small.addEventListener("change", handle.onSize);
  shown.add(handle);
  show(handle);
  return handle;
}

/** Shows other texts. */
export function update(handle, before, after) {
  if (handle.before === before && handle.after === after) return;
  Object.assign(handle, { before, after });
  show(handle);
}

/** Shows all lines, or folds those that did not change. */
export function showAll(all) {
  for (const it of shown) {
    it.all = all;
    show(it);
  }
}

/** Goes to a line of one of the versions. */
export function reveal(handle, isBefore, line) {
  const view = isBefore && handle.merge ? handle.merge.a : now(handle);
  const { from } = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
  go(view, from);
}

/** Goes to the next change, or the one before; gives which it is of how many, its file and its line, or null. */
export function step(back) {
  const order = (a, b) => (a.parent.compareDocumentPosition(b.parent) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  const changes = [...shown].sort(order).flatMap((handle) => chunks(handle).map(({ fromB }) => ({ handle, at: fromB })));
  if (changes.length === 0) return null;
  const was = changes.findIndex((it) => it.handle === last?.handle && it.at === last.at);
  const begins = back ? 0 : -1;
  const next = (Math.max(was, begins) + (back ? -1 : 1) + changes.length) % changes.length;
  last = changes[next];
  const view = now(last.handle);
  const at = Math.min(last.at, view.state.doc.length);
  go(view, at);
  return { number: next + 1, count: changes.length, name: last.handle.name, line: view.state.doc.lineAt(at).number };
}

/**
 * The manifests in a dropped folder, or the file itself: of each its path from the folder on, and its file. Folders that
 * belong to tools are left out. What is more than `most` is too, which `isCut` tells; `unread` are the paths that the
 * browser does not give.
 */
export async function filesIn(entry, most) {
  const res = { files: [], unread: [], isCut: false };
  const walk = async (entry, path) => {
    if (res.isCut) return;
    try {
      if (!entry.isFile) {
        for (const it of await inside(entry)) await walk(it, path ? `${path}/${it.name}` : it.name);
      } else if (/\.(ya?ml|json)$/i.test(entry.name)) {
        if (res.files.length < most) res.files.push([path, await new Promise((done, fail) => entry.file(done, fail))]);
        else res.isCut = true;
      }
    } catch {
      res.unread.push(path || entry.name);
    }
  };
  await walk(entry, entry.isFile ? entry.name : "");
  return res;
}

/** What is in a folder, by name. */
async function inside(folder) {
  const reader = folder.createReader();
  const entries = [];
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) break;
    entries.push(...some);
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.filter((it) => !/^(\..*|node_modules|vendor)$/.test(it.name));
}

export function destroy(handle) {
  small.removeEventListener("change", handle.onSize);
  shown.delete(handle);
  clear(handle);
}

/** The editor that has the version of now. */
const now = (handle) => handle.merge?.b ?? handle.unified;

const chunks = (handle) => getChunks(now(handle).state)?.chunks ?? [];

function go(view, at) {
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  view.focus();
}

function clear(handle) {
  handle.merge?.destroy();
  handle.unified?.destroy();
  Object.assign(handle, { merge: null, unified: null });
}

function show(handle) {
  clear(handle);
  const { parent, name, before, after } = handle;
  const collapse = handle.all ? {} : { collapseUnchanged: UNCHANGED };
  if (small.matches) {
    const extensions = [
      ...common(`${name}, with the lines of before above those of now`),
      EditorView.lineWrapping,
      unifiedMergeView({ original: before, mergeControls: false, diffConfig, ...collapse }),
    ];
    handle.unified = new EditorView({ parent, doc: after, extensions });
  } else {
    handle.merge = new MergeView({
      parent,
      a: { doc: before, extensions: common(`${name} before`) },
      b: { doc: after, extensions: common(`${name} now`) },
      diffConfig,
      ...collapse,
    });
  }
}
