// What the editor offers while a text is written: keys, label values with what they match, whole objects, and help under the
// pointer. What is offered where is decided, and tested, in core.
import { cell, code, drawn, expect, expectAccessible, fill, hold, openEmpty, openPage, picture, settle, test } from "./page.mjs";

const TEXT = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: api-1, namespace: shop, labels: {app: api}}
---
apiVersion: v1
kind: Pod
metadata: {name: api-2, namespace: shop, labels: {app: api}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: api
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: api
`;

const list = (page) => page.getByRole("listbox", { name: "Completions" });
const choices = (page) => list(page).getByRole("option");
const chosen = (page) => list(page).getByRole("option", { selected: true });
const lines = async (page) => (await code(page).locator(".cm-line").allInnerTexts()).map((it) => it.replace(/\n$/, ""));

/** The page with a text, and the caret at its end. */
async function write(page, text) {
  await openEmpty(page);
  await settle(page);
  await code(page).click();
  await fill(page, text);
  await code(page).press("ControlOrMeta+End");
}

const PART = "**/*_assist.wasm";
const isPart = (it) => it.url().endsWith("_assist.wasm");

/** The list takes no keys in its first moment, by a clock that the test moves on. */
test.beforeEach(({ page }) => page.clock.install());
const ready = (page) => page.clock.fastForward(1_000);

/** The list, once it takes keys. */
async function asked(page) {
  await page.keyboard.press("Control+Space");
  await expect(list(page)).toBeVisible();
  await ready(page);
}

test("a key is chosen by the keyboard, and the matrix follows", async ({ page }) => {
  await write(page, `${TEXT}  `);
  await expect(cell(page, "shop/web", "shop/api-1")).toHaveAttribute("data-verdict", "none");
  await page.keyboard.type("ing");
  await expect(chosen(page)).toContainText("ingress");
  await expect(code(page)).toHaveAttribute("aria-activedescendant", /.+/);
  await expect(page.locator(".cm-completionInfo")).toContainText(/\w+ \w+/);
  await picture(page, "assist-key");
  await expectAccessible(page);
  await ready(page);
  await page.keyboard.press("Tab");
  await expect(list(page)).toHaveCount(0);
  expect((await lines(page)).join("\n")).toContain("\n  ingress:\n");
  // Escape closes the list and does nothing else; Tab goes on to indent.
  await page.keyboard.press("Escape");
  await asked(page);
  await page.keyboard.press("Escape");
  await expect(list(page)).toHaveCount(0);
  await page.keyboard.press("Tab");
  await expect(code(page)).toBeFocused();
});

test("a label value says which pods it would match", async ({ page }) => {
  await write(page, TEXT.replace(/api\n$/, ""));
  await asked(page);
  await expect(choices(page).filter({ hasText: "api" })).toContainText("2 pods");
  await expect(choices(page).filter({ hasText: "web" })).toContainText("1 pod");
  await picture(page, "assist-value");
  await page.keyboard.type("w");
  await expect(choices(page)).toHaveCount(1);
  await ready(page);
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await lines(page)).at(-1)).toBe("      app: web");
  // Written out, it is no choice: Enter begins a line.
  const before = (await lines(page)).length;
  await asked(page);
  await page.keyboard.press("Enter");
  await expect(list(page)).toHaveCount(0);
  await expect.poll(async () => (await lines(page)).length).toBe(before + 1);
});

test("behind a key its values are listed by themselves: one that was chosen, or that is typed with its blank", async ({ page }) => {
  await write(page, TEXT.replace(/ {6}app: api\n$/, "      "));
  await page.keyboard.type("ap");
  await expect(chosen(page)).toContainText("app");
  await ready(page);
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await lines(page)).at(-1)).toBe("      app: ");
  await expect(choices(page).filter({ hasText: "api" })).toContainText("2 pods");
  await ready(page);
  await page.keyboard.press("Escape");
  await expect(list(page)).toHaveCount(0);
  await page.keyboard.press("Backspace");
  await page.keyboard.type(" ");
  await expect(choices(page).filter({ hasText: "web" })).toContainText("1 pod");
  await page.keyboard.type("w");
  await expect(choices(page)).toHaveCount(1);
  await ready(page);
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await lines(page)).at(-1)).toBe("      app: web");
  // Behind a key of a part there is nothing to choose: Enter begins a line.
  await page.keyboard.press("Enter");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("ingress: ");
  await ready(page);
  await drawn(page);
  await expect(list(page)).toHaveCount(0);
});

test("an empty document offers whole objects, whose places are written one after the other", async ({ page }) => {
  await openEmpty(page);
  await settle(page);
  await code(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await asked(page);
  await expect(choices(page).filter({ hasText: /^policy/ })).not.toHaveCount(0);
  await expect(choices(page).filter({ hasText: /^pod/ })).not.toHaveCount(0);
  await picture(page, "assist-document");
  await page.keyboard.type("pod");
  await expect(chosen(page)).toContainText("pod");
  await ready(page);
  await page.keyboard.press("Enter");
  await expect(code(page)).toContainText("kind: Pod");
  await page.keyboard.type("first");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(code(page)).toBeFocused();
  expect((await lines(page)).join("\n")).toMatch(/name: first/);
});

test("the pointer is told what a field is for, and which pods a selector takes", async ({ page }) => {
  await write(page, TEXT);
  await expect(cell(page, "shop/web", "shop/api-1")).toBeAttached();
  await code(page).getByText("podSelector", { exact: true }).hover();
  const help = page.locator(".np-help");
  await expect(help).toContainText("podSelector");
  await expect(help).toContainText("api-1");
  // What it does here, before what it is for anywhere.
  await expect(help.locator("p").nth(1)).toContainText("It selects");
  await picture(page, "assist-hover");
  await expectAccessible(page);
  // It is not in the way of who types.
  await code(page).press("ControlOrMeta+End");
  await page.keyboard.type(" ");
  await expect(help).toHaveCount(0);
});

test("on a phone in the dark the list fits", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  await openPage(page);
  await page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: /^Edit/ }).click();
  await code(page).click();
  await fill(page, `${TEXT}  `);
  await code(page).press("ControlOrMeta+End");
  await asked(page);
  const box = await list(page).boundingBox();
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(390);
  // The help does not lie over the choices.
  const help = await page.locator(".cm-completionInfo").boundingBox();
  expect(help.y + help.height <= box.y + 1 || box.y + box.height <= help.y + 1).toBe(true);
  expect(help.x + help.width).toBeLessThanOrEqual(390);
  await picture(page, "assist-phone-dark");
});

test("where its part does not come, typing goes on, and who asks again gets the list", async ({ page, complaints }) => {
  await page.route(PART, (route) => route.abort());
  let requests = 0;
  page.on("request", (it) => (requests += Number(isPart(it))));
  const refused = () => page.waitForEvent("requestfailed", isPart);
  await write(page, `${TEXT}  `);
  const typed = refused();
  await page.keyboard.type("i");
  await typed;
  await drawn(page);
  const before = requests;
  await page.keyboard.type("ng");
  await ready(page);
  await drawn(page);
  expect(requests, "who types asks no more").toBe(before);
  const wished = refused();
  await page.keyboard.press("Control+Space");
  await wished;
  await drawn(page);
  await expect(list(page)).toHaveCount(0);
  await page.keyboard.type("ress: []");
  expect((await lines(page)).at(-1)).toBe("  ingress: []");
  await page.unroute(PART);
  await page.keyboard.press("Enter");
  await asked(page);
  await expect(choices(page).filter({ hasText: "egress" })).not.toHaveCount(0);
  complaints.length = 0;
});

test("while its part is on its way, typing goes on, and the list comes with it where it is still wanted", async ({ page }) => {
  const release = await hold(page, PART);
  await write(page, `${TEXT}  `);
  // Each list that comes up, with what is typed by then.
  await page.evaluate(() => {
    window.lists = [];
    let was = null;
    new MutationObserver(() => {
      const list = document.querySelector(".cm-tooltip-autocomplete");
      if (list && list !== was) window.lists.push([...document.querySelectorAll(".cm-line")].at(-1).textContent);
      was = list;
    }).observe(document.body, { childList: true, subtree: true });
  });
  const sent = page.waitForRequest(isPart);
  await page.keyboard.type("eg");
  await sent;
  await page.keyboard.type("ress: []");
  expect((await lines(page)).at(-1)).toBe("  egress: []");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Space");
  await drawn(page);
  await expect(list(page)).toHaveCount(0);
  release();
  await expect(choices(page).filter({ hasText: "ingress" })).not.toHaveCount(0);
  expect(await page.evaluate(() => window.lists), "what was asked for letters that have words behind them is not shown").toEqual(["  "]);
});

test("what hides in a name is shown, and inserted as it is", async ({ page }) => {
  const pod = TEXT.slice(0, TEXT.indexOf("---")).replace("app: web", 'app: "we\\u202eb"');
  await write(page, `${pod}---\n${TEXT.slice(TEXT.lastIndexOf("apiVersion")).replace(/api\n$/, "")}`);
  await asked(page);
  const hostile = choices(page).filter({ hasText: "we⟨U+202e⟩b" });
  await expect(hostile).toHaveCount(1);
  expect(await list(page).textContent()).not.toContain("\u202e");
  await page.keyboard.press("Enter");
  await expect(list(page)).toHaveCount(0);
  const line = code(page).locator(".cm-line").last();
  await expect(line).toHaveText('      app: "we•b"');
  await expect(line.locator(".cm-specialChar")).toHaveAttribute("title", /right-to-left override/);
});
