// Drafts: named, kept, found again, and never lost to another page.
import { readFile } from "node:fs/promises";
import { deflateRawSync } from "node:zlib";
import { code, expect, expectAccessible, openEmpty, openPage, picture, settle, test } from "./page.mjs";

const dialog = (page) => page.getByRole("dialog");
const rows = (page) => page.getByTestId("draft");
const row = (page, text) => rows(page).filter({ has: page.locator(`[aria-label*="“${text}”"]`) });

async function type(page, text) {
  await code(page).press("ControlOrMeta+Home");
  await page.keyboard.insertText(text);
  await settle(page);
}

async function openDrafts(page) {
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitem", { name: "Drafts…" }).click();
  await expect(dialog(page)).toBeVisible();
}

async function close(page) {
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
}

async function name(page, from, to) {
  const field = row(page, from).getByRole("textbox");
  await field.fill(to);
  await field.press("Enter");
}

const stored = (page) =>
  page.evaluate(() => Object.keys(localStorage).filter((it) => it.startsWith("netpol-playground.draft.")).length);

test("drafts have names, and are opened, deleted and brought back", async ({ page }) => {
  await openEmpty(page);
  await type(page, "# the first\n");
  await openDrafts(page);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("on this page");
  await name(page, "Draft without a name", "first");
  await expect(page.getByRole("button", { name: "Delete first" })).toBeVisible();
  await close(page);

  // Its name stays when it is edited; a scenario does not take its place.
  await type(page, "# still the first\n");
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitemradio").first().click();
  await expect(code(page)).not.toContainText("# the first");
  await type(page, "# the second\n");
  expect(await stored(page)).toBe(2);

  await page.reload();
  await openDrafts(page);
  await expect(rows(page)).toHaveCount(2);
  await expect(row(page, "Draft without a name")).toContainText("began as “Three tiers");
  await picture(page, "drafts-light");
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "drafts-dark");
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "light" });

  await row(page, "first").getByRole("button", { name: "Open first" }).click();
  await expect(dialog(page)).toHaveCount(0);
  await expect(code(page)).toContainText("# still the first");
  await expect(code(page)).toContainText("# the first");
  await type(page, "# the first again\n");
  expect(await stored(page), "what is opened is written again, not copied").toBe(2);

  await openDrafts(page);
  await page.getByRole("button", { name: "Delete Draft without a name" }).click();
  expect(await stored(page)).toBe(1);
  await dialog(page).getByRole("button", { name: "Undo" }).click();
  expect(await stored(page)).toBe(2);
  await page.getByRole("button", { name: "Delete first" }).click();
  await close(page);
  await expect(code(page), "the page keeps its text").toContainText("# the first again");
  await openDrafts(page);
  await expect(rows(page)).toHaveCount(1);
});

test("two pages with one draft lose nothing of one another", async ({ page, context }) => {
  await openEmpty(page);
  await type(page, "# common\n");
  await openDrafts(page);
  await name(page, "Draft without a name", "shared");
  await close(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(code(other)).toContainText("# common");
  await type(page, "# here\n");
  await type(other, "# there\n");
  await type(page, "# here again\n");
  await type(other, "# there again\n");

  await openDrafts(page);
  await expect(rows(page)).toHaveCount(2);
  await expect(row(page, "shared")).toContainText("on this page");
  await row(page, "shared 2").getByRole("button", { name: "Open" }).click();
  await expect(code(page)).toContainText("# there again");
  await expect(code(page)).not.toContainText("# here");
  await openDrafts(page);
  await row(page, "shared").first().getByRole("button", { name: "Open shared", exact: true }).click();
  await expect(code(page)).toContainText("# here again");

  // What another page does shows while the list is open.
  await openDrafts(page);
  await openEmpty(other);
  await type(other, "# new\n");
  await expect(rows(page)).toHaveCount(3);
});

test("all drafts go into one file and come back", async ({ page }) => {
  await openEmpty(page);
  await type(page, "# to keep\n");
  await openDrafts(page);
  await name(page, "Draft without a name", "kept");
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export all" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^netpol-drafts-\d{4}-\d\d-\d\d\.json$/);
  const path = await download.path();
  const { format, drafts } = JSON.parse(await readFile(path, "utf8"));
  expect(format).toBe("netpol-playground drafts 1");
  expect(drafts).toMatchObject([{ name: "kept", files: [{ name: "policies.yaml", text: "# to keep\n" }, { name: "cluster.yaml" }] }]);

  const bring = (buffer) =>
    page.getByRole("dialog").locator("input[type=file]").setInputFiles({ name: "drafts.json", mimeType: "application/json", buffer });
  await bring(await readFile(path));
  await expect(page.getByText("0 added, 1 were here already.")).toBeVisible();
  await page.evaluate(() => localStorage.clear());
  await bring(await readFile(path));
  await expect(page.getByText("1 added.", { exact: true })).toBeVisible();
  await bring(Buffer.from("{\"format\": \"another\"}"));
  await expect(page.getByText("This file holds no drafts of this page.")).toBeVisible();
  // Written by hand, without a link.
  await bring(Buffer.from(JSON.stringify({ format, drafts: [{ files: [{ name: "a.yaml", text: "# by hand\n" }] }, { name: 3 }, null] })));
  await expect(page.getByText("1 added.", { exact: true })).toBeVisible();
  await row(page, "Imported").getByRole("button", { name: "Open" }).click();
  await expect(code(page)).toContainText("# by hand");
});

test("the dialog may be closed while a file is read", async ({ page }) => {
  await page.addInitScript(() => {
    const text = File.prototype.text;
    File.prototype.text = async function () {
      await new Promise((done) => (globalThis.goOn = done));
      return text.call(this);
    };
  });
  await openEmpty(page);
  await openDrafts(page);
  const buffer = Buffer.from(JSON.stringify({ format: "netpol-playground drafts 1", drafts: [{ files: [{ name: "a.yaml", text: "# late\n" }] }] }));
  await page.getByRole("dialog").locator("input[type=file]").setInputFiles({ name: "drafts.json", mimeType: "application/json", buffer });
  await close(page);
  await page.evaluate(() => globalThis.goOn());
  await expect.poll(() => stored(page)).toBe(1);
  await openDrafts(page);
  await expect(rows(page)).toHaveCount(1);
});

test("storage that is full or forbidden is said, and the text stays", async ({ page }) => {
  await page.addInitScript(() => {
    const set = Storage.prototype.setItem;
    globalThis.refuse = "QuotaExceededError";
    Storage.prototype.setItem = function (...entry) {
      if (this === localStorage && globalThis.refuse) throw new DOMException("no", globalThis.refuse);
      return set.apply(this, entry);
    };
  });
  await openEmpty(page);
  await type(page, "# no room\n");
  await expect(page.getByText("storage for this page is full")).toBeVisible();
  await page.getByRole("button", { name: "Drafts", exact: true }).click();
  await expect(dialog(page)).toContainText("storage for this page is full");
  await close(page);
  await page.evaluate(() => (globalThis.refuse = "SecurityError"));
  await type(page, "# not wanted\n");
  await expect(page.getByText("does not let this page keep drafts")).toBeVisible();
  await page.evaluate(() => (globalThis.refuse = ""));
  await type(page, "# welcome\n");
  await expect(code(page)).toContainText("# no room");
  expect(await stored(page)).toBe(1);
});

test("of drafts without a name the last twenty stay", async ({ page }) => {
  await openPage(page);
  await expect(code(page)).toBeVisible();
  await page.evaluate(() => {
    for (let n = 0; n < 30; n += 1) localStorage.setItem(`netpol-playground.draft.old${n}`, `${1000 + n}\n${n}\n${n === 0 ? "named" : ""}\n1x`);
  });
  await openEmpty(page);
  await type(page, "# new\n");
  expect(await stored(page)).toBe(22);
  await openDrafts(page);
  await expect(row(page, "named")).toHaveCount(1);
});

test("an import of heavy drafts and a list of them stop nothing", async ({ page }) => {
  test.slow();
  // How often the page came to do something else, and how long all tasks took that kept it from that.
  await page.addInitScript(() => {
    Object.assign(globalThis, { turns: 0, busy: 0 });
    setInterval(() => (globalThis.turns += 1));
    new PerformanceObserver((list) => {
      for (const it of list.getEntries()) globalThis.busy += it.duration;
    }).observe({ type: "longtask" });
  });
  const measured = async (action) => {
    await page.evaluate(() => Object.assign(globalThis, { turns: 0, busy: 0 }));
    await action();
    return page.evaluate(() => ({ turns: globalThis.turns, busy: globalThis.busy }));
  };
  await openEmpty(page);
  await openDrafts(page);
  // Twenty thousand characters each, of which 15 MB come out.
  const link = linkOf([[2, Buffer.alloc(15 << 20, "# a\n")]]);
  const drafts = Array.from({ length: 100 }, (_, at) => ({ name: `heavy ${at}`, link }));
  const buffer = Buffer.from(JSON.stringify({ format: "netpol-playground drafts 1", drafts }));
  const importing = await measured(async () => {
    await page.getByRole("dialog").locator("input[type=file]").setInputFiles({ name: "drafts.json", mimeType: "application/json", buffer });
    await expect(page.getByText("Reading 100 drafts…")).toBeVisible();
    await expect(page.getByText("100 added.", { exact: true })).toBeVisible({ timeout: 200_000 });
  });
  expect(importing.turns, "between drafts the page does other things").toBeGreaterThan(50);
  await close(page);
  const listing = await measured(async () => {
    await openDrafts(page);
    await expect(rows(page)).toHaveCount(100);
  });
  expect(listing.busy, "the list unpacks none of them").toBeLessThan(importing.busy / 3);
});

/** A link of version 2 with these fields: docs/links.md. */
function linkOf(fields) {
  const varint = (it) => (it < 128 ? [it] : [(it % 128) + 128, ...varint(Math.floor(it / 128))]);
  const plain = Buffer.concat(fields.flatMap(([tag, body]) => [Buffer.from([...varint(tag), ...varint(body.length)]), body]));
  let sum = 0x811c9dc5;
  for (const it of plain) sum = Math.imul(sum ^ it, 0x01000193) >>> 0;
  const head = Buffer.alloc(4);
  head.writeUInt32BE(sum);
  return `2${Buffer.concat([head, deflateRawSync(plain)]).toString("base64url")}`;
}

test("drafts on a phone @phone", async ({ page }) => {
  await openPage(page);
  await page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: "Edit", exact: true }).click();
  await type(page, "# small\n");
  await openDrafts(page);
  await expect(rows(page)).toHaveCount(1);
  await picture(page, "drafts-phone");
  await expectAccessible(page);
});
