// Lenses: a line of the page's words above a line of the text. A lens without words asks for them when it comes on
// screen: there may be hundreds, each takes a look at the whole matrix, and ten are seen.
import { Facet, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";

/**
 * Value: [{line, text, key?, off?, label?}] or [{line, id, …}]; `**strong**` in the text; with a key the lens has a
 * button.
 */
export const setLenses = StateEffect.define();

/** Called with the key of a lens whose button was pressed. */
export const lensHandler = Facet.define({ combine: (all) => all[0] ?? (() => {}) });

/**
 * Gives the words of a lens by its id: a text, or {text, why?, leads?}. `why` stands behind the text; where it leads somewhere, it is a
 * button whose press is told with the id.
 */
export const lensWords = Facet.define({ combine: (all) => all[0] ?? (() => "") });

class LensWidget extends WidgetType {
  constructor(lens, words) {
    super();
    this.lens = lens;
    this.words = words;
    this.frame = JSON.stringify([lens.key, lens.off, lens.label]);
    /** What is on screen, shared with the equal widgets of later updates; null while nothing is. */
    this.drawn = null;
  }
  get said() {
    if (this.lens.text === undefined) {
      const said = this.words(this.lens.id);
      Object.assign(this.lens, typeof said === "string" ? { text: said } : said);
    }
    return this.lens;
  }
  /** What two lenses have alike that look alike. */
  get look() {
    const { text, why, leads } = this.said;
    return JSON.stringify([text, why, leads, why && this.lens.id]);
  }
  eq(other) {
    if (this.frame !== other.frame) return false;
    // Nobody sees either: what they say is asked for when one is drawn.
    const unseen = !this.drawn?.shown && !other.drawn?.shown;
    if (unseen && this.lens.id !== undefined && other.lens.id !== undefined) return true;
    if (this.look !== other.look) return false;
    this.drawn = other.drawn = this.drawn ?? other.drawn;
    return true;
  }
  destroy() {
    if (this.drawn) this.drawn.shown = false;
  }
  toDOM(view) {
    const { key, off, label, id, text, why, leads } = this.said;
    this.drawn = { shown: true };
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
    if (why) {
      const reason = document.createElement(leads ? "button" : "span");
      reason.className = "np-why";
      reason.textContent = why;
      if (leads) {
        reason.type = "button";
        reason.title = "Go to the line";
        reason.addEventListener("click", () => view.state.facet(lensHandler)(id));
      }
      lens.append(" · ", reason);
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

function build(lenses, doc, words) {
  const builder = new RangeSetBuilder();
  for (const lens of [...lenses].sort((a, b) => a.line - b.line)) {
    if (lens.line < 1 || lens.line > doc.lines) continue;
    const { from } = doc.line(lens.line);
    builder.add(from, from, Decoration.widget({ widget: new LensWidget(lens, words), block: true, side: -1 }));
  }
  return builder.finish();
}

export const lenses = StateField.define({
  create: () => Decoration.none,
  update(value, tr) {
    const news = tr.effects.find((it) => it.is(setLenses));
    if (news) return build(news.value, tr.newDoc, tr.state.facet(lensWords));
    return value.map(tr.changes);
  },
  provide: (it) => EditorView.decorations.from(it),
});
