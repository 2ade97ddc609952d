// The YAML of an element or a code block.

/** What a line `# name: value` at the head of the YAML may set, in place of an attribute. */
const SETTABLE = /^#\s*(view|cell|port|theme|readonly|height|loading|label):\s*(.*?)\s*$/;

/** Without the indentation that all lines share, and without the empty lines around. */
export function dedent(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/^(?:[ \t]*\n)+|\s+$/g, "").split("\n");
  const full = lines.filter((it) => it.trim());
  const indent = Math.min(...full.map((it) => it.search(/\S/)), Infinity);
  return full.length ? `${lines.map((it) => it.slice(indent)).join("\n")}\n` : "";
}

/** Parts the lines that stand for attributes from the rest: they are comments at the very head. */
export function parted(text) {
  const attributes = {};
  const lines = text.split("\n");
  for (;;) {
    const found = SETTABLE.exec(lines[0]);
    if (!found) return { attributes, yaml: lines.join("\n") };
    attributes[found[1]] = found[2];
    lines.shift();
  }
}

/** The text inside an element: of its script or code, else its own. */
export const textIn = (element) => {
  // Of a block with line numbers in a column of their own, the last `code` is the text.
  const code = element.querySelector('script[type="text/netpol"]') ?? [...element.querySelectorAll("code")].pop();
  const copy = (code ?? element.querySelector("pre") ?? element).cloneNode(true);
  copy.querySelectorAll("br").forEach((it) => it.replaceWith("\n"));
  return dedent(copy.textContent);
};
