// The outline: all objects beside their text; folds of objects; what is announced; what the legend and forced colours show.
import {
  cell, code, drawn, expect, expectAccessible, hears, matrix, openEmpty, openPage, paste, picture, tab, test,
} from "./page.mjs";

const outline = (page) => page.getByTestId("outline");
const search = (page) => page.locator("#outline-search");
const options = (page) => outline(page).getByRole("option");
const said = (page) => page.getByTestId("announcer");

const PODS = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: c, image: i}]}
`;
const policy = (name, spec) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: shop
spec:
  podSelector: {matchLabels: {app: api}}
  ${spec}
`;

/** Opens it by its key, once the page hears keys. */
async function find(page, text) {
  await hears(page);
  await page.keyboard.press("Control+p");
  await expect(search(page)).toBeFocused();
  // Until its part is here, the search takes letters only.
  await expect(outline(page)).toBeVisible();
  await search(page).fill(text);
}

test("Ctrl P finds an object of any file, Enter goes to its line, Esc goes back", async ({ page }) => {
  await openPage(page);
  const button = page.getByRole("button", { name: "Outline", exact: true });
  await find(page, "");
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await expect(outline(page)).toContainText("Namespaces");
  await expect(options(page).filter({ hasText: "backend/api" })).toHaveCount(2);
  await expectAccessible(page);
  await picture(page, "outline");

  await search(page).fill("netpol api");
  await expect(outline(page).getByRole("option", { selected: true })).toHaveAccessibleName("NetworkPolicy backend/api, selects all 2 pods");
  await page.keyboard.press("Enter");
  await expect(code(page)).toBeFocused();
  await expect(tab(page, "policies.yaml")).toHaveAttribute("aria-selected", "true");
  await expect(page.locator(".cm-activeLine")).toContainText("apiVersion: networking.k8s.io/v1");

  await find(page, "statefulset postgres");
  await page.keyboard.press("Enter");
  await expect(tab(page, "cluster.yaml")).toHaveAttribute("aria-selected", "true");
  await expect(code(page)).toBeFocused();

  await find(page, "no such thing");
  await expect(options(page)).toHaveCount(0);
  await expect(outline(page)).toContainText("No object has this name, kind or namespace.");
  await page.keyboard.press("Escape");
  await expect(outline(page)).toHaveCount(0);
  await expect(button).toHaveAttribute("aria-pressed", "false");

  // From elsewhere the focus goes back there.
  await matrix(page).getByRole("gridcell").first().focus();
  await page.keyboard.press("Control+p");
  await expect(search(page)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(options(page).nth(1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Escape");
  await expect(matrix(page).locator(":focus")).toHaveCount(1);

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("find an object in the outline");
});

test("problems stand in the outline and beside their objects", async ({ page }) => {
  await openEmpty(page);
  await paste(page, PODS + policy("broken", "ingres: []"));
  await find(page, "broken");
  const left = outline(page).getByRole("option", { name: "NetworkPolicy shop/broken, left out, error" });
  await expect(left).toBeVisible();
  await expect(left.locator(".severity.error")).toBeVisible();
  await options(page).filter({ hasText: "ingres" }).click();
  await expect(page.locator(".cm-activeLine")).toContainText("ingres");
});

test("of thousands of objects only those on screen are in the document", async ({ page }) => {
  await openEmpty(page);
  const policies = Array.from({ length: 2000 }, (_, at) => policy(`policy-${at}`, "ingress: []")).join("");
  await paste(page, PODS + policies);
  await expect(cell(page, "shop/web", "shop/api")).toHaveAttribute("data-verdict", "none");
  await find(page, "");
  await expect(outline(page)).toContainText("2003 objects");
  expect(await options(page).count()).toBeLessThan(80);
  await page.keyboard.press("Control+End");
  await expect(options(page).last()).toHaveAttribute("aria-selected", "true");
  await expect(options(page).last()).toHaveText(/policy-999/);
  await search(page).fill("q1777");
  await expect(options(page)).toHaveCount(0);
  await search(page).fill("policy-1777");
  await expect(options(page)).toHaveCount(1);
});

test("objects fold to a line each, and going to one opens it", async ({ page }) => {
  await openEmpty(page);
  await paste(page, PODS + policy("a", "ingress: []") + policy("b", "ingress: []"));
  await find(page, "");
  await outline(page).getByRole("button", { name: "Fold all objects" }).click();
  const folds = page.locator(".np-folded");
  await expect(folds).toHaveText(["Pod shop/web4 lines", "Pod shop/api5 lines", "NetworkPolicy shop/a9 lines", "NetworkPolicy shop/b9 lines"]);
  await picture(page, "outline-folds");
  await search(page).fill("np b");
  await search(page).press("Enter");
  await expect(folds).toHaveCount(3);
  await expect(page.locator(".cm-activeLine")).toContainText("apiVersion: networking.k8s.io/v1");
  await outline(page).getByRole("button", { name: "Open all" }).click();
  await expect(folds).toHaveCount(0);

  // The line of dashes folds its document by itself.
  await page.locator(".cm-foldGutter [title='Fold line']").first().click();
  await expect(folds).toHaveText(["Pod shop/web4 lines"]);
});

test("the outline covers the files of a phone, and goes when something was chosen @phone", async ({ page }) => {
  await openPage(page);
  await page.getByRole("button", { name: "Edit", exact: true }).tap();
  await page.getByRole("button", { name: "Outline", exact: true }).tap();
  await expect(options(page).first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, "outline-phone");
  await options(page).filter({ hasText: "backend/api" }).first().tap();
  await expect(outline(page)).toHaveCount(0);
  await expect(code(page)).toBeVisible();
});

test("what an edit changes is announced, and so are errors and filters that find nothing", async ({ page }) => {
  await openEmpty(page);
  await expect(said(page)).toHaveText("6 rows gone");
  await paste(page, PODS);
  await expect(cell(page, "shop/web", "shop/api")).toHaveAttribute("data-verdict", "all");
  await expect(said(page)).toHaveText("2 rows more");
  const type = async (text) => {
    await code(page).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.insertText(text);
  };
  await type(policy("closed", "policyTypes: [Ingress]"));
  await expect(said(page)).toHaveText("2 cells newly denied");
  await type("  ingres: []\n");
  await expect(said(page)).toHaveText(/^Error: NetworkPolicy shop\/closed .*ingres"?$/);
  await page.keyboard.press("Backspace");
  await page.keyboard.insertText("\n# nothing\n");
  await expect(said(page)).toHaveText("");
  await page.getByRole("searchbox", { name: /^Filter by namespace/ }).fill("nowhere");
  await expect(page.getByRole("alert")).toHaveText("No row or column matches this filter.");
});

test("the legend has stripes where a policy was left out, and dashes where pods were made up", async ({ page }) => {
  await openPage(page);
  const legend = page.locator(".legend");
  await expect(legend).toContainText("undecided");
  await expect(legend).not.toContainText("left out");
  await openEmpty(page);
  await paste(page, policy("well", "ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]") + policy("broken", "ingres: []"));
  await expect(legend).toContainText("a policy was left out");
  await expect(legend).toContainText("stand-in");
  await expect(legend.locator(".without")).toHaveCSS("background-image", /repeating-linear-gradient/);
  await picture(page, "legend");
});

test("forced colours show what is chosen and marked", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await openPage(page);
  await hears(page);
  const chosen = matrix(page).locator(".cell.chosen");
  await expect(chosen).toHaveCSS("outline-style", "solid");
  await expect(page.locator(".cm-line.np-miss, .cm-line.np-isolate, .cm-line.np-allow").first()).toHaveCSS("border-left-width", "4px");
  const border = (name) => page.getByRole("tab", { name, exact: true }).evaluate((it) => getComputedStyle(it).borderBottomColor);
  expect(await border("Matrix")).not.toEqual(await border("Services"));
  await page.keyboard.press("Control+p");
  await expect(options(page).first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(options(page).first()).toHaveCSS("outline-style", "solid");
  await picture(page, "forced-colours");
});

test("Ctrl End goes to the last cell, and what is outside is called as on its head", async ({ page }) => {
  await openPage(page);
  await hears(page);
  await matrix(page).locator("[role=gridcell][tabindex='0']").focus();
  await page.keyboard.press("Control+End");
  const last = matrix(page).locator(":focus");
  await expect(last).toHaveAccessibleName("internet to internet: both outside the cluster");
  await page.keyboard.press("Home");
  await page.keyboard.press("Control+ArrowUp");
  await page.keyboard.press("End");
  const outside = matrix(page).locator(":focus");
  await expect(outside).toHaveAccessibleName(/ to internet: /);
  await expect(matrix(page).getByRole("columnheader", { name: "internet" })).toBeAttached();
  await expect(page.getByTestId("preview")).toContainText("to internet: ");
  await page.keyboard.press("Enter");
  await drawn(page);
  const heading = page.getByTestId("why").getByRole("heading", { level: 2 });
  await expect(heading).toHaveText(/^\S*frontend\/web → internet (all|every|TCP|UDP)/);
});
