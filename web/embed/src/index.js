// The script that other pages load: <netpol-playground>, and NetpolPlayground.upgrade().
import { base, script } from "./base.js";
import { Playground } from "./element.js";
import { afterChanges, isParsed } from "./parsed.js";
import { textIn } from "./text.js";

const BLOCKS = ".language-netpol, .lang-netpol, .highlight-netpol, script[type='text/netpol']";
/** The embeds by the blocks that they stand for. */
const made = new Map();

/** The whole of a code block: tools wrap `code` in `pre`, and that in a box of their own. */
function blockOf(found) {
  const pre = found.closest("pre") ?? found;
  const outer = pre.parentElement?.closest(".language-netpol, .highlight-netpol");
  return outer ?? (pre.parentElement?.matches(".highlight") ? pre.parentElement : pre);
}

/** Shows a code block as an embed. The block stays where it is, out of sight: a framework may count on it. */
function embed(block, found, fresh) {
  const element = document.createElement("netpol-playground");
  for (const name of Playground.observedAttributes) {
    const value = found.dataset[name] ?? block.dataset[name];
    if (value !== undefined) element.setAttribute(name, value);
  }
  if (block.localName === "script") {
    element.append(Object.assign(document.createElement("pre"), { textContent: textIn(block) }));
  } else {
    // It looks as before until the frame has come.
    const copy = block.cloneNode(true);
    copy.querySelectorAll("button, .buttons, [id]").forEach((it) => it.remove());
    copy.removeAttribute("id");
    element.append(copy);
    element.style.margin = getComputedStyle(block).margin;
    element.space = block.getBoundingClientRect().height;
  }
  element.fresh = fresh;
  block.before(element);
  block.style.setProperty("display", "none", "important");
  return element;
}

/**
 * Turns code blocks of the class `language-netpol`, and scripts of the type `text/netpol`, into embeds.
 * What was turned before is left alone, so it may be called after every change of the page.
 * @param {ParentNode} root where to look
 * @returns {Playground[]} the new ones
 */
const upgrade = (root = document) => upgradeIn(root, false);

function upgradeIn(root, fresh) {
  const all = [];
  for (const [block, element] of made) {
    // A framework has taken its block away, and does not know of what stands beside it.
    if (!block.isConnected) made.delete(block) && element.remove();
  }
  for (const found of root.querySelectorAll(BLOCKS)) {
    const block = blockOf(found);
    if (made.has(block) || found.closest("netpol-playground") || !isParsed(block)) continue;
    made.set(block, embed(block, found, fresh));
    all.push(made.get(block));
  }
  return all;
}

if (!globalThis.NetpolPlayground) {
  globalThis.NetpolPlayground = { upgrade, base, Playground };
  customElements.define("netpol-playground", Playground);
  // <script src="…/embed.js" data-upgrade>, or …/embed.js#upgrade where a tool writes the element.
  if (script?.hasAttribute("data-upgrade") || script?.src.endsWith("#upgrade")) {
    // What is found while the page is being read has just been read.
    afterChanges(() => upgradeIn(document, document.readyState === "loading"));
    upgrade();
  }
}
