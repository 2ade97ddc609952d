// Completion and help under the pointer, both answered by the page.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { hoverTooltip, keymap } from "@codemirror/view";

/** The page gives {from, options: [{label, detail?, info?, apply?}]} or null for an offset. */
function completion(onComplete) {
  const source = (context) => {
    const before = context.matchBefore(/[\w./-]*/);
    if (!context.explicit && (!before || before.from === before.to)) return null;
    const found = onComplete(context.pos, context.explicit, context.state.doc.toString());
    return found && { ...found, validFor: /^[\w./-]*$/ };
  };
  return [autocompletion({ override: [source], icons: false }), keymap.of(completionKeymap)];
}

/** The page gives {from, to, text} or null for an offset. */
function hover(onHover) {
  return hoverTooltip((view, pos) => {
    const found = onHover(pos);
    if (!found) return null;
    const create = () => {
      const dom = document.createElement("div");
      dom.className = "np-help";
      dom.textContent = found.text;
      return { dom };
    };
    return { pos: found.from, end: found.to, above: true, create };
  });
}

export function help({ onComplete, onHover }) {
  return [onComplete ? completion(onComplete) : [], onHover ? hover(onHover) : []];
}
