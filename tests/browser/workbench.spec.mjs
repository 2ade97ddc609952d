// The workbench as its user meets it: type, look, click, read, share.
import { andMatrix, cell, code, expect, expectAccessible, fill, matrix, openEmpty, openPage, picture, settle, tab, test } from "./page.mjs";

const PODS = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: c, image: i, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: data, labels: {app: db}}
spec: {containers: [{name: c, image: i}]}
`;

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-web, namespace: shop}
spec:
  podSelector:
    matchLabels: {app: api}
  ingress:
    - from:
        - podSelector:
            matchLabels: {app: web}
      ports:
        - port: 8080
`;

const why = (page) => page.getByTestId("why");
const marked = (page, kind) => page.locator(`.cm-line.np-${kind}`);

/** Replaces what a file says, as a paste over everything would. */
async function write(page, file, text) {
  await tab(page, file).click();
  await expect(tab(page, file)).toHaveAttribute("aria-selected", "true");
  await fill(page, text);
}

/** An empty page with these files. */
async function openWith(page, policies, cluster = PODS) {
  await openEmpty(page);
  await write(page, "cluster.yaml", cluster);
  await write(page, "policies.yaml", policies);
  await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
}

test("the page opens on a matrix with one cell explained", async ({ page }) => {
  await openPage(page);
  await expect(cell(page, "frontend/debug", "backend/api")).toHaveAttribute("aria-selected", "true");
  await expect(why(page)).toContainText("frontend/debug → backend/api");
  await expect(marked(page, "miss").first()).toBeInViewport();
  await picture(page, "workbench-light");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "workbench-dark");
});

test("Ctrl+Z in the editor brings back nothing of what was there before a scenario was opened", async ({ page }) => {
  await openPage(page);
  await write(page, "policies.yaml", "# mine\n");
  await page.getByRole("button", { name: /^Scenario|^Your own/ }).click();
  await page.getByRole("menuitemradio").nth(1).click();
  await expect(code(page)).not.toContainText("# mine");
  const text = await code(page).textContent();
  await code(page).focus();
  await page.keyboard.press("Control+z");
  await settle(page);
  expect(await code(page).textContent()).toBe(text);
  await fill(page, "# mine again\n");
  await page.keyboard.press("Control+z");
  await expect(code(page)).toHaveText(text);
});

test("typing a policy changes the cells it isolates", async ({ page }) => {
  await openWith(page, "");
  const target = cell(page, "shop/web", "shop/api");
  await expect(target).toHaveAttribute("data-verdict", "all");
  await andMatrix(page, () => write(page, "policies.yaml", POLICY));
  await expect(target).toHaveAttribute("data-verdict", "some");
  await expect(target).toHaveAttribute("data-ports", "TCP 8080");
  await expect(target).toHaveText("8080");
  await expect(cell(page, "data/db", "shop/api")).toHaveAttribute("data-verdict", "none");
  await expect(page.locator(".np-lens")).toHaveText("selects shop/api · isolates ingress · opens 1 connection");

  await page.getByRole("button", { name: "TCP 8080", exact: true }).click();
  await expect(target).toHaveAttribute("data-verdict", "allowed");
  await page.getByLabel(/^Another port/).fill("UDP 53");
  await page.keyboard.press("Enter");
  await expect(target).toHaveAttribute("data-verdict", "denied");
  await page.getByLabel(/^Another port/).fill("70000");
  await page.keyboard.press("Enter");
  await expect(page.locator("#port-error")).not.toBeEmpty();
  await expect(target).toHaveAttribute("data-verdict", "denied");
});

test("a click tells why, marks the lines, and leads to them", async ({ page }) => {
  await openWith(page, POLICY);
  await cell(page, "shop/web", "shop/api").click();
  await expect(why(page)).toContainText("allowed on TCP 8080");
  await expect(marked(page, "allow").first()).toContainText("- from:");
  await expect(marked(page, "allow").last()).toContainText("- port: 8080");
  await expect(marked(page, "isolate").first()).toContainText(/podSelector|matchLabels/);

  // Another piece of the ports has another reason.
  await why(page).getByRole("button", { name: "everything else denied" }).click();
  await expect(marked(page, "allow")).toHaveCount(0);
  await expect(marked(page, "miss")).not.toHaveCount(0);

  // A line that is pointed at lights up its YAML.
  await why(page).locator(".step-line").first().hover();
  await expect(marked(page, "point")).not.toHaveCount(0);

  // From another file, a line of the explanation leads back.
  await tab(page, "cluster.yaml").click();
  await why(page).getByRole("button", { name: /^Go to line/ }).first().click();
  await expect(tab(page, "policies.yaml")).toHaveAttribute("aria-selected", "true");
  await expect(code(page)).toBeFocused();

  // A caret in the rule outlines its cells.
  await code(page).getByText("- port: 8080").click();
  await expect(cell(page, "shop/web", "shop/api")).toHaveClass(/opened/);
  await expect(cell(page, "data/db", "shop/api")).not.toHaveClass(/opened/);
  await page.mouse.move(5, 5);
  await expect(page.getByTestId("preview")).toContainText("opens 1 connection");
});

test("the full editor comes to where the user is, not to where a jump once led", async ({ page }) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/editor/editor*.js", async (route) => {
    await held;
    await route.continue();
  });
  await openPage(page);
  await page.getByTestId("why").locator(".line-number").first().click();
  const plain = page.getByLabel("YAML of the file");
  await expect(plain).toBeFocused();
  await plain.press("ControlOrMeta+Home");
  release();
  await expect(code(page)).toBeFocused();
  await page.keyboard.insertText("# top\n");
  await expect(page.locator(".cm-line").first()).toHaveText("# top");
});

test("a mistake is named, and the rest goes on", async ({ page }) => {
  await openWith(page, `${POLICY}---\nkind: [\n`);
  await expect(cell(page, "shop/web", "shop/api")).toHaveAttribute("data-ports", "TCP 8080");
  await expect(page.getByTestId("incomplete")).toContainText("1 error");
  await expect(page.locator(".cm-lintRange-error")).toHaveCount(1);
  // The way to the list and back, by keyboard.
  await page.getByTestId("incomplete").press("Enter");
  await expect(page.getByTestId("problems").getByRole("button").first()).toBeFocused();
  await page.getByRole("button", { name: "Close the list under the editor" }).press("Enter");
  await expect(tab(page, /Problems/)).toBeFocused();
  await tab(page, /Problems/).click();
  await picture(page, "workbench-problems");
  await page.getByTestId("problems").getByRole("button").first().click();
  await expect(code(page)).toBeFocused();
  await tab(page, "cluster.yaml").click();
  await write(page, "cluster.yaml", "");
  // A policy alone has stand-ins.
  await tab(page, "policies.yaml").click();
  await write(page, "policies.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
  await tab(page, /Matrix/).click();
  await expect(page.getByText("No pods yet")).toBeVisible();
});

test("a filter that nothing matches says so, and is cleared", async ({ page }) => {
  await openWith(page, POLICY);
  const filter = page.getByRole("searchbox", { name: /^Filter/ });
  await filter.fill("web -> nothing");
  await expect(page.getByText("No row or column matches this filter.")).toBeVisible();
  await expect(matrix(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await expect(filter).toBeFocused();
  await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
});

test("the matrix is a grid for the keyboard", async ({ page }) => {
  await openWith(page, POLICY);
  const stop = matrix(page).locator("[role=gridcell][tabindex='0']");
  await expect(stop).toHaveCount(1);
  await page.keyboard.press("Alt+2");
  await expect(stop).toBeFocused();
  const at = async (from, to) => {
    await expect(stop).toBeFocused();
    await expect(stop).toHaveAttribute("data-from", from);
    await expect(stop).toHaveAttribute("data-to", to);
  };
  await page.keyboard.press("Control+Home");
  const row = matrix(page).getByRole("row").filter({ has: page.getByRole("gridcell") }).first();
  const order = await row.getByRole("gridcell").evaluateAll((all) => all.map((it) => it.dataset.to));
  const last = order.length - 1;
  await at(order[0], order[0]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await at(order[1], order[2]);
  await page.keyboard.press("Enter");
  await expect(why(page)).toContainText(`${order[1]} → ${order[2]}`);
  await page.keyboard.press("End");
  await at(order[1], order[last]);
  await page.keyboard.press("Control+End");
  await at(order[last], order[last]);
  await page.keyboard.press("Home");
  await at(order[last], order[0]);
  await page.keyboard.press("PageUp");
  await at(order[0], order[0]);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("copy a link");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("axe finds nothing, whatever is open", async ({ page }) => {
  await openWith(page, `${POLICY}---\nkind: [\n`);
  await cell(page, "data/db", "shop/api").click();
  await expect(why(page)).toContainText("data/db → shop/api");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
    await tab(page, /Problems/).click();
    await expectAccessible(page);
    await tab(page, /Matrix/).click();
    await page.getByRole("button", { name: /^Scenario/ }).click();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Keyboard and help" }).click();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
  }
});

test("files are added, renamed, removed and brought back; a reload keeps them", async ({ page }) => {
  await openWith(page, POLICY);
  await page.getByRole("button", { name: "Add a file" }).click();
  const field = page.getByLabel("Name of the file");
  for (const [name, why] of [["policies.yaml", "Another file has this name."], ["apiVersion: v1.yaml", "A file name cannot contain"]]) {
    await field.fill(name);
    await field.press("Enter");
    await expect(page.getByText(why)).toBeVisible();
    await expect(field).toBeFocused();
    await expect(field).toHaveAttribute("aria-invalid", "true");
  }
  await field.fill("more.yaml");
  await field.press("Enter");
  // A new file is written into, one that had a name keeps the place of the keys.
  await expect(code(page)).toBeFocused();
  await write(page, "more.yaml", PODS.replaceAll("namespace: shop", "namespace: copy"));
  await expect(cell(page, "copy/web", "shop/api")).toBeVisible();
  // The address follows after a moment.
  const andAddress = async (action) => {
    const before = page.url();
    await action();
    await expect.poll(() => page.url()).not.toBe(before);
  };
  await settle(page);
  await andAddress(async () => {
    await page.getByRole("button", { name: "This file", exact: true }).click();
    await page.getByRole("menuitem", { name: "Remove this file" }).click();
    await expect(cell(page, "copy/web", "shop/api")).toHaveCount(0);
  });
  await andAddress(async () => {
    await page.getByRole("button", { name: "Undo", exact: true }).press("Enter");
    await expect(cell(page, "copy/web", "shop/api")).toBeVisible();
  });
  await expect(tab(page, "more.yaml")).toBeFocused();
  await page.keyboard.press("F2");
  await expect(field).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(tab(page, "more.yaml")).toBeFocused();

  await page.reload();
  await expect(tab(page, "more.yaml")).toHaveAttribute("aria-selected", "true");
  await expect(cell(page, "copy/web", "shop/api")).toHaveAttribute("data-verdict", "none");
  await expect(code(page)).toBeVisible();
  // Without the link too: the draft is in the browser.
  await page.goto("about:blank");
  await openPage(page);
  await expect(cell(page, "copy/web", "shop/api")).toBeVisible();
});

test("a reload right after a keystroke keeps it, before the address has followed", async ({ page }) => {
  await openWith(page, POLICY);
  await settle(page);
  const saved = page.url();
  await code(page).press("ControlOrMeta+Home");
  const reloaded = page.waitForEvent("load");
  await page.evaluate(() => {
    document.execCommand("insertText", false, "# the last word");
    location.reload();
  });
  await reloaded;
  await expect(code(page)).toContainText("# the last word");
  await expect(page.getByText(/Your own (files are|draft is) kept|put aside/)).toHaveCount(0);
  expect(page.url(), "the address has followed too").not.toBe(saved);
  // The address of before is a link like any other.
  await page.goto("about:blank");
  await page.goto(saved);
  await expect(code(page)).toContainText("kind: NetworkPolicy");
  await expect(code(page)).not.toContainText("# the last word");
});

test("a link restores everything, and never takes the place of a draft in silence", async ({ page, context }) => {
  await openWith(page, POLICY);
  await page.getByRole("button", { name: "TCP 8080", exact: true }).click();
  await cell(page, "data/db", "shop/api").click();
  await expect.poll(() => page.evaluate(() => location.hash.length)).toBeGreaterThan(100);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.keyboard.press("ControlOrMeta+s");
  await expect(page.getByText("Link copied")).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());

  // Somebody else opens it, with a draft of their own.
  await page.evaluate(() => localStorage.clear());
  await page.goto("about:blank");
  await openWith(page, "# mine\n");
  await settle(page);
  await page.goto("about:blank");
  await page.goto(link);
  await expect(cell(page, "data/db", "shop/api")).toHaveAttribute("aria-selected", "true");
  await expect(cell(page, "data/db", "shop/api")).toHaveAttribute("data-verdict", "denied");
  await expect(code(page)).toContainText("allow-web");
  await page.getByRole("button", { name: "Bring it back" }).click();
  await expect(code(page)).toContainText("# mine");

  // A damaged link says so, and leaves the page as it is.
  await page.evaluate(() => { location.hash = "#1AAAA"; });
  await expect(page.getByText("This link is damaged")).toBeVisible();
  await expect(code(page)).toContainText("# mine");
});

test("only what is on screen is in the document", async ({ page }) => {
  const pods = Array.from({ length: 400 }, (_, n) => `---
apiVersion: v1
kind: Pod
metadata: {name: pod-${n}-with-a-rather-long-name, namespace: team-${n % 7}, labels: {app: a${n % 20}}}
spec: {containers: [{name: c, image: i}]}
`).join("");
  await openWith(page, POLICY, PODS + pods);
  await page.getByRole("button", { name: "Fold replicas" }).click();
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", "405");
  expect(await page.getByRole("gridcell").count()).toBeLessThan(1500);
  await page.keyboard.press("Alt+2");
  await expect(matrix(page).locator("[tabindex='0']")).toBeFocused();
  await page.keyboard.press("Control+End");
  await expect(matrix(page).locator("[aria-rowindex='405'] [aria-colindex='405']")).toBeFocused();
  await expect(matrix(page).locator("[aria-rowindex='405'] [aria-colindex='405']")).toBeInViewport();
  expect(await page.getByRole("gridcell").count()).toBeLessThan(1500);
  await picture(page, "workbench-many");
  await page.getByLabel(/^Filter/).fill("shop → db");
  await expect(page.getByRole("rowheader")).toHaveCount(2);
  await expect(page.getByRole("gridcell")).toHaveCount(2);
});

test("a phone shows one pane at a time @phone", async ({ page }) => {
  await openPage(page);
  const bar = page.getByRole("navigation", { name: "Panes" });
  await picture(page, "phone-matrix");
  await expect(matrix(page)).toBeVisible();
  await expect(why(page)).toBeHidden();
  await bar.getByRole("button", { name: "Why?" }).click();
  await expect(why(page)).toBeVisible();
  await picture(page, "phone-why");
  await why(page).getByRole("button", { name: /^Go to line/ }).first().click();
  await expect(code(page)).toBeVisible();
  await expect(matrix(page)).toBeHidden();
  await picture(page, "phone-edit");
  await expectAccessible(page);
});

test("Ctrl Z takes an edit back from outside of the editor, and with Shift it is made again", async ({ page }) => {
  // Edits that follow each other quickly are one: until the page has named it.
  const isNamed = () => expect(page.locator("#undo")).toHaveAccessibleName(/^Undo: (?!the last edit|no edit)/);
  await openWith(page, POLICY);
  await isNamed();
  await write(page, "policies.yaml", "");
  await expect(cell(page, "data/db", "shop/api")).toHaveAttribute("data-verdict", "all");
  await expect(page.locator("#undo")).toHaveAccessibleName("Undo: the last edit");
  await isNamed();
  await cell(page, "data/db", "shop/api").click();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(cell(page, "data/db", "shop/api")).toHaveAttribute("data-verdict", "none");
  await expect(code(page)).toContainText("allow-web");
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect(cell(page, "data/db", "shop/api")).toHaveAttribute("data-verdict", "all");
});
