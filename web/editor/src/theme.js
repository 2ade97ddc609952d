// The look: only names of the page's own custom properties, so that a theme is one set of values for page and editor.
import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--all)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--some)" },
  { tag: [tags.meta, tags.keyword, tags.typeName, tags.labelName], color: "var(--accent)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--dim)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--none)" },
]);

const tint = (name, style) => ({
  backgroundColor: `var(--${name})`,
  boxShadow: style === "dashed" ? "none" : `inset 3px 0 0 var(--${name}-bar)`,
  ...(style === "dashed" && {
    backgroundImage: `repeating-linear-gradient(var(--${name}-bar) 0 4px, transparent 4px 7px)`,
    backgroundSize: "3px 100%",
    backgroundRepeat: "no-repeat",
  }),
});

export const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--panel)", fontSize: "13px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--accent)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection":
    { backgroundColor: "var(--editor-selection, color-mix(in srgb, var(--accent) 28%, transparent))" },
  // Carets that CodeMirror draws: the user's own colours paint over the backgrounds of elements.
  "@media (forced-colors: active)": {
    ".cm-selectionBackground": { outline: "1px solid Highlight" },
    // Fills and bars are gone: a border of its own for each mark.
    ".cm-line.np-allow": { borderLeft: "4px double CanvasText", paddingLeft: "2px" },
    ".cm-line.np-isolate": { borderLeft: "4px solid CanvasText", paddingLeft: "2px" },
    ".cm-line.np-miss": { borderLeft: "4px dashed CanvasText", paddingLeft: "2px" },
  },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent-soft) 45%, transparent)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent", outline: "1px solid var(--accent)", borderRadius: "2px",
  },
  ".cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket": {
    backgroundColor: "transparent", outline: "1px dashed var(--none)",
  },

  ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--dim)", border: "0" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "30px", padding: "0 6px 0 8px" },
  ".cm-foldGutter .cm-gutterElement": { cursor: "pointer", padding: "0 2px" },
  ".cm-foldPlaceholder": {
    backgroundColor: "var(--unk-bg)", color: "var(--unk)", border: "1px solid var(--line)", padding: "0 6px",
  },
  ".cm-foldPlaceholder.np-folded": {
    display: "inline-flex", gap: "10px", margin: "0", padding: "0", border: "0", backgroundColor: "transparent",
    color: "var(--dim)", fontFamily: "var(--sans)", cursor: "pointer", verticalAlign: "bottom",
  },
  ".np-folded:hover": { color: "var(--text)" },
  ".np-folded em": { fontStyle: "normal", fontSize: "11px" },

  // What the chosen cell says of a line. The sign in the gutter and the bar tell the three apart without colour.
  ".np-signs": { width: "17px" },
  ".np-signs .cm-gutterElement": { textAlign: "center", fontWeight: "700", color: "var(--text)" },
  ".cm-line.np-miss, .cm-gutterElement.np-miss": { backgroundColor: "var(--miss)" },
  ".cm-line.np-isolate, .cm-gutterElement.np-isolate": { backgroundColor: "var(--iso)" },
  ".cm-line.np-allow, .cm-gutterElement.np-allow": { backgroundColor: "var(--allow)" },
  ".np-signs .np-miss": tint("miss", "dashed"),
  ".np-signs .np-isolate": tint("iso"),
  ".np-signs .np-allow": tint("allow"),
  ".np-flash": { animation: "np-flash 1.2s ease-out" },
  "@keyframes np-flash": { from: { boxShadow: "inset 0 0 0 2px var(--accent)" }, to: { boxShadow: "none" } },
  "@media (prefers-reduced-motion: reduce)": {
    ".np-flash": { animation: "none", boxShadow: "inset 0 0 0 2px var(--accent)" },
  },

  ".np-lens": { font: "12px/1.5 var(--sans)", color: "var(--dim)", padding: "6px 8px 1px 6px", whiteSpace: "pre-wrap" },
  // It stands in no text. It must not be kept from selections either: then the browser writes styles into what is typed.
  ".np-lens::selection, .np-lens ::selection": { backgroundColor: "transparent" },
  ".np-lens b": { color: "var(--text)", fontWeight: "600" },
  ".np-lens button": {
    font: "inherit", color: "inherit", background: "none", border: "1px solid var(--line)", borderRadius: "5px",
    marginRight: "6px", padding: "0 6px", cursor: "pointer",
  },
  ".np-lens .np-why": { color: "var(--text)" },
  ".np-lens button.np-why": {
    border: "0", borderRadius: "2px", margin: "0", padding: "0", textAlign: "start", textDecoration: "underline dotted",
    textUnderlineOffset: "3px",
  },
  ".np-lens button:focus-visible": { outline: "2px solid var(--accent)" },
  ".np-lens.np-off": { textDecoration: "line-through" },

  ".cm-panels, .cm-tooltip": {
    backgroundColor: "var(--panel)", color: "var(--text)", border: "1px solid var(--line)", fontFamily: "var(--sans)",
  },
  ".cm-tooltip": { borderRadius: "7px", boxShadow: "0 4px 16px #0003" },
  ".cm-tooltip-lint, .np-help": { maxWidth: "min(60ch, 90vw)" },
  ".np-help": { padding: "6px 10px", fontSize: "13px", lineHeight: "1.45", overflowWrap: "anywhere" },
  ".np-help p": { margin: "0 0 6px", whiteSpace: "pre-wrap" },
  ".np-help p:last-child": { margin: "0" },
  ".cm-diagnostic": { padding: "6px 10px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--none)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--miss-bar)" },
  ".cm-diagnostic-info, .cm-diagnostic-hint": { borderLeftColor: "var(--iso-bar)" },
  ".cm-diagnosticAction": { backgroundColor: "var(--accent)", color: "var(--panel)", borderRadius: "5px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "13px", maxWidth: "min(700px, 95vw)", maxHeight: "15em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { display: "flex", alignItems: "baseline", gap: "20px", padding: "3px 10px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--panel)" },
  ".cm-completionDetail": {
    marginLeft: "auto", color: "var(--dim)", fontFamily: "var(--sans)", fontStyle: "normal", fontSize: "12px",
    overflow: "hidden", textOverflow: "ellipsis",
  },
  "[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-tooltip.cm-completionInfo": { padding: "2px", maxWidth: "min(44ch, 90vw)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-textfield": { backgroundColor: "var(--bg)", color: "var(--text)", border: "1px solid var(--line)" },
  ".cm-button": {
    backgroundImage: "none", backgroundColor: "var(--panel)", color: "var(--text)", border: "1px solid var(--line)",
    borderRadius: "5px",
  },
  ".cm-panel.cm-search": { fontSize: "13px", "& [name=close]": { color: "var(--text)", minWidth: "24px" } },
  ".cm-searchMatch": { backgroundColor: "var(--some-bg)", outline: "1px solid var(--some)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--accent-soft)", outline: "2px solid var(--accent)" },
});
