// The first matrix is on the screen before the program is there, and is the very one that the program draws. Only releases
// have it (web/finish.mjs).
import { readFile, writeFile } from "node:fs/promises";
import { asDrawn, NARROW, WIDE } from "./first.mjs";
import { cell, code, expect, expectAccessible, hold, matrix, picture, test as base } from "./page.mjs";

const test = base.extend({
  /** Lets the program come; until then there is only what is painted. */
  start: async ({ page }, use) => {
    const release = await hold(page, "**/*_bg.wasm");
    await page.goto("./");
    await use(async () => {
      release();
      await expect(page.locator("#first, #shell")).toHaveCount(0);
      await expect(page.locator(".mx[data-revision]")).toBeAttached();
      await settled(page);
    });
  },
});

base.beforeEach(async () => {
  const page = await readFile("../../dist/index.html", "utf8");
  test.skip(!page.includes('id="first"'), "a development build has the program at once");
});

const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
const painted = (page) => page.locator("#first");
const paintedCell = (page, from, to) => painted(page).locator(`[role=gridcell][data-from="${from}"][data-to="${to}"]`);

base("web/first.html is what the page draws", async ({ page }) => {
  const drawn = await asDrawn(page);
  if (process.env.UPDATE_EXPECT) await writeFile("../../web/first.html", drawn);
  const kept = await readFile("../../web/first.html", "utf8");
  expect(kept, "UPDATE_EXPECT=1 writes it anew; then the site is built anew").toBe(drawn);
});

const LOOKS = {
  "a desk": [WIDE, {}],
  "a desk in the dark": [WIDE, { colorScheme: "dark" }],
  "a low desk": [{ width: 1280, height: 720 }, {}],
  "a desk with little room for the matrix": [{ width: 840, height: 700 }, {}],
  "a phone": [NARROW, {}],
  "a phone in the dark": [NARROW, { colorScheme: "dark" }],
  "a phone that lies on its side": [{ width: 851, height: 393 }, {}],
  "forced colours": [WIDE, { forcedColors: "active" }],
  "reduced motion": [WIDE, { reducedMotion: "reduce" }],
};
for (const [name, [size, media]] of Object.entries(LOOKS)) {
  base(`what is painted first and what the program draws are the same to a pixel: ${name}`, async ({ page }) => {
    await page.setViewportSize(size);
    await page.emulateMedia(media);
    const [start] = await Promise.all([hold(page, "**/*_bg.wasm"), hold(page, "**/*_later.wasm")]);
    await page.goto("./");
    await expect(painted(page)).toBeVisible();
    await settled(page);
    const file = `first-${name.replaceAll(" ", "-")}`;
    const before = await picture(page, file);
    start();
    await expect(page.locator("#first, #shell")).toHaveCount(0);
    await expect(page.locator(".mx[data-revision]")).toBeVisible();
    await settled(page);
    const after = await picture(page, `${file}-then`);
    expect(after.equals(before), `target/browser/${file}.png and -then.png`).toBe(true);
  });
}

test("without the program every verdict of the first scenario is there, for all readers", async ({ page, start }) => {
  const verdicts = (of) => of.getByRole("gridcell").evaluateAll((all) => all.map((it) => [it.ariaLabel, it.dataset.verdict, it.textContent]));
  await expect(painted(page).getByRole("gridcell")).toHaveCount(49);
  await expect(painted(page).getByRole("grid", { name: "Who reaches whom" })).toBeVisible();
  await expect(painted(page).getByLabel("YAML of the file")).toHaveValue(/kind: NetworkPolicy/);
  const early = await verdicts(painted(page));
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await start();
  expect(await verdicts(matrix(page))).toEqual(early);
});

base("without scripts the matrix stays, and the page says what it lacks", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: WIDE });
  const page = await context.newPage();
  await page.goto(baseURL);
  await expect(page.locator("#first .banner")).toContainText("needs JavaScript and WebAssembly");
  await expect(page.locator("#first .banner")).toBeVisible();
  await expect(page.getByText("Loading…").filter({ visible: true })).toHaveCount(0);
  await expect(paintedCell(page, "frontend/web", "database/postgres")).toBeVisible();
  await expect(page.locator("#shell")).toBeHidden();
  await picture(page, "first-without-scripts");
  await context.close();
});

for (const [what, files] of [["the program", "**/*_bg.wasm"], ["the script that starts it", "**/boot-*.js"]]) {
  base(`where ${what} does not come, the matrix stays and the page says so`, async ({ page, complaints }) => {
    await page.route(files, (route) => route.abort());
    await page.goto("./");
    await expect(page.locator("#first [role=alert]")).toContainText("could not start");
    await expect(page.getByText("Loading…").filter({ visible: true })).toHaveCount(0);
    await expect(paintedCell(page, "frontend/web", "database/postgres")).toBeVisible();
    await expectAccessible(page);
    await picture(page, "first-failed");
    complaints.length = 0;
  });
}

/** Looks at every frame from the first one on whether what is painted first can be seen. */
const watch = (page) =>
  page.addInitScript(() => {
    globalThis.sightings = [];
    // Before the style sheet is here nothing is painted.
    const isStyled = () => [...document.styleSheets].some((it) => it.href?.includes("/main"));
    const look = (when) => isStyled() && document.getElementById("first")?.getClientRects().length && globalThis.sightings.push(when);
    new MutationObserver(() => look("mutation")).observe(document, { subtree: true, childList: true, attributes: true });
    addEventListener("DOMContentLoaded", () => look("content"));
    const frame = () => {
      look("frame");
      requestAnimationFrame(frame);
    };
    frame();
  });
const sightings = (page) => page.evaluate(() => [...new Set(globalThis.sightings)]);

base("on a first visit the watch of the tests below sees what is painted", async ({ page }) => {
  await watch(page);
  const release = await hold(page, "**/*_bg.wasm");
  await page.goto("./");
  await expect.poll(() => sightings(page)).toEqual(expect.arrayContaining(["content", "frame"]));
  release();
});

const link = async () => String(await readFile("../links/2-whole.txt")).trim();
const store = (page, key, text) => page.addInitScript(([key, text]) => localStorage.setItem(`netpol-playground.${key}`, text), [key, text]);
const OTHERS = {
  "a link": async () => `./#${await link()}`,
  "a damaged link": async () => "./#2damaged",
  "a question": async () => "./?x",
  "safe mode": async () => "./?safe",
  "an embed": async () => "./?embed",
  "a draft": async (page) => {
    await store(page, "draft", await link());
    return "./";
  },
  "panes of another size": async (page) => {
    await store(page, "preferences", "theme=dark;columns=50.0;rows=62.0");
    return "./";
  },
};
for (const [name, visit] of Object.entries(OTHERS)) {
  base(`what is painted first is never seen with ${name}`, async ({ page }) => {
    await watch(page);
    const release = await hold(page, "**/*_bg.wasm");
    await page.goto(await visit(page));
    await expect(page.locator("#shell")).toBeVisible();
    await expect(painted(page)).toHaveCount(0);
    await settled(page);
    release();
    await expect(page.locator("#shell")).toHaveCount(0);
    await expect(page.locator("main")).toBeVisible();
    expect(await sightings(page)).toEqual([]);
  });
}

base("what is painted first is never seen in a frame of another page", async ({ page, baseURL }) => {
  await watch(page);
  await page.route("**/host.html", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><link rel="icon" href="data:,"><iframe src="${baseURL}" width="900" height="600"></iframe>` }));
  await page.goto("./host.html");
  const frame = page.frames()[1];
  await expect(frame.locator("main")).toBeVisible();
  await expect(frame.locator("#first, #shell")).toHaveCount(0);
  expect(await frame.evaluate(() => globalThis.sightings)).toEqual([]);
});

base("a visitor who chose dark colours has them from the first paint on", async ({ page }) => {
  await store(page, "preferences", "theme=dark;columns=41.0;rows=62.0");
  const start = await hold(page, "**/*_bg.wasm");
  await page.goto("./");
  await expect(painted(page)).toBeVisible();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await ground();
  expect(before).toBe("rgb(15, 19, 26)");
  start();
  await expect(painted(page)).toHaveCount(0);
  expect(await ground()).toBe(before);
});

test("a click before the program is here is answered by it", async ({ page, start }) => {
  const clicked = paintedCell(page, "frontend/web", "database/postgres");
  await clicked.click();
  await clicked.click();
  await expect(clicked).toHaveAttribute("aria-busy", "true");
  await start();
  await expect(cell(page, "frontend/web", "database/postgres")).toHaveAttribute("aria-selected", "true");
  await expect(page.getByTestId("why")).toContainText("frontend/web → database/postgres");
});

test("so are a click on a head, on a tab and on a bar between panes", async ({ page, start }) => {
  await painted(page).getByRole("rowheader", { name: "backend/api" }).click();
  await painted(page).getByRole("tab", { name: "Problems" }).click();
  await painted(page).getByRole("separator", { name: "Width of the editor" }).focus();
  await page.keyboard.press("ArrowRight");
  await start();
  await expect(page.getByTestId("why")).toContainText("backend/api");
  await expect(page.getByRole("tab", { name: "Problems" })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("separator", { name: "Width of the editor" })).toHaveAttribute("aria-valuenow", "43");
});

test("keys on the painted matrix move and choose once the program is here", async ({ page, start }) => {
  await paintedCell(page, "frontend/debug", "backend/api").focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await start();
  await expect(cell(page, "frontend/web", "monitoring/prometheus")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("why")).toContainText("frontend/web → monitoring/prometheus");
});

test("what is written before the program is here stays, with the caret", async ({ page, start }) => {
  const text = painted(page).getByLabel("YAML of the file");
  await text.focus();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("# early\n");
  const release = await hold(page, "**/editor/*.js");
  await start();
  await expect(page.getByLabel("YAML of the file")).toBeFocused();
  await page.keyboard.type("# and late\n");
  await expect(page.getByLabel("YAML of the file")).toHaveValue(/^# early\n# and late\n# The web/);
  release();
  await expect(code(page)).toContainText("# and late");
});

test("a filter that is written before the program is here filters", async ({ page, start }) => {
  await painted(page).getByRole("searchbox").fill("database");
  await start();
  await expect(page.getByRole("searchbox")).toHaveValue("database");
  await expect(matrix(page).getByRole("gridcell")).not.toHaveCount(49);
});

test("the place to which the painted page was scrolled stays", async ({ page, start }) => {
  const grid = painted(page).getByRole("grid");
  await page.setViewportSize({ width: 390, height: 500 });
  await grid.evaluate((it) => it.scrollTo(90, 0));
  await painted(page).getByLabel("YAML of the file").evaluate((it) => it.scrollTo(0, 200));
  await start();
  expect(await matrix(page).evaluate((it) => it.scrollLeft)).toBe(90);
});

test("a button of the mouse that goes down before the program and comes up after it clicks", async ({ page, start }) => {
  const { x, y, width, height } = await paintedCell(page, "frontend/web", "database/postgres").boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await start();
  await page.mouse.up();
  await expect(cell(page, "frontend/web", "database/postgres")).toHaveAttribute("aria-selected", "true");
});

base("a paste before the program is here is heard", async ({ page }) => {
  const release = await hold(page, "**/*_bg.wasm");
  await page.goto("./");
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "# pasted: early");
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  release();
  await expect(code(page)).toContainText("# pasted: early");
});

test("a tap on the bar of a phone is answered @phone", async ({ page, start }) => {
  await painted(page).getByRole("button", { name: "Edit", exact: true }).tap();
  await start();
  await expect(page.getByRole("button", { name: "Edit", exact: true })).toHaveAttribute("aria-pressed", "true");
});

/** What a finger does. */
const finger = async (page) => {
  const client = await page.context().newCDPSession(page);
  return (type, ...touchPoints) => client.send("Input.dispatchTouchEvent", { type, touchPoints });
};

test("a finger that scrolls the painted page presses nothing @phone", async ({ page, start }) => {
  const touch = await finger(page);
  await page.evaluate(() => addEventListener("pointercancel", () => (globalThis.scrolled = true), true));
  const { x, y } = await painted(page).getByRole("gridcell").first().boundingBox();
  await touch("touchStart", { x: x + 5, y: y + 5 });
  for (const by of [10, 30, 60, 90]) await touch("touchMove", { x: x + 5 - by, y: y + 5 - by });
  await expect.poll(() => page.evaluate(() => globalThis.scrolled)).toBe(true);
  await touch("touchEnd");
  await start();
  await page.evaluate(() => addEventListener("click", () => (globalThis.clicks = (globalThis.clicks ?? 0) + 1), true));
  await matrix(page).getByRole("gridcell").first().tap();
  expect(await page.evaluate(() => globalThis.clicks)).toBe(1);
});

test("a finger that goes down before the program and comes up after it clicks once @phone", async ({ page, start }) => {
  const { x, y } = await painted(page).getByRole("button", { name: "Edit", exact: true }).boundingBox();
  const touch = await finger(page);
  await touch("touchStart", { x: x + 5, y: y + 5 });
  await start();
  await page.evaluate(() => addEventListener("click", () => (globalThis.clicks = (globalThis.clicks ?? 0) + 1), true));
  await touch("touchEnd");
  await expect(page.getByRole("button", { name: "Edit", exact: true })).toHaveAttribute("aria-pressed", "true");
  expect(await page.evaluate(() => globalThis.clicks)).toBe(1);
});

test("a click on a head behind many keys is answered when the second part comes meanwhile", async ({ page, start }) => {
  const release = await hold(page, "**/*_later.wasm");
  await paintedCell(page, "frontend/debug", "backend/api").evaluate((it) => {
    // Each of them takes a frame.
    for (let i = 0; i < 300; i++) it.dispatchEvent(new KeyboardEvent("keydown", { key: i % 2 ? "ArrowUp" : "ArrowDown", bubbles: true, cancelable: true }));
  });
  await painted(page).getByRole("rowheader", { name: "monitoring/prometheus" }).click();
  await start();
  release();
  await expect(page.getByTestId("why")).toContainText("monitoring/prometheus");
});

for (const size of [WIDE, NARROW]) {
  base(`nothing moves while the page comes, ${size.width} wide`, async ({ page }) => {
    await page.setViewportSize(size);
    await page.addInitScript(() => {
      globalThis.moved = [];
      const seen = (list) => list.getEntries().forEach((it) => globalThis.moved.push([it.value, it.sources.map((of) => [of.node?.outerHTML?.slice(0, 60), of.previousRect, of.currentRect])]));
      new PerformanceObserver(seen).observe({ type: "layout-shift", buffered: true });
    });
    const [program, later] = await Promise.all([hold(page, "**/*_bg.wasm"), hold(page, "**/*_later.wasm")]);
    await page.goto("./");
    await settled(page);
    program();
    await expect(page.locator("#first, #shell")).toHaveCount(0);
    await settled(page);
    expect(await page.evaluate(() => globalThis.moved), "until the program has drawn").toEqual([]);
    later();
    await expect(page.getByRole("button", { name: /^Scenario/ })).toBeAttached();
    // A phone loads the editor when it is looked at.
    if (size === WIDE) await expect(code(page)).toBeAttached();
    await settled(page);
    const moved = await page.evaluate(() => globalThis.moved);
    expect(moved.reduce((sum, [it]) => sum + it, 0), JSON.stringify(moved)).toBeLessThan(0.01);
  });
}

