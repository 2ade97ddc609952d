// Tasks that the page does not bring: repairs that a number makes, and the form that makes a task: the same number twice, a
// repair that is solved, a task of a scenario that travels as a link, a file that is no task, the keyboard, a phone.
import { readFileSync } from "node:fs";

import { code, expect, expectAccessible, fill, hears, openPage, test } from "./page.mjs";

const task = (page) => page.getByTestId("task");
const outcome = (page) => page.getByTestId("outcome");
const check = (page) => task(page).getByRole("button", { name: "Check", exact: true });
const practice = (page) => page.locator(".practice-button");
const repairs = (page) => page.getByTestId("repair-tasks");
const author = (page) => page.getByTestId("author");
const state = (page) => page.getByTestId("author-state");
const read = (page) => code(page).evaluate((it) => [...it.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"));
const write = async (page, text) => {
  await hears(page);
  await fill(page, text);
  await expect.poll(() => read(page)).toBe(text);
};

const TASK = new URL("../../static/practice/one-client-one-port.yaml", import.meta.url);

const STRICT = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: strict
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: strict
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              team: partner
          podSelector:
            matchLabels:
              role: client
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: loose
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: loose
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              team: partner
        - podSelector:
            matchLabels:
              role: client
`;

async function openRepair(page, number) {
  await practice(page).click();
  await repairs(page).getByRole("combobox").selectOption("05-and-or");
  await repairs(page).getByRole("textbox", { name: "Number" }).fill(number);
  await repairs(page).getByRole("button", { name: "Begin" }).click();
  await expect(task(page)).toBeVisible();
}

test("a number makes the same repair twice, which is mended and counted", async ({ page }) => {
  await openPage(page);
  await openRepair(page, "17");
  await expect(page.locator("#task-title")).toHaveText("Repair 1.17: One item or two: AND against OR");
  const first = await read(page);
  expect(first.trimEnd()).not.toBe(STRICT.trimEnd());
  await check(page).click();
  await expect(outcome(page)).toContainText(/Not yet|would not accept/);
  await task(page).getByRole("button", { name: "Another one" }).click();
  await expect(page.locator("#task-title")).not.toHaveText("Repair 1.17: One item or two: AND against OR");
  await openRepair(page, "1.17");
  await expect(page.locator("#task-title")).toHaveText("Repair 1.17: One item or two: AND against OR");
  expect(await read(page)).toBe(first);
  await write(page, STRICT);
  await check(page).click();
  await expect(outcome(page)).toContainText("Solved");
  await practice(page).click();
  await expect(repairs(page)).toContainText("1 solved");
  await repairs(page).getByRole("textbox", { name: "Number" }).fill("x");
  await repairs(page).getByRole("button", { name: "Begin" }).click();
  await expect(repairs(page).getByRole("status")).toContainText("A number such as 17 was expected");
  await expectAccessible(page);
});

test("an address opens a repair, and its link does", async ({ page, context }) => {
  await openPage(page, "?repair=05-and-or&seed=17");
  await expect(page.locator("#task-title")).toHaveText("Repair 1.17: One item or two: AND against OR");
  const before = page.url();
  await write(page, `${await read(page)}# mine\n`);
  await expect.poll(() => page.url()).not.toBe(before);
  const other = await context.newPage();
  await other.goto(page.url().replace("?repair=05-and-or&seed=17", ""));
  await expect(other.locator("#task-title")).toHaveText("Repair 1.17: One item or two: AND against OR");
  expect(await read(other)).toContain("# mine");
});

test("what is open becomes a repair", async ({ page }) => {
  await openPage(page);
  await practice(page).click();
  await repairs(page).getByRole("combobox").selectOption("");
  await expect(repairs(page).getByRole("textbox", { name: "Number" })).toBeDisabled();
  await repairs(page).getByRole("button", { name: "Begin" }).click();
  await expect(page.locator("#task-title")).toContainText(/^Repair 1\.\d+: /);
  await page.reload();
  await expect(page.locator("#task-title")).toContainText(/^Repair 1\.\d+: /);
});

test("a task is made of a scenario, and a link opens and solves it", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openPage(page);
  await practice(page).click();
  await page.getByTestId("make-task").click();
  await expect(page.locator("#author-title")).toBeFocused();
  // What lacks is told at its field.
  await expect(author(page).locator('[data-part="Text"] .field-problems')).toContainText("text is empty");
  await author(page).getByLabel("Title", { exact: true }).fill("Three tiers, <b>once</b> more");
  await author(page).locator('[data-part="Text"] textarea').fill(
    "In `frontend`, `backend`, `database` and `monitoring`, do **this**: TCP http, 8080, metrics, 5432.",
  );
  for (const [at, hint] of ["Who asks whom?", "Look at both ends.", "Look at `from` and `ports`."].entries()) {
    await author(page).getByLabel(`Hint ${at + 1}`).fill(hint);
  }
  const wrong = author(page).locator('[data-part="Wrong answers"] [role="group"]');
  for (const at of [0, 1]) {
    await wrong.nth(at).getByLabel("What is wrong with it").fill(`too much ${at}`);
    await wrong.nth(at).locator("textarea").fill("# Nothing.\n");
  }
  await expect(state(page)).toContainText("Nothing to mend", { timeout: 90_000 });
  await expect(author(page).locator(".author-preview strong")).toHaveText("this");
  await expectAccessible(page);
  await author(page).getByRole("button", { name: "Copy a link" }).click();
  await expect(author(page)).toContainText("The link is copied");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await context.newPage();
  await other.goto(link);
  await expect(other.locator("#task-title")).toHaveText("Three tiers, <b>once</b> more");
  await expect(other.locator("#task-title b")).toHaveCount(0);
  await check(other).click();
  await expect(outcome(other)).toContainText("Not yet");
  await task(other).getByRole("button", { name: "Solution" }).click();
  await task(other).getByRole("button", { name: "Show it" }).click();
  await expect(other.getByTestId("solution")).toContainText("postgres");
  await other.keyboard.press("Escape");
  // The task that is open is changed in the form.
  await practice(other).click();
  await other.getByTestId("make-task").click();
  await expect(author(other).getByLabel("Hint 1")).toHaveValue("Who asks whom?");
});

test("a file that is no task says what is wrong, and Escape leaves the form", async ({ page }) => {
  await openPage(page);
  await practice(page).click();
  await page.getByTestId("make-task").click();
  const broken = { name: "task.yaml", mimeType: "text/yaml", buffer: Buffer.from("title: x\nlevel: easy\n") };
  await page.getByTestId("author-file-picker").setInputFiles(broken);
  await expect(author(page)).toContainText("This is no task that can be read: line 1");
  await author(page).getByLabel("Title", { exact: true }).focus();
  await page.keyboard.press("Escape");
  await expect(author(page)).toHaveCount(0);
});

test("closing the form loses nothing, and a file that is opened in it can be taken back", async ({ page }) => {
  await openPage(page);
  await practice(page).click();
  await page.getByTestId("make-task").click();
  const title = author(page).getByLabel("Title", { exact: true });
  await title.fill("Mine");
  await title.press("Escape");
  await expect(author(page)).toHaveCount(0);
  await practice(page).click();
  await page.getByTestId("make-task").click();
  await expect(title).toHaveValue("Mine");
  const other = { name: "task.yaml", mimeType: "text/yaml", buffer: readFileSync(TASK) };
  await page.getByTestId("author-file-picker").setInputFiles(other);
  await expect(title).not.toHaveValue("Mine");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(title).toHaveValue("Mine");
  await author(page).getByRole("button", { name: "Begin with what is open" }).click();
  await expect(title).not.toHaveValue("Mine");
});

test("a name that another file has is refused", async ({ page }) => {
  await openPage(page);
  await practice(page).click();
  await page.getByTestId("make-task").click();
  const file = (at) => page.getByTestId("author-file").nth(at);
  await author(page).getByRole("button", { name: "Add a file" }).click();
  const taken = await file(0).getByLabel("Name").inputValue();
  const added = file(await page.getByTestId("author-file").count() - 1);
  await added.getByLabel("Name").fill(taken);
  await added.getByLabel("Name").blur();
  await expect(added.getByRole("alert")).toContainText(`Another file has the name ${taken}.`);
  await added.getByLabel("Name").fill("other.yaml");
  await added.getByLabel("Name").blur();
  await expect(added.getByRole("alert")).toHaveCount(0);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });
  test("the form fits", async ({ page }) => {
    await openPage(page);
    await page.getByRole("button", { name: /^Scenario/ }).click();
    await page.getByRole("menuitem", { name: "Tasks to practise with…" }).click();
    await page.getByTestId("make-task").click();
    await expect(author(page)).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await expectAccessible(page);
  });
});

test("@phone the bar leads from the form to a pane, and back to the form as it was", async ({ page }) => {
  await openPage(page);
  const bar = page.getByRole("navigation", { name: "Panes" });
  await bar.getByRole("button", { name: "Practice" }).click();
  await page.getByTestId("make-task").click();
  await author(page).getByLabel("Title", { exact: true }).fill("Mine");
  await expect(author(page).getByRole("button", { name: "Try it" })).toHaveCSS("opacity", "0.45");
  await expect(bar.getByRole("button", { name: "Practice" })).toHaveAttribute("aria-pressed", "true");
  await bar.getByRole("button", { name: "Edit" }).click();
  await expect(author(page)).toHaveCount(0);
  await expect(code(page)).toBeVisible();
  await bar.getByRole("button", { name: "Practice" }).click();
  await page.getByTestId("make-task").click();
  await expect(author(page).getByLabel("Title", { exact: true })).toHaveValue("Mine");
});
