// The editor's module on its own, under the page's policy: what web/editor/README.md promises.
import { expect, expectAccessible, loadEditor, openPage, picture, test } from "./page.mjs";

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: postgres-from-api
  namespace: data
spec:
  podSelector:
    matchLabels: {app: postgres}
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector:
            matchLabels: {team: "shop"}
          podSelector:
            matchLabels: {app: api}
      ports:
        - port: 5432
---
# only for monitoring
kind: NetworkPolicy
`;

/** An editor alone on the page, with all that it reports in `window.told`. */
async function openEditor(page, options = {}) {
  await openPage(page);
  const module = await loadEditor(page);
  await page.evaluate(([editor, options]) => {
    const host = document.createElement("main");
    host.style.cssText = "position: fixed; inset: 0; display: block; z-index: 1";
    document.body.replaceChildren(host);
    const told = [];
    window.told = told;
    window.editor = editor;
    window.handle = editor.create(host, {
      label: "policies.yaml",
      file: "policies.yaml",
      onChange: ({ text, ...info }) => told.push(["change", text(), info]),
      onCaret: (offset, file) => told.push(["caret", offset, file]),
      onFix: (key) => told.push(["fix", key]),
      onLens: (key) => told.push(["lens", key]),
      lensText: (id) => window.words?.(id) ?? "",
      onHover: (offset) => ({ from: offset, to: offset + 1, title: "spec", paragraphs: [`help for ${offset}`] }),
      onComplete: (offset) => ({ from: offset - 1, to: offset, options: [{ label: "podSelector", detail: "LabelSelector", text: "podSelector" }] }),
      ...options,
    });
  }, [module, options]);
}

const told = (page, what) => page.evaluate((what) => window.told.filter(([it]) => it === what), what);
const text = (page) => page.evaluate(() => window.editor.text(window.handle));
const update = (page, what) => page.evaluate((it) => window.editor.update(window.handle, it), what);
const content = (page) => page.locator(".cm-content");

test("the editor shows text, marks, diagnostics and lenses of one update", async ({ page }) => {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await openEditor(page, { dark: colorScheme === "dark" });
    await update(page, {
      text: POLICY,
      marks: [
        { from_line: 7, to_line: 9, class: "np-isolate" },
        { from_line: 11, to_line: 17, class: "np-allow" },
        { from_line: 20, to_line: 20, class: "np-miss" },
      ],
      diagnostics: [
        { from: 64, to: 68, severity: "error", message: "unknown field `nam`", fixes: [{ label: "name", key: "f1" }] },
        { from: 1e6, to: 2e6, severity: "warning", message: "behind the end" },
      ],
      lenses: [{ line: 1, text: "selects **data/postgres** · isolates **ingress** · opens 1 connection", key: "p0" }],
    });
    await expect(page.locator(".cm-line.np-isolate")).toHaveCount(3);
    await expect(page.locator(".cm-line.np-allow")).toHaveCount(7);
    await expect(page.locator(".np-signs .cm-gutterElement span")).toHaveText(["●", "✓", "~"]);
    await expect(page.locator(".cm-lintRange-error")).toHaveCount(1);
    await expect(page.locator(".np-lens b").first()).toHaveText("data/postgres");
    await picture(page, `editor-${colorScheme}`);
    await expectAccessible(page);
  }
  expect(await told(page, "change"), "the page's own text is not told back").toEqual([]);
  await page.locator(".np-lens button").click();
  expect(await told(page, "lens")).toEqual([["lens", "p0"]]);
});

test("a lens asks for its words when it is drawn, and again when they may have changed", async ({ page }) => {
  const doc = Array.from({ length: 2_000 }, (_, n) => `line: ${n}`).join("\n");
  await openEditor(page, { doc });
  const lenses = Array.from({ length: 100 }, (_, n) => ({ line: 1 + 20 * n, id: n }));
  const asked = () => page.evaluate(() => window.asked.splice(0));
  await page.evaluate(() => {
    window.asked = [];
    window.generation = "first";
    window.words = (id) => (window.asked.push(id), id === 0 ? `**${window.generation}**` : `number ${id}`);
  });
  await update(page, { lenses });
  await expect(page.locator(".np-lens").first()).toHaveText("first");
  const first = await asked();
  expect(first.length).toBeGreaterThan(0);
  expect(first.length, "not those far below").toBeLessThan(20);

  await page.evaluate(() => (window.generation = "second"));
  await update(page, { lenses });
  await expect(page.locator(".np-lens").first()).toHaveText("second");
  expect((await asked()).length, "only those that are drawn").toBeLessThan(20);

  await page.evaluate(() => window.editor.scrollTo(window.handle, window.editor.text(window.handle).indexOf("line: 1980")));
  await expect(page.locator(".np-lens", { hasText: "number 99" })).toBeVisible();
  await asked();
  await update(page, { lenses });
  // CodeMirror goes on drawing what stands before the first line.
  const left = (await asked()).filter((it) => 0 < it);
  expect(Math.min(...left), "what has left the screen is not asked for").toBeGreaterThan(80);
});

test("what the user types is told, with its place", async ({ page }) => {
  await openEditor(page, { doc: "a: 𝄞\n" });
  await content(page).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("b");
  const [, now, info] = (await told(page, "change")).at(-1);
  expect(now).toBe("a: 𝄞\nb");
  expect(info).toEqual({ file: "policies.yaml", length: 7, changes: [{ from: 6, to: 6, insert: "b" }] });
  expect((await told(page, "caret")).at(-1)).toEqual(["caret", 7, "policies.yaml"]);
});

test("one caret is the browser's own, several are drawn", async ({ page }) => {
  // Without the list of completions, which the first Escape would close.
  await openEditor(page, { doc: "one\ntwo\n", onComplete: null });
  const drawn = page.locator(".cm-cursor");
  await content(page).press("ControlOrMeta+Home");
  await expect(drawn).toHaveCount(0);
  expect(await page.evaluate(() => document.getAnimations().length), "nothing keeps the browser drawing").toBe(0);
  await page.locator(".cm-line", { hasText: "two" }).click({ position: { x: 7, y: 8 }, modifiers: ["ControlOrMeta"] });
  await expect(drawn).toHaveCount(2);
  await page.keyboard.type("7");
  expect(await text(page)).toBe("7one\n7two\n");
  await page.keyboard.press("Escape");
  await expect(drawn).toHaveCount(0);
});

test("in the user's own colours, carets and selections are seen", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await openEditor(page, { doc: "one\ntwo\nthree\n", onComplete: null });
  await content(page).press("ControlOrMeta+Home");
  const looks = (of, property) => page.locator(of).first().evaluate((it, property) => getComputedStyle(it)[property], property);
  expect(await looks(".cm-content", "caretColor")).not.toBe(await looks(".cm-editor", "backgroundColor"));
  await page.locator(".cm-line", { hasText: "two" }).click({ position: { x: 7, y: 8 }, modifiers: ["ControlOrMeta"] });
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page.locator(".cm-selectionBackground")).toHaveCount(2);
  expect(await looks(".cm-selectionBackground", "outlineStyle"), "backgrounds are painted over").toBe("solid");
  expect(await looks(".cm-cursor", "borderLeftColor")).not.toBe(await looks(".cm-editor", "backgroundColor"));
});

test("what is typed over a selection takes no style from it", async ({ page }) => {
  // The policy refuses style attributes, and the page must stay silent.
  await openEditor(page, { doc: "# a comment\nkey: value\n", onComplete: null });
  await content(page).press("ControlOrMeta+Home");
  await content(page).press("ControlOrMeta+a");
  await page.keyboard.type("x: y");
  expect(await text(page)).toBe("x: y");
  await page.keyboard.press("ControlOrMeta+z");
  expect(await text(page)).toBe("# a comment\nkey: value\n");
  await content(page).press("ControlOrMeta+a");
  await page.keyboard.insertText("# another\n# comment");
  expect(await text(page)).toBe("# another\n# comment");
  await content(page).press("ControlOrMeta+Home");
  await content(page).press("Shift+End");
  await page.keyboard.type("z");
  expect(await text(page)).toBe("z\n# comment");
});

test("a text from the page keeps the caret and can be undone", async ({ page }) => {
  await openEditor(page, { doc: "one: 1\ntwo: 2\n" });
  await content(page).click();
  await page.keyboard.press("Control+End");
  await update(page, { text: "one: 100\ntwo: 2\n" });
  expect(await page.evaluate(() => window.editor.caret(window.handle))).toBe(16);
  await page.keyboard.press("Control+z");
  expect(await text(page)).toBe("one: 1\ntwo: 2\n");
});

test("each file keeps its own undo history", async ({ page }) => {
  await openEditor(page, { doc: "a" });
  const open = (file, text) => page.evaluate(([file, text]) => window.editor.open(window.handle, file, text), [file, text]);
  await content(page).click();
  await page.keyboard.press("End");
  await page.keyboard.type("bc");
  await open("cluster.yaml", "x");
  await content(page).click();
  await page.keyboard.press("Control+z");
  expect(await text(page), "nothing to undo in the other file").toBe("x");
  await open("policies.yaml", "abc");
  await page.keyboard.press("Control+z");
  expect(await text(page)).toBe("a");
});

test("a keyboard finds the way out", async ({ page }) => {
  await openEditor(page, { doc: "a: 1\n" });
  await page.evaluate(() => {
    const after = document.createElement("button");
    after.textContent = "after";
    document.querySelector("main").append(after);
  });
  await content(page).click();
  await page.keyboard.press("Tab");
  expect(await text(page), "Tab indents").toContain("  ");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "after" })).toBeFocused();
});

test("Enter begins what belongs to a key, and dashes go to the margin", async ({ page }) => {
  await openEditor(page, { doc: "", onComplete: null });
  const after = async (doc, ...keys) => {
    await update(page, { text: doc });
    await content(page).press("ControlOrMeta+End");
    for (const it of keys) await (it.length > 1 ? page.keyboard.press(it) : page.keyboard.type(it));
    return text(page);
  };
  expect(await after("spec:", "Enter", "x")).toBe("spec:\n  x");
  expect(await after("  - from: # of all", "Enter", "x")).toBe("  - from: # of all\n      x");
  expect(await after('a:\n  "b c":  ', "Enter", "x")).toBe('a:\n  "b c":  \n    x');
  expect(await after("a:\n  b: 1", "Enter", "x"), "a value is complete").toBe("a:\n  b: 1\n  x");
  expect(await after("# note:", "Enter", "x"), "a comment has no key").toBe("# note:\nx");
  expect(await after("a: |\n  text:", "Enter", "x"), "nor has a text").toBe("a: |\n  text:\n  x");
  expect(await after("a:\n  b: 1\n  ", "-", "-", "-", "Enter", "x")).toBe("a:\n  b: 1\n---\nx");
  expect(await after("- - ", "-", "-", "-"), "that is a value").toBe("- - ---");
  // As deep as what is there already.
  await update(page, { text: "a:\n- b\nc:\n    d: 1\n" });
  await content(page).press("ControlOrMeta+Home");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("x");
  await page.getByText("c:").click();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("y");
  expect(await text(page)).toBe("a:\nx\n- b\nc:\n    y\n    d: 1\n");
});

test("search, completion, help and folds work under the page's policy", async ({ page }) => {
  await page.clock.install();
  await openEditor(page, { doc: POLICY });
  await content(page).click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+f");
  await expect(page.locator(".cm-search")).toBeVisible();
  await page.keyboard.type("postgres");
  await expect(page.locator(".cm-searchMatch")).toHaveCount(2);
  await picture(page, "editor-search");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+End");
  await page.keyboard.type("p");
  await expect(page.locator(".cm-tooltip-autocomplete")).toContainText("podSelector");
  await page.clock.fastForward(1_000); // CodeMirror takes no Enter in the first moment
  await page.keyboard.press("Enter");
  expect(await text(page)).toBe(`${POLICY}podSelector`);
  await page.getByText("namespaceSelector").hover();
  await expect(page.locator(".np-help")).toContainText("help for");
  await page.getByText("ingress", { exact: true }).click();
  await page.keyboard.press("Control+Shift+BracketLeft");
  await expect(page.locator(".cm-foldPlaceholder")).toHaveCount(1);
});

test("what is quiet is marked while the caret is in its line, also after edits", async ({ page }) => {
  await openEditor(page, { doc: "a: 1\nb: 2\nc: 3\n", onComplete: null });
  const quiet = page.locator(".cm-lintRange-info");
  await update(page, { diagnostics: [{ from: 5, to: 9, severity: "info", quiet: true, message: "about b" }] });
  await expect(quiet).toHaveCount(0);
  await content(page).getByText("b: 2").click();
  await expect(quiet).toHaveText("b: 2");
  // An edit behind it, of which the page has nothing new to tell.
  await page.keyboard.press("Control+End");
  await expect(quiet).toHaveCount(0);
  await page.keyboard.type("d: 4");
  await content(page).getByText("b: 2").click();
  await expect(quiet).toHaveText("b: 2");
  // One before it moves it.
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("e: 5\n");
  await expect(quiet).toHaveCount(0);
  await content(page).getByText("b: 2").click();
  await expect(quiet).toHaveText("b: 2");
  // A text from the page, and what refers to it: the caret's line is that of the new text.
  await update(page, { text: "e: 5\nx: 0\na: 1\nb: 2\nc: 3\nd: 4", diagnostics: [{ from: 15, to: 19, severity: "info", quiet: true, message: "about b" }] });
  await expect(quiet).toHaveText("b: 2");
  await content(page).getByText("c: 3").click();
  await expect(quiet).toHaveCount(0);
  await page.keyboard.press("ArrowUp");
  await expect(quiet).toHaveText("b: 2");
  // What it was about is gone.
  await update(page, { text: "e: 5\nx: 0\nc: 3\nd: 4" });
  await content(page).getByText("c: 3").click();
  await page.keyboard.press("ArrowUp");
  await expect(page.locator(".cm-activeLine")).toHaveText("x: 0");
  await expect(quiet).toHaveCount(0);
});

test("F8 goes to all that was found, in turn, and says what it is", async ({ page }) => {
  await openEditor(page, { doc: "a: 1\nb: 2\nc: 3\n", onComplete: null });
  await update(page, {
    diagnostics: [
      { from: 0, to: 4, severity: "warning", message: "about a" },
      { from: 5, to: 9, severity: "info", quiet: true, message: "about b" },
      { from: 8, to: 9, severity: "error", message: "about 2" },
      { from: 10, to: 14, severity: "info", quiet: true, message: "about c" },
    ],
  });
  await content(page).click();
  await page.keyboard.press("Control+Home");
  const selected = () => page.evaluate(() => getSelection().toString());
  for (const [text, message, marked] of [
    ["a: 1", "about a", 0], ["b: 2", "about b", 1], ["2", "about 2", 1], ["c: 3", "about c", 1], ["a: 1", "about a", 0],
  ]) {
    await page.keyboard.press("F8");
    await expect.poll(selected).toBe(text);
    await expect(page.locator(".cm-tooltip-lint")).toContainText(message);
    // No more than those at the caret stay marked, and all that are not quiet.
    await expect(page.locator(".cm-lintRange-info")).toHaveCount(marked);
    await expect(page.locator(".cm-lintRange-error")).toHaveCount(1);
  }
});

test("a fix is a button of its diagnostic", async ({ page }) => {
  await openEditor(page, { doc: "nam: a\n" });
  await update(page, {
    diagnostics: [{ from: 0, to: 3, severity: "error", message: "unknown field", fixes: [{ label: "name", key: "f1" }] }],
  });
  await page.locator(".cm-lintRange-error").hover();
  await page.getByRole("button", { name: "name" }).click();
  expect(await told(page, "fix")).toEqual([["fix", "f1"]]);
});

test("reveal opens the fold, selects, and lights up", async ({ page }) => {
  await openEditor(page, { doc: POLICY });
  await page.getByText("ingress", { exact: true }).click();
  await page.keyboard.press("Control+Shift+BracketLeft");
  await expect(page.locator(".cm-foldPlaceholder")).toHaveCount(1);
  const from = POLICY.indexOf("- port");
  await page.evaluate(([from, to]) => window.editor.reveal(window.handle, from, to, true), [from, from + 12]);
  await expect(page.locator(".cm-foldPlaceholder")).toHaveCount(0);
  await expect(page.locator(".cm-line.np-flash")).toHaveText("        - port: 5432");
  await expect(content(page)).toBeFocused();
  await expect(page.locator(".np-flash")).toHaveCount(0);
});

test("a locked file takes no typing", async ({ page }) => {
  await openEditor(page, { doc: "a: 1\n", readOnly: true });
  await content(page).click();
  await page.keyboard.type("b");
  expect(await text(page)).toBe("a: 1\n");
  await page.evaluate(() => window.editor.setReadOnly(window.handle, false));
  await page.keyboard.type("b");
  expect(await text(page)).toContain("b");
});

test("all that was found is listed, also what marks its line while the caret is there", async ({ page }) => {
  await openEditor(page, { doc: "a: 1\nb: 2\nc: 3\n", onComplete: null });
  await update(page, {
    diagnostics: [
      { from: 0, to: 4, severity: "warning", message: "about a" },
      { from: 10, to: 14, severity: "info", quiet: true, message: "about c" },
    ],
  });
  await content(page).click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("ControlOrMeta+Shift+M");
  const listed = page.locator(".cm-panel-lint [role=option]");
  await expect(listed).toHaveText([/about a/, /about c/]);
  await page.keyboard.press("Escape");
  await expect(listed).toHaveCount(0);
  await expect(page.locator(".cm-lintRange-info")).toHaveCount(0);
});

test("Undo ends at what was opened last", async ({ page }) => {
  await openEditor(page, { doc: "a: 1\n" });
  await page.evaluate(() => {
    const { editor, handle } = window;
    editor.open(handle, "other.yaml", "b: 1\n");
    editor.update(handle, { text: "b: 2\n" });
    editor.begin(handle);
    editor.open(handle, "other.yaml", "c: 1\n");
  });
  await content(page).focus();
  await page.keyboard.press("Control+z");
  expect(await text(page)).toBe("c: 1\n");
  // Neither does a file of that name that was there before come back.
  await page.evaluate(() => window.editor.open(window.handle, "policies.yaml", "d: 1\n"));
  await page.keyboard.press("Control+z");
  expect(await text(page)).toBe("d: 1\n");
  await page.evaluate(() => window.editor.update(window.handle, { text: "d: 2\n" }));
  await page.keyboard.press("Control+z");
  expect(await text(page)).toBe("d: 1\n");
});
