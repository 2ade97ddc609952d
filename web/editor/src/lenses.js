// Lenses: a line of the page's words above a line of the text.
import { Facet, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";

/** Value: [{line, text, key?, off?, label?}]; `**strong**` in the text; with a key the lens has a button. */
export const setLenses = StateEffect.define();

/** Called with the key of a lens whose button was pressed. */
export const lensHandler = Facet.define({ combine: (all) => all[0] ?? (() => {}) });

class LensWidget extends WidgetType {
  constructor(lens) {
    super();
    this.lens = lens;
    this.id = JSON.stringify([lens.text, lens.key, lens.off, lens.label]);
  }
  eq(other) {
    return this.id === other.id;
  }
  toDOM(view) {
    const { text, key, off, label } = this.lens;
    const lens = document.createElement("div");
    lens.className = off ? "np-lens np-off" : "np-lens";
    if (key !== undefined && key !== null) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = off ? "○" : "◉";
      button.setAttribute("aria-pressed", String(!off));
      button.setAttribute("aria-label", label ?? "take this into account");
      button.title = button.getAttribute("aria-label");
      button.addEventListener("click", () => view.state.facet(lensHandler)(key));
      lens.append(button);
    }
    for (const [i, part] of text.split("**").entries()) {
      if (i % 2 === 0) {
        lens.append(part);
      } else {
        const strong = document.createElement("b");
        strong.textContent = part;
        lens.append(strong);
      }
    }
    return lens;
  }
  get estimatedHeight() {
    return 25;
  }
  ignoreEvent(event) {
    return event.target instanceof Element && event.target.closest("button") !== null;
  }
}

function build(lenses, doc) {
  const builder = new RangeSetBuilder();
  for (const lens of [...lenses].sort((a, b) => a.line - b.line)) {
    if (lens.line < 1 || lens.line > doc.lines) continue;
    const { from } = doc.line(lens.line);
    builder.add(from, from, Decoration.widget({ widget: new LensWidget(lens), block: true, side: -1 }));
  }
  return builder.finish();
}

export const lenses = StateField.define({
  create: () => Decoration.none,
  update(value, tr) {
    for (const effect of tr.effects) if (effect.is(setLenses)) return build(effect.value, tr.newDoc);
    return value.map(tr.changes);
  },
  provide: (it) => EditorView.decorations.from(it),
});
