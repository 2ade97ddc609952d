// What is typed over a selection is put there by the editor. Left to itself, Chromium gives it the looks of what it takes
// the place of, by a style attribute, which the page's policy refuses.
import { EditorView } from "@codemirror/view";

export const typing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { data, inputType, cancelable, isComposing } = event;
    const { state } = view;
    if (inputType !== "insertText" || !data || !cancelable || isComposing || view.composing) return false;
    if (state.readOnly || state.selection.ranges.every((it) => it.empty)) return false;
    view.dispatch(state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});
