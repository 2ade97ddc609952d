// Predictions: nothing is told before the marks are checked, then the matrix opens with a reason for each wrong one.
import { cell, code, expect, expectAccessible, hears, openPage, settle, tab, test } from "./page.mjs";

const TASK = "predict";
const task = (page) => page.getByTestId("task");
const outcome = (page) => page.getByTestId("outcome");
const marks = (page) => page.getByTestId("marks");
const check = (page) => task(page).getByRole("button", { name: "Check", exact: true });
const mark = (page, question) => marks(page).getByRole("gridcell", { name: question });
const matrix = (page) => page.locator(".drawn [role=grid]");

/** Everything right: what the cell's name begins with, and the word. */
const RIGHT = {
  "school/door -> school/class TCP 8080": "allowed",
  "school/door -> school/class TCP 9090": "denied",
  "school/office -> school/class TCP 8080": "denied",
  "street/visitor -> school/class TCP 8080": "denied",
  "street/visitor -> school/door TCP 80": "allowed",
  "school/class -> school/office TCP 80": "allowed",
  "school/class -> street/visitor TCP 80": "allowed",
};

async function open(page, name = TASK) {
  await page.goto(`./?task=${name}`);
  await expect(task(page)).toBeVisible();
  await hears(page);
}

/** Marks all cells by their first letters, but for some. */
async function markAll(page, other = {}) {
  for (const [question, word] of Object.entries({ ...RIGHT, ...other })) {
    await mark(page, question).focus();
    await page.keyboard.press(word[0]);
    await expect(mark(page, question)).toHaveAttribute("data-mark", word);
  }
}

test("nothing tells the answer before Check, wherever it is asked", async ({ page }) => {
  await openPage(page);
  // A matrix is open, and its explanation.
  await expect(matrix(page)).toBeVisible();
  await open(page);
  await expect(page.locator(".drawn")).toContainText("Closed");
  await expect(matrix(page)).toHaveCount(0);
  for (const name of [/^Services/, /^Matrix/, /^Why/, /^Changes/, "Exposure", /^Expectations/, "Terminal", /^Problems/]) {
    await tab(page, name).click();
    await expect(page.getByText("First you predict what is allowed.").first()).toBeVisible();
  }
  await expect(page.getByRole("textbox", { name: "Command" })).toHaveCount(0);
  await expect(page.getByRole("tab", { name: "policies.yaml" })).toHaveAttribute("aria-selected", "true");
  await expect(code(page)).toContainText("NetworkPolicy");
  // Lines above policies count, badges of tabs do, and the line below the matrix.
  await expect(page.locator(".lens, .cm-lens")).toHaveCount(0);
  await expect(page.locator(".strip, [data-testid=strip]")).toHaveCount(0);
  await markAll(page, { "school/class -> school/office TCP 80": "denied" });
  await expect(page.getByTestId("announcer")).not.toContainText(/allowed|denied|reach/);
  await expect(tab(page, /^Changes/)).not.toContainText(/\d/);
  await expect(matrix(page)).toHaveCount(0);
  await expect(outcome(page)).not.toContainText(/right|allowed|denied/);
});

test("a prediction by keyboard: an open mark, a wrong one with its reason, then all right", async ({ page }) => {
  await open(page);
  await mark(page, "school/door -> school/class TCP 8080").focus();
  await page.keyboard.press("Space");
  await expect(mark(page, "school/door -> school/class TCP 8080")).toHaveAttribute("data-mark", "allowed");
  await page.keyboard.press("Enter");
  await expect(mark(page, "school/door -> school/class TCP 8080")).toHaveAttribute("data-mark", "denied");
  await page.keyboard.press("Delete");
  await expect(mark(page, "school/door -> school/class TCP 8080")).toHaveAttribute("data-mark", "");
  await page.keyboard.press("ArrowRight");
  await expect(mark(page, "school/door -> school/class TCP 9090")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(mark(page, "school/office -> school/class TCP 8080")).toBeFocused();
  await page.keyboard.press("Control+Enter");
  await expect(outcome(page)).toContainText("7 questions have no mark yet.");
  await expect(matrix(page)).toHaveCount(0);

  await markAll(page, { "school/door -> school/class TCP 9090": "allowed" });
  await page.keyboard.press("Control+Enter");
  await expect(outcome(page)).toContainText("6 of 7 are right");
  await expect(outcome(page)).toContainText("You say allowed, and it is denied.");
  await expect(outcome(page)).toContainText("school/class-in");
  await expect(mark(page, "school/door -> school/class TCP 9090")).toHaveAccessibleName(/allowed, wrong/);
  await expect(mark(page, "street/visitor -> school/door TCP 80")).toHaveAccessibleName(/allowed, right/);
  await expect(matrix(page)).toBeVisible();
  await outcome(page).getByRole("button", { name: /^Why\?/ }).click();
  await expect(cell(page, "school/door", "school/class")).toHaveAttribute("aria-selected", "true");
  await expect(page.getByTestId("why")).toContainText("9090");

  await mark(page, "school/door -> school/class TCP 9090").focus();
  await page.keyboard.press("d");
  await expect(outcome(page)).toContainText("You have changed the marks since.");
  await check(page).click();
  await expect(outcome(page)).toContainText("All right, with the answers open");
  // Anew, the matrix is closed again.
  await task(page).getByRole("button", { name: "Reset" }).click();
  await expect(matrix(page)).toHaveCount(0);
  await expect(marks(page).locator("[data-mark='']")).toHaveCount(7);
  await markAll(page);
  await check(page).click();
  await expect(outcome(page)).toContainText("All right");
  await expect(outcome(page)).not.toContainText("with the answers open");
});

test("marks stay after a reload, and the matrix closed", async ({ page }) => {
  await open(page);
  await mark(page, "school/door -> school/class TCP 8080").click();
  await mark(page, "school/door -> school/class TCP 9090").click();
  await mark(page, "school/door -> school/class TCP 9090").click();
  await settle(page);
  await page.goto("./");
  await expect(mark(page, "school/door -> school/class TCP 8080")).toHaveAttribute("data-mark", "allowed");
  await expect(mark(page, "school/door -> school/class TCP 9090")).toHaveAttribute("data-mark", "denied");
  await expect(page.locator(".drawn")).toContainText("Closed");
  await expect(matrix(page)).toHaveCount(0);
});

test("the marks are a file that may be typed into as well", async ({ page }) => {
  await open(page);
  await mark(page, "school/door -> school/class TCP 8080").click();
  await page.getByRole("tab", { name: "marks.txt" }).click();
  await expect(code(page)).toContainText("# school/door -> school/class TCP 8080: allowed");
});

test("questions with words are groups of radio buttons", async ({ page }) => {
  await open(page, "name-the-ending");
  const groups = marks(page).getByRole("group");
  await expect(groups).toHaveCount(6);
  for (const [at, word] of ["answered", "times out", "times out", "refused", "no such name", "no such name"].entries()) {
    await groups.nth(at).getByRole("radio", { name: word }).check();
  }
  await check(page).click();
  await expect(outcome(page)).toContainText("5 of 6 are right");
  await expect(outcome(page)).toContainText("Allowed, but its targetPort is 9999, where nothing listens");
  await expect(groups.nth(2)).toContainText("✗ wrong");
  await expectAccessible(page);
});

test("the answers come after a question, and the task is then solved with help", async ({ page }) => {
  await open(page);
  await task(page).getByRole("button", { name: "Answers" }).click();
  await expect(matrix(page)).toHaveCount(0);
  await task(page).getByRole("button", { name: "Show them" }).click();
  await expect(outcome(page)).toContainText("These are the answers");
  await expect(outcome(page).locator("li")).toHaveCount(7);
  await expect(matrix(page)).toBeVisible();
  await markAll(page);
  await check(page).click();
  await expect(outcome(page)).toContainText("All right");
  await page.locator(".practice-button").click();
  await expect(page.getByTestId("catalogue").locator(`[data-task="${TASK}"]`)).toContainText("solved with help");
});

test("of files to choose from, one takes the place of the other", async ({ page }) => {
  await open(page, "least-permissive");
  const offered = task(page).locator(".offered");
  await offered.getByRole("radio", { name: "Apply net-a.yaml" }).check();
  await expect(page.getByRole("tab", { name: "net-a.yaml" })).toBeVisible();
  await offered.getByRole("radio", { name: "Apply net-b.yaml" }).check();
  await expect(page.getByRole("tab", { name: "net-b.yaml" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "net-a.yaml" })).toHaveCount(0);
  await check(page).click();
  await expect(outcome(page)).toContainText("Solved");
});

test("a file that is called like that of the marks closes no task that asks for no prediction", async ({ page }) => {
  await open(page, "least-permissive");
  await expect(matrix(page)).toBeVisible();
  await page.getByRole("button", { name: "Add a file" }).click();
  await page.getByLabel("Name of the file").fill("marks.txt");
  await page.getByLabel("Name of the file").press("Enter");
  await expect(page.getByRole("tab", { name: "marks.txt" })).toBeVisible();
  await settle(page);
  // Opened with that file, and opened again from the catalogue.
  await page.goto("./");
  await expect(page.getByRole("tab", { name: "marks.txt" })).toBeVisible();
  await expect(matrix(page)).toBeVisible();
  await page.locator(".practice-button").click();
  await page.getByTestId("catalogue").locator('[data-task="least-permissive"]').click();
  await expect(task(page)).toBeVisible();
  await expect(matrix(page)).toBeVisible();
});

test("axe finds nothing, before and after", async ({ page }) => {
  await open(page);
  await expectAccessible(page);
  await markAll(page, { "school/door -> school/class TCP 9090": "allowed" });
  await check(page).click();
  await expect(outcome(page)).toContainText("6 of 7 are right");
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
});

test("@phone a prediction is made in the pane of the task", async ({ page }) => {
  await open(page);
  await page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: "Matrix" }).click();
  await expect(page.locator(".drawn")).toContainText("Closed");
  await page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: "Task" }).click();
  for (const [question, word] of Object.entries(RIGHT)) {
    await mark(page, question).tap();
    if (word === "denied") await mark(page, question).tap();
  }
  await mark(page, "school/office -> school/class TCP 8080").tap();
  await check(page).click();
  await expect(outcome(page)).toContainText("6 of 7 are right");
  await outcome(page).getByRole("button", { name: /^Why\?/ }).click();
  await expect(page.getByTestId("why")).toBeVisible();
  await expectAccessible(page);
});

test("a grid that is wider than its place is moved in it, and the sources stay in view", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page, "predict-empty");
  const grid = task(page).locator(".marks");
  expect(await grid.evaluate((it) => it.scrollWidth - it.clientWidth)).toBe(0);
  await page.setViewportSize({ width: 320, height: 700 });
  expect(await grid.evaluate((it) => it.scrollWidth - it.clientWidth)).toBeGreaterThan(0);
  await grid.evaluate((it) => it.scrollTo({ left: it.scrollWidth }));
  const [place, head, last] = await grid.evaluate((it) =>
    [it, it.querySelector("tbody th"), it.querySelector("thead th:last-child")].map((it) => it.getBoundingClientRect().toJSON()),
  );
  expect(head.left).toBeGreaterThanOrEqual(place.left - 1);
  expect(head.right).toBeLessThan(last.left);
  expect(last.right).toBeLessThanOrEqual(place.right + 1);
  // Nothing around it moves.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});

test("what decides about several connections is told once", async ({ page }) => {
  await open(page, "predict-empty");
  await task(page).getByRole("button", { name: "Answers" }).click();
  await task(page).getByRole("button", { name: "Show them" }).click();
  await expect(outcome(page)).toContainText("These are the answers");
  const told = await outcome(page).locator(".wrong > li").evaluateAll((all) => all.map((it) => it.lastElementChild.textContent));
  expect(new Set(told).size).toBe(told.length);
  await expect(outcome(page).locator(".wrong code", { hasText: "->" })).toHaveCount(await marks(page).locator(".mark-cell").count());
  await expect(task(page).getByRole("button", { name: "Answers" })).toBeFocused();
});
