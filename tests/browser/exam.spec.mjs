// An exam from its choice to its report: answers, flags, a reload, the end of time, a phone.
import { code, expect, expectAccessible, fill, hears, openPage, settle, test } from "./page.mjs";

const exam = (page) => page.getByTestId("exam");
const report = (page) => page.getByTestId("report");
const offer = (page) => page.getByTestId("exam-offer");
const clock = (page) => exam(page).getByRole("timer", { name: "Time left" });
const seat = (page, at) => exam(page).getByRole("navigation", { name: "Tasks of the exam" }).getByRole("button", { name: new RegExp(`^Task ${at}\\b`) });
const read = (page) => code(page).evaluate((it) => [...it.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"));
const write = async (page, text) => {
  await hears(page);
  await fill(page, text);
  await expect.poll(() => read(page)).toBe(text);
};
/** What the address says of the task on the page. */
const tasks = (page) => page.evaluate(() => localStorage.getItem("netpol-playground.exam").split("\n").slice(1).filter(Boolean).map((it) => it.split(" ")[0]));
const NOTHING = "# nothing that does anything\n";

/** An exam with tasks that are always the same. */
async function start(page, name = "CKA", seed = 7) {
  await page.goto(`./?exam=${name}&seed=${seed}`);
  await expect(page.getByTestId("exam-setup")).toBeVisible();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(exam(page)).toBeVisible();
}

/** Answers the task on the page with its own solution. */
async function solve(page, name) {
  const text = await page.evaluate(async (it) => (await fetch(`./practice/${it}.yaml`)).text(), name);
  const lines = text.slice(text.indexOf("\nsolutions:") + 1).split("\n");
  const at = lines.findIndex((it) => /^ {4}[\w.-]+: \|$/.test(it));
  const file = lines[at].trim().replace(": |", "");
  const body = [];
  for (const line of lines.slice(at + 1)) {
    if (line !== "" && !line.startsWith("      ")) break;
    body.push(line.slice(6));
  }
  await page.getByRole("tab", { name: file }).click();
  await write(page, `${body.join("\n").trimEnd()}\n`);
}

test("an exam from its choice to its report, with flags and no explanations before the end", async ({ page }) => {
  await page.clock.install();
  await openPage(page);
  await page.locator(".practice-button").click();
  await offer(page).getByRole("button", { name: "CKAD" }).click();
  await expect(page.getByTestId("exam-setup")).toContainText("4 tasks");
  await expect(page.getByTestId("exam-setup")).toContainText("25 minutes");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(page.locator("#task-title")).toHaveText("Task 1 of 4");
  await expect(exam(page).getByRole("button", { name: /Check|Hint|Solution/ })).toHaveCount(0);
  await expect(page.getByTestId("outcome")).toHaveCount(0);
  await expect(clock(page)).toHaveText(/^2[45]:\d\d$/);
  const names = await tasks(page);
  expect(names).toHaveLength(4);
  await solve(page, names[0]);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByTestId("outcome")).toHaveCount(0);
  await exam(page).getByRole("button", { name: /Flag/ }).click();
  await expect(seat(page, 1)).toHaveAccessibleName(/flagged$/);
  await page.clock.fastForward(90_000);
  await expect(clock(page)).toHaveText(/^2[23]:\d\d$/);
  await exam(page).getByRole("button", { name: "Next" }).click();
  await expect(page.locator("#task-title")).toHaveText("Task 2 of 4");
  await expect(seat(page, 1)).toHaveAccessibleName("Task 1, begun, flagged");
  await expectAccessible(page);
  // What was written is there again.
  await seat(page, 1).click();
  await expect(page.locator("#task-title")).toHaveText("Task 1 of 4");
  await exam(page).getByRole("button", { name: "End exam" }).click();
  await expect(exam(page)).toContainText("End the exam? 3 tasks have no answer yet.");
  await exam(page).getByRole("button", { name: "End and grade" }).click();
  await expect(report(page)).toContainText("CKAD exam: 25 of 100 points, not passed");
  await expect(report(page).locator(".by-task > li")).toHaveCount(4);
  await expect(report(page).locator(".by-task > li.is-right")).toHaveCount(1);
  await expect(report(page).locator(".by-task > li").first()).toContainText("flagged");
  await expect(report(page)).toContainText("Nothing was answered.");
  await expect(report(page).locator(".topics li").first()).toBeVisible();
  await expectAccessible(page);
  // What was solved counts as solved, and the report stays.
  await report(page).getByRole("button", { name: "All tasks" }).click();
  await expect(page.getByTestId("catalogue").locator(`[data-task="${names[0]}"]`)).toContainText("solved");
  await offer(page).getByRole("button", { name: "Report of the last CKAD" }).click();
  await expect(report(page)).toContainText("25 of 100");
  // A wrong one is opened with what was wrong.
  await report(page).getByRole("button", { name: /^Open it with its explanation/ }).nth(1).click();
  await expect(page.getByTestId("task").getByRole("button", { name: "Check", exact: true })).toBeVisible();
});

test("the same number draws the same tasks", async ({ page }) => {
  await start(page, "CKS", 42);
  const first = await tasks(page);
  expect(first).toHaveLength(6);
  await page.evaluate(() => localStorage.clear());
  await start(page, "cks", 42);
  expect(await tasks(page)).toEqual(first);
});

test("after a reload the exam goes on where it was, and so does its clock", async ({ page }) => {
  await page.clock.install();
  await start(page);
  await exam(page).getByRole("button", { name: "Next" }).click();
  await expect(page.locator("#task-title")).toHaveText("Task 2 of 5");
  const [, second] = await tasks(page);
  await solve(page, second);
  const written = await read(page);
  await exam(page).getByRole("button", { name: /Flag/ }).click();
  await settle(page);
  await page.clock.fastForward(10 * 60_000);
  await page.goto("./");
  await expect(page.locator("#task-title")).toHaveText("Task 2 of 5");
  await expect(clock(page)).toHaveText(/^2[45]:\d\d$/);
  await expect(seat(page, 2)).toHaveAccessibleName("Task 2, begun, flagged");
  await seat(page, 3).click();
  await expect(page.locator("#task-title")).toHaveText("Task 3 of 5");
  await seat(page, 2).click();
  await expect.poll(() => read(page)).toBe(written);
  // From the catalogue there is a way back, too.
  await page.locator(".practice-button").click();
  await expect(offer(page)).toContainText("CKA exam, running");
  await offer(page).getByRole("button", { name: "Go on with the exam" }).click();
  await expect(page.locator("#task-title")).toHaveText("Task 2 of 5");
});

test("the answers of an exam are not those of the tasks", async ({ page }) => {
  await start(page);
  const [name] = await tasks(page);
  await solve(page, name);
  await settle(page);
  await exam(page).getByRole("button", { name: "Next" }).click();
  await expect(page.locator("#task-title")).toHaveText("Task 2 of 5");
  expect(await page.evaluate((it) => localStorage.getItem(`netpol-playground.practice.${it}`), name)).toBe(null);
});

test("the end of time ends the exam, and grades what is there", async ({ page }) => {
  await page.clock.install();
  await start(page);
  const [first] = await tasks(page);
  await solve(page, first);
  await page.clock.fastForward(29 * 60_000);
  await expect(clock(page)).toHaveClass(/is-short|clock/);
  await expect(exam(page)).toBeVisible();
  await page.clock.fastForward(7 * 60_000);
  await expect(report(page)).toContainText("CKA exam: 20 of 100 points, not passed");
  await expect(report(page)).toContainText("5 tasks in 35:00.");
  expect(await page.evaluate(() => localStorage.getItem("netpol-playground.exam"))).toBe(null);
});

test("an exam whose time ran out while the page was closed is graded at the next visit", async ({ page }) => {
  await page.clock.install();
  await start(page);
  const [first] = await tasks(page);
  await solve(page, first);
  await settle(page);
  await page.goto("about:blank");
  await page.clock.fastForward(3 * 3600_000);
  await page.goto("./");
  await expect(report(page)).toContainText("20 of 100 points");
  await expect(report(page)).toContainText("in 35:00");
});

test("a wrong answer is told in the report, and opened with its explanation", async ({ page }) => {
  await start(page);
  await write(page, NOTHING);
  await settle(page);
  await exam(page).getByRole("button", { name: "End exam" }).click();
  await exam(page).getByRole("button", { name: "End and grade" }).click();
  const line = report(page).locator(".by-task > li").first();
  await expect(line).toContainText("Not yet");
  await line.getByRole("button").click();
  await expect.poll(() => read(page)).toBe(NOTHING);
  await expect(page.getByTestId("outcome")).toContainText("Not yet");
});

test("reports travel with exported drafts", async ({ page }) => {
  await start(page, "CKAD", 3);
  await exam(page).getByRole("button", { name: "End exam" }).click();
  await exam(page).getByRole("button", { name: "End and grade" }).click();
  await expect(report(page)).toContainText("0 of 100");
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitem", { name: "Drafts…" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export all" }).click()]);
  const path = await download.path();
  await page.evaluate(() => localStorage.clear());
  await openPage(page);
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitem", { name: "Drafts…" }).click();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "Import…" }).click()]);
  await chooser.setFiles(path);
  await expect.poll(() => page.evaluate(() => localStorage.getItem("netpol-playground.exams"))).toMatch(/^CKAD 3 /);
  await page.keyboard.press("Escape");
  await page.locator(".practice-button").click();
  await expect(offer(page)).toContainText("Report of the last CKAD");
});

test("an exam by keyboard", async ({ page }) => {
  await openPage(page);
  await page.locator(".practice-button").focus();
  await page.keyboard.press("Enter");
  await offer(page).getByRole("button", { name: "CKNE" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#practice-title")).toBeFocused();
  await page.getByRole("button", { name: "Start", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#task-title")).toBeFocused();
  await exam(page).getByRole("button", { name: "Next" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#task-title")).toHaveText("Task 2 of 6");
  await exam(page).getByRole("button", { name: "End exam" }).focus();
  await page.keyboard.press("Enter");
  await expect(exam(page).getByRole("button", { name: "End and grade" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(report(page)).toBeVisible();
  await expect(page.locator("#practice-title")).toBeFocused();
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
});

test("@phone an exam is one pane beside the others", async ({ page }) => {
  await start(page, "CKAD", 5);
  await expectAccessible(page);
  await page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: "Edit" }).click();
  await expect(exam(page)).toBeHidden();
  await page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: "Task" }).click();
  await exam(page).getByRole("button", { name: "Next" }).click();
  await expect(page.locator("#task-title")).toHaveText("Task 2 of 4");
  await exam(page).getByRole("button", { name: "End exam" }).click();
  await exam(page).getByRole("button", { name: "End and grade" }).click();
  await expect(report(page)).toContainText("0 of 100");
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await expectAccessible(page);
});
