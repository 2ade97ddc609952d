// What the page draws before its second part has come, as web/first.html has it.
import { expect, hold } from "./page.mjs";

/** Where the matrix has its usual room, and where it writes some names shorter. */
export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 390, height: 844 };

/** The text of web/first.html, from what the page itself draws. */
export async function asDrawn(page) {
  await hold(page, "**/*_later.wasm");
  const [wide, narrow] = [await drawnAt(page, WIDE), await drawnAt(page, NARROW)];
  return `${written(both(wide, narrow)).replaceAll("><", ">\n<")}\n`;
}

async function drawnAt(page, size) {
  await page.setViewportSize(size);
  await page.goto("./");
  await expect(page.locator("#first, #shell")).toHaveCount(0);
  await expect(page.locator(".mx[data-revision]")).toBeVisible();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  return page.evaluate(() => {
    const tree = (node) => {
      if (node.nodeType !== Node.ELEMENT_NODE) return node.data;
      // Hooks for tests are of the program's own page.
      const attributes = [...node.attributes].filter((it) => !["data-testid", "data-revision"].includes(it.name));
      const children = [...node.childNodes].filter((it) => it.nodeType !== Node.COMMENT_NODE).map(tree);
      return {
        name: node.localName,
        attributes: Object.fromEntries(attributes.map((it) => [it.name, it.value])),
        children: node.localName === "textarea" ? [node.value] : children,
      };
    };
    return tree(document.querySelector(".page"));
  });
}

/** One tree of two that differ in styles and short names only. */
function both(wide, narrow) {
  if (typeof wide === "string") {
    if (wide === narrow) return wide;
    const part = (which, text) => ({ name: "span", attributes: { [which]: "" }, children: [text] });
    return [part("data-wide", wide), part("data-narrow", narrow)];
  }
  const { style, ...others } = wide.attributes;
  const { style: other, ...otherOthers } = narrow.attributes;
  expect(otherOthers, "a narrow matrix has the same elements").toEqual(others);
  expect([narrow.name, narrow.children.length]).toEqual([wide.name, wide.children.length]);
  const attributes = style === undefined ? others : { ...others, style, ...(style === other ? {} : { "data-narrow-style": other }) };
  return { name: wide.name, attributes, children: wide.children.flatMap((it, at) => both(it, narrow.children[at])) };
}

function written(it) {
  if (typeof it === "string") return escaped(it);
  const attributes = Object.entries(it.attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const open = `<${it.name}${attributes.join("")}>`;
  return it.name === "input" ? open : `${open}${it.children.map(written).join("")}</${it.name}>`;
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
