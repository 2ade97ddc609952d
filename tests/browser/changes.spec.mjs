// What an edit changes: the strip, signs in cells, the tab Changes, pins, and the way back.
import { andMatrix, cell, code, expect, expectAccessible, matrix, openPage, picture, tab, test } from "./page.mjs";

const strip = (page) => page.getByTestId("strip");
const lists = (page) => page.locator("#lists");
const only = (page) => page.getByRole("button", { name: "Only changed" });

const PODS = ["web", "api", "db"]
  .map((it) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${it}, namespace: shop, labels: {app: ${it}}}\n---\n`)
  .join("");
const policy = (name, to, from) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: shop}
spec: {podSelector: {matchLabels: {app: ${to}}}, ingress: [{from: [{podSelector: {matchLabels: {app: ${from}}}}], ports: [{port: 5432}]}]}
`;
const BEFORE = `${PODS}${policy("db", "db", "api")}---\n${policy("api", "api", "web")}`;

/** Puts text into the editor, in the place of all that is there. */
async function write(page, text) {
  await andMatrix(page, async () => {
    await code(page).click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(text);
  });
}

/** The page with these pods and policies, which are the baseline. */
async function begin(page) {
  await openPage(page);
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitem", { name: "Start with empty files" }).click();
  await expect(page.getByText("Nothing here yet")).toBeVisible();
  await code(page).click();
  await page.keyboard.insertText(BEFORE);
  await expect(cell(page, "shop/web", "shop/db")).toBeVisible();
  await expect(strip(page)).toHaveCount(0);
  await tab(page, "Changes").click();
  await lists(page).getByRole("button", { name: "Pin" }).click();
  await expect(page.getByTestId("no-changes")).toBeVisible();
}

test("nothing of the matrix moves when the strip comes and goes", async ({ page }) => {
  await begin(page);
  // One that does not change, and so does not pulse.
  const place = () => cell(page, "shop/web", "shop/api").boundingBox();
  const before = await place();
  await write(page, BEFORE.replace("app: api}}}], ports", "app: web}}}], ports"));
  await expect(strip(page)).toBeInViewport({ ratio: 1 });
  expect(await place()).toEqual(before);
  await write(page, BEFORE);
  await expect(strip(page)).toHaveCount(0);
  expect(await place()).toEqual(before);
});

test("an edit is told under the matrix, in its cells and in Changes, and goes back", async ({ page }) => {
  await begin(page);
  await write(page, BEFORE.replace("app: api}}}], ports", "app: web}}}], ports"));
  await expect(strip(page)).toContainText("1 newly allowed");
  await expect(strip(page)).toContainText("1 newly denied");
  await expect(tab(page, /^Changes/)).toContainText("+1 −1");
  const opened = cell(page, "shop/web", "shop/db");
  await expect(opened).toHaveAttribute("data-change", "newly-allowed");
  await expect(opened).toHaveAccessibleName(/, newly allowed$/);
  await expect(opened).toHaveClass(/ pulse/);
  await expect(cell(page, "shop/api", "shop/db")).toHaveAttribute("data-change", "newly-denied");
  await expect(cell(page, "shop/web", "shop/api")).not.toHaveAttribute("data-change");

  await strip(page).getByRole("button", { name: "Show" }).click();
  await expect(lists(page)).toContainText("NetworkPolicy shop/db changed");
  const first = lists(page).locator(".change").first();
  await expect(first).toContainText("shop/web → shop/db");
  await expect(first).toContainText("no port → TCP 5432");
  await expect(first).toContainText("Before");
  await expect(first).toContainText("denied: isolated by shop/db, and no rule matches");
  await expect(first.getByRole("heading", { name: "Before" })).toHaveText("Before, TCP 5432");
  await expect(first).toContainText("allowed by shop/db, ingress rule 1");
  await picture(page, "changes");
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);

  // A pair chooses its cell, a line is gone to.
  await lists(page).locator(".change-head").nth(1).click();
  await expect(cell(page, "shop/api", "shop/db")).toHaveAttribute("aria-selected", "true");
  await lists(page).locator(".change-head").first().click();
  await expect(opened).toHaveAttribute("aria-selected", "true");
  await lists(page).locator(".changes-line").click();
  await expect(page.locator(".cm-activeLine").first()).toBeVisible();

  await lists(page).getByRole("button", { name: "Revert NetworkPolicy shop/db" }).click();
  await expect(page.getByTestId("no-changes")).toBeVisible();
  await expect(strip(page)).toHaveCount(0);
  await expect(opened).not.toHaveAttribute("data-change");
  // One step of undo.
  await page.locator(".toasts").getByRole("button", { name: "Undo" }).last().click();
  await expect(strip(page)).toContainText("1 newly allowed");
});

test("what is half typed keeps the strip as it is", async ({ page }) => {
  await begin(page);
  const after = BEFORE.replace("app: api}}}], ports", "app: web}}}], ports");
  await write(page, after);
  await expect(strip(page)).toContainText("1 newly allowed");
  await write(page, `${after.trimEnd().slice(0, -3)}\n`);
  await expect(strip(page)).toContainText("1 newly allowed");
  await expect(strip(page)).toContainText("1 newly denied");
});

test("a pin and an opened scenario are what later edits are compared with", async ({ page }) => {
  await begin(page);
  await write(page, BEFORE.replace("app: api}}}], ports", "app: web}}}], ports"));
  await strip(page).getByRole("button", { name: "Pin" }).click();
  await expect(strip(page)).toHaveCount(0);
  await expect(matrix(page).locator("[data-change]")).toHaveCount(0);
  await write(page, BEFORE);
  await expect(strip(page)).toContainText("since the pin");
  await expect(cell(page, "shop/api", "shop/db")).toHaveAttribute("data-change", "newly-allowed");

  // Quietly: nothing is said of it.
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitemradio").first().click();
  await expect(cell(page, "shop/web", "shop/db")).toHaveCount(0);
  await expect(strip(page)).toHaveCount(0);
  await tab(page, /^Changes/).click();
  await expect(page.getByTestId("no-changes")).toContainText("what was opened");
  await expect(page.getByText("Pinned:")).toHaveCount(0);
});

test("only rows and columns that changed are left, and what came or went is told", async ({ page }) => {
  await begin(page);
  const more = PODS.replaceAll("web", "job").split("---\n")[0];
  await write(page, `${BEFORE.replace("app: web}}}], ports", "app: db}}}], ports")}---\n${more}`);
  await expect(strip(page)).toContainText("1 row new");
  await expect(lists(page)).toContainText("New rows: shop/job");
  await only(page).click();
  await expect(only(page)).toHaveAttribute("aria-pressed", "true");
  await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
  await expect(cell(page, "shop/db", "shop/api")).toBeVisible();
  await expect(cell(page, "shop/web", "shop/db")).toHaveCount(0);
  await expect(cell(page, "shop/api", "shop/api")).toHaveCount(0);
  await lists(page).getByRole("button", { name: "Revert all" }).click();
  await expect(page.getByTestId("no-changes")).toBeVisible();
  await expect(only(page)).toHaveCount(0);
  await expect(cell(page, "shop/web", "shop/db")).toBeVisible();
});

test("a folded row shows what became of any of its pods", async ({ page }) => {
  await begin(page);
  const job = (n) => `apiVersion: v1\nkind: Pod\nmetadata: {name: job-${n}, namespace: shop, labels: {app: job}}\n---\n`;
  const many = `${job(1)}${job(2)}${BEFORE}`;
  await write(page, many);
  await strip(page).getByRole("button", { name: "Pin" }).click();
  await page.getByRole("button", { name: "Fold replicas" }).click();
  await expect(cell(page, "shop/job-2", "shop/db")).toHaveCount(0);
  await write(page, many.replace("app: api}}}], ports", "app: job}}}], ports"));
  await expect(cell(page, "shop/job-1", "shop/db")).toHaveAttribute("data-change", "newly-allowed");
});

test("nothing pulses for users who ask for less motion", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await begin(page);
  await write(page, BEFORE.replace("app: api}}}], ports", "app: web}}}], ports"));
  const opened = cell(page, "shop/web", "shop/db");
  await expect(opened).toHaveAttribute("data-change", "newly-allowed");
  expect(await opened.evaluate((it) => getComputedStyle(it).animationName)).toBe("none");
});

test("the strip and the list fit a small screen @phone", async ({ page }) => {
  await openPage(page);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await code(page).click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.insertText(`\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: frontend}\nspec: {podSelector: {}}\n`);
  await page.getByRole("button", { name: "Matrix", exact: true }).click();
  await expect(strip(page)).toBeVisible();
  await picture(page, "changes-strip-phone");
  await strip(page).getByRole("button", { name: "Show" }).click();
  await expect(lists(page).locator(".change").first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, "changes-phone");
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});
