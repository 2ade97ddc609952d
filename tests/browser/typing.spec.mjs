// While a line is half typed.
import { cell, code, expect, openPage, picture, test } from "./page.mjs";

const TEXT = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from:
    - podSelector:
        matchLabels: {app: web}
    ports: [{port: 8080}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
`;

/** The page with the text above in its first file, and the caret behind a word of it. */
async function openAt(page, word) {
  await openPage(page);
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitem", { name: "Start with empty files" }).click();
  await code(page).click();
  await page.evaluate((it) => document.execCommand("insertText", false, it), TEXT);
  await expect(cell(page, "shop/db", "shop/api")).toHaveAttribute("data-verdict", "none");
  await page.keyboard.press("ControlOrMeta+Home");
  const lines = TEXT.split("\n");
  const line = lines.findIndex((it) => it.includes(word));
  for (let at = 0; at < line; at++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
}

test("no cell changes while a line is half typed, and the page says what is in force", async ({ page }) => {
  await openAt(page, "- podSelector:");
  const denied = cell(page, "shop/db", "shop/api");
  const allowed = cell(page, "shop/web", "shop/api");
  await denied.click();
  await code(page).click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("ControlOrMeta+Home");
  for (let at = 0; at < 7; at++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  for (const _ of "Selector:") {
    await page.keyboard.press("Backspace");
    await expect(page.getByTestId("incomplete")).toContainText("with the last version of shop/allow-web");
    await expect(denied).toHaveAttribute("data-verdict", "none");
    await expect(allowed).toHaveAttribute("data-ports", "TCP 8080");
    await expect(denied).not.toHaveClass(/without/);
  }
  await expect(page.getByTestId("why")).toContainText("its last version that could be read is in force");
  await picture(page, "typing-half-a-line");
  await page.keyboard.type("Selector:");
  await expect(page.getByTestId("incomplete")).toBeEmpty();
  await expect(page.getByTestId("why")).not.toContainText("last version");
  await expect(denied).toHaveAttribute("data-verdict", "none");
});

test("every tab that shows the last version says so", async ({ page }) => {
  await openAt(page, "- podSelector:");
  await page.keyboard.press("Backspace");
  await expect(page.getByTestId("incomplete")).toContainText("with the last version of shop/allow-web");
  const mark = page.getByTestId("without");
  await expect(mark).toHaveCount(0);
  for (const name of ["Changes", "Exposure", "Expectations"]) {
    await page.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
    await expect(page.locator("#lists").getByTestId("without"), name).toContainText("with the last version of shop/allow-web");
    await expect(mark).toBeInViewport({ ratio: 1 });
  }
  await picture(page, "typing-last-version");
  await page.getByRole("tab", { name: "Why?" }).click();
  await expect(mark).toHaveCount(0);
  await page.getByRole("tab", { name: "Services" }).click();
  await expect(page.locator("#results").getByTestId("without")).toBeInViewport({ ratio: 1 });
  await mark.click();
  await expect(page.getByTestId("problems").getByRole("button").first()).toBeFocused();
  await code(page).press("ControlOrMeta+z");
  await expect(mark).toBeHidden();
});

test("other files begin anew: what cannot be read in them is left out", async ({ page }) => {
  await openAt(page, "podSelector: {matchLabels");
  await page.evaluate(() => document.activeElement.blur());
  await page.evaluate((text) => {
    const files = new DataTransfer();
    files.items.add(new File([text.replace("    - podSelector:\n", "    - podSel\n")], "broken.yaml"));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
  }, TEXT);
  await expect(page.getByRole("tab", { name: /broken\.yaml/ })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByTestId("incomplete")).toContainText("error");
  await expect(page.getByTestId("incomplete")).not.toContainText("last version");
});
