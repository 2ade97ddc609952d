// `cargo xtask bench`: the longest task of the page with each file of a folder of purpose-made texts (`NETPOL_HOSTILE`),
// when it is pasted, looked at and typed into; and that of the editor alone with the same text.
// No expectation about time: figures are for reading.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { code, fill, loadEditor, matrix, openPage, paste, test } from "./page.mjs";

const FOLDER = process.env.NETPOL_HOSTILE;
/** What the page takes at once. */
const LARGEST = 8e6;
const isText = (path) => !readFileSync(path).includes(0);
const paths = FOLDER
  ? readdirSync(FOLDER).sort().map((name) => join(FOLDER, name)).filter((it) => statSync(it).size <= LARGEST && isText(it))
  : [];

/** Forgets the tasks so far; the longest of them, in milliseconds. */
const longest = (page) =>
  page.evaluate(() => {
    const most = Math.round(Math.max(0, ...globalThis.tasks));
    globalThis.tasks = [];
    return most;
  });

/** Waits until nothing is evaluated and the page has had time to draw what follows. */
async function settled(page) {
  await page.waitForFunction(() => document.querySelector("#results")?.getAttribute("aria-busy") !== "true", null, { timeout: 120_000 });
  await page.waitForTimeout(1_500);
}

test.beforeEach(({ context }) =>
  context.addInitScript(() => {
    globalThis.tasks = [];
    const seen = (list) => list.getEntries().forEach((it) => globalThis.tasks.push(it.duration));
    new PerformanceObserver(seen).observe({ type: "longtask" });
  }),
);

test.skip(paths.length === 0, "NETPOL_HOSTILE names no folder");
for (const path of paths) {
  const name = path.split("/").at(-1);
  test(name, async ({ page, context }) => {
    test.setTimeout(300_000);
    const text = readFileSync(path, "utf8");

    await openPage(page);
    const editor = await loadEditor(page);
    await page.evaluate((editor) => {
      const host = document.createElement("main");
      host.style.cssText = "position: fixed; inset: 0 60% 0 0; display: block; z-index: 1";
      document.body.replaceChildren(host);
      editor.create(host, { label: "a.yaml", file: "a.yaml" });
    }, editor);
    await code(page).click();
    const type = async (page) => {
      await code(page).press("ControlOrMeta+Home");
      await page.keyboard.type("# x");
    };
    const alone = {};
    await page.waitForTimeout(1_000);
    await longest(page);
    await fill(page, text);
    await page.waitForTimeout(1_500);
    alone.paste = await longest(page);
    await type(page);
    await page.waitForTimeout(1_000);
    alone.type = await longest(page);

    const whole = await context.newPage();
    await openPage(whole);
    await code(whole).waitFor();
    await whole.waitForTimeout(1_500);
    await longest(whole);
    await paste(whole, text);
    await settled(whole);
    const ours = { paste: await longest(whole) };
    const cell = matrix(whole).getByRole("gridcell").nth(1);
    if (await cell.isVisible()) {
      await cell.click();
      await whole.waitForTimeout(1_000);
    }
    ours.choose = await longest(whole);
    await code(whole).click();
    await type(whole);
    await settled(whole);
    ours.type = await longest(whole);
    console.log(`FIGURE ${name} ${text.length} alone ${alone.paste} ${alone.type} page ${ours.paste} ${ours.choose} ${ours.type}`);
  });
}
