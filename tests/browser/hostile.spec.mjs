// Hostile inputs: nothing executes, nothing hangs, the text survives. No time is asserted, because a machine that does
// other work too is slow: a page that hangs ends its test by the limit of all tests.
import { deflateRawSync } from "node:zlib";
import { cell, code, expect, loadEditor, matrix, openEmpty, openPage, paste, picture, settle, tab, test } from "./page.mjs";

const MARKUP = [
  "<img src=x onerror=pwned=1>",
  "<svg/onload=pwned=1>",
  "\"><script>pwned=1</script>",
  "javascript:pwned=1",
  "{{constructor.constructor('pwned=1')()}}",
  "</style><script>pwned=1</script>",
];

/** Markup that could act, or that parsers read in more than one way. */
const HOSTILE = [
  ...MARKUP.filter((it) => it.includes("<")),
  "<p onclick=\"pwned=1\">a</p>",
  "<p class=\"a\" onclick=\"pwned=1\">a</p>",
  "<p class=\"a\"onclick=\"pwned=1\">a</p>",
  "<p class='a'>b</p>",
  "<p class=a>b</p>",
  "<p CLASS=\"a\">b</p>",
  "<p style=\"position:fixed\">a</p>",
  "<p id=\"shell\">a</p>",
  "<a href=\"javascript:pwned=1\">a</a>",
  "<a class=\"a\">a</a>",
  "<iframe srcdoc=\"a\"></iframe>",
  "<form class=\"a\"><input class=\"a\"></form>",
  "<p class=\"a\"><script>pwned=1</script></p>",
  "<p class=\"a\">a</p><!-- --><img src=x onerror=pwned=1>",
  "<p\n class=\"a\">b</p>",
  "<p/class=\"a\">b</p>",
  "<p class=\"a>b</p>",
  "<P class=\"a\">b</P>",
  "<svg class=\"a\"></svg>",
  "<math class=\"a\"></math>",
  "<template class=\"a\"></template>",
  "<noscript class=\"a\"></noscript>",
  "<style>p{}</style>",
  "<p class=\"a\">\0<\0img src=x onerror=pwned=1></p>",
  "</script><img src=x onerror=pwned=1>",
];

/** Markup as the program has it. */
const HARMLESS = [
  "<p class=\"nothing\">Loading…</p>",
  "<h2>No problems</h2>",
  "<div class=\"a\" aria-hidden=\"true\"><span class=\"grow\"></span><code>a &lt; b &amp;&amp; \"c\"</code></div>",
];

/** What came of an attack: nothing. */
async function expectNothingRan(page) {
  const ran = await page.evaluate(() => ({
    pwned: globalThis.pwned,
    made: document.querySelectorAll("body script, body img, body iframe, [onerror], [onload]").length,
  }));
  expect(ran).toEqual({ pwned: undefined, made: 0 });
}

/** No text of the document, and no attribute that is read, has a hidden character in it. The editor marks its own. */
async function expectNothingHidden(page) {
  const found = await page.evaluate(() => {
    const hidden = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/;
    const all = document.evaluate("//text() | //@title | //@aria-label | //@placeholder", document, null, 7);
    const nodes = Array.from({ length: all.snapshotLength }, (_, at) => all.snapshotItem(at));
    const outside = nodes.filter((it) => !(it.ownerElement ?? it.parentElement).closest(".cm-editor"));
    return outside.map((it) => it.nodeValue).filter((it) => hidden.test(it));
  });
  expect(found).toEqual([]);
}

/** The page answers, and shows what is typed. */
async function expectAlive(page, mark) {
  await expect(code(page)).toBeVisible();
  await code(page).press("ControlOrMeta+Home");
  await page.keyboard.insertText(`# ${mark}\n`);
  await expect(code(page)).toContainText(`# ${mark}`);
}

test("markup in names, labels, values and messages is text", async ({ page }) => {
  const yaml = MARKUP.map((it, n) => {
    const text = JSON.stringify(it);
    return `---
apiVersion: v1
kind: Pod
metadata: {name: ${text}, namespace: ${text}, labels: {${text}: ${text}}, annotations: {a: ${text}}}
spec: {containers: [{name: ${text}, image: ${text}, ports: [{name: ${text}, containerPort: 80}]}], ${text}: 1}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p${n}, namespace: ${text}}
spec: {podSelector: {matchLabels: {${text}: ${text}}}, ingress: [{ports: [{port: ${text}}], ${text}: {}}]}
---
apiVersion: v1
kind: Service
metadata: {name: ${text}, namespace: ${text}}
spec: {selector: {${text}: ${text}}, ports: [{name: ${text}, port: 80}]}
---
apiVersion: ${text}
kind: ${text}
`;
  }).join("");
  await openEmpty(page);
  await paste(page, yaml);
  await expect(tab(page, /Problems/)).toContainText(/\d/);
  await tab(page, /Problems/).click();
  await expect(page.getByTestId("problems")).toContainText("<img src=x onerror=pwned=1>");
  await expectNothingRan(page);
  await tab(page, /Services/).click();
  await expectNothingRan(page);
  await tab(page, /Matrix/).click();
  const first = matrix(page).getByRole("gridcell").first();
  if (await first.isVisible().catch(() => false)) {
    await first.click();
    await first.hover();
  }
  await expectNothingRan(page);

  // The name of a file: on its tab, in messages, in drafts.
  await page.getByRole("button", { name: "Add a file" }).click();
  await page.getByLabel("Name of the file").fill(MARKUP[0]);
  await page.keyboard.press("Enter");
  await expect(tab(page, MARKUP[0])).toBeVisible();
  await settle(page);
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitem", { name: "Drafts…" }).click();
  await expect(page.getByTestId("draft").first()).toContainText(MARKUP[0]);
  await expectNothingRan(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "This file", exact: true }).click();
  await page.getByRole("menuitem", { name: "Remove this file" }).click();
  await expect(page.getByText(`Removed ${MARKUP[0]}.`)).toBeVisible();
  await expectNothingRan(page);
});

test("labels and messages of the editor are text", async ({ page }) => {
  await openPage(page);
  const editor = await loadEditor(page);
  await page.evaluate(([editor, markup]) => {
    const host = document.body.appendChild(document.createElement("div"));
    const it = editor.create(host, { doc: "a: b\n", file: "x", label: markup });
    const lens = { line: 1, text: `**${markup}** ${markup}`, key: "k", label: markup };
    const diagnostic = { from: 0, to: 1, severity: "error", message: markup, fixes: [{ label: markup, key: "f" }] };
    editor.update(it, { lenses: [lens], diagnostics: [diagnostic] });
  }, [editor, MARKUP[0]]);
  await expect(page.getByText(MARKUP[0]).first()).toBeVisible();
  await expectNothingRan(page);
});

test("what nobody would see is shown, in the matrix, in Why?, in problems and in the editor", async ({ page }) => {
  await openEmpty(page);
  const pod = (name, app) => `---
apiVersion: v1
kind: Pod
metadata: {name: ${JSON.stringify(name)}, namespace: shop, labels: {app: ${JSON.stringify(app)}}}
spec: {containers: [{name: c, image: i}]}
`;
  await paste(page, `${pod("web", "web")}${pod("api", "a\u202epi")}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: only-web, namespace: shop}
spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: "we\u200bb"}}}]}]}
`);
  await tab(page, /Problems/).click();
  await expect(page.getByTestId("problems")).toContainText("⟨U+200b⟩");
  await expect(code(page).locator(".cm-specialChar").first()).toBeVisible();
  await expectNothingHidden(page);
  // Behind the number of a letter that turns the rest, the rest stays as it is.
  await openEmpty(page);
  await page.getByRole("button", { name: "Add a file" }).click();
  await page.getByLabel("Name of the file").fill("policies\u202elmay.yaml");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tab", { name: "policies⟨U+202e⟩lmay.yaml" })).toBeVisible();
  await expectNothingHidden(page);
  // Empty files are not kept among the drafts.
  await code(page).click();
  await page.keyboard.type("# mine");
  await settle(page);
  for (const name of ["Drafts…", "Share"]) {
    if (name === "Drafts…") await page.getByRole("button", { name: /^Scenario/ }).click();
    await page.getByRole(name === "Share" ? "button" : "menuitem", { name }).click();
    await expect(page.getByRole("dialog")).toContainText("policies⟨U+202e⟩lmay.yaml");
    await expectNothingHidden(page);
    await page.keyboard.press("Escape");
  }
  await picture(page, "hostile-invisible");
});

test("the browser makes no elements of a string, but for constant markup that only shows", async ({ page, complaints }) => {
  await openPage(page);
  const outcome = await page.evaluate((all) => all.map((it) => {
    const place = document.createElement("template");
    try {
      place.innerHTML = it;
      return place.innerHTML;
    } catch (error) {
      return error.name;
    }
  }), [...HOSTILE, ...HARMLESS]);
  expect(outcome).toEqual([...HOSTILE.map(() => "TypeError"), ...HARMLESS]);
  const others = await page.evaluate(() => [
    () => { document.createElement("script").text = "pwned=1"; },
    () => { document.createElement("script").src = "data:,pwned=1"; },
    () => { document.createElement("iframe").srcdoc = "<p>a</p><script>pwned=1</script>"; },
    () => { trustedTypes.createPolicy("default", { createHTML: (it) => it }); },
    () => { trustedTypes.createPolicy("another", { createHTML: (it) => it }); },
  ].map((attack) => {
    try {
      attack();
      return "done";
    } catch (error) {
      return "refused";
    }
  }));
  expect(others).toEqual(others.map(() => "refused"));
  await expectNothingRan(page);
  // Each refusal is told in the console, and nothing else is. (`eval` is not tried: what a debugger evaluates may do that.)
  await page.evaluate(() => console.warn("the end"));
  await expect.poll(() => complaints.some((it) => it.includes("the end"))).toBe(true);
  const told = complaints.splice(0).filter((it) => !it.includes("the end"));
  expect(told.filter((it) => !/Trusted|trusted-types|policy/.test(it))).toEqual([]);
});

test("links made by hand are refused, and the page stays", async ({ page }) => {
  await openPage(page);
  await expectAlive(page, "mine");
  await settle(page);
  const good = page.url().split("#")[1];
  const packed = (bytes) => deflateRawSync(bytes).toString("base64url");
  const bomb = packed(Buffer.alloc(300_000_000));
  const links = [
    "1", "2", "1AAAA", "2AAAA", "9AAAA", "0", "<img src=x onerror=pwned=1>", "%00", "1%%%", "javascript:pwned=1",
    `1${bomb}`, `2${bomb}`, good.slice(0, good.length / 2), `${good.slice(0, 40)}AAAA${good.slice(44)}`, good.replace(/^./, "1"),
    `1${"A".repeat(500_000)}`, `2${"_".repeat(500_000)}`,
  ];
  for (const link of links) {
    await page.evaluate((link) => { location.hash = `#${link}`; }, link);
    // Refused, and so the address is again that of the page.
    await expect.poll(() => page.evaluate(() => location.hash), link.slice(0, 40)).toBe(`#${good}`);
    await expect(code(page), link.slice(0, 40)).toContainText("# mine");
  }
  await expect(page.locator(".toasts")).toContainText(/link/i);
  await expectNothingRan(page);
  await expectAlive(page, "still here");
});

test("fifty megabytes are refused, wherever they are pasted", async ({ page }) => {
  await openPage(page);
  await expectAlive(page, "mine");
  for (const target of ["body", ".cm-content"]) {
    await page.evaluate((target) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "a: b\n".repeat(10_000_000));
      document.querySelector(target).dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, target);
    await expect(page.getByText("What you pasted is 50 MB long")).toBeVisible();
    await page.locator(".toast").getByRole("button", { name: "Close" }).first().click();
  }
  await expectAlive(page, "still here");
  await expect(code(page)).toContainText("# mine");
  await expect(tab(page, "pasted.yaml")).toHaveCount(0);
});

const letters = "abcdefghijklm";
const BOMBS = {
  aliases: `a: &a [${Array(9).fill("x")}]\n${[...letters.slice(1)].map((it, n) => `${it}: &${it} [${Array(9).fill(`*${letters[n]}`)}]`).join("\n")}\n`,
  "an alias of itself": "a: &a [*a]\n",
  "a merge of itself": "a: &a {<<: *a, b: c}\n",
  "deep lists": `a: ${"[".repeat(50_000)}\n`,
  "deep maps": `a: ${"{a: ".repeat(50_000)}\n`,
  "deep blocks": `${Array.from({ length: 1_500 }, (_, n) => `${" ".repeat(n)}a:`).join("\n")}\n`,
  "deep dashes": `a: b\n---\n${"- ".repeat(3_000)}\n`,
  "deep keys": `a: b\n---\n${"? ".repeat(3_000)}\n`,
  "deep lists that end": `a: ${"[".repeat(5_000)}${"]".repeat(5_000)}\n`,
  "deep objects in JSON": `${'{"a": '.repeat(5_000)}1${"}".repeat(5_000)}\n`,
  "many documents": "---\na: b\n".repeat(20_000),
  "one long line": `a: ${"x".repeat(1_000_000)}\n`,
  "many quotes": `a: ${"\"".repeat(100_001)}\n`,
};

for (const [name, yaml] of Object.entries(BOMBS)) {
  test(`a bomb of ${name} costs a message`, async ({ page }) => {
    await openEmpty(page);
    await paste(page, yaml);
    await expect(tab(page, "pasted.yaml")).toBeVisible();
    await expectAlive(page, "still here");
    // The rest of the page is evaluated.
    await tab(page, "policies.yaml").click();
    await code(page).press("ControlOrMeta+Home");
    await page.keyboard.insertText("apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {containers: [{name: c, image: i}]}\n");
    await tab(page, /Matrix/).click();
    await expect(cell(page, "shop/web", "shop/web")).toBeVisible();
    await expectNothingRan(page);
  });
}
