// The looks, as a sheet made by script: a page that allows no inline styles allows this one.
export const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host { display: block; margin: 1em 0; }
:host([hidden]) { display: none; }
.box {
  position: relative; overflow: hidden; box-sizing: border-box; min-height: 44px;
  border: 1px solid color-mix(in srgb, currentColor 18%, transparent); border-radius: 8px;
}
.text { box-sizing: border-box; height: 100%; overflow: auto; }
.text:focus-visible, button:focus-visible, a:focus-visible { outline: 2px solid Highlight; outline-offset: -2px; }
pre { margin: 0; padding: 12px 16px; font: 13px/1.6 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; }
::slotted(*) { margin-block: 0 !important; }
.own ::slotted(*), .own slot { display: none; }
iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; opacity: 0; pointer-events: none; }
.shown iframe { opacity: 1; pointer-events: auto; }
.shown .text { visibility: hidden; }
.bar { position: absolute; inset: auto 8px 8px auto; display: flex; gap: 8px; align-items: center; max-width: calc(100% - 16px); }
.bar > * {
  padding: 5px 12px; border: 1px solid color-mix(in srgb, CanvasText 30%, Canvas); border-radius: 7px;
  background: Canvas; color: CanvasText; font: 13px/1.4 system-ui, sans-serif; text-decoration: none;
}
button { cursor: pointer; }
`);
