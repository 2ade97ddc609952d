// A file that is too large for an editor: it is shown by object, read as a whole, and kept nowhere.
import { code, expect, expectAccessible, matrix, openPage, picture, settle, tab, test } from "./page.mjs";
import { open, pod, pods } from "./large.mjs";

/** More than eight megabytes. */
const COUNT = 19_000;
const line = (page) => page.getByTestId("excerpt");
const file = (name, text) => ({ name, mimeType: "application/yaml", buffer: Buffer.from(text) });

async function openLarge(page) {
  await openPage(page);
  await expect(code(page)).toBeVisible();
  const text = pods(COUNT);
  expect(text.length).toBeGreaterThan(8_000_000);
  await open(page, [file("pods.yaml", text)]);
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", /^\d{3,}$/);
  await expect(page.locator("#results")).toHaveAttribute("aria-busy", "false");
  return text;
}

test("a large file is shown by object, and what is looked for is found in it", async ({ page }) => {
  const text = await openLarge(page);
  await expect(line(page)).toContainText(`Pod ns-0/${pod(0).name}, lines 4 to `);
  await expect(code(page)).toContainText(`name: ${pod(0).name}`);
  await expect(code(page)).not.toContainText(pod(1).name);

  await line(page).getByRole("button", { name: "Next" }).click();
  await expect(code(page)).toContainText(`name: ${pod(1).name}`);
  await line(page).getByRole("button", { name: "Previous" }).click();
  await expect(code(page)).toContainText(`name: ${pod(0).name}`);
  await expect(line(page).getByRole("button", { name: "Next" })).toBeEnabled();

  await line(page).getByRole("button", { name: "Find an object" }).click();
  const last = pod(COUNT - 1);
  await page.locator("#outline-search").fill(last.name);
  await page.keyboard.press("Enter");
  await expect(code(page)).toContainText(`name: ${last.name}`);
  // Lines have the numbers that they have in the file.
  const number = text.slice(0, text.indexOf(`name: ${last.name}\n`)).split("\n").length;
  await expect(page.locator(".cm-lineNumbers")).toContainText(String(number));
  await expectAccessible(page);
  await picture(page, "large");
});

test("a large file is read and not written, and another one can be written beside it", async ({ page }) => {
  await openLarge(page);
  await code(page).click();
  await page.keyboard.type("# mine");
  await expect(code(page)).not.toContainText("# mine");
  await page.getByRole("button", { name: "Add a file" }).click();
  await page.keyboard.press("Escape");
  await code(page).click();
  await page.keyboard.insertText("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: closed, namespace: ns-0}\nspec: {podSelector: {}}\n");
  await expect(page.locator("#results")).toHaveAttribute("aria-busy", "false");
  const between = matrix(page).locator('[role="gridcell"][data-from^="ns-0/app-1-"][data-to^="ns-0/app-0-"]').first();
  await expect(between).toHaveAttribute("data-verdict", "none");
  // What decided stands in the small file, the pods in the large one.
  await between.click();
  await expect(page.locator(".cm-content")).toContainText("name: closed");
  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(between).toHaveAttribute("data-verdict", "all");
});

test("neither address nor draft holds a large file, and the page says so", async ({ page }) => {
  await openLarge(page);
  await settle(page);
  await expect(page.getByText("this page keeps no draft of them")).toBeVisible();
  const kept = await page.evaluate(() => [location.hash, Object.values(localStorage).join("").length]);
  expect(kept[0]).toBe("");
  expect(kept[1]).toBeLessThan(10_000);
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByRole("dialog")).toContainText("There is no link to these files");
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(tab(page, "pods.yaml")).toHaveCount(0);
  await expect(matrix(page)).toBeVisible();
});

test("a problem leads to the object in a large file", async ({ page }) => {
  await openPage(page);
  await expect(code(page)).toBeVisible();
  const wrong = pods(COUNT).replace(`name: ${pod(9_000).name}`, "name: Not_A_Name");
  await open(page, [file("pods.yaml", wrong)]);
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", /^\d{3,}$/);
  await tab(page, "Problems").click();
  await page.locator("#under-editor").getByText("Not_A_Name").first().click();
  await expect(code(page)).toContainText("name: Not_A_Name");
  await expect(page.locator(".cm-lintRange-warning").first()).toBeVisible();
});

test("files that are more than the page takes are refused by name", async ({ page }) => {
  await openPage(page);
  await expect(code(page)).toBeVisible();
  // What the browser says of its size is enough.
  await page.evaluate(() => Object.defineProperty(File.prototype, "size", { get: () => 65e6 }));
  await open(page, [file("huge.yaml", "a: b\n")]);
  await expect(page.getByText("huge.yaml cannot be taken: the page takes 64 MB at once")).toBeVisible();
  await expect(tab(page, "huge.yaml")).toHaveCount(0);
});
