// A text comes once, and where the user put it: into the editor, or beside the other files.
import { code, expect, hears, loadEditor, matrix, openEmpty, openPage, paste, tab, test } from "./page.mjs";

const NEW = `apiVersion: v1
kind: Pod
metadata: {name: new, namespace: shop}
`;
const OLD = {
  "a comment": "# old: comment\nkind: Pod\n",
  "a separator": "---\nkind: Pod\n",
  "a key": "kind: Pod\nmetadata: {name: old}\n",
  "a list": "- kind: Pod\n",
  "a blank line": "\n\nkind: Pod\n",
  nothing: "",
};

/** A paste as the browser makes it: at the innermost element that the caret is in. */
const pasteAtCaret = (page, text) =>
  page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const { anchorNode } = getSelection();
    const at = anchorNode instanceof Element ? anchorNode : anchorNode.parentElement;
    at.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true, composed: true }));
  }, text);

/** Drops on an element what a folder, or another program, hands over. */
const drop = (page, selector, { file, text }) =>
  page.locator(selector).first().evaluate((element, { file, text }) => {
    const dataTransfer = new DataTransfer();
    if (file) dataTransfer.items.add(new File([text], file));
    else dataTransfer.setData("text/plain", text);
    const { left, top } = element.getBoundingClientRect();
    for (const type of ["dragenter", "dragover", "drop"]) {
      element.dispatchEvent(new DragEvent(type, {
        dataTransfer, bubbles: true, cancelable: true, composed: true, clientX: left + 2, clientY: top + 2,
      }));
    }
  }, { file, text });

const text = (page) => code(page).evaluate((it) => [...it.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"));

async function openWith(page, old) {
  await openEmpty(page);
  await code(page).press("ControlOrMeta+a");
  if (old) await page.keyboard.insertText(old);
  else await page.keyboard.press("Delete");
}

for (const [name, old] of Object.entries(OLD)) {
  test(`select all and paste puts one text in place of another that begins with ${name}`, async ({ page }) => {
    await openWith(page, old);
    const files = await page.getByRole("tablist").first().getByRole("tab").count();
    await code(page).press("ControlOrMeta+a");
    await pasteAtCaret(page, NEW);
    await expect(matrix(page).locator('[data-from="shop/new"]').first()).toBeAttached();
    await expect.poll(() => text(page)).toBe(NEW);
    await expect(page.getByRole("tablist").first().getByRole("tab")).toHaveCount(files);
    await expect(tab(page, "pasted.yaml")).toHaveCount(0);
    await expect(page.getByText(/^Added/)).toHaveCount(0);
  });
}

test("a real paste by the keys is one too", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openWith(page, OLD["a comment"]);
  await page.evaluate((text) => navigator.clipboard.writeText(text), NEW);
  await code(page).press("ControlOrMeta+a");
  await page.keyboard.press("ControlOrMeta+v");
  await expect.poll(() => text(page)).toBe(NEW);
  await expect(tab(page, "pasted.yaml")).toHaveCount(0);
});

test("a paste outside of the editor is a file of its own", async ({ page }) => {
  await openPage(page);
  await paste(page, NEW);
  await expect(tab(page, "pasted.yaml")).toHaveAttribute("aria-selected", "true");
  await expect.poll(() => text(page)).toBe(NEW);
});

test("a paste into another field stays there", async ({ page }) => {
  await openPage(page);
  await page.getByPlaceholder(/^filter/).focus();
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, NEW);
  await expect(tab(page, "pasted.yaml")).toHaveCount(0);
});

test("a file dropped into the editor, or anywhere, becomes one file and nothing else", async ({ page }) => {
  await openWith(page, OLD["a comment"]);
  await hears(page);
  const before = await text(page);
  for (const [at, place] of [".cm-line", ".cm-content", "[data-testid=matrix]"].entries()) {
    await tab(page, "policies.yaml").click();
    await drop(page, place, { file: `dropped-${at}.yaml`, text: NEW.replace("new", `new-${at}`) });
    await expect(tab(page, `dropped-${at}.yaml`)).toHaveAttribute("aria-selected", "true");
    await expect(page.locator(".cm-dropCursor")).toHaveCount(0);
  }
  await expect(matrix(page).locator('[data-from="shop/new-2"]').first()).toBeAttached();
  await tab(page, "policies.yaml").click();
  expect(await text(page)).toBe(before);
});

test("files that are dropped together are added in one change", async ({ page }) => {
  await openEmpty(page);
  await loadEditor(page);
  await page.evaluate(() => {
    const data = new DataTransfer();
    for (const name of ["one.yaml", "two.yaml", "three\nlines.yaml"]) data.items.add(new File([`# ${name.trim()}`], name));
    document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
  });
  await expect(page.getByText("Added 3 files.")).toBeVisible();
  await expect(tab(page, "three lines.yaml")).toHaveAttribute("aria-selected", "true");
  await expect(tab(page, "one.yaml")).toHaveCount(1);
});

test("a text dropped into the editor is written there once", async ({ page }) => {
  await openWith(page, OLD["a comment"]);
  await drop(page, ".cm-line", { text: "# dropped: here\n" });
  await expect.poll(() => text(page)).toContain("# dropped: here");
  expect((await text(page)).split("dropped: here")).toHaveLength(2);
  await expect(tab(page, "pasted.yaml")).toHaveCount(0);
});
