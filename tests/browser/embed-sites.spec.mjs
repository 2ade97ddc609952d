// Sites of mdBook and MkDocs with embeds in them, as docs/embedding.md tells to make them. `cargo xtask test browser`
// builds them from tests/sites.
import { access } from "node:fs/promises";
import { embedded, expect, noted, test } from "./hosts.mjs";

const EXAMPLE = "https://playground.example/";
const sites = "../../target/sites";
const cell = (frame, from, to) => frame.locator(`[role="gridcell"][data-from="${from}"][data-to="${to}"]`);
const picture = (page, name) => page.screenshot({ path: `../../target/browser/${name}.png` });

test.beforeAll(async () => {
  for (const it of ["mdbook/index.html", "mkdocs/index.html"]) {
    await access(`${sites}/${it}`).catch(() => {
      throw new Error(`${sites}/${it} is missing: \`cargo xtask test browser\` builds it`);
    });
  }
});

test("a chapter of mdBook has live blocks, in the colours of the book", async ({ page, host, site, complaints }) => {
  host.folder(`${sites}/mdbook`, [EXAMPLE, site.base]);
  await page.goto(`${host.at()}chapter.html`);
  const block = await embedded(page, "netpol-playground >> nth=0");
  await expect(cell(block, "shop/db", "shop/api")).toHaveAttribute("aria-selected", "true");
  await expect(cell(block, "shop/web", "shop/api")).toHaveAttribute("data-ports", "TCP 8080");
  await expect(block.locator(":root")).toHaveAttribute("data-theme", "light");
  await expect(page.locator("code.language-yaml")).toHaveText("kind: Namespace\n");
  await expect(page.locator("pre:has(> code.language-netpol)").last()).toBeHidden();
  await picture(page, "mdbook-light");

  await page.locator("#mdbook-theme-toggle, #theme-toggle").first().click();
  await page.getByRole("menuitem", { name: "Navy" }).click();
  await expect(block.locator(":root")).toHaveAttribute("data-theme", "dark");
  await page.keyboard.press("Escape");
  await picture(page, "mdbook-dark");

  // An element by hand, with lines left empty in the Markdown.
  const byHand = await embedded(page, "netpol-playground >> nth=1");
  await expect(byHand.getByTestId("why")).toContainText("shop/web → shop/api");
  await expect(byHand.getByTestId("why")).toContainText("denied");
  // The book's own fonts may move its lines by a pixel.
  expect((await noted(page)).shifts.reduce((sum, it) => sum + it, 0)).toBeLessThan(0.01);
  // Its highlighter does not know the language, and says so.
  const others = complaints.filter((it) => !/Could not find the language 'netpol'|no-highlight mode/.test(it));
  complaints.splice(0, complaints.length, ...others);
});

test("a chapter of mdBook on a phone @phone", async ({ page, host, site, complaints }) => {
  host.folder(`${sites}/mdbook`, [EXAMPLE, site.base]);
  await page.goto(`${host.at()}chapter.html`);
  const block = await embedded(page, "netpol-playground >> nth=0");
  await expect(cell(block, "shop/db", "shop/api")).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
  await picture(page, "mdbook-phone");
  complaints.length = 0;
});

test("a site of MkDocs has live blocks, on each page that a reader comes to", async ({ page, host, site }) => {
  host.folder(`${sites}/mkdocs`, [EXAMPLE, site.base], ["https://docs.example/", host.at()]);
  await page.goto(host.at());
  const block = await embedded(page, "netpol-playground");
  await expect(cell(block, "shop/db", "shop/api")).toHaveAttribute("aria-selected", "true");
  await expect(block.locator(":root")).toHaveAttribute("data-theme", "light");
  await picture(page, "mkdocs-light");
  await page.locator("label[for^=__palette]:visible").click();
  await expect(page.locator("body")).toHaveAttribute("data-md-color-scheme", "slate");
  await expect(block.locator(":root")).toHaveAttribute("data-theme", "dark");
  await picture(page, "mkdocs-dark");

  // Material exchanges the page without loading another.
  await page.evaluate(() => (window.same = true));
  await page.getByRole("link", { name: "Another page" }).first().click();
  await expect(page.getByRole("heading", { name: "Another page", level: 1 })).toBeVisible();
  const other = await embedded(page, "netpol-playground");
  await expect(other.locator(".cm-content")).toContainText("name: only");
  await expect(other.locator(":root")).toHaveAttribute("data-theme", "dark");
  expect(await page.evaluate(() => window.same)).toBe(true);
});
