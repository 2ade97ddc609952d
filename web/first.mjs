// What the page shows of a first visit before its program is there: `web/first.html`, the markup that the program itself
// draws before its second part has come. `tests/browser/first.spec.mjs` holds the file to the page, and writes it anew.
//
// The page's policy allows no style inside the markup, so what stands there becomes rules of the style sheet. Where the
// matrix is narrow the page writes some names shorter: of these, the file has both (`data-narrow`, `data-narrow-style`).
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(fileURLToPath(import.meta.url));

/** `{ markup, rules, sizes }`: what goes into index.html and into the style sheet, and how its panes are divided. */
export async function first() {
  // One line for each element, to be read; the page has none of these line ends.
  const text = (await readFile(join(web, "first.html"), "utf8")).trim().replaceAll(">\n<", "><");
  const wide = [];
  const narrow = [];
  const places = new Map();
  const markup = text.replace(/ style="([^"]*)"(?: data-narrow-style="([^"]*)")?/g, (all, style, other) => {
    if (!places.has(all)) {
      const at = `#first [data-at="${places.size}"]`;
      places.set(all, places.size);
      // The page itself is at 0.
      wide.push(`${places.size === 1 ? "#first" : at}{${style}}`);
      // What has another style is the box of the matrix, which sees to what is in it, or in that box.
      if (other !== undefined) narrow.push(`${style.startsWith("--") ? `${at}>*` : at}{${other}}`);
    }
    return ` data-at="${places.get(all)}"`;
  });
  if (!markup.startsWith('<div class="page" ')) throw new Error("web/first.html should begin with the page");
  narrow.push("#first [data-wide]{display:none}", "#first [data-narrow]{display:inline}");
  const rules = [
    ...wide,
    // Without scripts nothing loads.
    "@media (scripting: none){#first .why .nothing{display:none}}",
    "#first [role=grid]{container-type:inline-size}",
    "#first [data-narrow]{display:none}",
    // As in web/src/matrix/viewport.rs.
    `@container (width < 480px){${narrow.join("")}}`,
  ];
  const said = `<noscript><div class="banner error">${WITHOUT}</div></noscript>`;
  const whole = markup.replace("<div ", '<div id="first" ').replace('<div class="banners">', (it) => it + said);
  const [, columns, rows] = /--columns: ([\d.]+)%; --rows: max\(([\d.]+)%/.exec(text);
  return { markup: whole, rules: `${rules.join("\n")}\n`, sizes: `columns=${columns};rows=${rows}` };
}

const WITHOUT =
  "Netpol Playground evaluates Kubernetes network policies inside your browser, and needs JavaScript and WebAssembly for it. " +
  "What you see is the first scenario, and nothing here reacts.";
