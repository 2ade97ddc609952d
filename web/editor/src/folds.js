// Folds of documents and objects. In the place of a folded one stands what it is: "NetworkPolicy shop/web · 12 lines".
import { codeFolding, foldedRanges, foldEffect, foldService, unfoldEffect } from "@codemirror/language";

const SEPARATOR = /^---(\s|$)/;
/** So many lines are looked through for the end of a document, or for the name of an object. */
const FAR = 20_000;
const NEAR = 400;

/** At the line that begins one of several documents: the document. */
const documents = foldService.of(({ doc }, from) => {
  const first = doc.lineAt(from);
  const begins = SEPARATOR.test(first.text);
  if (!begins && first.number > 1) return null;
  let last = first;
  let number = first.number + 1;
  let ended = false;
  for (; number <= doc.lines && number - first.number < FAR && !ended; number++) {
    const line = doc.line(number);
    if (SEPARATOR.test(line.text)) ended = true;
    else if (line.text.trim()) last = line;
  }
  const alone = !begins && !ended;
  return alone || last.number - first.number < 2 ? null : { from: first.to, to: last.to };
});

/** The column in which the first key of a line begins, or -1. */
const column = (line) => line.trim() ? line.match(/^[ ]*(- )?/)[0].length : -1;
/** The value of a key, as it stands in a line in YAML or JSON; null where the line has another key. */
const value = (line, key) => line.match(new RegExp(`^[ ]*(?:- )?"?${key}"?:[ ]+["']?([^"'#,\\s]+)`))?.[1] ?? null;

/** The object that begins at a line: its kind, namespace and name, as far as its first lines tell; else null. */
function object(doc, from) {
  const lines = [];
  let line = doc.lineAt(from);
  while (SEPARATOR.test(line.text) && line.number < doc.lines) line = doc.line(line.number + 1);
  for (let i = 0; i < NEAR && line.number + i <= doc.lines; i++) {
    const { text } = doc.line(line.number + i);
    if (SEPARATOR.test(text)) break;
    lines.push(text);
  }
  const head = lines.find((it) => value(it, "kind") && column(it) <= Math.max(0, ...lines.slice(0, 1).map(column)));
  if (!head) return null;
  const own = column(head);
  const start = lines.findIndex((it) => column(it) === own && /^[ ]*(- )?"?metadata"?:/.test(it));
  if (start < 0) return null;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((it) => it.trim() && column(it) <= own);
  const meta = end < 0 ? rest : rest.slice(0, end);
  const inner = column(meta.find((it) => it.trim()) ?? "");
  const inBraces = (key) => lines[start].match(new RegExp(`[{,]\\s*"?${key}"?:\\s*["']?([^"',}\\s]+)`))?.[1];
  const find = (key) => meta.filter((it) => column(it) === inner).map((it) => value(it, key)).find(Boolean) ?? inBraces(key);
  const [name, namespace] = [find("name"), find("namespace")];
  return name ? `${value(head, "kind")} ${namespace ? `${namespace}/` : ""}${name}` : null;
}

function placeholder(view, onclick, words) {
  const element = document.createElement("span");
  element.className = words?.object ? "cm-foldPlaceholder np-folded" : "cm-foldPlaceholder";
  element.title = "unfold";
  element.setAttribute("aria-label", words?.object ? `folded: ${words.object}, ${words.lines} lines` : "folded lines");
  element.append(words?.object ?? "…");
  if (words?.object) {
    const count = document.createElement("em");
    count.textContent = `${words.lines} lines`;
    element.append(count);
  }
  element.onclick = onclick;
  return element;
}

const words = ({ doc }, { from, to }) => ({
  object: object(doc, from),
  lines: doc.lineAt(to).number - doc.lineAt(from).number + 1,
});

export const folding = [documents, codeFolding({ preparePlaceholder: words, placeholderDOM: placeholder })];

/** What opens the folds that touch a stretch. */
export function unfolded(state, { from, to }) {
  const effects = [];
  foldedRanges(state).between(from, to, (a, b) => void effects.push(unfoldEffect.of({ from: a, to: b })));
  return effects;
}

/** What folds these places and opens all others: a transaction. The dashes before an object go with it. */
export function foldsOf(state, places) {
  const { doc } = state;
  const { head } = state.selection.main;
  const clamp = (it) => Math.max(0, Math.min(it, doc.length));
  const effects = unfolded(state, { from: 0, to: doc.length });
  const transaction = { effects };
  let end = 0;
  for (let i = 0; i + 1 < places.length; i += 2) {
    const first = doc.lineAt(clamp(places[i]));
    // A line break at its end is not its own.
    const last = doc.lineAt(clamp(Math.max(places[i], places[i + 1] - 1)));
    const before = first.number > 1 ? doc.line(first.number - 1) : null;
    const { from } = before && SEPARATOR.test(before.text) ? before : first;
    if (last.number === first.number || from < end) continue;
    end = last.to;
    effects.push(foldEffect.of({ from, to: end }));
    // A caret inside of it would open it again.
    if (from < head && head <= end) transaction.selection = { anchor: from };
  }
  return transaction;
}
