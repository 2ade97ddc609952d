// An exam from its choice to its report: answers, flags, a reload, the end of time, a phone.
import { code, drawn, expect, expectAccessible, fill, hears, openPage, settle, test } from "./page.mjs";

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
  await expect(page).not.toHaveURL(/exam=|seed=/);
}

/** Ends the exam; what comes of it is not waited for. */
async function end(page) {
  await exam(page).getByRole("button", { name: "End exam" }).click();
  await exam(page).getByRole("button", { name: "End and grade" }).click();
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
  // Nothing helps: no edits are offered for a cell.
  await page.locator('[role="gridcell"][data-from][data-to]').nth(1).click();
  await expect(page.getByRole("tab", { name: /^Why/ })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByTestId("repairs")).toHaveCount(0);
  await solve(page, names[0]);
  const written = await read(page);
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
  await expect.poll(() => read(page)).toBe(written);
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
  await expect(clock(page)).toHaveText(/^[56]:\d\d$/);
  await expect(clock(page)).not.toHaveClass(/is-short/);
  await page.clock.fastForward(2 * 60_000);
  await expect(clock(page)).toHaveClass(/is-short/);
  await expect(exam(page)).toBeVisible();
  await page.clock.fastForward(5 * 60_000);
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

test("an answer and a flag that the storage refuses count as long as the page is open", async ({ page, complaints }) => {
  await start(page);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("no", "QuotaExceededError");
    };
  });
  await write(page, NOTHING);
  await settle(page);
  await exam(page).getByRole("button", { name: /Flag/ }).click();
  await exam(page).getByRole("button", { name: "Next" }).click();
  await expect(page.locator("#task-title")).toHaveText("Task 2 of 5");
  await exam(page).getByRole("button", { name: /Flag/ }).click();
  await expect(seat(page, 1)).toHaveAccessibleName("Task 1, begun, flagged");
  await seat(page, 1).click();
  await expect(page.locator("#task-title")).toHaveText("Task 1 of 5");
  await expect(seat(page, 2)).toHaveAccessibleName(/flagged$/);
  await expect.poll(() => read(page)).toBe(NOTHING);
  // The console is told of it.
  complaints.length = 0;
});

test("an exam that ended in another tab does not come back by this one", async ({ page }) => {
  await start(page);
  await write(page, NOTHING);
  await settle(page);
  const other = await page.context().newPage();
  await other.goto("./");
  await end(other);
  await expect(report(other)).toBeVisible();
  await other.close();
  await write(page, `${NOTHING}# more\n`);
  await settle(page);
  await expect(page.getByText("This exam has ended in another tab.")).toBeVisible();
  await expect(exam(page)).toHaveCount(0);
  expect(await page.evaluate(() => localStorage.getItem("netpol-playground.exam"))).toBe(null);
  await page.locator(".practice-button").click();
  await expect(offer(page)).toContainText("Report of the last CKA");
});

test("an exam that another tab has begun is gone on with", async ({ page }) => {
  await page.goto("./?exam=CKA&seed=7");
  await expect(page.getByTestId("exam-setup")).toBeVisible();
  const other = await page.context().newPage();
  await start(other, "CKAD", 3);
  await other.close();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(page.locator("#task-title")).toHaveText("Task 1 of 4");
  expect(await page.evaluate(() => localStorage.getItem("netpol-playground.exam"))).toMatch(/^CKAD 3 /);
});

test("answers are graded once, also where the catalogue is left and opened meanwhile", async ({ page }) => {
  await start(page);
  await write(page, NOTHING);
  await settle(page);
  let release;
  const held = new Promise((done) => (release = done));
  await page.route("**/practice/*.yaml", async (route) => {
    await held;
    await route.continue();
  });
  await end(page);
  const ending = page.getByRole("region", { name: "Exam" }).filter({ hasText: "Grading…" });
  await expect(ending).toBeVisible();
  await page.locator(".practice-button").click();
  await expect(exam(page)).toBeVisible();
  await page.locator(".practice-button").click();
  await expect(ending).toBeVisible();
  release();
  await expect(report(page)).toBeVisible();
  await drawn(page);
  await expect(report(page)).toBeVisible();
  const kept = await page.evaluate(() => localStorage.getItem("netpol-playground.exams"));
  expect(kept.match(/^CKA 7 /gm)).toHaveLength(1);
});

test("a task that a release took away counts nothing, and does not hold up the end", async ({ page }) => {
  await start(page);
  await write(page, NOTHING);
  await settle(page);
  await page.evaluate(() => {
    const lines = localStorage.getItem("netpol-playground.exam").split("\n");
    lines[2] = `gone-for-good 0 ${lines[1].split(" ")[2]}`;
    localStorage.setItem("netpol-playground.exam", lines.join("\n"));
  });
  await page.goto("./");
  await seat(page, 2).click();
  await expect(page.getByText("This task is not part of the page any more.")).toBeVisible();
  await end(page);
  await expect(report(page).locator(".by-task > li").nth(1)).toContainText("This task is not part of the page any more.");
});

test("an exam that cannot be graded is left without a report", async ({ page, complaints }) => {
  await start(page);
  await write(page, NOTHING);
  await settle(page);
  await page.route("**/practice/*.yaml", (route) => route.abort());
  await end(page);
  await expect(page.getByText("The answers could not be graded")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Leave the exam without a report" }).click();
  await expect(offer(page)).toHaveAttribute("data-running", "false");
  const stored = await page.evaluate(() => ["exam", "exams"].map((it) => localStorage.getItem(`netpol-playground.${it}`)));
  expect(stored).toEqual([null, null]);
  complaints.length = 0;
});

test("the answer of an exam does not take the place of the own one", async ({ page }) => {
  await start(page);
  const [name] = await tasks(page);
  await page.evaluate(() => localStorage.clear());
  await page.goto(`./?task=${name}`);
  await expect(page.getByTestId("task")).toBeVisible();
  await write(page, "# my own\n");
  await settle(page);
  await start(page);
  await write(page, NOTHING);
  await settle(page);
  await end(page);
  await report(page).locator(".by-task > li").first().getByRole("button").click();
  const notice = page.getByTestId("kept");
  await expect(notice).toContainText("This is your answer in the exam. The one you kept before is kept.");
  await notice.getByRole("button", { name: "Bring back" }).click();
  await expect.poll(() => read(page)).toBe("# my own\n");
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

test("a scenario that is chosen during an exam leaves it with a word, and the way back", async ({ page }) => {
  await start(page);
  await write(page, NOTHING);
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitemradio").first().click();
  await expect(exam(page)).toHaveCount(0);
  await expect(page.getByText("You have left the exam. It goes on, and so does its clock. Your answers are kept.")).toBeVisible();
  const back = page.getByRole("button", { name: "Back to the exam" });
  await back.click();
  await expect(exam(page)).toBeVisible();
  await expect.poll(() => read(page)).toBe(NOTHING);
  await expect(back).toHaveCount(0);
  // From one task of it to another, there is nothing to say.
  await seat(page, 2).click();
  await expect(page.locator("#task-title")).toContainText("Task 2");
  // A word would come in a task of its own, after the title: what is written next and drawn comes after that.
  await write(page, NOTHING);
  await drawn(page);
  await expect(back).toHaveCount(0);
});
