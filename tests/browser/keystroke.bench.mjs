// `cargo xtask bench`: from a keystroke in the editor to the painted matrix, in Chromium, on generated clusters.
// No expectation about time: figures are for reading, and for comparing on one machine.
import { readFileSync } from "node:fs";
import { openPage, test } from "./page.mjs";

const KEYSTROKES = 60;
const SIZES = [
  { pods: 50, policies: 20, pause: 120 },
  { pods: 500, policies: 200, pause: 300 },
];

for (const { pods, policies, pause } of SIZES) {
  test(`${pods} pods, ${policies} policies`, async ({ page }) => {
    test.setTimeout(300_000);
    const text = (name) => readFileSync(new URL(`../../target/bench/${pods}/${name}.yaml`, import.meta.url), "utf8");
    await openPage(page);
    await page.locator(".cm-content").waitFor();
    for (const name of ["cluster", "policies"]) {
      await page.getByRole("tab", { name: `${name}.yaml` }).click();
      await page.locator(".cm-content").press("ControlOrMeta+a");
      await page.locator(".cm-content").evaluate((field, text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", text);
        field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
      }, text(name));
    }
    await page.waitForTimeout(3_000);
    // Into the name of the first app that the first policy selects: each keystroke changes what it applies to.
    await page.locator(".cm-content").press("ControlOrMeta+Home");
    await page.locator(".cm-line", { hasText: "podSelector" }).first().click();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await page.evaluate(() => performance.clearMeasures());
    for (let i = 0; i < KEYSTROKES; i += 1) {
      if (i % 2 === 0) await page.keyboard.press("ArrowLeft");
      await page.keyboard.press(i % 2 === 0 ? "7" : "Backspace");
      await page.waitForTimeout(pause);
    }
    const measures = await page.evaluate(() => performance.getEntriesByType("measure").map((it) => [it.name, it.duration]));
    for (const name of ["netpol.analyze", "netpol.paint"]) {
      const times = measures.filter((it) => it[0] === name).map((it) => it[1]).sort((a, b) => a - b);
      const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]?.toFixed(1);
      console.log(`${pods}/${policies} ${name}: n ${times.length}, median ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`);
    }
  });
}
