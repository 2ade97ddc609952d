// Files that take long: they can be stopped, and what was stopped opens without being evaluated.
import { cell, code, expect, expectAccessible, hears, matrix, openPage, paste, picture, settle, tab, test } from "./page.mjs";

const banner = (page) => page.getByTestId("pause");
const evaluate = (page) => banner(page).getByRole("button", { name: "Evaluate" });

/** Policies with rules that meet each other take every machine long enough for a click, and are still evaluated to the end. */
const MANY = [
  ...Array.from({ length: 5_000 }, (_, n) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p${n}\n  namespace: n${n % 500}\n  labels: {app: a${n % 7}, tier: t${n % 11}, of: o${n % 97}}\n`),
  ...Array.from({ length: 1_600 }, (_, n) => {
    const rules = Array.from({ length: 8 }, (_, at) => {
      const labels = `{tier: t${(n + at) % 11}, of: o${(n * 8 + at) % 97}}`;
      return `  - from: [{namespaceSelector: {}, podSelector: {matchLabels: ${labels}}}]\n    ports: [{port: ${n * 8 + at + 1}}]\n`;
    });
    const metadata = `{name: q${n}, namespace: n${n % 500}}`;
    return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: ${metadata}\nspec:\n  podSelector: {matchLabels: {app: a${n % 7}}}\n  ingress:\n${rules.join("")}`;
  }),
].join("---\n");

test("with ?safe the page shows the files and evaluates when it is asked to", async ({ page }) => {
  await openPage(page, "?safe");
  await expect(banner(page)).toContainText("Not evaluated");
  await expect(code(page)).toContainText("kind:");
  await expect(page.locator(".drawn")).toContainText("Not evaluated");
  await tab(page, "Problems").click();
  await expect(page.locator("#under-editor")).toContainText("Not evaluated");
  await expectAccessible(page);
  await picture(page, "pause-safe");
  await evaluate(page).click();
  await expect(cell(page, "frontend/web", "backend/api")).toBeVisible();
  await expect(banner(page)).toHaveCount(0);
});

test("what takes long can be stopped, edited, and evaluated after all", async ({ page }) => {
  await openPage(page);
  await paste(page, MANY);
  await banner(page).getByRole("button", { name: "Stop" }).click();
  await expect(banner(page)).toContainText("Stopped");
  await picture(page, "pause-stopped");
  await code(page).click();
  await page.keyboard.type("# mine");
  await expect(code(page)).toContainText("# mine");
  await settle(page);
  await page.reload();
  await expect(banner(page), "the draft is not evaluated again by itself").toContainText("Not evaluated");
  await expect(code(page)).toContainText("# mine");
  await evaluate(page).click();
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", /\d{3,}/);
  await expect(banner(page)).toHaveCount(0);
  await hears(page);
  await page.reload();
  await expect(matrix(page), "what has come to its end once is evaluated at once").toBeVisible();
});

test("a page that was ended by its files opens without evaluating them", async ({ page, context, baseURL, complaints }) => {
  await openPage(page);
  await paste(page, MANY);
  await expect(banner(page)).toBeVisible();
  await settle(page);
  await page.goto("chrome://crash").catch(() => {});
  const next = await context.newPage();
  await next.goto(baseURL);
  await expect(banner(next)).toContainText("Not evaluated");
  await expect(code(next)).toContainText("name: p0");
  complaints.length = 0;
});
