import { expect, expectAccessible, openPage, picture, test } from "./page.mjs";

test("the page starts, silently and from its own files only", async ({ page }) => {
  await openPage(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Netpol Playground");
  await picture(page, "start");
});

test("the page is accessible in both themes", async ({ page }) => {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await openPage(page);
    await expectAccessible(page);
  }
});

test("without the program the page says so", async ({ page, complaints }) => {
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto("./");
  await expect(page.locator("#shell")).toContainText("could not start");
  complaints.length = 0;
});

test("a phone gets the page too @phone", async ({ page }) => {
  await openPage(page);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wider, "nothing sticks out to the side").toBe(false);
});
