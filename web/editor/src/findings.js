// What the page found out about the text. What is only worth knowing marks its line while the caret is there: else each
// object would carry such a mark.
import { nextDiagnostic, openLintPanel, setDiagnostics } from "@codemirror/lint";
import { Prec, StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

const setFindings = StateEffect.define();

/** All of it, as CodeMirror wants it. The page tells it again only when it is another, so it goes with the text. */
const all = StateField.define({
  create: () => [],
  update(value, { changes, docChanged, effects }) {
    const news = effects.findLast((it) => it.is(setFindings));
    if (news) return news.value;
    return docChanged ? value.flatMap((it) => moved(it, changes)) : value;
  },
});

/** Without what it is about, it is gone, as its mark is. */
function moved(it, changes) {
  const from = changes.mapPos(it.from, 1);
  const to = Math.max(from, changes.mapPos(it.to, -1));
  return from === to && it.from < it.to ? [] : [{ ...it, from, to }];
}

/** Says with the text that a transaction makes, and the caret in it, what was found there. */
export function found(view, findings, doc, caret) {
  return [setFindings.of(findings), ...setDiagnostics(view.state, shown(view, findings, doc, caret)).effects];
}

/** Where all of them are listed, all are marked: CodeMirror lists what is marked. */
const isListed = (view) => view.dom.querySelector(".cm-panel-lint") !== null;

function shown(view, findings, doc, caret) {
  if (isListed(view)) return findings;
  if (!view.hasFocus) return findings.filter((it) => !it.quiet);
  const line = doc.lineAt(Math.min(caret, doc.length));
  return findings.filter((it) => !it.quiet || (line.from <= it.from && it.from <= line.to));
}

const lineOf = ({ doc, selection }) => doc.lineAt(selection.main.head).number;

/** Of one editor: keeps what was found, shows what waits for the caret, and takes the keys that go to all of it, and list it. */
export function findings() {
  let isSent = false;
  let wasListed = false;
  const show = (view) => {
    const { doc, selection } = view.state;
    view.dispatch(setDiagnostics(view.state, shown(view, view.state.field(all), doc, selection.main.head)));
  };
  /** CodeMirror's own goes to what is marked: it is sent to the next by marking that alone, until it is there. */
  const next = (view) => {
    const target = behind(view.state);
    if (!target) return false;
    view.dispatch(setDiagnostics(view.state, [target]));
    isSent = true;
    nextDiagnostic(view);
    // It was there already.
    if (isSent) show(view);
    isSent = false;
    return true;
  };
  const list = (view) => {
    view.dispatch(setDiagnostics(view.state, view.state.field(all)));
    return openLintPanel(view);
  };
  const follow = EditorView.updateListener.of(({ view, state, startState, focusChanged, selectionSet, transactions }) => {
    if (wasListed !== isListed(view)) {
      wasListed = !wasListed;
      if (!wasListed) return show(view);
    }
    if (transactions.some((it) => it.effects.some((it) => it.is(setFindings)))) return;
    const hasArrived = isSent && selectionSet;
    const isElsewhere = lineOf(state) !== lineOf(startState) || state.doc.lines !== startState.doc.lines;
    if (!hasArrived && !((focusChanged || isElsewhere) && state.field(all).some((it) => it.quiet))) return;
    if (hasArrived) isSent = false;
    show(view);
  });
  return [all, follow, Prec.high(keymap.of([{ key: "F8", run: next }, { key: "Mod-Shift-m", run: list, preventDefault: true }]))];
}

/** The first finding behind the selection, else the first of all. */
function behind(state) {
  const { from, to } = state.selection.main;
  // What covers nothing but ends of lines is marked as a point.
  const end = (it) => (/[^\n]/.test(state.sliceDoc(it.from, Math.min(it.to, it.from + 10))) ? it.to : it.from);
  const sorted = state.field(all).toSorted((a, b) => a.from - b.from || a.to - b.to);
  return sorted.find((it) => from < it.from || (from === it.from && to < end(it))) ?? sorted[0];
}
