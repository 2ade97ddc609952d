// The page of the rules: every tag has a place there, and an address that names one shows it.
import { readFile } from "node:fs/promises";
import { expect, expectAccessible, test } from "./page.mjs";

test("the address of a rule shows it", async ({ page }) => {
  await page.goto("./semantics.html#m-44");
  await expect(page.getByRole("heading", { name: "Semantics", exact: true })).toBeAttached();
  await expect(page.locator("p", { has: page.locator("#m-44") })).toBeInViewport();
  await expect(page.getByText("M-44 The family of a flow.")).toBeInViewport();
  await page.getByRole("link", { name: "M-45" }).first().click();
  await expect(page).toHaveURL(/semantics\.html#m-45$/);
  await expect(page.getByText("M-45 Unknown addresses of pods")).toBeInViewport();
});

test("the page of the rules says all that the document says", async ({ page }) => {
  const markdown = await readFile(new URL("../../docs/semantics.md", import.meta.url), "utf8");
  await page.goto("./semantics.html");
  // Anchors, and what code, tables and emphasis make of a few sentences.
  const ids = [...markdown.matchAll(/<a id="([^"]+)">/g)].map((it) => it[1]);
  expect(ids.length).toBeGreaterThan(400);
  const there = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((it) => it.id));
  expect(ids.filter((it) => !there.includes(it))).toEqual([]);
  const dangling = await page.evaluate(() =>
    [...document.querySelectorAll('a[href^="#"]')].map((it) => it.hash.slice(1)).filter((it) => !document.getElementById(it)));
  expect(dangling).toEqual([]);
  await expect(page.locator("tr", { has: page.locator("#v-12") }).locator("td").nth(3)).toHaveText(
    "Invalid value: 79: must be greater than or equal to `port`");
  await expect(page.locator("tr", { hasText: "numeric port" }).getByText("{tcp|udp|sctp: {destinationPort: {number}}}")).toBeAttached();
  await expect(page.locator("main")).not.toContainText("**");
  await expectAccessible(page);
});

test("the page of the rules fits a small screen @phone", async ({ page }) => {
  await page.goto("./semantics.html#l-71");
  const { scrolls, width } = await page.evaluate(() => ({ scrolls: document.documentElement.scrollWidth, width: innerWidth }));
  expect(scrolls).toBeLessThanOrEqual(width);
});
