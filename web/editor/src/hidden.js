import { highlightSpecialChars } from "@codemirror/view";

/** What nobody would see, besides what CodeMirror marks by itself; the page shows the same (`core/src/visible.rs`). */
const HIDDEN = /[\u00a0\u034f\u070f\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200d\u202a-\u202c\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\u{1107f}\u{13430}-\u{1343f}\u{16fe4}\u{1bca0}-\u{1bca3}\u{1d159}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

export const hidden = highlightSpecialChars({ addSpecialChars: HIDDEN });
