// Lessons and the path: a lesson from reading to its check by keyboard, predictions with their reasons, progress, links.
import { code, expect, expectAccessible, fill, hears, openPage, settle, test } from "./page.mjs";

const NAME = "lessons/02-one-dash-more";
const TITLE = "One dash more turns AND into OR";
const policy = (from) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db-in, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
  - from:
${from}
    ports: [{port: 5432}]
`;
const OR = policy("    - namespaceSelector: {matchLabels: {team: ops}}\n    - podSelector: {matchLabels: {app: web}}");
const RIGHT = policy(
  "    - {namespaceSelector: {matchLabels: {team: ops}}, podSelector: {matchLabels: {app: web}}}\n    - podSelector: {matchLabels: {app: api}}",
);

const lesson = (page) => page.getByTestId("lesson");
const path = (page) => page.getByTestId("path");
const step = (page, name) => lesson(page).getByRole("list", { name: "Steps of the lesson" }).getByRole("button", { name, exact: true });
const next = (page) => lesson(page).getByRole("button", { name: "Next", exact: true });
const question = (page, ends) => lesson(page).getByRole("group", { name: ends });
const matrix = (page) => page.getByRole("grid").first();
const read = (page) => code(page).evaluate((it) => [...it.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"));
const write = async (page, text) => {
  await hears(page);
  await fill(page, text);
  await expect.poll(() => read(page)).toBe(text);
};

async function openLesson(page) {
  await page.goto("./?lesson=one-dash-more");
  await expect(page.locator("#task-title")).toHaveText(TITLE);
}

/** Marks all questions by keyboard: a word for each. */
async function mark(page, words) {
  for (const [at, word] of words.entries()) {
    const one = lesson(page).locator(".question").nth(at).getByLabel(word, { exact: true });
    await one.focus();
    await page.keyboard.press("Space");
    await expect(one).toBeChecked();
  }
}

test("a whole lesson by keyboard, from the path to the next one", async ({ page }) => {
  await openPage(page);
  await page.locator(".practice-button").focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#practice-title")).toBeFocused();
  const stretch = path(page).locator("summary", { hasText: "Namespaces" });
  await stretch.focus();
  await page.keyboard.press("Enter");
  await path(page).locator(`[data-step="${NAME}"]`).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#task-title")).toBeFocused();
  await expect(step(page, "Read")).toHaveAttribute("aria-current", "step");
  // What is asked about is not to be seen yet, nor is what follows from it: lines above policies, badges, the announcer.
  await expect(page.locator(".drawn")).toContainText("Closed");
  await expect(matrix(page)).toHaveCount(0);
  await expect(page.locator(".lens, .cm-lens")).toHaveCount(0);
  await expect(page.getByTestId("announcer")).not.toContainText(/allowed|denied|reach/);

  await next(page).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#lesson-predict")).toBeFocused();
  await mark(page, ["allowed", "denied", "denied"]);
  await lesson(page).getByRole("button", { name: "Answer" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#lesson-told")).toHaveText("3 of 3 right. The matrix is open now.");
  await expect(page.locator("#lesson-told")).toBeFocused();
  await expect(matrix(page)).toBeVisible();

  await next(page).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#lesson-try")).toBeFocused();
  await expect(lesson(page).locator(".asks .wait")).toHaveCount(2);
  await write(page, OR);
  await expect(page.getByTestId("seen")).toContainText("That is it.");
  await expect(lesson(page).locator(".asks .ok")).toHaveCount(2);

  await next(page).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#lesson-check")).toBeFocused();
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByTestId("outcome")).toContainText("shop/api cannot reach shop/db on TCP 5432, and it should");
  await write(page, RIGHT);
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByTestId("outcome")).toContainText("Solved");
  await expect(lesson(page)).toContainText("Selectors in one item must all match.");

  // The path goes on with a task.
  await lesson(page).getByRole("button", { name: "Next task" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#task-title")).toHaveText("Labelled pods of labelled namespaces");
});

test("a wrong prediction shows its reason, and an open one is asked for", async ({ page }) => {
  await openLesson(page);
  await next(page).click();
  await mark(page, ["allowed", "allowed"]);
  await lesson(page).getByRole("button", { name: "Answer" }).click();
  await expect(page.locator("#lesson-told")).toHaveText("1 of 3 are still open.");
  await expect(matrix(page)).toBeHidden();
  await mark(page, ["allowed", "allowed", "denied"]);
  await lesson(page).getByRole("button", { name: "Answer" }).click();
  await expect(page.locator("#lesson-told")).toContainText("2 of 3 right.");
  const wrong = question(page, "ops/probe → shop/db TCP 5432");
  await expect(wrong).toContainText("No: denied.");
  await expect(wrong).toContainText("db-in");
  await expect(question(page, "ops/web → shop/db TCP 5432")).toContainText("Right: allowed.");
  // It is not marked again.
  await expect(wrong.getByLabel("denied", { exact: true })).toBeDisabled();
});

test("the step that was reached and what is done are there after a reload", async ({ page }) => {
  await openLesson(page);
  await step(page, "Try").click();
  await write(page, OR);
  await settle(page);
  await page.reload();
  await expect(step(page, "Try")).toHaveAttribute("aria-current", "step");
  await expect.poll(() => read(page)).toBe(OR);
  await step(page, "Check").click();
  await write(page, RIGHT);
  await lesson(page).getByRole("button", { name: "Check", exact: true }).last().click();
  await expect(page.getByTestId("outcome")).toContainText("Solved");
  await settle(page);
  await page.reload();
  await lesson(page).getByRole("button", { name: "Path" }).click();
  await expect(path(page).locator("h3")).toContainText(/1 of \d+ done/);
  await expect(path(page).locator(`[data-step="${NAME}"]`)).toContainText("done");
  // The stretch of the lesson is the one that is open.
  await expect(path(page).locator("details[open] summary")).toContainText("Namespaces");
  await page.getByTestId("catalogue").getByRole("button", { name: "Start" }).click();
  await expect(page.locator("#task-title")).toHaveText("Labelled pods of labelled namespaces");
});

test("an address opens a lesson with or without its number, and says when there is none", async ({ page }) => {
  await page.goto("./?lesson=02-one-dash-more");
  await expect(page.locator("#task-title")).toHaveText(TITLE);
  await page.goto("./?lesson=no-such-lesson");
  await expect(page.getByText("There is no lesson called “no-such-lesson”.")).toBeVisible();
});

test("what is tried follows the editor, and a file that is refused is said", async ({ page }) => {
  await openLesson(page);
  await step(page, "Try").click();
  await expect(page.getByTestId("seen")).toContainText("Not all of it yet.");
  await write(page, RIGHT.replace("port: 5432", "port: 70700"));
  await expect(page.getByTestId("seen")).toContainText("A cluster would not accept the files");
  await write(page, OR);
  await expect(page.getByTestId("seen")).toContainText("That is it.");
  await lesson(page).getByRole("button", { name: "Reset" }).click();
  await expect(page.getByTestId("seen")).toContainText("Not all of it yet.");
});

test("lessons are fetched one at a time, when they are opened", async ({ page }) => {
  const asked = [];
  page.on("request", (it) => asked.push(new URL(it.url()).pathname));
  await openPage(page);
  await page.locator(".practice-button").click();
  await expect(path(page)).toBeVisible();
  expect(asked.filter((it) => it.includes("/lessons/"))).toEqual([]);
  await page.getByTestId("catalogue").getByRole("button", { name: "Start" }).click();
  await expect(page.locator("#task-title")).toHaveText("A pod without a policy is open");
  expect(asked.filter((it) => it.includes("/lessons/"))).toHaveLength(1);
});

test("axe finds nothing at any step", async ({ page }) => {
  await openLesson(page);
  await expectAccessible(page);
  await step(page, "Predict").click();
  await mark(page, ["allowed", "allowed", "allowed"]);
  await lesson(page).getByRole("button", { name: "Answer" }).click();
  await expect(page.locator("#lesson-told")).toContainText("1 of 3 right.");
  await expectAccessible(page);
  for (const name of ["Try", "Check"]) {
    await step(page, name).click();
    await expectAccessible(page);
  }
});

test("@phone a lesson is one pane beside the others, and the path stands above the catalogue", async ({ page }) => {
  await openLesson(page);
  await expect(lesson(page)).toBeVisible();
  await next(page).click();
  await mark(page, ["allowed", "denied", "denied"]);
  await lesson(page).getByRole("button", { name: "Answer" }).click();
  await expect(page.locator("#lesson-told")).toContainText("3 of 3 right.");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await lesson(page).getByRole("button", { name: "Path" }).click();
  const [above, below] = await Promise.all([path(page).boundingBox(), page.locator(".groups").boundingBox()]);
  expect(above.y).toBeLessThan(below.y);
});
