// node web/icons.mjs: draws static/icons from the squares of static/favicon.svg, for the page as an installed app.
// `cargo xtask icons` finds the browser that draws, and says where it is in CHROME_PATH.
//
//   icon-SIZE.png       on a rounded ground, shown as it is
//   maskable-SIZE.png   on a ground up to the edges: the system cuts its own shape, and keeps the middle
import { chromium } from "playwright-core";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const favicon = String(await readFile(join(root, "static/favicon.svg")));
const squares = favicon.match(/<path[^>]*>/g).join("");
const [, colour] = favicon.match(/fill="([^"]+)"/);

/** Corners of the ground, and the side of the squares' box, in parts of the icon. */
const KINDS = { icon: { corner: 0.22, side: 0.58 }, maskable: { corner: 0, side: 0.46 } };

const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
await mkdir(join(root, "static/icons"), { recursive: true });
for (const [kind, { corner, side }] of Object.entries(KINDS)) {
  for (const size of [192, 512]) {
    await page.setViewportSize({ width: size, height: size });
    // The squares fill 3 to 21 of a box of 24.
    const scale = (side * 24) / 18;
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="${size}" height="${size}">
      <rect width="24" height="24" rx="${24 * corner}" fill="${colour}"/>
      <g fill="#fff" transform="translate(12 12) scale(${scale}) translate(-12 -12)">${squares}</g></svg>`;
    await page.setContent(`<style>body { margin: 0; background: transparent } svg { display: block }</style>${drawing}`);
    const picture = await page.screenshot({ omitBackground: true });
    await writeFile(join(root, `static/icons/${kind}-${size}.png`), picture);
  }
}
await browser.close();
