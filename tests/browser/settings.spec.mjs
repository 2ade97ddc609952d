// The knobs of the evaluation: turned, wrong, in a link, in a draft, put back.
import { cell, expect, expectAccessible, openPage, picture, settle, test } from "./page.mjs";

const why = (page) => page.getByTestId("why");
const knob = (page, key) => page.locator(`[data-knob="${key}"]`);
const button = (page) => page.getByRole("button", { name: /^Settings/ });

/** Opens a scenario by its name in the menu. */
async function scenario(page, name) {
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitemradio", { name }).click();
}

async function openClash(page) {
  await openPage(page);
  await scenario(page, "Two priorities that clash");
  await expect(cell(page, "monitoring/prometheus", "payments/ledger")).toHaveAttribute("data-verdict", "unknown");
}

test("a knob evaluates at once, is part of the link, and is shown in the header", async ({ page, browser }) => {
  await openClash(page);
  const contested = cell(page, "monitoring/prometheus", "payments/ledger");
  await button(page).click();
  await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Reset to defaults" })).toBeDisabled();
  await knob(page, "equal-priority").getByRole("radio", { name: /^the lower name/ }).check();
  await expect(contested).toHaveAttribute("data-verdict", "allowed");
  await expect(page.getByText("1 setting differs from its default.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Settings, 1 changed" })).toBeFocused();

  // Somebody else, with the link alone, sees the same.
  await expect(page).toHaveURL(/#2/);
  const link = page.url();
  await settle(page);
  const other = await browser.newPage();
  await other.goto(page.url());
  await expect(cell(other, "monitoring/prometheus", "payments/ledger")).toHaveAttribute("data-verdict", "allowed");
  await expect(other.getByRole("button", { name: "Settings, 1 changed" })).toBeVisible();
  await other.close();
  expect(link).not.toBe("");

  // So does who comes back without one.
  await page.goto("about:blank");
  await openPage(page);
  await expect(contested).toHaveAttribute("data-verdict", "allowed");

  await button(page).click();
  await page.getByRole("button", { name: "Reset to defaults" }).click();
  await expect(contested).toHaveAttribute("data-verdict", "unknown");
  await expect(page.getByRole("button", { name: "Settings", exact: true })).toHaveCount(1);
});

test("a link with settings shows nothing until they are understood", async ({ page, complaints }) => {
  await openClash(page);
  await button(page).click();
  await knob(page, "equal-priority").getByRole("radio", { name: /^the lower name/ }).check();
  await expect.poll(() => page.url()).toContain("#2");
  await settle(page);
  await page.route("**/*_later.wasm", (route) => route.abort());
  await page.reload();
  await expect(page.locator("#shell")).toContainText("could not be loaded");
  await expect(page.getByRole("gridcell")).toHaveCount(0);
  await page.unroute("**/*_later.wasm");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(cell(page, "monitoring/prometheus", "payments/ledger")).toHaveAttribute("data-verdict", "allowed");
  complaints.length = 0;
});

test("what is wrong is named beside its field, and changes nothing", async ({ page }) => {
  await openPage(page);
  await button(page).click();
  const hosts = knob(page, "host").getByRole("textbox");
  await hosts.fill("api.example.com\nnot a host");
  await hosts.blur();
  await expect(hosts).toHaveAttribute("aria-invalid", "true");
  await expect(knob(page, "host")).toContainText("line 2:");
  await expect(page.getByText("One field is not accepted. Its setting stays as it was.")).toBeVisible();
  await hosts.fill("api.example.com");
  await expect(hosts).toHaveAttribute("aria-invalid", "false");
  await expect(page.getByText("1 setting differs from its default.")).toBeVisible();
  await picture(page, "settings");
  await page.keyboard.press("Escape");
  await expect(page.locator(".mx-name", { hasText: "outside/api.example.com" })).toBeVisible();

  // One knob alone goes back, and its field with it.
  await button(page).click();
  await page.getByRole("button", { name: "Reset Hosts to show" }).click();
  await expect(hosts).toHaveValue("");
});

test("every knob is there and axe finds nothing wrong, light and dark", async ({ page }) => {
  await openPage(page);
  await button(page).click();
  await expect(page.locator("[data-knob]")).toHaveCount(23);
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
});

test("settings on a small screen @phone", async ({ page }) => {
  await openPage(page);
  await button(page).tap();
  await knob(page, "address").getByRole("textbox").scrollIntoViewIfNeeded();
  await knob(page, "address").getByRole("textbox").fill("203.0.113.9");
  await expect(page.getByText("1 setting differs from its default.")).toBeVisible();
  const { scroll, client } = await page.getByTestId("settings").evaluate((it) => ({ scroll: it.scrollWidth, client: it.clientWidth }));
  expect(scroll).toBeLessThanOrEqual(client);
  await picture(page, "phone-settings");
});

test("tiers are explained in their order, with priority and Pass", async ({ page }) => {
  await openPage(page);
  await scenario(page, "Pass: the owner decides");
  const ingress = why(page).locator(".side").nth(1);
  await expect(ingress.locator(":scope > .steps > li").nth(0)).toContainText(
    'Admin tier: tenants-apart (priority 100) ingress rule 1 "ask-the-owner" passes it on to the next tier',
  );
  await expect(ingress.locator(":scope > .steps > li").nth(1)).toContainText("shop/metrics ingress rule 1 allows it");

  await scenario(page, "Baseline: default deny for all");
  await expect(why(page)).toContainText("Isolated by shop/api-from-web");
  await cell(page, "shop/api", "blog/web").click();
  await expect(why(page)).toContainText('Denied in the Baseline tier by closed-by-default (priority 100) ingress rule 1');
  await expect(page.locator(".np-lens").first()).toContainText(/selects 3 pods · denies \d+ connections/);
});

test("an undecided cell tells both outcomes and what would decide", async ({ page }) => {
  await openClash(page);
  await expect(why(page)).toContainText("allow-scrape (priority 50) ingress rule 1 \"metrics\" allows it");
  await expect(why(page)).toContainText("payments-alone (priority 50) ingress rule 1 \"others\" denies it");
  await expect(why(page)).toContainText("by name, allow-scrape comes first: it would be allowed");
  await expect(why(page)).toContainText("Give them different priorities");
  await expectAccessible(page);
});

test("host-network pods are marked as such", async ({ page }) => {
  await openPage(page);
  await scenario(page, "Pods in their node's network");
  await expect(why(page)).toContainText("Shares its node's network");
  await expect(page.locator(".mx-name", { hasText: "shop/exporter-two" })).toHaveAttribute("title", /host network/);
  await cell(page, "shop/exporter-one", "shop/api").click();
  await expect(why(page)).toContainText("The other end is the node that the pod runs on: always allowed.");
});
