// What would allow a denied cell, and what would deny an allowed one: tried, listed, applied, taken back.
import { cell, code, expect, expectAccessible, matrix, openEmpty, openPage, paste, picture, settle, test } from "./page.mjs";

const repairs = (page) => page.getByTestId("repairs");
const head = (page) => repairs(page).getByRole("button", { name: /^What would / });
const cards = (page) => repairs(page).locator(".repair");
const card = (page, title) => cards(page).filter({ has: page.getByRole("heading", { name: title }) });
const apply = (one) => one.getByRole("button", { name: /^Apply/ });
const toasts = (page) => page.locator(".toasts");

const pod = (namespace, name) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${namespace}
  labels: {app: ${name}}
spec:
  containers:
  - name: main
    image: registry.example.com/${name}
    ports:
    - containerPort: 5432
`;
const PODS = [pod("shop", "web"), pod("shop", "job"), pod("shop", "db"), pod("ops", "prom")].join("---\n");
const DB = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: db
  ingress:
  - from:
    - podSelector:
        matchLabels:
          app: web
    ports:
    - port: 5432
`;
const CLOSED = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: out
  namespace: shop
spec:
  podSelector: {}
  policyTypes: [Egress]
`;
const ADMIN = `---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata:
  name: closed
spec:
  priority: 1
  subject:
    namespaces: {}
  ingress:
  - action: Deny
    from:
    - namespaces: {}
`;

/** Opens the page with these files, and chooses a cell. */
async function chosen(page, yaml, from, to, verdict) {
  await openEmpty(page);
  await paste(page, yaml);
  await expect(cell(page, from, to)).toHaveAttribute("data-verdict", verdict);
  await cell(page, from, to).click();
  await expect(repairs(page)).toBeAttached();
  await repairs(page).scrollIntoViewIfNeeded();
}

test("a denied cell tells what would allow it, and an edit is applied and taken back", async ({ page }) => {
  await chosen(page, PODS + DB, "shop/job", "shop/db", "none");
  await expect(head(page)).toHaveText("What would allow it");
  await expect(cards(page)).toHaveCount(4);
  await expect(repairs(page).getByRole("status")).toHaveText("Each of these 4 edits allows TCP 5432. All were tried.");
  const first = card(page, /^Admit pods with app=job in ingress rule 1 of shop\/db/);
  await expect(first).toContainText("+1 allowed, nothing else");
  await expect(first.getByRole("listitem").filter({ hasText: "added:" })).not.toHaveCount(0);
  await expect(first.locator(".repair-others")).toHaveCount(0);
  await expectAccessible(page);
  await picture(page, "repairs");
  const before = await code(page).textContent();
  await apply(first).click();
  await expect(cell(page, "shop/job", "shop/db")).toHaveAttribute("data-verdict", "some");
  await expect(cell(page, "shop/web", "shop/db")).toHaveAttribute("data-verdict", "some");
  await expect(toasts(page)).toContainText("Done: admit pods with app=job");
  await expect(toasts(page)).toContainText("+1 allowed, nothing else");
  await expect(toasts(page)).toHaveAttribute("aria-live", "polite");
  await toasts(page).getByRole("button", { name: "Undo" }).click();
  await expect(cell(page, "shop/job", "shop/db")).toHaveAttribute("data-verdict", "none");
  await expect(code(page)).toHaveText(before);
});

test("what is asked for is brought into view, and says of which ports it counts", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 960 });
  await openPage(page);
  await expect(head(page)).toHaveAttribute("aria-expanded", "false");
  await head(page).click();
  await expect(head(page)).toBeInViewport({ ratio: 1 });
  await expect(head(page)).toBeFocused();
  await expect(cards(page).first().getByRole("heading")).toBeInViewport({ ratio: 1 });
  await expect(cards(page).first().locator(".repair-lines")).toBeInViewport();
  await expect(repairs(page)).toContainText("Cells are counted on any port. The matrix shows TCP 8080 alone.");
  await picture(page, "repairs-in-view");
  // The edits come next in the order of the keyboard.
  await page.keyboard.press("Tab");
  await expect(cards(page).first().getByRole("button").first()).toBeFocused();
  await page.getByRole("button", { name: "Any port" }).or(page.getByText("Any port", { exact: true })).first().click();
  await expect(repairs(page)).not.toContainText("Cells are counted");
});

test("an edit names the other cells that it changes, with signs and words", async ({ page }) => {
  await chosen(page, PODS + DB, "shop/job", "shop/db", "none");
  const other = card(page, /^Write job in /);
  await expect(other).toContainText("and 1 other cell changes: 1 newly denied");
  await expect(other.locator(".repair-others li")).toHaveText(/−shop\/web → shop\/db newly denied/);
  await expect(other.locator(".repair-lines .go")).toHaveText(/−removed:\s*app: web/);
  await expect(other.locator(".repair-lines .come")).toHaveText(/\+added:\s*app: job/);
  const colours = await other.locator(".repair-lines li").evaluateAll((all) => all.map((it) => getComputedStyle(it).backgroundColor));
  expect(new Set(colours).size).toBe(2);
});

test("a long edit shows its first lines, and the others on request", async ({ page }) => {
  await chosen(page, PODS + DB, "shop/job", "shop/db", "none");
  const long = card(page, /^Add a policy /);
  await expect(long.locator(".repair-lines li")).toHaveCount(10);
  await long.getByRole("button", { name: /^Show \d+ more lines/ }).click();
  expect(await long.locator(".repair-lines li").count()).toBeGreaterThan(10);
  await expect(long.getByRole("button", { name: /more lines/ })).toHaveCount(0);
});

test("an allowed cell tells what would deny it only when that is asked for", async ({ page }) => {
  await chosen(page, PODS, "shop/web", "shop/job", "all");
  await expect(head(page)).toHaveText("What would deny it");
  await expect(head(page)).toHaveAttribute("aria-expanded", "false");
  await settle(page);
  await expect(cards(page)).toHaveCount(0);
  await head(page).click();
  await expect(head(page)).toHaveAttribute("aria-expanded", "true");
  const one = card(page, /^Add a policy shop\/job-not-from-web/);
  await expect(one).toContainText("−1 allowed");
  await apply(one).click();
  await expect(cell(page, "shop/web", "shop/job")).toHaveAttribute("data-verdict", /none|some/);
  await expect(cell(page, "ops/prom", "shop/job")).toHaveAttribute("data-verdict", "all");
  await toasts(page).getByRole("button", { name: "Undo" }).click();
  await expect(cell(page, "shop/web", "shop/job")).toHaveAttribute("data-verdict", "all");
});

test("where both ends deny, one edit does both", async ({ page }) => {
  await chosen(page, PODS + DB + CLOSED, "shop/job", "shop/db", "none");
  await expect(page.locator("#lists")).toContainText("one repair is not enough");
  const both = cards(page).filter({ hasText: "shop/out" }).filter({ hasText: "shop/db" }).first();
  await apply(both).click();
  await expect(cell(page, "shop/job", "shop/db")).toHaveAttribute("data-verdict", "some");
  await toasts(page).getByRole("button", { name: "Undo" }).click();
  await expect(cell(page, "shop/job", "shop/db")).toHaveAttribute("data-verdict", "none");
});

test("what a cluster-wide policy denies has no edit, and its rule is one click away", async ({ page }) => {
  await chosen(page, PODS + DB + ADMIN, "shop/web", "shop/db", "none");
  await expect(repairs(page).getByRole("status")).toContainText("No NetworkPolicy can change it: ingress rule 1 of AdminNetworkPolicy closed decides first");
  await expect(cards(page)).toHaveCount(0);
  await expectAccessible(page);
  await repairs(page).locator(".repair-place").click();
  await expect(page.locator(".cm-line.np-flash").first()).toContainText("- action: Deny");
});

test("all of it by keyboard, and the focus stays", async ({ page }) => {
  await chosen(page, PODS, "shop/web", "shop/job", "all");
  await head(page).focus();
  await page.keyboard.press("Enter");
  await expect(head(page)).toBeFocused();
  await expect(cards(page)).not.toHaveCount(0);
  const one = apply(cards(page).first());
  for (let n = 0; n < 5 && !(await one.evaluate((it) => it === document.activeElement)); n += 1) await page.keyboard.press("Tab");
  await expect(one).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(cell(page, "shop/web", "shop/job")).not.toHaveAttribute("data-verdict", "all");
  await expect(head(page)).toHaveText("What would allow it");
  await expect(head(page)).toBeFocused();
  // It closes, and stays closed.
  await head(page).press("Enter");
  const is = await head(page).getAttribute("aria-expanded");
  await settle(page);
  await expect(head(page)).toHaveAttribute("aria-expanded", is);
});

test("an edit of the text has them tried anew", async ({ page }) => {
  await chosen(page, PODS + DB, "shop/job", "shop/db", "none");
  await expect(cards(page)).toHaveCount(4);
  await code(page).press("ControlOrMeta+End");
  await page.keyboard.insertText(CLOSED);
  await expect(cards(page).first()).toContainText("shop/out");
  await expect(page.locator(".repairs-found.old")).toHaveCount(0);
  await apply(cards(page).first()).click();
  await expect(cell(page, "shop/job", "shop/db")).toHaveAttribute("data-verdict", "some");
});

test("nothing is tried for what the page opens with until it is asked for, and a row or a pod itself has no edits", async ({ page }) => {
  await openPage(page);
  await settle(page);
  await expect(head(page)).toHaveText("What would allow it");
  await repairs(page).scrollIntoViewIfNeeded();
  await settle(page);
  await expect(head(page)).toHaveAttribute("aria-expanded", "false");
  await head(page).click();
  await expect(cards(page)).not.toHaveCount(0);
  await page.locator(".mx-name").first().click();
  await expect(repairs(page)).toHaveCount(0);
  await cell(page, "frontend/debug", "backend/api").click();
  await expect(repairs(page)).toHaveCount(1);
  await cell(page, "frontend/debug", "frontend/debug").click();
  await expect(repairs(page)).toHaveCount(0);
});

test("dark, and on a small screen @phone", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await openEmpty(page);
  await paste(page, PODS + DB);
  await page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: "Matrix" }).click();
  await cell(page, "shop/job", "shop/db").click();
  await page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: "Why?" }).click();
  await repairs(page).scrollIntoViewIfNeeded();
  await expect(cards(page)).toHaveCount(4);
  await expectAccessible(page);
  await picture(page, "repairs-phone");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await expect(matrix(page)).toBeAttached();
});

for (const [width, height] of [[1440, 960], [1280, 720]]) {
  test(`a message covers no answer, shows code as code, and leaves unless it is pointed at, at ${width} by ${height}`, async ({ page }) => {
    await page.clock.install();
    await page.setViewportSize({ width, height });
    await chosen(page, PODS + DB, "shop/job", "shop/db", "none");
    await apply(card(page, /^Write job in /)).click();
    const toast = page.locator(".toast", { hasText: "Done: " });
    await expect(toast.locator("code")).toHaveText("podSelector.matchLabels[app]");
    await expect(toast).not.toContainText("`");
    await picture(page, `message-${width}`);
    const box = await toast.boundingBox();
    for (const answers of [page.locator("#lists"), matrix(page), page.locator(".code")]) {
      const { y } = await answers.boundingBox();
      expect(box.y + box.height).toBeLessThanOrEqual(y);
    }
    await toast.hover();
    await page.clock.fastForward(60_000);
    await expect(toast).toBeVisible();
    await page.mouse.move(10, height - 10);
    await page.clock.fastForward(60_000);
    await expect(toast).toHaveCount(0);
  });
}
