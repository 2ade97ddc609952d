// `cargo xtask bench`: large clusters in Chromium, from the paste to the painted matrix, the frames while it scrolls,
// and how long the page is busy without a pause. No expectation about time: figures are for reading.
import { readFileSync } from "node:fs";
import { expect, matrix, openEmpty, paste, test } from "./page.mjs";

const SIZES = [
  { pods: 1_000, policies: 300 },
  { pods: 2_000, policies: 400 },
  { pods: 10_000, policies: 1_000 },
];

const figures = (times) => {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} ms`;
};

/** Scrolls along a diagonal for some seconds; gives the time between frames. */
const scroll = (page) =>
  matrix(page).evaluate(
    (box) =>
      new Promise((done) => {
        const frames = [];
        let last = performance.now();
        const step = () => {
          const now = performance.now();
          frames.push(now - last);
          last = now;
          if (240 <= frames.length) return done(frames.slice(1));
          box.scrollBy(23, 61);
          requestAnimationFrame(step);
        };
        box.scrollTo(0, 0);
        requestAnimationFrame(step);
      }),
  );

for (const { pods, policies } of SIZES) {
  test(`${pods} pods, ${policies} policies`, async ({ page }) => {
    test.setTimeout(300_000);
    const text = (name) => readFileSync(new URL(`../../target/bench/${pods}/${name}.yaml`, import.meta.url), "utf8");
    const say = (what) => console.log(`${pods}/${policies} ${what}`);
    await page.addInitScript(() => {
      globalThis.busy = [];
      new PerformanceObserver((list) => {
        for (const it of list.getEntries()) globalThis.busy.push(it.duration);
      }).observe({ type: "longtask" });
    });
    await openEmpty(page);
    await page.locator(".cm-content").waitFor();
    const measured = async (name) =>
      (await page.evaluate((name) => performance.getEntriesByName(name).map((it) => it.duration), name)).at(-1) ?? 0;
    // Tasks of more than 50 ms since the last time.
    const busy = () => page.evaluate(() => globalThis.busy.splice(0).map((it) => Math.round(it)));
    const quiet = () => page.waitForTimeout(3_000);

    await quiet();
    await busy();
    await paste(page, `${text("policies")}---\n${text("cluster")}`);
    await expect(matrix(page)).toBeVisible({ timeout: 60_000 });
    await quiet();
    say(`open: evaluator ${(await measured("netpol.analyze")).toFixed(0)} ms, paste to paint ${(await measured("netpol.paint")).toFixed(0)} ms, long tasks ${await busy()} ms`);

    const sizes = async () => `${await matrix(page).getAttribute("aria-rowcount")} rows`;
    say(`folded, ${await sizes()}, between frames: ${figures(await scroll(page))}`);
    await busy();
    await page.getByRole("button", { name: "Fold replicas" }).click();
    await quiet();
    say(`unfolding: long tasks ${await busy()} ms`);
    const frames = await scroll(page);
    const late = frames.filter((it) => 25 < it).length;
    say(`unfolded, ${await sizes()}, between frames: ${figures(frames)}, ${late} of ${frames.length} late`);

    // An edit of one policy.
    await page.locator(".cm-content").press("ControlOrMeta+Home");
    await page.locator(".cm-line", { hasText: "podSelector" }).first().click();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await quiet();
    await busy();
    const [analyze, paint] = [[], []];
    for (let n = 0; n < 10; n += 1) {
      await page.keyboard.press(n % 2 === 0 ? "7" : "Backspace");
      await page.waitForTimeout(1_500);
      analyze.push(await measured("netpol.analyze"));
      paint.push(await measured("netpol.paint"));
    }
    say(`edit: evaluator ${figures(analyze)}; keystroke to paint ${figures(paint)}; long tasks ${await busy()} ms`);
  });
}
