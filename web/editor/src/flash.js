// A short light on the lines that the page just moved to.
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

/** Value: {from, to} in the text, or null to put it out. */
export const setFlash = StateEffect.define({
  map: (value, changes) => value && { from: changes.mapPos(value.from), to: changes.mapPos(value.to) },
});

export const flash = StateField.define({
  create: () => Decoration.none,
  update(value, tr) {
    let now = value.map(tr.changes);
    for (const effect of tr.effects) {
      if (!effect.is(setFlash)) continue;
      now = Decoration.none;
      if (!effect.value) continue;
      const { doc } = tr.state;
      const lines = [];
      for (let n = doc.lineAt(effect.value.from).number; n <= doc.lineAt(effect.value.to).number; n++) {
        lines.push(Decoration.line({ class: "np-flash" }).range(doc.line(n).from));
      }
      now = Decoration.set(lines);
    }
    return now;
  },
  provide: (it) => EditorView.decorations.from(it),
});
