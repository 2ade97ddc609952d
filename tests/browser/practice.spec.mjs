// Practice: the catalogue, a task from opening to solving it, links, embeds, the keyboard, a phone.
import { code, expect, expectAccessible, fill, hears, openPage, settle, test } from "./page.mjs";

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
  await expect(outcome(page)).toContainText("pair has a port too many");
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
  await expect(task(page).locator(".asks .ok")).toHaveCount(4);

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
  await outcome(page).getByText("What that cluster has besides").click();
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
  await write(page, "# mine\n");
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
  await task(page).getByRole("checkbox", { name: "Apply net-b.yaml" }).check();
  await expect(page.getByRole("tab", { name: "net-b.yaml" })).toBeVisible();
  await check(page).click();
  await expect(outcome(page)).toContainText("Solved");
  await task(page).getByRole("checkbox", { name: "Apply net-a.yaml" }).check();
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

test("the catalogue is filtered", async ({ page }) => {
  await openPage(page);
  await practice(page).click();
  const entries = catalogue(page).locator(".entry");
  const all = await entries.count();
  await catalogue(page).getByRole("group", { name: "Exam" }).getByRole("button", { name: "CKAD" }).click();
  await expect.poll(() => entries.count()).toBeLessThan(all);
  for (const it of await entries.all()) await expect(it).toContainText("CKAD");
  await catalogue(page).getByRole("searchbox").fill("one server");
  await expect(entries).toHaveCount(1);
  await catalogue(page).getByRole("searchbox").fill("no such words");
  await expect(catalogue(page)).toContainText("No task is like that.");
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
