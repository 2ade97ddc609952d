// The editor: CodeMirror 6 behind a few functions that the page calls. README.md beside this folder tells how.
// All offsets count UTF-16 units; all lines count from 1.
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState } from "@codemirror/state";
import {
  dropCursor, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, rectangularSelection,
} from "@codemirror/view";
import { assist } from "./assist.js";
import { carets } from "./carets.js";
import { findings, found } from "./findings.js";
import { flash, setFlash } from "./flash.js";
import { folding, foldsOf, unfolded } from "./folds.js";
import { hidden } from "./hidden.js";
import { yamlKeys } from "./keys.js";
import { language } from "./language.js";
import { lenses, lensHandler, lensWords, setLenses } from "./lenses.js";
import { marks, setMarks } from "./marks.js";
import { mountAsConstructedSheet } from "./styles.js";
import { highlight, theme } from "./theme.js";
import { typing } from "./typing.js";
import { marked } from "./words.js";

/** What the review takes from here, so that there is one CodeMirror on the page: `review.js`. */
export * as shared from "./shared.js";

mountAsConstructedSheet();

/** On a transaction of the page's own, of which the page need not be told. */
const byPage = Annotation.define();
const FLASH_MS = 1200;

/** One pane at a time, as in the page's style sheets. */
const small = matchMedia("(max-width: 820px)");

/**
 * Makes an editor in `parent`.
 * @param {Element} parent
 * @param {{doc?: string, file?: string, label?: string, describedBy?: string, dark?: boolean, readOnly?: boolean,
 *   onChange?: Function, onCaret?: Function, onPointer?: Function, onFix?: Function, onLens?: Function, lensText?: Function,
 *   onComplete?: Function, onHover?: Function}} options
 */
export function create(parent, options = {}) {
  const handle = {
    options,
    view: null,
    file: options.file ?? "",
    /** Of the files that are not shown: text, undo history, caret, place. */
    hidden: new Map(),
    dark: options.dark === true,
    readOnly: options.readOnly === true,
    // One compartment for each editor: two editors on a page must not share them.
    darkness: new Compartment(),
    locked: new Compartment(),
    wrapping: new Compartment(),
    numbering: new Compartment(),
    /** How many lines of the file stand before the text. */
    lead: 0,
    /** Long lines go on in the next one: on small screens, and where the user wants it (Alt-Z). */
    wraps: small.matches,
    flashing: 0,
    pointedLine: -1,
  };
  handle.extensions = extensions(handle);
  handle.view = new EditorView({ parent, state: newState(handle, options.doc ?? "") });
  handle.onSize = () => wrap(handle, small.matches);
  small.addEventListener("change", handle.onSize);
  handle.room = keepCaretInView(handle.view);
  return handle;
}

/**
 * Shows another file. A file that was shown before comes back with its undo history, caret and place; if `text` is
 * not what it was, the difference is applied as one undoable change. Lines are numbered behind `lead` others, which
 * stand in the file before a text that is a part of it.
 */
export function open(handle, file, text, readOnly = handle.readOnly, lead = 0) {
  const { view, hidden } = handle;
  handle.readOnly = readOnly === true;
  handle.lead = lead;
  if (file !== handle.file) {
    if (handle.file !== null) hidden.set(handle.file, { state: view.state, place: view.scrollSnapshot() });
    const known = hidden.get(file);
    hidden.delete(file);
    handle.file = file;
    view.setState(known?.state ?? newState(handle, text));
    view.dispatch({
      effects: [...(known ? [known.place] : []), ...settings(handle), ...marksOf(handle, { marks: [], lenses: [], diagnostics: [] })],
      annotations: byPage.of(true),
    });
  } else {
    view.dispatch({ effects: settings(handle) });
  }
  update(handle, { text });
}

/**
 * Something else was opened: what is shown next has no undo history, so that Undo never brings back a piece of what was there
 * before.
 */
export function begin(handle) {
  handle.hidden.clear();
  handle.file = null;
}

/** Lets go what is kept of a file that is gone. */
export function forget(handle, file) {
  handle.hidden.delete(file);
}

/** Tells that a file has another name now. */
export function rename(handle, from, to) {
  if (handle.file === from) {
    handle.file = to;
  } else if (handle.hidden.has(from)) {
    handle.hidden.set(to, handle.hidden.get(from));
    handle.hidden.delete(from);
  }
}

/**
 * Shows what the page found out, in one transaction: the text first, then what refers to its lines.
 * A part that is not given stays as it is. A text from here can be undone, and is not reported back.
 */
export function update(handle, { text, marks, diagnostics, lenses }) {
  const { view } = handle;
  const stretch = text === undefined || text === null ? null : difference(view.state.doc.toString(), text);
  const changes = stretch && view.state.changes(stretch);
  const effects = marksOf(handle, { marks, lenses, diagnostics }, changes);
  if (!changes && effects.length === 0) return;
  view.dispatch({
    ...(changes && { changes }),
    effects,
    annotations: changes ? [byPage.of(true), isolateHistory.of("full")] : byPage.of(true),
  });
}

/** Moves to a range: opens folds, scrolls, selects, lights up its lines. */
export function reveal(handle, from, to, focusToo = false) {
  const { view } = handle;
  const clamp = (it) => Math.max(0, Math.min(it, view.state.doc.length));
  const range = { from: clamp(from), to: Math.max(clamp(from), clamp(to)) };
  const lines = { from: range.from, to: Math.max(range.to, view.state.doc.lineAt(range.from).to) };
  const effects = [EditorView.scrollIntoView(range.from, { y: "center" }), setFlash.of(range), ...unfolded(view.state, lines)];
  view.dispatch({ selection: { anchor: range.from, head: range.to }, effects, annotations: byPage.of(true) });
  clearTimeout(handle.flashing);
  handle.flashing = setTimeout(() => view.dispatch({ effects: setFlash.of(null) }), FLASH_MS);
  if (focusToo) view.focus();
}

/**
 * Folds objects of the text, each of which shows its kind and name then; without any, opens all folds.
 * `places` has where they begin and end, one after the other.
 */
export function fold(handle, places) {
  const { view } = handle;
  view.dispatch({ ...foldsOf(view.state, places), annotations: byPage.of(true) });
}

/** Scrolls a line to the middle unless it is on screen; caret and selection stay. What is folded there is opened. */
export function scrollTo(handle, from) {
  const { view } = handle;
  const at = Math.max(0, Math.min(from, view.state.doc.length));
  const effects = unfolded(view.state, { from: at, to: at });
  if (effects.length) view.dispatch({ effects, annotations: byPage.of(true) });
  const { top, bottom } = view.lineBlockAt(at);
  const { scrollTop, clientHeight } = view.scrollDOM;
  if (scrollTop <= top && bottom <= scrollTop + clientHeight) return;
  view.dispatch({ effects: EditorView.scrollIntoView(at, { y: "center" }), annotations: byPage.of(true) });
}

export const focus = (handle) => handle.view.focus();
export const text = (handle) => handle.view.state.doc.toString();
export const caret = (handle) => handle.view.state.selection.main.head;

/** The colours come from custom properties; this tells CodeMirror which of its own defaults to mix in. */
export function setDark(handle, dark) {
  handle.dark = dark === true;
  handle.view.dispatch({ effects: settings(handle) });
}

export function setReadOnly(handle, readOnly) {
  handle.readOnly = readOnly === true;
  handle.view.dispatch({ effects: settings(handle) });
}

function wrap(handle, wraps) {
  handle.wraps = wraps;
  handle.view.dispatch({ effects: settings(handle) });
  return true;
}

export function destroy(handle) {
  small.removeEventListener("change", handle.onSize);
  handle.room.disconnect();
  clearTimeout(handle.flashing);
  handle.hidden.clear();
  handle.view.destroy();
}

/** The line of the caret stays in view where a list below the text takes room from it: it is often about that line. */
function keepCaretInView(view) {
  let before = view.scrollDOM.clientHeight;
  const observer = new ResizeObserver(() => {
    const { scrollTop, clientHeight } = view.scrollDOM;
    const had = before;
    // On a small screen it is out of sight while another pane is shown.
    if (clientHeight > 0) before = clientHeight;
    if (clientHeight === 0 || had <= clientHeight) return;
    const { head } = view.state.selection.main;
    const { top, bottom } = view.lineBlockAt(head);
    const wasSeen = scrollTop < bottom && top < scrollTop + had;
    if (!wasSeen || bottom <= scrollTop + clientHeight) return;
    view.dispatch({ effects: EditorView.scrollIntoView(head, { y: "center" }), annotations: byPage.of(true) });
  });
  observer.observe(view.scrollDOM);
  return observer;
}

function newState(handle, doc) {
  return EditorState.create({ doc, extensions: handle.extensions });
}

function extensions(handle) {
  const { options } = handle;
  return [
    marks, lintGutter(), handle.numbering.of(numbering(handle)), folding, foldGutter(),
    history(), carets, typing, dropCursor(), rectangularSelection(), hidden,
    indentOnInput(), bracketMatching(), highlightActiveLine(), highlightActiveLineGutter(), highlightSelectionMatches(),
    indentUnit.of("  "), EditorState.tabSize.of(2), EditorState.allowMultipleSelections.of(true),
    language(), syntaxHighlighting(highlight), theme,
    lenses, lensHandler.of((key) => options.onLens?.(key)),
    lensWords.of((id) => options.lensText?.(id) ?? ""), flash, linter(null), findings(), search({ top: true }), assist(options), yamlKeys,
    keymap.of([{ key: "Alt-z", run: () => wrap(handle, !handle.wraps) }]),
    // Tab indents; Escape and then Tab leaves the editor, as does Tab after Ctrl-M (CodeMirror's own escape hatches).
    keymap.of([...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap, ...defaultKeymap, indentWithTab]),
    EditorView.contentAttributes.of({ "aria-label": options.label ?? "YAML", spellcheck: "false", autocapitalize: "off", tabindex: "0",
      ...(options.describedBy && { "aria-describedby": options.describedBy }) }),
    handle.darkness.of(EditorView.darkTheme.of(handle.dark)),
    handle.locked.of(EditorState.readOnly.of(handle.readOnly)),
    handle.wrapping.of(wrapping(handle)),
    EditorView.updateListener.of((it) => report(handle, it)),
    EditorView.updateListener.of(showLineStarts),
    EditorView.domEventHandlers({
      pointermove: (event, view) => point(handle, view.posAtCoords({ x: event.clientX, y: event.clientY })),
      pointerleave: () => point(handle, null),
    }),
  ];
}

const settings = (handle) => [
  handle.darkness.reconfigure(EditorView.darkTheme.of(handle.dark)),
  handle.locked.reconfigure(EditorState.readOnly.of(handle.readOnly)),
  handle.wrapping.reconfigure(wrapping(handle)),
  handle.numbering.reconfigure(numbering(handle)),
];

const numbering = ({ lead }) => lineNumbers({ formatNumber: (it) => String(it + lead) });

const wrapping = ({ wraps }) => wraps ? EditorView.lineWrapping : [];

/** After a paste of several lines, what they begin with is on screen: the caret is at the end of the last one. */
function showLineStarts({ view, transactions, startState, state }) {
  const pasted = transactions.some((it) => it.isUserEvent("input.paste"));
  if (pasted && startState.doc.lines < state.doc.lines) requestAnimationFrame(() => { view.scrollDOM.scrollLeft = 0; });
}

/** Tells the page what its user did. */
function report(handle, update) {
  const { options, file } = handle;
  if (update.transactions.some((it) => it.annotation(byPage))) return;
  if (update.docChanged && options.onChange) {
    const { doc } = update.state;
    const changes = [];
    update.changes.iterChanges((from, to, _fromNow, _toNow, insert) => changes.push({ from, to, insert: insert.toString() }));
    // Of a large file the whole text takes longer than all the rest of a keystroke: only for who asks.
    options.onChange({ file, changes, length: doc.length, text: () => doc.toString() });
  }
  if (update.selectionSet || update.docChanged) options.onCaret?.(update.state.selection.main.head, file);
}

/** Tells the page when the pointer comes to another line. */
function point(handle, offset) {
  if (!handle.options.onPointer) return;
  const line = offset === null ? -1 : handle.view.state.doc.lineAt(offset).number;
  if (line === handle.pointedLine) return;
  handle.pointedLine = line;
  handle.options.onPointer(offset, handle.file);
}

/** What shows these; it refers to the text that the changes make. */
function marksOf(handle, { marks, lenses, diagnostics }, changes) {
  const { view } = handle;
  const { doc, selection } = view.state;
  const next = changes ? changes.apply(doc) : doc;
  const caret = changes ? changes.mapPos(selection.main.head) : selection.main.head;
  return [
    ...(marks ? [setMarks.of(marks)] : []),
    ...(lenses ? [setLenses.of(lenses)] : []),
    ...(diagnostics ? found(view, diagnostics.map((it) => diagnostic(handle, it, next)), next, caret) : []),
  ];
}

/**
 * A diagnostic as CodeMirror wants it: inside the text, in order, with its fixes as buttons. What is only worth knowing
 * marks one line: it is often about a whole object, of which nothing is wrong.
 */
function diagnostic({ options, readOnly }, { from, to, severity, quiet, message, code, fixes }, doc) {
  const start = Math.max(0, Math.min(from, doc.length));
  const last = severity === "info" ? doc.lineAt(start).to : doc.length;
  return {
    from: start,
    to: Math.max(start, Math.min(to, last)),
    severity,
    quiet: quiet === true,
    message,
    renderMessage: () => marked(message),
    ...(code && { source: code }),
    ...(fixes?.length && !readOnly && { actions: fixes.map((it) => ({ name: it.label.replaceAll("`", ""), apply: () => options.onFix?.(it.key) })) }),
  };
}

/** The one stretch in which two texts differ, or null; the caret outside it stays where it is. */
function difference(before, after) {
  if (before === after) return null;
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  while (end < least - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end++;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
