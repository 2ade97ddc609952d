// Completion and help under the pointer, both answered by the page.
import {
  acceptCompletion, autocompletion, clearSnippet, closeCompletion, completionKeymap, completionStatus, nextSnippetField,
  prevSnippetField, selectedCompletion, snippet, snippetKeymap,
} from "@codemirror/autocomplete";
import { Prec } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap } from "@codemirror/view";
import { marked } from "./words.js";

/** What the list narrows itself by, without asking again. */
const WORD = /^[\w./-]*$/;

/** A key, and the place of its value. */
const BEHIND_KEY = /^(?:.*[\s"'])?[^\s#:]+: +$/;

/**
 * While the user types, a list is asked for behind a letter of a word, and where a value begins behind its key: there it
 * has what a value is made of, and nothing that would begin a part. Ctrl-Space asks for it anywhere.
 */
function source(onComplete) {
  return (context) => {
    if (context.state.readOnly) return null;
    const before = context.matchBefore(/[\w./-]*/);
    const isWord = before !== null && before.from < before.to;
    const isValue = !isWord && context.matchBefore(BEHIND_KEY) !== null;
    if (!context.explicit && !isWord && !isValue) return null;
    return then(onComplete(context.pos, context.explicit), (found) => {
      if (!found || context.aborted) return null;
      const { from, to, more } = found;
      const options = context.explicit || !isValue ? found.options : found.options.filter(isPlain);
      if (!options.length) return null;
      const typed = context.state.sliceDoc(from, context.pos);
      // One that is written out already is no help.
      if (!context.explicit && options.some((it) => it.text === typed && it.label === typed)) return null;
      return { from, to: Math.max(to, context.pos), options: options.map(option), ...(!more && { validFor: WORD }) };
    });
  };
}

/** Whether it is one word: a value that is known, and no part with lines or places of its own. */
const isPlain = ({ template, text }) => template === undefined && /^[^\n{[]+$/.test(text);

function option({ label, detail, help, template, text }) {
  return {
    label,
    text,
    opens: /: (?:\$\{\d+:\})?$/.test(template ?? text),
    ...(detail && { detail }),
    ...(help && { info: () => paragraphs("np-help", [help]) }),
    apply: template === undefined ? text : snippet(template),
  };
}

/** A word that is written out as it is in the list needs no list: the key does what it does without one. */
function accept(view) {
  const { text } = selectedCompletion(view.state) ?? {};
  const { head } = view.state.selection.main;
  if (text && !text.includes("\n") && view.state.sliceDoc(Math.max(0, head - text.length), head) === text) {
    closeCompletion(view);
    return false;
  }
  return acceptCompletion(view);
}

/** Escape closes the list, and does nothing else: it leaves neither a snippet nor the editor, nor does the page hear of it. */
const escape = EditorView.domEventHandlers({
  keydown(event, view) {
    if (event.key !== "Escape" || completionStatus(view.state) !== "active") return false;
    closeCompletion(view);
    event.stopPropagation();
    return true;
  },
});

/** The help stands beside the list, and where there is no room for it, under or over the whole of it. */
function place(_, list, option, info, space) {
  const [left, right] = [list.left - space.left, space.right - list.right];
  const [width, height] = [info.right - info.left, info.bottom - info.top];
  if (width <= Math.max(left, right)) {
    const top = Math.max(space.top, Math.min(option.top, space.bottom - height)) - list.top;
    return { style: `top: ${top}px; ${width <= right || left <= right ? "left" : "right"}: 100%; max-width: ${Math.max(left, right)}px` };
  }
  const isUnder = height <= space.bottom - list.bottom || list.top - space.top <= space.bottom - list.bottom;
  return { style: `${isUnder ? "top" : "bottom"}: 100%; left: 0; max-width: ${space.right - list.left - 4}px` };
}

function completion(onComplete) {
  const keys = completionKeymap.filter((it) => it.key !== "Enter" && it.key !== "Escape");
  return [
    // As they come, best first, where the letters fit alike.
    autocompletion({
      override: [source(onComplete)], icons: false, defaultKeymap: false, compareCompletions: () => 0, positionInfo: place,
      // Behind a key that was chosen its values are listed at once.
      activateOnCompletion: ({ opens }) => opens,
    }),
    Prec.highest(escape),
    Prec.highest(keymap.of([...keys, { key: "Enter", run: accept }, { key: "Tab", run: accept }])),
    snippetKeymap.of([
      { key: "Tab", run: (view) => accept(view) || nextSnippetField(view), shift: prevSnippetField },
      { key: "Escape", run: clearSnippet },
    ]),
  ];
}

function hover(onHover) {
  return hoverTooltip((_, pos) => then(onHover(pos), (found) => {
    if (!found) return null;
    const { from, to, title, paragraphs: all } = found;
    const dom = () => paragraphs("np-help", title ? [`\`${title}\``, ...all] : all);
    return { pos: from, end: to, above: true, create: () => ({ dom: dom() }) };
  }), { hideOnChange: true });
}

/** The page answers at once, or promises to, while a part of it loads. */
const then = (answer, of) => (typeof answer?.then === "function" ? answer.then(of) : of(answer));

function paragraphs(name, all) {
  const box = document.createElement("div");
  box.className = name;
  for (const it of all) {
    const paragraph = document.createElement("p");
    paragraph.append(marked(it));
    box.append(paragraph);
  }
  return box;
}

export function assist({ onComplete, onHover }) {
  return [onComplete ? completion(onComplete) : [], onHover ? hover(onHover) : []];
}
