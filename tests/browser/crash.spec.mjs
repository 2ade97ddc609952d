// A failure of the evaluator, made without any hook in the page: its next calls begin at the very end of the stack, so
// that it overflows somewhere inside. The trap is real, and ends it wherever it was.
import { andMatrix, cell, code, expect, openEmpty, picture, test } from "./page.mjs";

const crash = (page) => page.getByTestId("crash");

const PODS = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: c, image: i}]}
`;

/** `globalThis.failing = n` lets the next n guarded calls into the evaluator run out of stack. */
function failOnDemand() {
  const call = Function.prototype.call;
  globalThis.failed = globalThis.failing = 0;
  // So many small frames are left to the call; fewer where it came through.
  let room = 400;
  Error.stackTraceLimit = 1_000;
  const dive = (left, work) => (left === 0 ? work() : dive(left - 1, work));
  const deepest = () => {
    let [fits, overflows] = [0, 100_000];
    while (fits + 1 < overflows) {
      const middle = (fits + overflows) >> 1;
      try {
        dive(middle, () => {});
        fits = middle;
      } catch {
        overflows = middle;
      }
    }
    return fits;
  };
  // The program's glue calls closures of the program with `call`, and marks them.
  Function.prototype.call = function (...rest) {
    const run = () => Reflect.apply(call, this, rest);
    if (!globalThis.failing || this._wbg_cb_unref === undefined) return run();
    try {
      const result = dive(deepest() - room, run);
      room = Math.max(4, Math.floor(room * 0.8));
      return result;
    } catch (error) {
      globalThis.failed += 1;
      globalThis.failing -= 1;
      globalThis.inside = error.stack.includes("wasm-function");
      // It did not even begin.
      if (!globalThis.inside) room = Math.ceil(room * 1.15);
      throw error;
    }
  };
}

async function openWith(page, text) {
  await openEmpty(page);
  await expect(code(page)).toBeVisible();
  await code(page).press("ControlOrMeta+Home");
  await page.keyboard.insertText(text);
  await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
}

const failing = (page, n) => page.evaluate((n) => { globalThis.failing = n; }, n);
const failed = (page) => page.evaluate(() => globalThis.failed);

test("a crash is said, keeps the text, and is over with the next edit", async ({ page, complaints }) => {
  await page.addInitScript(failOnDemand);
  await openWith(page, PODS);
  await code(page).press("ControlOrMeta+End");
  await page.keyboard.insertText("# it falls\n");
  await expect(async () => {
    // The first call after a keystroke is for the analysis; what is asked of it comes later.
    await failing(page, 1);
    await page.keyboard.insertText("#");
    await expect(crash(page)).toBeVisible({ timeout: 500 });
    expect(await page.evaluate(() => globalThis.inside), "it was inside").toBe(true);
  }).toPass();
  await expect(crash(page)).toContainText("The evaluator failed on this text");
  await crash(page).getByText("Its message").click();
  await expect(crash(page)).toContainText("RangeError");
  await expect(code(page)).toContainText("# it falls");
  await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
  await picture(page, "crash");

  await failing(page, 0);
  await code(page).press("ControlOrMeta+End");
  await andMatrix(page, () => page.keyboard.insertText(`\n---\n${PODS.replaceAll("shop", "copy")}`));
  await expect(crash(page)).toHaveCount(0);
  await expect(cell(page, "copy/web", "shop/api")).toHaveAttribute("data-verdict", "all");
  await cell(page, "copy/web", "shop/api").click();
  await expect(page.getByTestId("why")).toContainText("copy/web → shop/api");
  await page.reload();
  await expect(code(page)).toContainText("# it falls");
  complaints.length = 0;
});

test("three hundred crashes are survived as one is", async ({ page, complaints }) => {
  await page.addInitScript(failOnDemand);
  await openWith(page, PODS);
  await failing(page, 1e9);
  await code(page).press("ControlOrMeta+End");
  await page.evaluate(async () => {
    for (let n = 0; globalThis.failed < 300; n += 1) {
      document.execCommand("insertText", false, "#");
      await new Promise((done) => requestAnimationFrame(done));
    }
  });
  await expect(crash(page)).toBeVisible();
  await failing(page, 0);
  await andMatrix(page, () => page.keyboard.insertText(`\n---\n${PODS.replaceAll("shop", "copy")}`));
  await expect(crash(page)).toHaveCount(0);
  await expect(cell(page, "copy/web", "shop/api")).toHaveAttribute("data-verdict", "all");
  complaints.length = 0;
});

test("a crash over a question leaves the rest of the page at work", async ({ page, complaints }) => {
  await page.addInitScript(failOnDemand);
  await openWith(page, PODS);
  await failing(page, 1e9);
  // Each call that comes through leaves less room to the next: how many it takes is the browser's matter.
  await expect(async () => {
    for (const [from, to] of [["shop/web", "shop/api"], ["shop/api", "shop/web"]]) await cell(page, from, to).click();
    expect(await failed(page)).toBeGreaterThan(0);
  }).toPass();
  await failing(page, 0);
  await code(page).press("ControlOrMeta+End");
  await andMatrix(page, () => page.keyboard.insertText("# on\n"));
  for (const [from, to] of [["shop/web", "shop/api"], ["shop/api", "shop/web"]]) {
    await cell(page, from, to).click();
    await expect(page.getByTestId("why")).toContainText(`${from} → ${to}`);
  }
  complaints.length = 0;
});
