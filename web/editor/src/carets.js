// One caret is the browser's own. CodeMirror's blinks by an animation, for which the browser makes sixty frames a second
// and a third of the work of a keystroke; it comes only where there are several, which no browser can show.
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection } from "@codemirror/view";

const drawn = new Compartment();
const byBrowser = [];
const byEditor = drawSelection();

export const carets = [
  drawn.of(byBrowser),
  EditorState.transactionExtender.of(({ startState, newSelection }) => {
    const wanted = newSelection.ranges.length > 1 ? byEditor : byBrowser;
    return drawn.get(startState) === wanted ? null : { effects: drawn.reconfigure(wanted) };
  }),
];
