// CodeMirror writes its rules into a <style> element, which a policy without 'unsafe-inline' refuses.
// Constructed style sheets are script's own and need no permission: mount the rules as one.
import { StyleModule } from "style-mod";

const inStyleElement = StyleModule.mount;
const mounted = new WeakMap();

/** Must run before the first editor is made. */
export function mountAsConstructedSheet() {
  if (!("adoptedStyleSheets" in document)) return; // Safari before 16.4 keeps the element
  StyleModule.mount = (root, modules, options) => {
    const target = root.adoptedStyleSheets ? root : root.ownerDocument;
    if (!target) return inStyleElement.call(StyleModule, root, modules, options);
    let known = mounted.get(target);
    if (!known) {
      known = { sheet: new CSSStyleSheet(), modules: [] };
      mounted.set(target, known);
      target.adoptedStyleSheets = [known.sheet, ...target.adoptedStyleSheets];
    }
    const wanted = [modules].flat();
    if (wanted.every((it) => known.modules.includes(it))) return;
    // Later rules win: the order of the newest caller holds, what only others use comes first.
    known.modules = [...known.modules.filter((it) => !wanted.includes(it)), ...wanted];
    known.sheet.replaceSync(known.modules.map((it) => it.getRules()).join("\n"));
  };
}
