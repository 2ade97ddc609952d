// What one tab or dialog alone needs is a part of the program of its own, which comes when that is opened. Where the page is
// not in parts, as in a development build, everything is there from the start.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { andMatrix, code, expect, expectAccessible, hold, openPage, picture, settle, tab, test } from "./page.mjs";

const DIST = "../../dist";
const lists = (page) => page.locator("#lists");
const dialog = (page) => page.getByRole("dialog");

/** How each part is asked for, and what shows that it is there. */
const PARTS = {
  changes: [(page) => tab(page, /^Changes/).click(), (page) => page.getByTestId("no-changes")],
  expectations: [(page) => tab(page, /^Expectations/).click(), (page) => page.getByTestId("needs")],
  terminal: [(page) => tab(page, "Terminal").click(), (page) => page.getByRole("textbox", { name: "Command" })],
  problems: [(page) => tab(page, /^Problems/).click(), (page) => page.getByTestId("problems")],
  exposure: [(page) => tab(page, "Exposure").click(), (page) => lists(page).getByText("Isolated").first()],
  services: [(page) => tab(page, "Services").click(), (page) => page.getByTestId("services")],
  outline: [(page) => page.keyboard.press("ControlOrMeta+p"), (page) => page.getByTestId("outline")],
  repairs: [(page) => page.getByRole("button", { name: "What would allow it" }).click(), (page) => page.locator(".repair").first()],
  practice: [(page) => page.locator(".practice-button").click(), (page) => page.getByTestId("catalogue")],
  exam: [
    async (page) => {
      await page.locator(".practice-button").click();
      await page.getByTestId("exam-offer").getByRole("button", { name: "CKA", exact: true }).click();
    },
    (page) => page.getByTestId("exam-setup"),
  ],
  author: [
    async (page) => {
      await page.locator(".practice-button").click();
      await page.getByTestId("make-task").click();
    },
    (page) => page.getByTestId("author"),
  ],
  settings: [(page) => page.getByRole("button", { name: /^Settings/ }).click(), (page) => dialog(page).getByText("Kubernetes version")],
  share: [(page) => page.getByRole("button", { name: "Share" }).click(), (page) => page.getByLabel("Link to this page")],
};

/** What a part cannot do without, and loads with it. */
const WITH = {
  practice: ["expectations"],
  exam: ["practice", "expectations"],
  author: ["expectations", "practice"],
};

/** The parts that are fetched on the way. */
function asked(page) {
  const all = [];
  page.on("request", (it) => {
    const [, part] = it.url().match(/_(\w+)\.wasm$/) ?? [];
    if (part in PARTS) all.push(part);
  });
  return all;
}

test.beforeEach(async () => {
  const all = Object.keys(JSON.parse(await readFile(join(DIST, "integrity.json"), "utf8").catch(() => "{}")));
  test.skip(!all.some((it) => it.endsWith("_later.wasm")), "this build is not in parts");
});

test("a visit that opens none of them asks for none", async ({ page }) => {
  const parts = asked(page);
  await openPage(page);
  await settle(page);
  await expect(page.getByTestId("why")).toContainText("→");
  await page.waitForLoadState("networkidle");
  expect(parts).toEqual([]);
});

for (const at of ["", "?safe", "?embed"]) {
  test(`what a visit of "${at}" asks for early is what its program takes`, async ({ page }) => {
    await page.addInitScript(() => {
      const { fetch } = globalThis;
      globalThis.taken = [];
      globalThis.fetch = (it, ...rest) => {
        globalThis.taken.push(new URL(it.url ?? it, document.baseURI).href);
        return fetch(it, ...rest);
      };
    });
    await openPage(page, at);
    const early = () => page.evaluate(() => [...document.querySelectorAll("link[rel=preload]")].map((it) => it.href).sort());
    const taken = () => page.evaluate(() => globalThis.taken);
    await expect.poll(early).not.toEqual([]);
    await expect.poll(async () => (await taken()).filter((it) => it.endsWith("_later.wasm"))).toHaveLength(1);
    expect(await taken()).toEqual(expect.arrayContaining(await early()));
  });
}

for (const [part, [open, shown]] of Object.entries(PARTS)) {
  test(`the part ${part} comes when it is opened, and where it does not the page says so and tries again`, async ({ page, complaints }) => {
    const parts = asked(page);
    await page.route(`**/*_${part}.wasm`, (route) => route.abort());
    await openPage(page);
    await settle(page);
    await open(page);
    const said = page.getByTestId("unloaded");
    await expect(said).toContainText("could not be loaded");
    await expect(shown(page)).toHaveCount(0);
    await expectAccessible(page);
    // In vain once more: the second try is over before there is something to get.
    const failed = page.waitForEvent("requestfailed", (it) => it.url().endsWith(`_${part}.wasm`));
    await said.getByRole("button", { name: "Try again" }).click();
    await failed;
    await expect(said).toBeVisible();
    await page.unroute(`**/*_${part}.wasm`);
    await said.getByRole("button", { name: "Try again" }).click();
    await expect(shown(page)).toBeVisible();
    await expect(said).toHaveCount(0);
    expect(new Set(parts)).toEqual(new Set([part, ...(WITH[part] ?? [])]));
    complaints.length = 0;
  });
}

test("while it is on its way the tab says so", async ({ page }) => {
  const release = await hold(page, "**/*_exposure.wasm");
  await openPage(page);
  await settle(page);
  await tab(page, "Exposure").click();
  await expect(lists(page)).toHaveText("Loading…");
  await picture(page, "part-loading");
  release();
  await expect(PARTS.exposure[1](page)).toBeVisible();
});

test("what is typed after Ctrl P goes into the search, and not into the text, while the outline is on its way", async ({ page }) => {
  const release = await hold(page, "**/*_outline.wasm");
  await openPage(page);
  await settle(page);
  await code(page).click();
  const text = await code(page).innerText();
  await page.keyboard.press("ControlOrMeta+p");
  const search = page.locator("#outline-search");
  await expect(search).toBeFocused();
  await page.keyboard.type("netpol");
  await expectAccessible(page);
  release();
  await expect(page.getByTestId("outline")).toBeVisible();
  await expect(search).toBeFocused();
  await page.keyboard.type(" api");
  await expect(search).toHaveValue("netpol api");
  await expect(page.getByRole("option", { selected: true })).toContainText("api");
  expect(await code(page).innerText()).toBe(text);
  await page.keyboard.press("Escape");
  await expect(search).toHaveCount(0);
  await expect(code(page)).toBeFocused();
});

test("the pointer on a tab, and the focus, ask for its part ahead", async ({ page }) => {
  const parts = asked(page);
  await openPage(page);
  await settle(page);
  await tab(page, "Exposure").hover();
  await expect.poll(() => parts).toEqual(["exposure"]);
  await tab(page, "Services").focus();
  await expect.poll(() => parts).toEqual(["exposure", "services"]);
  await tab(page, "Exposure").click();
  await expect(PARTS.exposure[1](page)).toBeVisible();
  expect(parts, "each once").toEqual(["exposure", "services"]);
});

test("the first edit that differs brings what compares, and where it does not come the page says so", async ({ page, complaints }) => {
  const parts = asked(page);
  await page.route("**/*_changes.wasm", (route) => route.abort());
  await openPage(page);
  await settle(page);
  await code(page).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await andMatrix(page, () => page.keyboard.insertText("# a word\n"));
  const said = page.getByTestId("untold");
  await expect(said).toContainText("could not be loaded");
  await page.unroute("**/*_changes.wasm");
  await said.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByTestId("strip")).toContainText("No connection changed");
  await expect(said).toHaveCount(0);
  expect(parts).toContain("changes");
  complaints.length = 0;
});

test("files that expect something bring what judges it", async ({ page }) => {
  const parts = asked(page);
  await openPage(page);
  await settle(page);
  await code(page).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await andMatrix(page, () => page.keyboard.insertText("# expect frontend/web -> database/postgres TCP 5432: allowed\n"));
  await expect(tab(page, /^Expectations/)).toHaveText("Expectations1 failed");
  expect(parts).toContain("expectations");
});

test("without what looks for problems those of reading are told, and the others once it comes", async ({ page, complaints }) => {
  await page.route("**/*_lints.wasm", (route) => route.abort());
  await openPage(page);
  const said = page.getByTestId("untold");
  await expect(said).toContainText("A part of the problems");
  await code(page).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.insertText("speck: {}\n");
  await expect(tab(page, /^Problems/)).toHaveText(/Problems[1-9]/);
  await page.unroute("**/*_lints.wasm");
  await said.getByRole("button", { name: "Try again" }).click();
  await expect(said).toHaveCount(0);
  complaints.length = 0;
});
