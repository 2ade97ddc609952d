// What Enter and a line of dashes do in YAML.
import { syntaxTree } from "@codemirror/language";
import { EditorSelection, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

/** A line that ends with a key: what stands before the key, and the key in one of three ways. */
const KEY = /^(\s*(?:- +)*)(?:"[^"]*"|'[^']*'|[^\s#'"{[&*!|>%@`-][^#]*?|-[^\s#][^#]*?):[ \t]*(?:#.*)?$/;

/** Behind a key without a value, Enter begins a line that belongs to it: as deep as what is there already, else one level. */
function enter(view) {
  const { state } = view;
  const { main, ranges } = state.selection;
  if (state.readOnly || ranges.length > 1 || !main.empty) return false;
  const line = state.doc.lineAt(main.head);
  const found = KEY.exec(line.text.slice(0, main.head - line.from));
  if (!found || line.text.slice(main.head - line.from).trim() || isText(state, main.head)) return false;
  const insert = state.lineBreak + " ".repeat(below(state.doc, line.number, found[1].length));
  view.dispatch({
    changes: { from: main.head, to: line.to, insert },
    selection: EditorSelection.cursor(main.head + insert.length),
    scrollIntoView: true,
    userEvent: "input",
  });
  return true;
}

/** Where what belongs to a key in this column begins. */
function below(doc, number, column) {
  for (let at = number + 1; at <= doc.lines; at++) {
    const { text } = doc.line(at);
    const indent = text.search(/\S/);
    if (indent < 0 || text[indent] === "#") continue;
    const isOfKey = column < indent || (indent === column && /^\s*-\s/.test(text));
    return isOfKey ? indent : column + 2;
  }
  return column + 2;
}

/** Whether a place lies in a text of several lines, behind `|` or `>`. */
function isText(state, pos) {
  for (let it = syntaxTree(state).resolveInner(pos, -1); it; it = it.parent) if (it.name.startsWith("BlockLiteral")) return true;
  return false;
}

/** The third dash in a line of blanks and dashes: documents are parted at the margin. */
const dashes = EditorView.inputHandler.of((view, from, to, text) => {
  if (text !== "-" || from !== to || view.state.readOnly || view.state.selection.ranges.length > 1) return false;
  const line = view.state.doc.lineAt(from);
  if (!/^[ \t]+--[ \t]*$/.test(line.text) || from !== line.from + line.text.trimEnd().length || isText(view.state, from)) return false;
  view.dispatch({ changes: { from: line.from, to: line.to, insert: "---" }, selection: { anchor: line.from + 3 }, userEvent: "input.type" });
  return true;
});

export const yamlKeys = [Prec.high(keymap.of([{ key: "Enter", run: enter }])), dashes];
