// `cargo xtask bench`: from a key that changes what a policy selects to the painted strip that says what that opens and
// closes, in Chromium, on a generated cluster. No expectation about time: figures are for reading.
import { readFileSync } from "node:fs";
import { code, expect, fill, openEmpty, test } from "./page.mjs";

const [PODS, POLICIES] = [1_000, 300];
const KEYSTROKES = 60;
const BEFORE = 10;
// Longer than the page waits where what follows a key takes long (web/src/base/timing.rs): then the strip comes after a pause.
const PAUSE = 1_200;

const text = (name) => readFileSync(new URL(`../../target/bench/${PODS}/${name}.yaml`, import.meta.url), "utf8");

test(`${PODS} pods, ${POLICIES} policies: an edit to the changed strip`, async ({ page }) => {
  test.setTimeout(300_000);
  await openEmpty(page);
  await code(page).waitFor();
  await fill(page, `${text("policies")}---\n${text("cluster")}`);
  await expect(page.getByTestId("matrix")).toBeVisible({ timeout: 60_000 });
  await page.waitForTimeout(3_000);
  await page.getByRole("tab", { name: "Changes" }).click();
  await page.locator("#lists").getByRole("button", { name: "Pin" }).click();
  // The tab would list what changed, which is not measured.
  await page.getByRole("tab", { name: "Why?" }).click();
  await code(page).press("ControlOrMeta+Home");
  // The end of the last value of a selector: a digit more, and one less, both change whom the policy selects. Of the first
  // policies some select no pod of their namespace.
  const strip = page.getByTestId("strip");
  const selectors = [...text("policies").matchAll(/^ {2}podSelector:.*?([\]}]*)$/gm)];
  for (let at = 0; at < 8; at += 1) {
    await page.locator(".cm-line", { hasText: /^ {2}podSelector:/ }).nth(at).click();
    await page.keyboard.press("End");
    for (const _ of selectors[at][1]) await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("7");
    await page.waitForTimeout(1_500);
    const changes = await strip.isVisible();
    await page.keyboard.press("Backspace");
    await page.waitForTimeout(1_500);
    if (changes) break;
  }
  await page.evaluate(() => {
    globalThis.times = [];
    globalThis.keys = [];
    let pressed = 0;
    addEventListener("keydown", ({ key, timeStamp }) => {
      if (key !== "7" && key !== "Backspace") return;
      pressed = timeStamp;
      globalThis.keys.push(timeStamp);
    }, true);
    const words = () => document.querySelector('[data-testid="strip"] b')?.parentElement.parentElement.textContent ?? "";
    let last = words();
    new MutationObserver(() => {
      const now = words();
      if (now === last || pressed === 0) return;
      last = now;
      const from = pressed;
      pressed = 0;
      requestAnimationFrame(() => {
        // As timing.js: a message that is sent in a frame arrives behind it.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          port1.close();
          globalThis.times.push(performance.now() - from);
        };
        port2.postMessage(0);
      });
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  for (let i = 0; i < KEYSTROKES; i += 1) {
    if (i === BEFORE) await page.evaluate(() => (globalThis.times.length = globalThis.keys.length = 0));
    await page.keyboard.press(i % 2 === 0 ? "7" : "Backspace");
    await page.waitForTimeout(PAUSE);
  }
  expect(await page.evaluate(() => globalThis.times.length), "keys that changed the strip").toBeGreaterThan(0);
  const tell = (what, found) => {
    const times = found.sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]?.toFixed(1);
    console.log(`${PODS}/${POLICIES} from the key to ${what}: n ${times.length}, median ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`);
  };
  tell("the changed strip", await page.evaluate(() => globalThis.times));
  // Of the same keys: on a machine that does other work too, only both together say something.
  tell("the painted matrix", await page.evaluate(() => {
    const painted = performance.getEntriesByName("netpol.paint").map((it) => it.startTime + it.duration);
    const first = (key) => painted.find((it) => key < it);
    return globalThis.keys.filter((key) => first(key)).map((key) => first(key) - key);
  }));
});
