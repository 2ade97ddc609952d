// Marked lines: which rule allows, which selectors isolate, which rules nearly match.
import { RangeSet, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, gutter, gutterLineClass } from "@codemirror/view";

const SIGNS = { "np-allow": "✓", "np-isolate": "●", "np-miss": "~" };
const NAMES = { "np-allow": "allows", "np-isolate": "isolates", "np-miss": "nearly matches" };

/** Value: [{from_line, to_line, class}], lines from 1, both ends included. */
export const setMarks = StateEffect.define();

class LineMarker extends GutterMarker {
  constructor(classes, first) {
    super();
    this.classes = classes;
    this.first = first; // classes whose range begins here
    this.elementClass = classes.join(" ");
  }
  eq(other) {
    return this.elementClass === other.elementClass && this.first.join() === other.first.join();
  }
}

class SignMarker extends LineMarker {
  toDOM() {
    if (this.first.length === 0) return document.createTextNode("");
    const sign = document.createElement("span");
    sign.textContent = this.first.map((it) => SIGNS[it] ?? "").join("");
    sign.title = this.classes.map((it) => NAMES[it] ?? it).join(", ");
    return sign;
  }
}

const NONE = { lines: Decoration.none, tints: RangeSet.empty, signs: RangeSet.empty };

function build(marks, doc) {
  const lines = new Map();
  for (const mark of marks) {
    for (let n = Math.max(1, mark.from_line); n <= Math.min(doc.lines, mark.to_line); n++) {
      const at = lines.get(n) ?? { classes: new Set(), first: new Set() };
      at.classes.add(mark.class);
      if (n === mark.from_line) at.first.add(mark.class);
      lines.set(n, at);
    }
  }
  const decorations = new RangeSetBuilder();
  const tints = new RangeSetBuilder();
  const signs = new RangeSetBuilder();
  for (const [n, { classes, first }] of [...lines].sort(([a], [b]) => a - b)) {
    const { from } = doc.line(n);
    decorations.add(from, from, Decoration.line({ class: [...classes].join(" ") }));
    tints.add(from, from, new LineMarker([...classes], []));
    signs.add(from, from, new SignMarker([...classes], [...first]));
  }
  return { lines: decorations.finish(), tints: tints.finish(), signs: signs.finish() };
}

const field = StateField.define({
  create: () => NONE,
  update(value, tr) {
    for (const effect of tr.effects) if (effect.is(setMarks)) return build(effect.value, tr.newDoc);
    if (!tr.docChanged || value === NONE) return value;
    return {
      lines: value.lines.map(tr.changes),
      tints: value.tints.map(tr.changes),
      signs: value.signs.map(tr.changes),
    };
  },
  provide: (it) => [
    EditorView.decorations.from(it, (value) => value.lines),
    gutterLineClass.from(it, (value) => value.tints),
  ],
});

export const marks = [field, gutter({ class: "np-signs", markers: (view) => view.state.field(field).signs })];
