// `cargo xtask bench`: a cluster of 100,000 pods in a file of some 40 MB, opened from disk: how long until the first
// matrix, how smoothly it scrolls, the longest task of everything that is looked at, and the memory of the program.
// No expectation about time: figures are for reading.
import { mkdirSync, writeFileSync } from "node:fs";
import { expect, matrix, openPage, tab, test } from "./page.mjs";
import { open, pod, pods, policies } from "./large.mjs";

const PODS = Number(process.env.NETPOL_PODS ?? 100_000);

test(`${PODS} pods in one file`, async ({ page }) => {
  test.setTimeout(600_000);
  const folder = new URL("../../target/bench/large/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const files = { "pods.yaml": pods(PODS), "policies.yaml": policies(Math.min(1_000, Math.ceil(PODS / 100))) };
  const paths = Object.entries(files).map(([name, text]) => {
    const path = new URL(name, folder).pathname;
    writeFileSync(path, text);
    return path;
  });
  console.log(`FIGURE file ${(files["pods.yaml"].length / 1e6).toFixed(1)} MB, ${PODS} pods`);
  await page.addInitScript(() => {
    globalThis.tasks = [];
    const seen = (list) => list.getEntries().forEach((it) => globalThis.tasks.push(Math.round(it.duration)));
    new PerformanceObserver(seen).observe({ type: "longtask" });
    // How much memory the program takes: all its parts share one.
    const of = WebAssembly.Memory.prototype;
    const { get } = Object.getOwnPropertyDescriptor(of, "buffer");
    Object.defineProperty(of, "buffer", { get() { globalThis.program = this; return get.call(this); } });
    globalThis.bytes = () => get.call(globalThis.program).byteLength;
  });
  await openPage(page);
  await page.locator(".cm-content").waitFor();
  await page.waitForTimeout(2_000);
  const busy = () => page.evaluate(() => globalThis.tasks.splice(0).filter((it) => 100 < it).sort((a, b) => b - a).slice(0, 8));
  const megabytes = () => page.evaluate(() => Math.round(globalThis.bytes?.() / 1e6));
  const settled = async (timeout = 120_000) => {
    await page.waitForFunction(() => document.querySelector("#results")?.getAttribute("aria-busy") === "false", null, { timeout });
    await page.waitForTimeout(2_000);
  };
  const say = async (what) => console.log(`FIGURE ${what}; tasks over 100 ms: ${JSON.stringify(await busy())}; program ${await megabytes()} MB`);
  // Of a machine that does other work too, the time of the processor tells more than the clock.
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async () => (await cdp.send("Performance.getMetrics")).metrics.find((it) => it.name === "TaskDuration").value;
  await busy();
  const before = await worked();

  // The clock of the page: the browser's driver takes its time.
  const timed = page.evaluate(() => new Promise((done) => {
    let start;
    addEventListener("change", () => (start = performance.now()), { capture: true, once: true });
    const look = () => {
      const cells = document.querySelectorAll('[data-testid="matrix"] [role="gridcell"][data-from^="ns-"]').length;
      if (start !== undefined && 0 < cells) done(performance.now() - start); else requestAnimationFrame(look);
    };
    look();
  }));
  await open(page, paths);
  const seconds = ((await timed) / 1000).toFixed(2);
  await say(`first matrix after ${seconds} s, ${((await worked()) - before).toFixed(2)} s of the processor`);
  await settled();
  await say("what follows it");

  const frames = await matrix(page).evaluate((box) => new Promise((done) => {
    const all = [];
    let last = performance.now();
    const step = () => {
      const now = performance.now();
      all.push(now - last);
      last = now;
      if (240 <= all.length) return done(all.slice(1).sort((a, b) => a - b));
      box.scrollBy(23, 61);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }));
  const at = (share) => frames[Math.floor((frames.length - 1) * share)].toFixed(1);
  await say(`${await matrix(page).getAttribute("aria-rowcount")} rows, between frames: p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} ms`);

  await matrix(page).evaluate((box) => box.scrollTo(0, 0));
  await matrix(page).getByRole("gridcell").nth(3).click();
  await settled();
  await say("a cell is chosen");
  await page.keyboard.press("ControlOrMeta+p");
  await page.locator("#outline-search").fill(pod(PODS - 3).name);
  await page.keyboard.press("Enter");
  await expect(page.locator(".cm-content")).toContainText(pod(PODS - 3).name);
  await page.waitForTimeout(1_000);
  await say("an object is found");
  await page.getByRole("button", { name: "Close the outline" }).click();
  await tab(page, "policies.yaml").click();
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("# x");
  await settled();
  await say("three letters are typed into another file");
  await tab(page, "Matrix").click();
  for (const name of ["Problems", "Changes", "Exposure", "Services", "Expectations"]) {
    await tab(page, name).first().click();
    await page.waitForTimeout(4_000);
    await say(`the tab ${name}`);
    const look = page.getByRole("button", { name: "Find it now" });
    if (await look.isVisible()) {
      await look.click();
      await expect(look).toHaveCount(0, { timeout: 120_000 });
      await page.waitForTimeout(2_000);
      await say("looked through, as asked for");
    }
  }
  await tab(page, "Matrix").click();
  await page.getByRole("button", { name: "Fold replicas" }).click();
  await settled();
  await say(`unfolded: ${await matrix(page).getAttribute("aria-rowcount")} rows`);
});
