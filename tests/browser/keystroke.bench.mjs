// `cargo xtask bench`: from a keystroke in the editor to the painted matrix, in Chromium, on generated clusters; and
// the same keystrokes in CodeMirror with nothing around it, for comparison.
// No expectation about time: figures are for reading, and for comparing on one machine.
import { readFileSync } from "node:fs";
import { code, fill, loadEditor, openPage, tab, test } from "./page.mjs";

const KEYSTROKES = 240;
/** So many before, not measured: at first the browser still compiles, with the processor that should draw. */
const BEFORE = 60;
const SIZES = [
  { pods: 50, policies: 20, pause: 120 },
  { pods: 500, policies: 200, pause: 300 },
];

const text = (pods, name) => readFileSync(new URL(`../../target/bench/${pods}/${name}.yaml`, import.meta.url), "utf8");

/** Writes and takes back a letter at thirty places of the caret's line, again and again. */
async function press(page, keystrokes, pause) {
  for (let i = 0; i < keystrokes; i += 1) {
    if (i % 60 === 0) await page.keyboard.press("End");
    if (i % 2 === 0) await page.keyboard.press("ArrowLeft");
    await page.keyboard.press(i % 2 === 0 ? "7" : "Backspace");
    await page.waitForTimeout(pause);
  }
}

/** Types into what the first policy selects: each keystroke changes what it applies to. */
async function type(page, pause) {
  await page.waitForTimeout(3_000);
  await code(page).press("ControlOrMeta+Home");
  await page.locator(".cm-line", { hasText: "podSelector" }).first().click();
  await press(page, BEFORE, pause);
  await page.evaluate(() => {
    performance.clearMeasures();
    globalThis.keys = [];
    globalThis.frames = [];
    const framed = (pressed) => {
      // As timing.js: a message that is sent in a frame arrives behind it.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        globalThis.frames.push(performance.now() - pressed);
      };
      port2.postMessage(0);
    };
    const pressed = ({ key, timeStamp }) => {
      if (key !== "7" && key !== "Backspace") return;
      globalThis.keys.push(timeStamp);
      requestAnimationFrame(() => framed(timeStamp));
    };
    addEventListener("keydown", pressed, true);
  });
  await press(page, KEYSTROKES, pause);
}

function say(what, times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(1);
  console.log(`${what}: n ${sorted.length}, median ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`);
}

for (const { pods, policies, pause } of SIZES) {
  test(`${pods} pods, ${policies} policies`, async ({ page }) => {
    test.setTimeout(300_000);
    await openPage(page);
    await code(page).waitFor();
    for (const name of ["cluster", "policies"]) {
      await tab(page, `${name}.yaml`).click();
      await fill(page, text(pods, name));
    }
    await type(page, pause);
    const { keys, measures } = await page.evaluate(() => ({
      keys: globalThis.keys,
      measures: performance.getEntriesByType("measure").map(({ name, startTime, duration }) => ({ name, startTime, duration })),
    }));
    for (const name of ["netpol.analyze", "netpol.paint"]) {
      say(`${pods}/${policies} ${name}`, measures.filter((it) => it.name === name).map((it) => it.duration));
    }
    const paints = measures.filter((it) => it.name === "netpol.paint");
    const fromKey = (it) => it.startTime + it.duration - keys.filter((key) => key <= it.startTime).at(-1);
    say(`${pods}/${policies} from the key itself to the painted matrix`, paints.map(fromKey));
  });

  test(`${policies} policies in the editor alone`, async ({ page }) => {
    test.setTimeout(300_000);
    await openPage(page);
    const editor = await loadEditor(page);
    await page.evaluate((editor) => {
      const host = document.createElement("main");
      host.style.cssText = "position: fixed; inset: 0 60% 0 0; display: block; z-index: 1";
      document.body.replaceChildren(host);
      editor.create(host, { label: "policies.yaml", file: "policies.yaml" });
    }, editor);
    await code(page).click();
    await fill(page, text(pods, "policies"));
    await type(page, pause);
    say(`${policies} policies in the editor alone, from the key itself to the frame`, await page.evaluate(() => globalThis.frames));
  });
}
