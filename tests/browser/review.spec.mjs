// Two versions: a baseline that a link carries, the review side by side, what is dropped or pasted as two versions, and Undo.
import { presentableDiff } from "@codemirror/merge";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { slid } from "../../web/editor/src/slide.js";
import {
  andMatrix, cell, code, expect, expectAccessible, hears, hold, matrix, openEmpty, openPage, paste, picture, settle, tab, test,
} from "./page.mjs";

const strip = (page) => page.getByTestId("strip");
const lists = (page) => page.locator("#lists");
const review = (page) => page.getByTestId("review");
const before = (page) => review(page).locator(".cm-merge-a .cm-content");
const now = (page) => review(page).locator(".cm-merge-b .cm-content");

const PODS = ["web", "api", "db"]
  .map((it) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${it}, namespace: shop, labels: {app: ${it}}}\n---\n`)
  .join("");
const policy = (from) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: ${from}}}}]
      ports: [{port: 5432}]
`;
const OLD = `${PODS}${policy("api")}`;
const NEW = `${PODS}${policy("web")}`;

/** Puts text into the editor, in the place of all that is there. */
async function write(page, text) {
  await andMatrix(page, async () => {
    await code(page).click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(text);
  });
}

/** The page with a pinned policy, and then another one. */
async function edited(page) {
  await openEmpty(page);
  await code(page).click();
  await page.keyboard.insertText(OLD);
  await expect(cell(page, "shop/web", "shop/db")).toBeVisible();
  await tab(page, "Changes").click();
  await lists(page).getByRole("button", { name: "Pin" }).click();
  await expect(page.getByTestId("no-changes")).toBeVisible();
  await write(page, NEW);
  await expect(strip(page)).toContainText("1 newly allowed");
}

/** Drops texts as files, in their order. */
async function dropFiles(page, files) {
  await hears(page);
  await page.evaluate((files) => {
    const dataTransfer = new DataTransfer();
    for (const [name, text] of files) dataTransfer.items.add(new File([text], name, { type: "text/yaml" }));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  }, files);
}

/** Drops what lies on the disk, as a person does. */
async function dropPaths(page, files) {
  await hears(page);
  await dropNow(page, files);
}

/** The same, whether the page hears it or not. */
async function dropNow(page, files) {
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await client.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  }
}

test("a link carries the pinned baseline: strip, marks and Changes are there at once", async ({ page, context }) => {
  await edited(page);
  await settle(page);
  const link = new URL(page.url()).hash;
  const other = await context.newPage();
  await openPage(other, link);
  await expect(strip(other)).toContainText("1 newly allowed");
  await expect(strip(other)).toContainText("against the baseline");
  await expect(cell(other, "shop/web", "shop/db")).toHaveAttribute("data-change", "newly-allowed");
  await expect(lists(other)).toContainText("NetworkPolicy shop/db changed");
  await other.close();

  // A reload keeps it, and so does the draft without the link.
  await page.reload();
  await expect(strip(page)).toContainText("1 newly allowed");
  await settle(page);
  await openPage(page);
  await expect(strip(page)).toContainText("1 newly allowed");

  // Share tells of it, and leaves it out where that is asked for.
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const share = page.getByTestId("share");
  const field = share.getByRole("textbox", { name: "Link to this page" });
  const length = (await field.inputValue()).length;
  await share.getByRole("checkbox", { name: /the baseline that Changes compares with: \d files/ }).uncheck();
  const plain = await field.inputValue();
  expect(length - plain.length).toBeGreaterThan(10);
  expect(length - plain.length).toBeLessThan(100);
  await page.keyboard.press("Escape");
  await openPage(page, new URL(plain).hash);
  await expect(cell(page, "shop/web", "shop/db")).toBeVisible();
  await expect(strip(page)).toHaveCount(0);
});

test("what was only opened is no part of a link unless that is asked for", async ({ page }) => {
  await openPage(page);
  await code(page).click();
  await page.keyboard.press("ControlOrMeta+End");
  await andMatrix(page, () => page.keyboard.insertText("\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: more}\n"));
  await expect(strip(page)).toContainText("since it was opened");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const part = page.getByTestId("share").getByRole("checkbox", { name: /the baseline that Changes compares with/ });
  await expect(part).not.toBeChecked();
  const field = page.getByTestId("share").getByRole("textbox", { name: "Link to this page" });
  const plain = (await field.inputValue()).length;
  await part.check();
  expect((await field.inputValue()).length).toBeGreaterThan(plain + 5);
});

test("the review shows both versions side by side, and reverts", async ({ page }) => {
  await edited(page);
  await lists(page).getByRole("button", { name: "Review", exact: true }).click();
  await expect(review(page)).toContainText("1 newly allowed, 1 newly denied.");
  await expect(before(page)).toContainText("app: api}}}]");
  await expect(now(page)).toContainText("app: web}}}]");
  // What is the same is folded, until all is asked for.
  await expect(review(page).locator(".cm-collapsedLines").first()).toContainText("unchanged lines");
  await expect(review(page)).toContainText("1 file is the same in both.");
  await expectAccessible(page, "dialog");
  await picture(page, "review");
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page, "dialog");
  await picture(page, "review-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await review(page).getByRole("button", { name: "All lines" }).click();
  await expect(review(page).locator(".cm-collapsedLines")).toHaveCount(0);
  await expect(before(page)).toContainText("name: web, namespace: shop");

  // With the keyboard: to the change, and what it is, for who hears it.
  await page.keyboard.press("F7");
  await expect(now(page)).toBeFocused();
  await expect(review(page).getByRole("status")).toContainText("Change 1 of 1: policies.yaml, line 19");
  // Nobody writes here.
  await page.keyboard.type("x");
  await expect(now(page)).not.toContainText("x  ");

  await review(page).getByRole("button", { name: "Revert NetworkPolicy shop/db" }).click();
  await expect(review(page)).toContainText("Nothing differs from the baseline.");
  await expect(review(page).locator(".review-file")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("no-changes")).toBeVisible();
  await expect(code(page)).toContainText("app: api");
});

test("what is done in the review can be undone there", async ({ page }) => {
  await edited(page);
  await lists(page).getByRole("button", { name: "Review", exact: true }).click();
  await review(page).getByRole("button", { name: "Revert policies.yaml" }).click();
  await expect(review(page)).toContainText("Nothing differs from the baseline.");
  // The dialog is modal: what stands elsewhere can neither be heard nor clicked.
  const message = page.locator("dialog").getByRole("status").filter({ hasText: "Reverted policies.yaml." });
  await picture(page, "review-undo");
  await message.locator(".toast", { hasText: "Reverted policies.yaml." }).getByRole("button", { name: "Undo" }).click();
  await expect(review(page)).toContainText("1 newly allowed, 1 newly denied.");
  await expect(now(page)).toContainText("app: web}}}]");
  await review(page).getByRole("button", { name: "Revert policies.yaml" }).click();
  await page.keyboard.press("Escape");
  // They stay when it closes.
  await expect(page.locator("dialog .toasts")).toHaveCount(0);
  await page.locator(".toast", { hasText: "Reverted policies.yaml." }).getByRole("button", { name: "Undo" }).click();
  await expect(strip(page)).toContainText("1 newly allowed");
});

test("rows of Changes lead to the line in the review", async ({ page }) => {
  await edited(page);
  await lists(page).getByRole("button", { name: "Review NetworkPolicy shop/db" }).click();
  await expect(now(page)).toBeFocused();
  await page.keyboard.press("Escape");
  // The reason before stands in the old text.
  await lists(page).locator(".change-head").nth(1).click();
  await lists(page).locator(".change.open .change-why").getByRole("button", { name: "shop/db" }).first().click();
  await expect(before(page)).toBeFocused();
});

test("on a phone the lines of before stand above those of now", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openPage(page);
  await dropFiles(page, [["old.yaml", OLD], ["new.yaml", NEW]]);
  await page.getByRole("button", { name: "Review the changes" }).click();
  await expect(review(page).locator(".cm-deletedChunk")).toContainText("app: api}}}]");
  await expect(review(page).locator(".cm-content")).toContainText("app: web}}}]");
  await expect(review(page).locator(".cm-mergeView")).toHaveCount(0);
  const dialog = await page.locator("dialog").boundingBox();
  expect(dialog.width).toBeLessThanOrEqual(390);
  await expectAccessible(page, "dialog");
  await picture(page, "review-phone");
});

test("two folders are compared", async ({ page }) => {
  const root = await mkdtemp(join(tmpdir(), "netpol-review-"));
  for (const [folder, text] of [["after", NEW], ["before", OLD]]) {
    await mkdir(join(root, folder, "k8s"), { recursive: true });
    await writeFile(join(root, folder, "k8s/policies.yaml"), text);
    await writeFile(join(root, folder, "notes.txt"), "no manifest");
    await writeFile(join(root, folder, "same.yaml"), "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
  }
  await writeFile(join(root, "after/more.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: more, namespace: shop}\n");
  await openPage(page);
  await dropPaths(page, [join(root, "after"), join(root, "before")]);
  const ask = page.getByRole("dialog", { name: "Compare them?" });
  await expect(ask).toContainText("Before: before. Now: after.");
  await picture(page, "compare-them");
  await ask.getByRole("button", { name: "Review the changes" }).click();
  await expect(review(page)).toContainText("1 newly allowed, 1 newly denied.");
  await expect(review(page).locator(".review-file")).toHaveCount(2);
  await expect(review(page).getByRole("heading", { name: "more.yaml is new" })).toBeVisible();
  await expect(review(page)).toContainText("1 file is the same in both.");
  await page.keyboard.press("Escape");
  await expect(tab(page, "k8s/policies.yaml")).toBeVisible();
  await expect(strip(page)).toContainText("1 newly allowed");

  // One folder is files.
  await openEmpty(page);
  await dropPaths(page, [join(root, "after")]);
  await expect(cell(page, "shop/more", "shop/db")).toBeVisible();
  await rm(root, { recursive: true });
});

test("a folder that is not read whole is told, and not compared", async ({ page }) => {
  const root = await mkdtemp(join(tmpdir(), "netpol-review-"));
  for (const folder of ["before", "after"]) {
    await mkdir(join(root, folder));
    for (let i = 0; i < (folder === "after" ? 201 : 2); i++) await writeFile(join(root, folder, `${1000 + i}.yaml`), `# ${i}\n`);
  }
  await openEmpty(page);
  await dropPaths(page, [join(root, "before"), join(root, "after")]);
  const toasts = page.locator(".toasts");
  await expect(toasts).toContainText("The two folders are not compared. after could not be read whole: the page takes 200 files of a folder.");
  await expect(toasts.getByRole("button", { name: "Add what was read" })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // What the browser does not give is named, and the rest is there.
  const found = await page.evaluate(async () => {
    const { content } = document.querySelector('meta[name="netpol-review"]');
    const { filesIn } = await import(new URL(content, document.baseURI).href);
    const file = (name) => ({ name, isFile: true, file: (done, fail) => (name.startsWith("bad") ? fail(new Error("no")) : done(name)) });
    const folder = (name, entries) => {
      const createReader = () => {
        const parts = [entries, []];
        return { readEntries: (done, fail) => (entries ? done(parts.shift()) : fail(new Error("no"))) };
      };
      return { name, isFile: false, createReader };
    };
    const all = folder("all", [file("b.yaml"), file("bad.yaml"), file("c.txt"), folder("closed", null), folder("in", [file("a.json")])]);
    return [await filesIn(all, 2), await filesIn(all, 1), await filesIn(file("bad.yml"), 2)];
  });
  const files = [["b.yaml", "b.yaml"], ["in/a.json", "a.json"]];
  expect(found).toEqual([
    { files, unread: ["bad.yaml", "closed"], isCut: false },
    { files: files.slice(0, 1), unread: [], isCut: true },
    { files: [], unread: ["bad.yml"], isCut: false },
  ]);
  await rm(root, { recursive: true });
});

test("a folder that is dropped before the page hears of it is read then", async ({ page }) => {
  const root = await mkdtemp(join(tmpdir(), "netpol-review-"));
  await writeFile(join(root, "early.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: early}\n");
  const release = await hold(page, "**/*_later.wasm");
  await openPage(page);
  await dropNow(page, [root]);
  release();
  await expect(tab(page, "early.yaml")).toBeVisible();
  await rm(root, { recursive: true });
});

test("two files of one name are compared, and the other way round where nobody knows which is older", async ({ page }) => {
  await openPage(page);
  await dropFiles(page, [["policy.yaml", NEW], ["policy.yaml", OLD]]);
  const ask = page.getByRole("dialog", { name: "Compare them?" });
  await ask.getByRole("button", { name: "The other way round" }).click();
  await expect(before(page)).toContainText("app: api}}}]");
  await expect(now(page)).toContainText("app: web}}}]");
  await page.keyboard.press("Escape");
  // Or they are files like others.
  await dropFiles(page, [["old.yaml", OLD], ["new.yaml", NEW]]);
  await ask.getByRole("button", { name: "Add all as files" }).click();
  await expect(tab(page, "new.yaml")).toBeVisible();
  await expect(tab(page, "old.yaml")).toBeVisible();
});

test("a diff of the open files is shown as a review", async ({ page }) => {
  await openEmpty(page);
  await code(page).click();
  await page.keyboard.insertText(OLD);
  await expect(cell(page, "shop/web", "shop/db")).toBeVisible();
  await page.locator("h1").click();
  const line = (sign, name) => `${sign}    - from: [{podSelector: {matchLabels: {app: ${name}}}}]`;
  const diff = `Let web in\n\n--- a/policies.yaml\n+++ b/policies.yaml\n@@ -18,3 +18,3 @@ spec:\n   ingress:\n${line("-", "api")}\n${line("+", "web")}\n       ports: [{port: 5432}]\n`;
  await paste(page, diff);
  const ask = page.getByRole("dialog", { name: "Compare them?" });
  await expect(ask).toContainText("Before: the open files. Now: with the diff.");
  await ask.getByRole("button", { name: "Review the changes" }).click();
  await expect(before(page)).toContainText("app: api}}}]");
  await expect(now(page)).toContainText("app: web}}}]");
  await page.keyboard.press("Escape");
  await expect(cell(page, "shop/web", "shop/db")).toHaveAttribute("data-change", "newly-allowed");
  // Now it is done already.
  await paste(page, diff);
  await expect(ask).toContainText("Before: before the diff. Now: the open files.");
});

test("a diff is not silently a file: pasted into the editor, with whole files, and of nothing", async ({ page }) => {
  await openEmpty(page);
  await code(page).click();
  await page.keyboard.insertText(OLD);
  await expect(cell(page, "shop/web", "shop/db")).toBeVisible();
  const ask = page.getByRole("dialog", { name: "Compare them?" });
  const line = (sign, name) => `${sign}    - from: [{podSelector: {matchLabels: {app: ${name}}}}]`;
  const hunk = (from, to) => `@@ -18,3 +18,3 @@ spec:\n   ingress:\n${line("-", from)}\n${line("+", to)}\n       ports: [{port: 5432}]\n`;
  // In the editor it is offered as well, and does not become text.
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector(".cm-content").dispatchEvent(event);
  }, `--- a/policies.yaml\n+++ b/policies.yaml\n${hunk("api", "web")}`);
  await expect(ask).toContainText("Before: the open files. Now: with the diff.");
  await page.keyboard.press("Escape");
  await expect(code(page)).not.toContainText("+++ b/policies.yaml");

  // All of a file is in the diff: both versions are there, whatever is open.
  await page.locator("h1").click();
  const lines = (text) => text.trimEnd().split("\n");
  const count = lines(OLD).length;
  const rest = lines(OLD).map((it) => (it === line("", "api") ? `${line("-", "api")}\n${line("+", "web")}` : ` ${it}`));
  await code(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText("apiVersion: v1\nkind: Pod\nmetadata: {name: alone}\n");
  await expect(cell(page, "default/alone", "default/alone")).toBeVisible();
  await page.locator("h1").click();
  await paste(page, `--- a/x.yaml\n+++ b/x.yaml\n@@ -1,${count} +1,${count} @@\n${rest.join("\n")}\n`);
  await expect(ask).toContainText("Before: the files that the diff shows, before it. Now: after it.");
  await page.keyboard.press("Escape");

  // A part of a file that is not open is said to be one.
  await paste(page, `--- a/other.yaml\n+++ b/other.yaml\n${hunk("nothing", "web")}`);
  await expect(page.locator(".toasts")).toContainText("This diff does not fit the open files");
});

test("any two files can be compared, whatever they are called", async ({ page }) => {
  await openEmpty(page);
  await dropFiles(page, [["monday.yaml", OLD], ["policies.yaml", NEW]]);
  const offer = page.locator(".toast", { hasText: "Are these two versions of one file?" });
  await offer.getByRole("button", { name: "Compare them" }).click();
  await expect(page.getByRole("dialog", { name: "Compare them?" })).toContainText("Before: monday.yaml. Now: policies.yaml.");
});

test("Undo names what the last edit changed", async ({ page }) => {
  await edited(page);
  const undo = page.getByRole("button", { name: /^Undo: / });
  await expect(undo).toHaveAccessibleName("Undo: +1 allowed, −1 denied by NetworkPolicy shop/db");
  await picture(page, "undo");
  await andMatrix(page, () => undo.click());
  await expect(code(page)).toContainText("app: api}}}]");
  await expect(strip(page)).toHaveCount(0);
  await expect(page.locator(".toasts")).toContainText("Undone: +1 allowed, −1 denied by NetworkPolicy shop/db.");
  await expect(undo).toHaveAccessibleName("Undo: +3 rows by Pod shop/web and 3 more");
  // Redo stands beside it, names the same edit, and is pressed with the keyboard.
  const redo = page.getByRole("button", { name: /^Redo: / });
  await expect(redo).toHaveAccessibleName("Redo: +1 allowed, −1 denied by NetworkPolicy shop/db");
  await picture(page, "redo");
  await undo.focus();
  await page.keyboard.press("Tab");
  await expect(redo).toBeFocused();
  await andMatrix(page, () => page.keyboard.press("Enter"));
  await expect(code(page)).toContainText("app: web}}}]");
  await expect(undo).toHaveAccessibleName("Undo: +1 allowed, −1 denied by NetworkPolicy shop/db");
  await expect(redo).toHaveAccessibleName("Redo: nothing was undone");
  // There is nothing more to redo: the focus goes to the other button, and not to the page.
  await expect(undo).toBeFocused();
  // The message does the same, and a new edit ends it.
  await andMatrix(page, () => undo.click());
  await andMatrix(page, () => page.locator(".toast", { hasText: "Undone" }).last().getByRole("button", { name: "Redo", exact: true }).click());
  await expect(code(page)).toContainText("app: web}}}]");
  await expect(redo).toBeDisabled();
  // What is opened is no edit.
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitem", { name: "Start with empty files" }).click();
  await expect(undo).toBeDisabled();
  await expect(matrix(page)).toHaveCount(0);
});

test("Undo of a Pin leaves the edits before it", async ({ page }) => {
  await openPage(page);
  await code(page).click();
  await page.keyboard.press("ControlOrMeta+End");
  await andMatrix(page, () => page.keyboard.insertText("\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: more}\n"));
  const undo = page.getByRole("button", { name: /^Undo: / });
  await expect(undo).toHaveAccessibleName("Undo: +1 row by Pod default/more");
  await tab(page, "Changes").click();
  await lists(page).getByRole("button", { name: "Pin", exact: true }).click();
  await expect(page.getByTestId("no-changes")).toBeVisible();
  await page.locator(".toast", { hasText: "Pinned" }).getByRole("button", { name: "Undo" }).click();
  await expect(strip(page)).toContainText("since it was opened");
  await expect(undo).toHaveAccessibleName("Undo: +1 row by Pod default/more");
  await andMatrix(page, () => undo.click());
  await expect(strip(page)).toHaveCount(0);
});

test("a policy that is gone is told as a whole, where others begin as it does", async ({ page }) => {
  const of = (name) => policy("web").replaceAll(/name: db|app: db/g, (it) => it.replace("db", name));
  const [a, b, c] = ["a", "b", "c"].map(of);
  await openEmpty(page);
  await code(page).click();
  await page.keyboard.insertText(`${PODS}${a}---\n${b}---\n${c}`);
  await expect(cell(page, "shop/web", "shop/db")).toBeVisible();
  await tab(page, "Changes").click();
  await lists(page).getByRole("button", { name: "Pin" }).click();
  await write(page, `${PODS}${a}---\n${c}`);
  await lists(page).getByRole("button", { name: "Review", exact: true }).click();
  const gone = before(page).locator(".cm-changedLine");
  await expect.poll(async () => (await gone.allInnerTexts()).join("\n").trim()).toBe(`${b}---`);
});

test("changes that are moved to where lines begin tell the same edit, and never overlap", async () => {
  // By seed: the same texts in every run.
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const some = () => Array.from({ length: 2 + random(8) }, () => ["a\n", "b\n", "---\n"][random(3)]).join("");
  for (let run = 0; run < 20_000; run++) {
    const [before, after] = [some(), some()];
    let [end, built] = [0, ""];
    for (const [fromA, toA, fromB, toB] of slid(presentableDiff(before, after), before, after)) {
      expect(fromA, `${JSON.stringify([before, after])}`).toBeGreaterThanOrEqual(end);
      built += before.slice(end, fromA) + after.slice(fromB, toB);
      end = toA;
    }
    expect(built + before.slice(end)).toBe(after);
  }
});
