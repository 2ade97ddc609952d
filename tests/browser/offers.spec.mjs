// What the page offers to do with the text: stand-ins as pods of the input, fixes, a text written as it was read.
import { embedded, page as pageOf, test as testOfHosts } from "./hosts.mjs";
import {
  andMatrix, cell, code, drawn, expect, expectAccessible, hears, matrix, openEmpty, openPage, paste, picture, tab, test,
} from "./page.mjs";

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: well, namespace: village}
spec:
  podSelector: {matchLabels: {app: well}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: villager}}}]
      ports: [{port: 7777}]
`;
const line = (page) => page.getByTestId("stand-ins");
/** By rows and columns: in the document, a cell stands where it was made. */
const verdicts = (page) => matrix(page).evaluate((it) => [...it.querySelectorAll(".mx-row")].map((row) =>
  [...row.querySelectorAll(".cell")].sort((a, b) => a.ariaColIndex - b.ariaColIndex).map((it) => it.dataset.verdict)));

/** Types a text into the empty file that is shown. */
async function write(page, text) {
  await openEmpty(page);
  await hears(page);
  await code(page).click();
  await page.keyboard.insertText(text);
}

test("pods that were made up are dashed, said so, and become pods of the input", async ({ page }) => {
  await write(page, POLICY);
  const made = cell(page, "village/app=villager", "village/app=well");
  await expect(made).toHaveAttribute("data-verdict", "some");
  await expect(line(page)).toContainText("4 stand-ins, made from the labels your policies mention");
  const head = matrix(page).getByRole("rowheader", { name: "village/app=well, a stand-in" });
  await expect(head).toHaveAttribute("title", /a stand-in, made from labels that policies mention/);
  const column = matrix(page).getByRole("columnheader", { name: "village/app=well, a stand-in" });
  for (const forcedColors of ["none", "active"]) {
    await page.emulateMedia({ forcedColors });
    await expect(head.locator(".mx-own")).toHaveCSS("border-top-style", "dashed");
    await expect(column.locator("span")).toHaveCSS("border-top-style", "dashed");
    await picture(page, `stand-ins-${forcedColors}`);
  }
  await page.emulateMedia({ forcedColors: "none" });
  await expect(matrix(page).getByRole("rowheader").last()).toHaveAttribute("data-stand-in", "false");
  await expectAccessible(page);

  await made.click();
  await expect(page.getByTestId("why")).toContainText("stand-in");
  const before = await verdicts(page);
  await andMatrix(page, () => line(page).getByRole("button", { name: "Write them to cluster.yaml" }).click());
  await expect(line(page)).toHaveCount(0);
  await expect(cell(page, "village/villager", "village/well")).toHaveAttribute("aria-selected", "true");
  await expect(cell(page, "village/villager", "village/well")).toBeFocused();
  expect(await verdicts(page)).toEqual(before);
  await expect(tab(page, "policies.yaml")).toHaveAttribute("aria-selected", "true");
  await tab(page, "cluster.yaml").click();
  await expect(code(page)).toContainText("name: villager");

  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(line(page)).toBeVisible();
  await expect(made).toHaveAttribute("aria-selected", "true");
});

test("a pod of one's own takes the place of its stand-in", async ({ page }) => {
  await write(page, POLICY);
  await expect(line(page)).toContainText("4 stand-ins");
  await page.keyboard.insertText("---\napiVersion: v1\nkind: Pod\nmetadata: {name: mine, namespace: village, labels: {app: villager}}\n");
  await expect(line(page)).toContainText("3 stand-ins");
  await expect(matrix(page).getByRole("rowheader", { name: "village/mine", exact: true })).not.toHaveAttribute("data-stand-in", "true");
});

test("stand-ins fit a phone @phone", async ({ page }) => {
  await openPage(page);
  await paste(page, POLICY);
  await page.getByRole("button", { name: "Matrix" }).click();
  await expect(line(page)).toBeVisible();
  const { width } = page.viewportSize();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  await picture(page, "stand-ins-phone");
  await line(page).getByRole("button").click();
  await expect(line(page)).toHaveCount(0);
  await expect(cell(page, "village/villager", "village/well")).toBeVisible();
});

testOfHosts("an embed of a policy alone shows what it does", async ({ page, host, site }) => {
  const embed = (id, attributes) => `<netpol-playground id="${id}" ${attributes}><pre>${POLICY}</pre></netpol-playground>`;
  for (const [id, attributes, buttons] of [["#b", 'view="matrix" readonly', 0], ["#a", 'view="matrix"', 1]]) {
    host.put("/", pageOf(site, embed(id.slice(1), attributes)));
    await page.goto(host.at());
    const frame = await embedded(page, id);
    await expect(frame.locator('[role=gridcell][data-from="village/app=villager"][data-to="village/app=well"]')).toBeVisible();
    await expect(frame.getByTestId("stand-ins")).toContainText("4 stand-ins");
    await expect(frame.getByTestId("stand-ins").getByRole("button")).toHaveCount(buttons);
    await page.locator(id).screenshot({ path: `../../target/browser/stand-ins-embed-${id.slice(1)}.png` });
  }
  const frame = await embedded(page, "#a");
  await frame.getByTestId("stand-ins").getByRole("button").click();
  await expect(frame.locator('[role=gridcell][data-from="village/villager"][data-to="village/well"]')).toBeVisible();
});

const NUMBERED = POLICY.trimEnd().split("\n").map((it, at) => `${String(at + 1).padStart(2)}  ${it}`).join("\n");

test("a text that was read otherwise than it stands there is written so by one click", async ({ page }) => {
  await openPage(page);
  await paste(page, NUMBERED);
  const said = page.getByTestId("rewritten");
  await expect(said).toBeVisible();
  await expect(cell(page, "village/app=villager", "village/app=well")).toHaveAttribute("data-verdict", "some");
  const text = () => code(page).evaluate((it) => it.cmTile?.view?.state.doc.toString() ?? it.innerText);
  expect(await text(), "nothing is rewritten before").toContain(" 1  apiVersion");
  const before = await verdicts(page);
  await picture(page, "rewritten");
  await expectAccessible(page);
  await andMatrix(page, () => said.getByRole("button").click());
  await expect(said).toHaveCount(0);
  expect(await verdicts(page)).toEqual(before);
  await expect(code(page)).not.toContainText(" 1  apiVersion");
  await page.getByRole("button", { name: "Undo", exact: true }).last().click();
  await expect(said).toBeVisible();
});

test("the list of problems has the fixes too, and so has the editor", async ({ page }) => {
  await openPage(page);
  await paste(page, NUMBERED);
  await tab(page, /^Problems/).click();
  await picture(page, "fixes");
  await page.locator(".cm-lint-marker").first().hover();
  await expect(page.locator(".cm-diagnosticAction").first()).toBeVisible();
  await picture(page, "fixes-editor");
  await page.mouse.move(0, 0);
  const numbers = page.getByTestId("problems").getByRole("listitem").filter({ hasText: "the line numbers are no part" });
  await andMatrix(page, () => numbers.locator(".fixes button").click());
  await expect(page.getByTestId("rewritten")).toHaveCount(0);
  await expect(page.getByTestId("problems"), "what else is worth knowing stays").toBeVisible();
  await expect(numbers).toHaveCount(0);
});

test("the list begins with the worst, what is only worth knowing folds under one line, and marks no line of the editor without the caret", async ({ page }) => {
  await openPage(page);
  await paste(page, `${POLICY}---\n${POLICY.replace("ingress", "ingres").replace("podSelector", "# podSelector")}`);
  await tab(page, /^Problems/).click();
  const problems = page.getByTestId("problems");
  const more = problems.getByRole("button", { name: /\d+ more worth knowing$/ });
  await expect(more).toHaveAttribute("aria-expanded", "false");
  const order = () => problems.getByRole("listitem").getByRole("img").evaluateAll((all) => all.map((it) => it.ariaLabel));
  const ranks = async () => (await order()).map((it) => ["error", "warning", "info"].indexOf(it));
  expect(await order()).toContain("error");
  expect(await order()).not.toContain("info");
  const count = Number.parseInt(await more.innerText(), 10);
  await more.click();
  await expect.poll(async () => (await order()).filter((it) => it === "info").length).toBe(count);
  expect(await ranks()).toEqual((await ranks()).toSorted());
  await expectAccessible(page);
  await picture(page, "problems-more");
  // What was opened stays open when the list is made anew.
  await code(page).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await andMatrix(page, () => page.keyboard.insertText("# a word\n"));
  await expect(more).toHaveAttribute("aria-expanded", "true");
  // In the editor it waits for the caret.
  const lines = await page.locator(".cm-line:has(.cm-lintRange-info)").count();
  expect(lines).toBeLessThanOrEqual(1);
});

test("what was done with a paste fits a phone @phone", async ({ page }) => {
  await openPage(page);
  await paste(page, NUMBERED);
  const said = page.getByTestId("rewritten");
  await expect(said).toBeVisible();
  await picture(page, "rewritten-phone");
  await said.getByRole("button").click();
  await expect(said).toHaveCount(0);
});

const CLUSTER = `${POLICY}---
apiVersion: v1
kind: Pod
metadata: {name: well, namespace: village, labels: {app: well}}
---
apiVersion: v1
kind: Pod
metadata: {name: anna, namespace: village, labels: {app: villager}}
`;

test("a cluster takes the place of a sample that was not touched, and no other", async ({ page }) => {
  await openPage(page);
  const names = () => page.getByRole("tablist", { name: "Files", exact: true }).getByRole("tab").allTextContents();
  await hears(page);
  await paste(page, CLUSTER);
  await expect.poll(names).toEqual(["pasted.yaml"]);
  await expect(page.getByText("Added pasted.yaml in the place of the sample.")).toBeVisible();
  await expect(matrix(page).getByRole("rowheader", { name: "frontend/web" })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(cell(page, "frontend/debug", "backend/api")).toHaveAttribute("aria-selected", "true");
  await expect.poll(names).toEqual(["policies.yaml", "cluster.yaml"]);

  await code(page).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.insertText("# mine\n");
  await expect(code(page)).toContainText("# mine");
  await paste(page, CLUSTER);
  await expect.poll(names).toEqual(["policies.yaml", "cluster.yaml", "pasted.yaml"]);
  await expect(page.getByText("Added pasted.yaml.")).toBeVisible();
});

test("the editor says how the keyboard leaves it", async ({ page }) => {
  await openPage(page);
  await hears(page);
  const hint = page.getByText("Esc, then Tab leaves the editor");
  await expect(hint).toBeHidden();
  await code(page).click();
  await expect(hint).toBeVisible();
  await expect(code(page)).toHaveAccessibleDescription("Esc, then Tab leaves the editor");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(code(page)).not.toBeFocused();
  await expect(hint).toBeHidden();
});

const LONG = `# ${"words of a long line ".repeat(30)}\nkind: Pod\n# ${"and of its end ".repeat(30)}`;

test("after a paste the beginning of the lines is on screen", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openEmpty(page);
  await page.evaluate((text) => navigator.clipboard.writeText(text), LONG);
  await code(page).click();
  await page.keyboard.press("ControlOrMeta+v");
  await expect(code(page)).toContainText("kind: Pod");
  const left = () => page.locator(".cm-scroller").evaluate((it) => it.scrollLeft);
  await expect.poll(left).toBe(0);
  await page.keyboard.press("Alt+z");
  const hidden = () => page.locator(".cm-scroller").evaluate((it) => it.scrollWidth - it.clientWidth);
  expect(await hidden()).toBe(0);
  await page.keyboard.press("Alt+z");
  expect(await hidden()).toBeGreaterThan(0);
});

test("long lines are wrapped on a phone @phone", async ({ page }) => {
  await openPage(page);
  await paste(page, LONG);
  await expect(code(page)).toContainText("and of its end");
  expect(await page.locator(".cm-scroller").evaluate((it) => it.scrollWidth - it.clientWidth)).toBe(0);
});

for (const [width, height, least] of [[1366, 625, 7], [1280, 720, 7], [720, 450, 4]]) {
  test(`${least} rows are on a screen of ${width}×${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await openPage(page);
    await hears(page);
    await expect(page.getByRole("group", { name: "Port" })).toBeVisible();
    await drawn(page);
    const rows = await matrix(page).evaluate((it) => {
      const box = it.getBoundingClientRect();
      // What lies over the box, or cuts it, counts too.
      const pane = it.closest(".tab-panel").getBoundingClientRect();
      const end = Math.min(box.bottom, pane.bottom, innerHeight);
      return [...it.querySelectorAll(".mx-row")].filter((row) => row.getBoundingClientRect().bottom <= end).length;
    });
    await picture(page, `rows-${width}x${height}`);
    expect(rows).toBeGreaterThanOrEqual(least);
  });
}

test("cells are striped where a policy that is not evaluated may select one of their ends", async ({ page }) => {
  await openPage(page);
  await paste(page, `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: deny, namespace: shop}, spec: {}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}}
---
{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: ops}}
---
{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: ops, labels: {app: b}}}
`);
  await expect(cell(page, "ops/a", "shop/web")).toHaveClass(/without/);
  await expect(cell(page, "shop/web", "ops/a")).toHaveClass(/without/);
  await expect(cell(page, "ops/a", "ops/b")).not.toHaveClass(/without/);
  await cell(page, "ops/a", "shop/web").click();
  await expect(page.getByTestId("why")).toContainText("Without CiliumNetworkPolicy shop/deny");
});
