// `cargo xtask bench`: what would allow a denied cell, from the click to the list, on generated clusters.
// No expectation about time: figures are for reading.
import { readFileSync } from "node:fs";
import { expect, matrix, openEmpty, paste, test } from "./page.mjs";

const SIZES = [
  { pods: 50, policies: 20 },
  { pods: 1_000, policies: 300 },
];
const CELLS = 10;

for (const { pods, policies } of SIZES) {
  test(`${pods} pods, ${policies} policies`, async ({ page }) => {
    test.setTimeout(300_000);
    const text = (name) => readFileSync(new URL(`../../target/bench/${pods}/${name}.yaml`, import.meta.url), "utf8");
    await page.addInitScript(() => {
      globalThis.tasks = [];
      const seen = (list) => globalThis.tasks.push(...list.getEntries().map((it) => [it.startTime, it.duration]));
      new PerformanceObserver(seen).observe({ type: "longtask" });
    });
    await openEmpty(page);
    await page.locator(".cm-content").waitFor();
    await paste(page, `${text("policies")}---\n${text("cluster")}`);
    const denied = matrix(page).locator('[role="gridcell"][data-verdict="none"]');
    await expect(denied.first()).toBeAttached();
    await page.waitForTimeout(3_000);
    const found = async () => (await page.evaluate(() => performance.getEntriesByName("netpol.repairs").map((it) => it.duration))) ?? [];
    const repairs = page.getByTestId("repairs");
    const head = repairs.getByRole("button", { name: "What would allow it" });
    const ends = await denied.evaluateAll((all, most) => all.slice(0, most).map((it) => [it.dataset.from, it.dataset.to]), CELLS);
    const offered = [];
    for (const [from, to] of ends) {
      await matrix(page).locator(`[role="gridcell"][data-from="${from}"][data-to="${to}"]`).click();
      // Replicas that differ have no list.
      await page.waitForTimeout(300);
      if (!(await head.count())) continue;
      const before = (await found()).length;
      // It opens by itself where there are few rows and it is in view.
      await expect(async () => {
        if ((await head.getAttribute("aria-expanded")) === "false") await head.click();
        await expect(head).toHaveAttribute("aria-expanded", "true", { timeout: 1_000 });
      }).toPass();
      await expect(repairs.locator(".repairs-found")).toBeAttached();
      await expect(repairs.getByRole("status")).not.toHaveText("Trying edits…");
      await page.waitForTimeout(200);
      if (before < (await found()).length || offered.length === 0) offered.push(await repairs.locator(".repair").count());
    }
    const times = await found();
    // Tasks of more than 50 ms while edits were tried.
    const long = await page.evaluate(() => performance.getEntriesByName("netpol.repairs").flatMap((it) =>
      globalThis.tasks.filter(([start, length]) => start < it.startTime + it.duration && it.startTime < start + length).map((it) => Math.round(it[1]))));
    const sorted = [...times].sort((a, b) => a - b);
    const at = (share) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
    console.log(`${pods}/${policies}: ${times.length} cells, edits found ${offered.join(" ")}; first ${times[0]?.toFixed(1)}, p50 ${at(0.5)}, max ${at(1)} ms; tasks over 50 ms meanwhile: ${long.join(" ") || "none"}`);
  });
}
