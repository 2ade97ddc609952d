// What the review (`review.js`, a program of its own) takes from the editor's: `web/bundle.mjs` puts these in the place of
// the packages that it names.
export { defaultKeymap } from "@codemirror/commands";
export { highlightingFor, language, syntaxHighlighting } from "@codemirror/language";
export {
  ChangeSet, Compartment, EditorSelection, EditorState, Facet, Prec, RangeSet, RangeSetBuilder, StateEffect, StateField, Text,
} from "@codemirror/state";
export { Decoration, EditorView, gutter, GutterMarker, keymap, lineNumbers, ViewPlugin, WidgetType } from "@codemirror/view";
export { highlightTree } from "@lezer/highlight";
export { StyleModule } from "style-mod";
export { hidden } from "./hidden.js";
export { language as yaml } from "./language.js";
export { highlight, theme } from "./theme.js";
