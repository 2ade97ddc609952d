// What the files expect: the tab Expectations, marks in the matrix, and the buttons that write expectations.
import { andMatrix, cell, code, expect, expectAccessible, matrix, openEmpty, openPage, picture, tab, test } from "./page.mjs";

const lists = (page) => page.locator("#lists");
const items = (page) => lists(page).locator(".expect");

const PODS = ["web", "api", "db"]
  .map((it) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${it}, namespace: shop, labels: {app: ${it}}}\n---\n`)
  .join("");
const policy = (from) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: ${from}}}}], ports: [{port: 5432}]}]}
`;
const EXPECTED = `# expect shop/api -> shop/db TCP 5432: allowed
# expect shop/web -> shop/db: denied
`;
const SHOP = `${EXPECTED}${PODS}${policy("api")}`;

/** Puts text into the editor, in the place of all that is there. */
async function write(page, text) {
  await andMatrix(page, async () => {
    await code(page).click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(text);
  });
}

async function begin(page, text = SHOP) {
  await openEmpty(page);
  await code(page).click();
  await page.keyboard.insertText(text);
  await expect(cell(page, "shop/web", "shop/db")).toBeVisible();
}

const state = (it) => it.getAttribute("data-state");

test("an edit turns an expectation red, in the list, on the tab and in the matrix", async ({ page }) => {
  await begin(page);
  await tab(page, /^Expectations/).click();
  await expect(lists(page)).toContainText("All 2 expectations passed");
  await expect(matrix(page).locator(".unmet")).toHaveCount(0);
  await picture(page, "expectations-passed");

  await write(page, SHOP.replace("app: api}}}], ports", "app: web}}}], ports"));
  await expect(tab(page, /^Expectations/)).toContainText("2 failed");
  await expect(items(page)).toHaveCount(2);
  expect(await state(items(page).first())).toBe("failed");
  await expect(items(page).first()).toContainText("shop/api to shop/db: TCP 5432 denied; expected: allowed");
  await expect(items(page).first()).toContainText("isolated by shop/db");
  await expect(items(page).first().getByRole("img", { name: "failed" })).toHaveText("≠");
  const marked = cell(page, "shop/api", "shop/db");
  await expect(marked).toHaveClass(/ unmet/);
  await expect(marked).toHaveAccessibleName(/, not as expected$/);
  await expect(cell(page, "shop/web", "shop/api")).not.toHaveClass(/ unmet/);
  await expect(page.getByTestId("announcer")).toContainText("Expectations: 2 failed");
  await picture(page, "expectations-failed");
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  await picture(page, "expectations-failed-dark");

  // A line is gone to; a click chooses the cell on its port and explains it.
  await items(page).first().locator(".expect-line").click();
  await expect(page.locator(".cm-activeLine").first()).toContainText("# expect shop/api");
  await items(page).first().locator(".expect-head").click();
  await expect(marked).toHaveAttribute("aria-selected", "true");
  await expect(lists(page)).toContainText("TCP 5432 denied");
  // On another port, what is asked of this one is not marked; what is asked of all is.
  await expect(cell(page, "shop/web", "shop/db")).toHaveClass(/ unmet/);
});

test("what cannot be read or found is told at its place and is not passed", async ({ page }) => {
  await begin(page, `# expect shop/wbe -> shop/db: denied\n# expect shop/web: denied\n${SHOP}`);
  await tab(page, /^Expectations/).click();
  await expect(tab(page, /^Expectations/)).toContainText("2 not found");
  await expect(items(page).first()).toContainText("No pod or workload is called shop/wbe");
  await items(page).first().locator(".expect-head").click();
  await expect(page.locator(".cm-activeLine").first()).toContainText("shop/wbe");
  await picture(page, "expectations-not-found");
});

test("without expectations the form is taught, and all can be expected as it is", async ({ page }) => {
  await begin(page, `${PODS}${policy("api")}`);
  await tab(page, "Expectations").click();
  await expect(page.getByTestId("no-expectations")).toContainText("# expect shop/web -> shop/api TCP 8080: allowed");
  await picture(page, "expectations-none");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Expect all as it is" }).click();
  await expect(tab(page, "expectations.yaml")).toBeVisible();
  await expect(lists(page)).toContainText(/All \d+ expectations passed/);
  await picture(page, "expectations-all");
  await page.locator(".toasts").getByRole("button", { name: "Undo" }).last().click();
  await expect(page.getByTestId("no-expectations")).toBeVisible();
  await expect(tab(page, "expectations.yaml")).toHaveCount(0);
});

test("a cell, a row and a column are expected as they are", async ({ page }) => {
  await begin(page, `${PODS}${policy("api")}`);
  await cell(page, "shop/api", "shop/db").click();
  await lists(page).getByRole("button", { name: "Expect this" }).click();
  await expect(page.locator(".toasts")).toContainText("Wrote to expectations.yaml: shop/api -> shop/db: TCP 5432");
  await expect(tab(page, /^Expectations/)).toContainText("1");
  await lists(page).getByRole("button", { name: "Expect this" }).click();
  await expect(page.locator(".toasts")).toContainText("That is expected already.");
  await lists(page).getByRole("button", { name: "shop/db" }).first().click();
  await picture(page, "expectations-column");
  await lists(page).getByRole("button", { name: "Expect all of this" }).click();
  await tab(page, /^Expectations/).click();
  await expect(lists(page)).toContainText("expectations passed");
  await tab(page, "expectations.yaml").click();
  await expect(code(page)).toContainText("# expect any:");
  await picture(page, "expectations-written");
});

test("the keys open the list and go through it", async ({ page }) => {
  await begin(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+6");
  await expect(lists(page)).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(items(page).first().locator(".expect-head")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(cell(page, "shop/api", "shop/db")).toHaveAttribute("aria-selected", "true");
});

test("a list of tests in a ConfigMap is judged, and its places are those of the file", async ({ page }) => {
  const map = `---
apiVersion: v1
kind: ConfigMap
metadata: {name: t, namespace: shop}
data:
  tests.yaml: |
    tests:
    - name: web stays out
      source: {namespace: shop, pod: web}
      target: {namespace: shop, pod: db, port: 5432}
      expected: allowed
`;
  await begin(page, `${PODS}${policy("api")}${map}`);
  await tab(page, /^Expectations/).click();
  await expect(items(page).first()).toContainText("web stays out");
  expect(await state(items(page).first())).toBe("failed");
  await items(page).first().locator(".expect-line").click();
  await expect(page.locator(".cm-activeLine").first()).toContainText("name: web stays out");
});

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: front, namespace: shop}
spec:
  selector: {matchLabels: {app: front}}
  template:
    metadata: {labels: {app: front}}
    spec:
      containers:
      - name: c
        env:
        - {name: DB_URL, value: "postgres://db:5432/x"}
        - {name: CACHE_URL, value: "redis://cache.shop.svc:6379"}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 5432}]}
---
`;
const NEEDS = `${DEPLOYMENT}${PODS}${policy("api")}`;
const needs = (page) => page.getByTestId("needs");

test("what the manifests ask for and would break is told with its line", async ({ page }) => {
  await begin(page, NEEDS);
  await tab(page, /^Expectations/).click();
  await expect(needs(page)).toContainText("1 would break, 1 undecided, 2 correct");
  const rows = needs(page).locator(".need");
  await expect(rows).toHaveCount(2);
  expect(await state(rows.first())).toBe("missing");
  await expect(rows.first()).toContainText("shop/front → shop/db TCP 5432");
  await expect(rows.first()).toContainText("denied: it would break where policies are enforced");
  await expect(rows.first()).toContainText("a guess variable DB_URL, a URL: db:5432");
  await expect(rows.nth(1)).toContainText("the input has no such Service");
  await picture(page, "needs");
  await expectAccessible(page);
  await needs(page).getByRole("button", { name: "Allowed, as asked for: 2" }).click();
  await needs(page).getByRole("button", { name: "Allowed, and nothing asks for it: 1" }).click();
  await expect(rows).toHaveCount(5);
  await expect(rows.last()).toContainText("shop/api → shop/db TCP 5432");
  await rows.last().scrollIntoViewIfNeeded();
  await picture(page, "needs-all");
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  await picture(page, "needs-dark");

  // A line is gone to; the connection chooses its cell.
  await rows.first().locator(".expect-line").click();
  await expect(page.locator(".cm-activeLine").first()).toContainText("DB_URL");
  await rows.first().locator(".expect-head").focus();
  await page.keyboard.press("Enter");
  await expect(lists(page)).toContainText("shop/front → shop/db:5432");
  await expect(lists(page)).toContainText("Through Service");

  // It follows the files.
  await tab(page, /^Expectations/).click();
  await write(page, NEEDS.replace("app: api}}}], ports", "app: front}}}], ports"));
  await expect(needs(page)).toContainText("0 would break, 1 undecided, 3 correct");
});

test("a connection that would break is expected, and stays a failure until it is allowed", async ({ page }) => {
  await begin(page, NEEDS);
  await tab(page, /^Expectations/).click();
  const missing = needs(page).locator(".need").first();
  await missing.getByRole("button", { name: "Expect this" }).click();
  await expect(page.locator(".toasts")).toContainText("Wrote to expectations.yaml: shop/front -> svc:shop/db:5432: allowed");
  await expect(tab(page, /^Expectations/)).toContainText("1 failed");
  expect(await state(items(page).first())).toBe("failed");
  // The list was drawn anew; the focus is not lost.
  await expect(page.locator("body")).not.toBeFocused();
  await picture(page, "needs-expected");
  // What has no two ends in the matrix has no such button.
  await expect(needs(page).locator(".need").nth(1).getByRole("button", { name: "Expect this" })).toHaveCount(0);
});

test("what is expected as it is twice does not contradict itself", async ({ page }) => {
  await begin(page, `${PODS}${policy("api")}`);
  await tab(page, /^Expectations/).click();
  const all = page.getByRole("button", { name: "Expect all as it is" });
  await all.click();
  await expect(lists(page)).toContainText(/All \d+ expectations passed/);
  await tab(page, "policies.yaml").or(page.getByRole("tab").first()).first().click();
  await write(page, `${PODS}${policy("web")}`);
  await expect(tab(page, /^Expectations/)).toContainText("failed");
  await all.click();
  await expect(lists(page)).toContainText(/All \d+ expectations passed/);
  await expect(tab(page, /^Expectations/)).not.toContainText("failed");
});

test("what is expected as it is on another port does not contradict what stands there", async ({ page }) => {
  await begin(page, `${PODS}${policy("api")}`);
  await tab(page, /^Expectations/).click();
  const all = page.getByRole("button", { name: "Expect all as it is" });
  await all.click();
  await expect(lists(page)).toContainText(/All \d+ expectations passed/);
  // The list was drawn anew; the focus is not lost.
  await expect(lists(page)).toBeFocused();
  await page.getByRole("tab").first().click();
  await write(page, `${PODS}${policy("web")}`);
  await expect(tab(page, /^Expectations/)).toContainText("failed");
  await page.getByText("TCP 5432", { exact: true }).first().click();
  await all.click();
  await expect(tab(page, /^Expectations/)).not.toContainText("failed");
  await expect(lists(page)).toContainText(/All \d+ expectations passed/);
});

test("without anything that asks, a sentence says so", async ({ page }) => {
  await begin(page);
  await tab(page, /^Expectations/).click();
  await expect(needs(page)).toContainText("Nothing in these files asks for a connection");
});

test("on a small screen what would break is readable @phone", async ({ page }) => {
  await openPage(page);
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitem", { name: "Start with empty files" }).click();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await code(page).click();
  await page.keyboard.insertText(NEEDS);
  await page.getByRole("button", { name: /^Why\?/ }).click();
  await tab(page, /^Expectations/).click();
  await expect(needs(page).locator(".need")).toHaveCount(2);
  await needs(page).locator(".need").first().scrollIntoViewIfNeeded();
  await picture(page, "needs-phone");
  await expectAccessible(page);
});

test("on a small screen the list is readable @phone", async ({ page }) => {
  const text = encodeURIComponent(SHOP);
  expect(text.length).toBeGreaterThan(10);
  await openPage(page);
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitem", { name: "Start with empty files" }).click();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await code(page).click();
  await page.keyboard.insertText(SHOP.replace("app: api}}}], ports", "app: web}}}], ports"));
  await page.getByRole("button", { name: /^Why\?/ }).click();
  await tab(page, /^Expectations/).click();
  await expect(items(page)).toHaveCount(2);
  await picture(page, "expectations-phone");
  await expectAccessible(page);
});
