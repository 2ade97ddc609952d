// Practice: the catalogue, a task from opening to solving it, links, embeds, the keyboard, a phone.
import { cell, code, expect, expectAccessible, fill, hears, openPage, settle, test } from "./page.mjs";

const TASK = "one-client-one-port";
const RIGHT = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: oven, namespace: bakery}
spec:
  podSelector: {matchLabels: {role: oven}}
  policyTypes: [Ingress]
  ingress:
  - from:
    - podSelector: {matchLabels: {role: counter}}
    ports:
    - port: 7070
`;
const WRONG = RIGHT.replace("{matchLabels: {role: counter}}", "{}");

const task = (page) => page.getByTestId("task");
const outcome = (page) => page.getByTestId("outcome");
const check = (page) => task(page).getByRole("button", { name: "Check", exact: true });
const practice = (page) => page.locator(".practice-button");
/** Puts a text in place of the editor's. */
const write = async (page, text) => {
  await hears(page);
  // Before the task is open, its files come over what was written.
  await expect(page.locator("#task-title")).toBeAttached();
  await fill(page, text);
  await expect.poll(() => read(page)).toBe(text);
};
/** The text in the editor. */
const read = (page) => code(page).evaluate((it) => [...it.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"));
const chosen = (page) => page.locator('[role="gridcell"][aria-selected="true"]');
const catalogue = (page) => page.getByTestId("catalogue");

async function openTask(page, name = TASK) {
  await expect(practice(page)).toBeAttached();
  if (await practice(page).isVisible()) {
    await practice(page).click();
  } else {
    await page.getByRole("button", { name: /^Scenario/ }).click();
    await page.getByRole("menuitem", { name: "Tasks to practise with…" }).click();
  }
  await catalogue(page).locator(`[data-task="${name}"]`).click();
  await expect(task(page)).toBeVisible();
}

test("a task is opened, fails, is read about, is solved, and leads to the next", async ({ page }) => {
  await openPage(page);
  await openTask(page);
  await expect(page.locator("#task-title")).toHaveText("One client, one server, one port");
  await expect(page.getByRole("tab", { name: "answer.yaml" })).toHaveAttribute("aria-selected", "true");
  // As it starts, every pod gets in.
  await check(page).click();
  await expect(outcome(page)).toContainText("Not yet");
  await expect(outcome(page)).toContainText("can still reach");

  await write(page, WRONG);
  await check(page).click();
  await expect(outcome(page)).toContainText("bakery/cleaner can still reach bakery/oven on TCP 7070, and it should not");
  await expect(outcome(page)).toContainText(/Of \d+ pairs? of pods, a port is allowed that should not be\./);
  await expect(chosen(page)).toHaveAttribute("data-from", "bakery/cleaner");
  await expect(chosen(page)).toHaveAttribute("data-to", "bakery/oven");

  await task(page).getByRole("button", { name: "Hint 1 of 3" }).click();
  await expect(task(page).locator(".hints li")).toHaveCount(1);
  await task(page).getByRole("button", { name: "Hint 2 of 3" }).click();
  await expect(task(page).locator(".hints li")).toHaveCount(2);

  await write(page, RIGHT);
  await expect(outcome(page)).toContainText("You have changed the files since.");
  await check(page).click();
  await expect(outcome(page)).toContainText("Solved");
  await expect(task(page).locator(".asks .ok")).toHaveCount(5);
  // What is to be done next is the one button that stands out.
  await expect(task(page).locator(".acts .primary")).toHaveText(["Next task"]);
  await write(page, `# again\n${RIGHT}`);
  await expect(task(page).locator(".acts .primary")).toHaveText(["Check"]);
  await write(page, RIGHT);
  await check(page).click();

  await task(page).getByRole("button", { name: "Next task" }).click();
  await expect(page.locator("#task-title")).not.toHaveText("One client, one server, one port");
  await practice(page).click();
  await expect(catalogue(page).locator(`[data-task="${TASK}"]`)).toContainText("solved");
  await expect(catalogue(page)).toContainText(/1 of \d+ solved/);
});

test("an answer that was written for this cluster alone fails on a hidden one, which is told", async ({ page }) => {
  await openPage(page);
  await openTask(page);
  // On the cluster that is shown, only these two have no `role: cleaner`.
  await write(page, RIGHT.replace("{matchLabels: {role: counter}}", "{matchExpressions: [{key: role, operator: NotIn, values: [cleaner, oven]}]}"));
  await check(page).click();
  await expect(outcome(page)).toContainText("On a cluster with");
  await outcome(page).getByText("What is different on that cluster").click();
  await expect(outcome(page).locator("pre")).toContainText("kind: Pod");
});

test("what a cluster would not accept, and what is no file of the task, is told", async ({ page }) => {
  await openPage(page);
  await openTask(page);
  await write(page, RIGHT.replace("port: 7070", "port: 70700"));
  await check(page).click();
  await expect(outcome(page)).toContainText("A cluster would not accept this");
  await expect(outcome(page)).toContainText("answer.yaml, line");
  await page.getByRole("button", { name: "Add a file" }).click();
  await page.keyboard.press("Escape");
  await write(page, RIGHT);
  await check(page).click();
  await expect(outcome(page)).toContainText("new.yaml is no file of this task");
});

test("locked files cannot be typed into", async ({ page }) => {
  await openPage(page);
  await openTask(page);
  await page.getByRole("tab", { name: "cluster.yaml" }).click();
  await expect(page.locator(".cm-content")).toHaveAttribute("aria-readonly", "true");
  await page.getByRole("tab", { name: "answer.yaml" }).click();
  await expect(page.locator(".cm-content")).not.toHaveAttribute("aria-readonly", "true");
});

test("reset can be taken back, and leaving brings back what was there", async ({ page }) => {
  await openPage(page);
  await hears(page);
  await fill(page, "# mine\n");
  await expect.poll(() => read(page)).toBe("# mine\n");
  await openTask(page);
  await write(page, WRONG);
  await task(page).getByRole("button", { name: "Reset" }).click();
  await expect.poll(() => read(page)).toBe("# Write the NetworkPolicy here.\n");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect.poll(() => read(page)).toBe(WRONG);
  await task(page).getByRole("button", { name: "Leave this task" }).click();
  await expect(task(page)).toHaveCount(0);
  await expect.poll(() => read(page)).toBe("# mine\n");
  // The answer waits for the next time.
  await openTask(page);
  await expect.poll(() => read(page)).toBe(WRONG);
});

/** The own answer as the browser keeps it. */
const kept = (page) => page.evaluate((task) => localStorage.getItem(`netpol-playground.practice.${task}`), TASK);

test("a link to a task does not take the place of the own answer before that is chosen", async ({ page }) => {
  await page.goto(`./?task=${TASK}`);
  await write(page, WRONG);
  await settle(page);
  const link = await page.evaluate(() => location.hash);
  await write(page, RIGHT);
  await settle(page);
  const own = await kept(page);
  // In the tab of before, it would be taken for a reload.
  const tab = await page.context().newPage();
  await tab.goto(`./?x${link}`);
  const notice = tab.getByTestId("kept");
  await expect(notice).toContainText("This is the answer of the link. Your own is kept.");
  await expect.poll(() => read(tab)).toBe(WRONG);
  await write(tab, `${WRONG}# more\n`);
  await settle(tab);
  expect(await kept(tab)).toBe(own);
  await notice.getByRole("button", { name: "Bring back" }).click();
  await expect.poll(() => read(tab)).toBe(RIGHT);
  await expect(notice).toBeEmpty();
  // Taken back, it still is not kept.
  await tab.getByRole("button", { name: "Undo", exact: true }).click();
  await expect.poll(() => read(tab)).toBe(`${WRONG}# more\n`);
  await settle(tab);
  await expect(notice).toContainText("Your own is kept.");
  await notice.getByRole("button", { name: "Keep this one instead" }).click();
  await expect(tab.getByText("Your answer is kept with the task.")).toBeVisible();
  await expect(notice).toBeEmpty();
  expect(await kept(tab)).not.toBe(own);
});

test("what another tab has kept since is not written over", async ({ page }) => {
  await page.goto(`./?task=${TASK}`);
  await write(page, WRONG);
  await settle(page);
  const other = await page.context().newPage();
  await other.goto(`./?task=${TASK}`);
  await expect.poll(() => read(other)).toBe(WRONG);
  await write(other, RIGHT);
  await settle(other);
  const theirs = await kept(other);
  await other.close();
  await write(page, `${WRONG}# more\n`);
  await settle(page);
  expect(await kept(page)).toBe(theirs);
  const notice = page.getByTestId("kept");
  await expect(notice).toContainText("Another tab has kept another answer");
  await notice.getByRole("button", { name: "Bring back" }).click();
  await expect.poll(() => read(page)).toBe(RIGHT);
});

test("an answer that the storage refuses stays until the page is closed, and that is said", async ({ page, complaints }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("no", "QuotaExceededError");
    };
  });
  await openPage(page);
  await openTask(page);
  await write(page, WRONG);
  await task(page).getByRole("button", { name: "Leave this task" }).click();
  await expect(page.getByText("Your answer is kept only until you close this page")).toBeVisible();
  await openTask(page);
  await expect.poll(() => read(page)).toBe(WRONG);
  // The console is told, too.
  complaints.length = 0;
});

test("what is written in the last moment before a scenario is chosen is kept", async ({ page }) => {
  await openPage(page);
  await openTask(page);
  await write(page, WRONG);
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitem", { name: "Start with empty files" }).click();
  await expect(task(page)).toHaveCount(0);
  await openTask(page);
  await expect.poll(() => read(page)).toBe(WRONG);
});

test("a task without anything before it leaves an empty page", async ({ page }) => {
  await page.goto(`./?task=${TASK}`);
  await expect(page.locator("#task-title")).toBeAttached();
  await expect(code(page)).toContainText("Write the NetworkPolicy here.");
  await write(page, WRONG);
  await settle(page);
  const link = await page.evaluate(() => location.hash);
  await page.goto(`./?x${link}`);
  await task(page).getByRole("button", { name: "Leave this task" }).click();
  await expect(page.getByText("The page is empty now. Your answer is kept with the task.")).toBeVisible();
});

test("where only locked files could be edited, that is said", async ({ page }) => {
  await openPage(page);
  await openTask(page, "least-permissive");
  // The one policy of the task is in a file that only is to be read.
  await cell(page, "visitors/keeper", "zoo/lion").click();
  const repairs = page.getByTestId("repairs");
  await repairs.getByRole("button", { name: /^What would/ }).click();
  await expect(repairs.locator(".repairs-found [role=status]")).toContainText(/^Every edit that (allows|denies) .+ would change a file that this task has locked\.$/);
  await expect(repairs.locator(".repair")).toHaveCount(0);
});

test("the catalogue goes when something else is opened", async ({ page }) => {
  await openPage(page);
  await practice(page).click();
  await expect(catalogue(page)).toBeVisible();
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitem", { name: "Start with empty files" }).click();
  await expect(catalogue(page)).toHaveCount(0);
});

test("the solution comes after a question, side by side with the answer", async ({ page }) => {
  await openPage(page);
  await openTask(page);
  await write(page, WRONG);
  await task(page).getByRole("button", { name: "Solution" }).click();
  await task(page).getByRole("button", { name: "Show it" }).click();
  const dialog = page.getByRole("dialog", { name: "Your answer and the solution" });
  await expect(dialog.locator(".cm-merge-b")).toContainText("role: counter");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await write(page, RIGHT);
  await check(page).click();
  await expect(outcome(page)).toContainText("Solved, after a look at the solution");
});

test("a file that is offered is applied or not", async ({ page }) => {
  await openPage(page);
  await openTask(page, "least-permissive");
  await task(page).getByRole("radio", { name: "Apply net-b.yaml" }).check();
  await expect(page.getByRole("tab", { name: "net-b.yaml" })).toBeVisible();
  await check(page).click();
  await expect(outcome(page)).toContainText("Solved");
  await task(page).getByRole("radio", { name: "Apply net-a.yaml" }).check();
  // Exactly one is to be applied: the other goes.
  await expect(page.getByRole("tab", { name: "net-b.yaml" })).toHaveCount(0);
  await check(page).click();
  await expect(outcome(page)).toContainText("Not yet");
});

test("an address opens a task, and the page's own address holds the answer", async ({ page }) => {
  await page.goto(`./?task=${TASK}`);
  await expect(page.locator("#task-title")).toHaveText("One client, one server, one port");
  await write(page, WRONG);
  await expect.poll(() => page.evaluate(() => location.hash.length)).toBeGreaterThan(100);
  await settle(page);
  const hash = await page.evaluate(() => location.hash);
  await page.goto(`./?x#${hash.slice(1)}`);
  await expect(page.locator("#task-title")).toHaveText("One client, one server, one port");
  await page.goto("./?task=no-such-task");
  await expect(page.getByText("There is no task called “no-such-task”.")).toBeVisible();
});

test("the address asks for a task once, and leaving it leads back to the first scenario", async ({ page }) => {
  await page.goto("./");
  await hears(page);
  const first = await read(page);
  await page.goto(`./?x&task=${TASK}`);
  await expect(page.locator("#task-title")).toHaveText("One client, one server, one port");
  await expect(page).toHaveURL(/\?x#/);
  await expect(page.locator("#task-title")).toBeFocused();
  await expect(page.locator("#task-title")).toHaveCSS("outline-style", "none");
  await task(page).getByRole("button", { name: "Leave this task" }).click();
  await expect(task(page)).toHaveCount(0);
  await expect.poll(() => read(page)).toBe(first);
  await settle(page);
  await page.reload();
  await hears(page);
  expect(await read(page)).toBe(first);
  await expect(task(page)).toHaveCount(0);
});

test("the next task is started, and one that was begun is continued", async ({ page }) => {
  await openPage(page);
  await practice(page).click();
  const next = catalogue(page).locator(".next-card");
  await expect(next.getByRole("button")).toHaveText("Start");
  // The path begins with a lesson.
  await next.getByRole("button").click();
  const lesson = page.getByTestId("lesson");
  await lesson.getByRole("button", { name: "Next", exact: true }).click();
  await lesson.getByRole("button", { name: "Leave this lesson" }).click();
  await practice(page).click();
  await expect(next.getByRole("button")).toHaveText("Continue");
});

test("the catalogue is filtered", async ({ page }) => {
  await openPage(page);
  await practice(page).click();
  const entries = catalogue(page).locator(".groups .entry");
  await expect(entries.first()).toBeVisible();
  const all = await entries.count();
  await catalogue(page).getByRole("group", { name: "Exam" }).getByRole("button", { name: "CKAD" }).click();
  await expect.poll(() => entries.count()).toBeLessThan(all);
  for (const it of await entries.all()) await expect(it).toContainText("CKAD");
  await catalogue(page).getByRole("searchbox").fill("one server");
  await expect(entries).toHaveCount(1);
  await catalogue(page).getByRole("searchbox").fill("no such words");
  await expect(catalogue(page)).toContainText("No task fits.");
});

test("all of it by keyboard", async ({ page }) => {
  await openPage(page);
  await practice(page).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#practice-title")).toBeFocused();
  await catalogue(page).locator(`[data-task="${TASK}"]`).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#task-title")).toBeFocused();
  await write(page, WRONG);
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+Enter");
  await expect(outcome(page)).toContainText("Not yet");
  expect(await read(page), "no line is begun").toBe(WRONG);
  await expect(outcome(page)).toHaveAttribute("role", "status");
});

test("nothing of it is loaded before it is opened", async ({ page }) => {
  const asked = [];
  page.on("request", (it) => asked.push(new URL(it.url()).pathname));
  await openPage(page);
  await expect(practice(page)).toBeVisible();
  expect(asked.filter((it) => it.includes("practice"))).toEqual([]);
  await openTask(page);
  expect(asked.filter((it) => it.includes("/practice/"))).toHaveLength(1);
});

test("axe finds nothing", async ({ page }) => {
  await openPage(page);
  await practice(page).click();
  await expect(catalogue(page)).toBeVisible();
  await expectAccessible(page);
  await catalogue(page).locator(`[data-task="${TASK}"]`).click();
  await check(page).click();
  await expect(outcome(page)).toContainText("Not yet");
  await task(page).getByRole("button", { name: "Hint 1 of 3" }).click();
  await expectAccessible(page);
});

test("@phone the bar leads to Practice and to the terminal", async ({ page }) => {
  await openPage(page);
  const bar = page.getByRole("navigation", { name: "Panes" });
  await bar.getByRole("button", { name: "Terminal" }).click();
  await expect(page.getByRole("textbox", { name: "Command" })).toBeVisible();
  await expect(bar.locator('[aria-pressed="true"]')).toHaveText(["Terminal"]);
  await bar.getByRole("button", { name: "Why?" }).click();
  await expect(page.getByTestId("why")).toBeVisible();
  await expect(bar.locator('[aria-pressed="true"]')).toHaveText(["Why?"]);
  await bar.getByRole("button", { name: "Practice" }).click();
  await expect(catalogue(page)).toBeVisible();
  await expect(bar.locator('[aria-pressed="true"]')).toHaveText(["Practice"]);
  await catalogue(page).locator(`[data-task="${TASK}"]`).click();
  await expect(bar.locator('[aria-pressed="true"]')).toHaveText(["Task"]);
  await expect(bar.getByRole("button")).toHaveCount(5);
  expect(await bar.evaluate((it) => it.scrollWidth <= it.clientWidth)).toBe(true);
});

test("@phone a task is one pane beside the others", async ({ page }) => {
  await openPage(page);
  await openTask(page);
  await check(page).click();
  await expect(outcome(page)).toContainText("Not yet");
  await outcome(page).getByRole("button", { name: "Why?" }).click();
  await expect(page.getByTestId("why")).toBeVisible();
  await page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: "Task" }).click();
  await expect(outcome(page)).toBeVisible();
  await expectAccessible(page);
});

test("@phone a link to a task shows the task, and a reload the pane that was seen last", async ({ page }) => {
  const small = page.viewportSize();
  // As someone has copied it where all panes are on screen.
  await page.setViewportSize({ width: 1440, height: 960 });
  await page.goto(`./?task=${TASK}`);
  await expect(task(page)).toBeVisible();
  await settle(page);
  const link = await page.evaluate(() => location.hash);
  const other = await page.context().newPage();
  await other.setViewportSize(small);
  await other.goto(`./?x${link}`);
  await expect(task(other)).toBeVisible();
  await expect(other.locator(".page")).toHaveAttribute("data-pane", "task");
  await other.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: "Matrix" }).click();
  await expect(task(other)).toBeHidden();
  await settle(other);
  await other.reload();
  await hears(other);
  await expect(other.locator(".page")).toHaveAttribute("data-pane", "matrix");
});

test("edits are shown when they are asked for, and none of them changes a locked file", async ({ page }) => {
  await openPage(page);
  await openTask(page, "add-beside-a-deny");
  await cell(page, "theatre/usher", "theatre/stage").click();
  const repairs = page.getByTestId("repairs");
  const head = repairs.getByRole("button", { name: "What would allow it" });
  await repairs.scrollIntoViewIfNeeded();
  await expect(head).toHaveAttribute("aria-expanded", "false");
  await head.click();
  await expect(repairs.locator(".repairs-found [role=status]")).toContainText(/locked/);
  await expect(repairs.locator(".repair-place", { hasText: "cluster.yaml" })).toHaveCount(0);
  // An own policy can be edited.
  await write(
    page,
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: own, namespace: theatre}\nspec:\n  podSelector: {matchLabels: {app: stage}}\n  policyTypes: [Ingress]\n  ingress: []\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: out, namespace: theatre}\nspec:\n  podSelector: {matchLabels: {app: usher}}\n  policyTypes: [Egress]\n  egress: [{}]\n",
  );
  await expect(repairs.locator(".repair-place").first()).toContainText("answer.yaml");
  await expect(repairs.locator(".repair-place", { hasText: "cluster.yaml" })).toHaveCount(0);
});

test("Escape gives the focus back to what opened the solution", async ({ page }) => {
  await openPage(page);
  await openTask(page);
  await task(page).getByRole("button", { name: "Solution" }).click();
  await task(page).getByRole("button", { name: "Show it" }).click();
  const dialog = page.getByRole("dialog", { name: "Your answer and the solution" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(task(page).getByRole("button", { name: "Solution" })).toBeFocused();
});
