// Links: the address bar, the browser's history, what is asked before work makes room, and the dialog behind Share.
import { readFile } from "node:fs/promises";
import decodeQR from "qr/decode.js";
import { cell, code, expect, expectAccessible, hears, matrix, openEmpty, openPage, paste, picture, settle, test } from "./page.mjs";

const PODS = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: c, image: i, ports: [{containerPort: 8080}]}]}
`;

const dialog = (page) => page.getByRole("dialog");
const golden = async (name) => (await readFile(new URL(`../links/${name}`, import.meta.url), "utf8")).trim();
const hash = (page) => page.evaluate(() => location.hash);

async function openScenario(page, title) {
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitemradio", { name: title }).click();
  await expect(page.getByRole("button", { name: `Scenario: ${title}` })).toBeVisible();
}

/** A page with these pods in a file that is shown. */
async function openWork(page, text = PODS) {
  await openEmpty(page);
  await paste(page, text);
  await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
  await expect(page.getByText("Added pasted.yaml.")).toBeVisible();
}

test("links of every version open, with all that they hold", async ({ page }) => {
  await openPage(page, `#${await golden("1-whole.txt")}`);
  for (const name of ["policies.yaml", "räume.yaml", "empty.yaml"]) await expect(page.getByRole("tab", { name })).toBeVisible();
  await expect(page.getByRole("tab", { name: "räume.yaml" })).toHaveAttribute("aria-selected", "true");
  await page.goto("about:blank");
  await openPage(page, `#${await golden("2-scenario.txt")}`);
  await expect(cell(page, "bank/worker", "bank/ledger")).toHaveAttribute("aria-selected", "true");
  await expect(page.getByText("Everything in the namespace is closed")).toBeVisible();
});

test("a reload that takes long loses nothing that is typed meanwhile", async ({ page }) => {
  await openPage(page);
  await code(page).press("ControlOrMeta+a");
  await page.keyboard.insertText("# one\n");
  await settle(page);
  let release;
  const held = new Promise((done) => (release = done));
  await page.route("**/", async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.insertText("# two\n");
  const before = page.url();
  const asked = page.waitForRequest((it) => it.isNavigationRequest());
  const reloaded = page.reload();
  await asked;
  // The address follows twice, while the browser asks for that of before.
  await expect.poll(() => page.url()).not.toBe(before);
  await page.keyboard.insertText("# three\n");
  release();
  await reloaded;
  await expect(code(page)).toContainText("# one# two# three");
});

test("the address holds filter, folds and tab, and a reload shows them", async ({ page }) => {
  await openWork(page);
  await page.getByLabel(/^Filter/).fill("web -> api");
  await expect(page.getByRole("gridcell")).toHaveCount(1);
  await settle(page);
  const filtered = await hash(page);
  await page.goto("about:blank");
  await openPage(page, filtered);
  await expect(page.getByLabel(/^Filter/)).toHaveValue("web -> api");
  await expect(page.getByRole("gridcell")).toHaveCount(1);
  await page.getByRole("tab", { name: /^Problems/ }).click();
  await settle(page);
  expect(await hash(page)).not.toBe(filtered);
  await page.reload();
  await expect(page.getByRole("tab", { name: /^Problems/ })).toHaveAttribute("aria-selected", "true");
});

test("a draft that is opened without a link has one in the address at once", async ({ page }) => {
  await openWork(page);
  await settle(page);
  await page.goto("about:blank");
  await openPage(page);
  await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
  await expect.poll(() => hash(page)).toMatch(/^#2/);
});

test("back and forward go through scenarios and links, with what was written in them", async ({ page }) => {
  await openPage(page);
  await openScenario(page, "Allow all");
  const second = await hash(page);
  expect(second).toMatch(/^#2/);
  await openScenario(page, "Only my own namespace");
  await page.getByRole("tab", { name: "cluster.yaml" }).click();
  await code(page).press("ControlOrMeta+Home");
  await page.keyboard.insertText("# written in the third\n");
  await settle(page);
  await page.goBack();
  await expect(page.getByRole("button", { name: "Scenario: Allow all" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("button", { name: "Scenario: Three tiers and monitoring" })).toBeVisible();
  await expect(cell(page, "frontend/debug", "backend/api")).toHaveAttribute("aria-selected", "true");
  await page.goForward();
  await expect(page.getByRole("button", { name: "Scenario: Allow all" })).toBeVisible();
  await page.goForward();
  await expect(code(page)).toContainText("# written in the third");
  // Nothing was lost on the way, so nothing was put aside and nobody was asked.
  await expect(page.getByText(/Your own (files are|draft is) kept|put aside/)).toHaveCount(0);
  await expect(dialog(page)).toBeHidden();
  // An edit stays in its entry.
  await settle(page);
  await page.goBack();
  await expect.poll(() => hash(page)).toBe(second);
});

test("going back before the address has followed loses nothing", async ({ page }) => {
  await openPage(page);
  await openScenario(page, "Allow all");
  await code(page).press("ControlOrMeta+Home");
  await page.evaluate(() => {
    document.execCommand("insertText", false, "# the last word");
    history.back();
  });
  await expect(page.getByRole("button", { name: "Scenario: Three tiers and monitoring" })).toBeVisible();
  await page.getByRole("button", { name: "Bring it back" }).click();
  await expect(code(page)).toContainText("# the last word");
});

test("a link in the address does not take the place of work unasked", async ({ page }) => {
  await openWork(page);
  await settle(page);
  const mine = await hash(page);
  const other = `#${await golden("2-scenario.txt")}`;
  await page.evaluate((it) => { location.hash = it; }, other);
  await expect(dialog(page)).toContainText("Open this link?");
  await expectAccessible(page, "dialog");
  await picture(page, "links-ask");
  await expect(page.getByRole("button", { name: "Open the link" })).toBeFocused();
  await page.getByRole("button", { name: "Stay with my files" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
  expect(await hash(page)).toBe(mine);

  // Escape is no consent either.
  await page.evaluate((it) => { location.hash = it; }, other);
  await expect(dialog(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await expect.poll(() => hash(page)).toBe(mine);

  await page.evaluate((it) => { location.hash = it; }, other);
  await page.getByRole("button", { name: "Open the link" }).click();
  await expect(cell(page, "bank/worker", "bank/ledger")).toHaveAttribute("aria-selected", "true");
  await page.getByRole("button", { name: "Bring it back" }).click();
  await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
});

test("a link that is pasted is opened, after asking where there is work", async ({ page }) => {
  await openPage(page);
  // The part of the program that hears a paste has come by then.
  await code(page).waitFor();
  const link = `https://elsewhere.example/netpol/#${await golden("2-scenario.txt")}`;
  await paste(page, link);
  await expect(cell(page, "bank/worker", "bank/ledger")).toHaveAttribute("aria-selected", "true");
  await expect(page.getByText("Opened the link.")).toBeVisible();
  await page.goBack();
  await expect(cell(page, "frontend/debug", "backend/api")).toHaveAttribute("aria-selected", "true");
  await paste(page, link.slice(0, -9));
  await expect(page.getByText("its end is missing")).toBeVisible();
  await expect(cell(page, "frontend/debug", "backend/api")).toBeVisible();

  await openWork(page);
  await paste(page, link);
  await expect(dialog(page)).toContainText("Open this link?");
  await page.getByRole("button", { name: "Open the link" }).click();
  await expect(cell(page, "bank/worker", "bank/ledger")).toBeVisible();
  await page.goBack();
  await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
});

test("a link that cannot be read says why, and the draft stays", async ({ page }) => {
  await openWork(page);
  await settle(page);
  const mine = await hash(page);
  const good = await golden("2-whole.txt");
  const bad = [
    [`9${good.slice(1)}`, "made by a newer version"],
    [good.slice(0, -20), "its end is missing"],
    [`${good.slice(0, 30)}${good[30] === "A" ? "B" : "A"}${good.slice(31)}`, "This link is damaged"],
    [`${good}.`, "a link cannot contain"],
    ["hello", "is not a link made by this page"],
    [await bomb(), "more than this page can open"],
  ];
  for (const [link, message] of bad) {
    // In an open page.
    await page.evaluate((it) => { location.hash = it; }, `#${link}`);
    await expect(page.getByText(message).last()).toBeVisible();
    await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
    await expect.poll(() => hash(page)).toBe(mine);
    // And in one that opens with it.
    await page.goto("about:blank");
    await openPage(page, `#${link}`);
    await expect(page.getByText(message).last()).toBeVisible();
    await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
    await expect.poll(() => hash(page)).toBe(mine);
  }
});

/** A short link that unpacks to more than 16 MiB. */
async function bomb() {
  const { deflateRawSync } = await import("node:zlib");
  return `2${Buffer.concat([Buffer.alloc(4), deflateRawSync(Buffer.alloc((16 << 20) + 1))]).toString("base64url")}`;
}

test("what is too large for a link says so once, and typing goes on", async ({ page }) => {
  await openEmpty(page);
  let word = 7;
  const noise = Array.from({ length: 1_400_000 }, () => {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
    return String.fromCharCode(33 + (word >>> 24) % 90);
  });
  // Noise cannot be packed. In lines, as no editor likes one of a million letters.
  const text = `${PODS}---\n${Array.from({ length: 14_000 }, (_, n) => `# ${noise.slice(n * 100, n * 100 + 100).join("")}`).join("\n")}\n`;
  await paste(page, text);
  await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
  await expect(page.getByText("too large for a link")).toBeVisible();
  expect(await hash(page), "no link of before").toBe("");
  await page.getByRole("button", { name: "Share" }).click();
  await expect(dialog(page)).toContainText("too large for a link");
  await expect(page.getByRole("button", { name: "Copy link" })).toBeDisabled();
});

test("an address that the browser does not take is said once, and the text stays", async ({ page }) => {
  await openEmpty(page);
  await page.evaluate(() => {
    const replace = history.replaceState;
    globalThis.refuse = true;
    history.replaceState = function (...entry) {
      if (globalThis.refuse) throw new DOMException("no", "SecurityError");
      return replace.apply(this, entry);
    };
  });
  const before = await hash(page);
  const said = page.getByText("does not let this page change its address");
  await code(page).press("ControlOrMeta+a");
  await page.keyboard.insertText("# one\n");
  await settle(page);
  await expect(said).toBeVisible();
  await page.locator(".toast", { has: said }).getByRole("button").click();
  await page.keyboard.insertText("# two\n");
  await settle(page);
  await expect(said).toHaveCount(0);
  expect(await hash(page)).toBe(before);
  await page.evaluate(() => (globalThis.refuse = false));
  await page.keyboard.insertText("# three\n");
  await settle(page);
  expect(await hash(page)).not.toBe(before);
  await expect(code(page)).toContainText("# two");
});

test("the dialog shows the link, what it holds, and leaves out what is not wanted", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openPage(page);
  await page.getByLabel(/^Filter/).fill("web");
  await page.getByRole("button", { name: "Share" }).click();
  const field = page.getByLabel("Link to this page");
  await expect(page.getByRole("button", { name: "Copy link" })).toBeFocused();
  await expect(field).toHaveValue(/#2[\w-]{100,}$/);
  const whole = await field.inputValue();
  await expect(page.getByTestId("share")).toContainText(`${whole.length} characters.`);
  await expect(page.getByTestId("share")).toContainText("2 files: policies.yaml, cluster.yaml");
  await expectAccessible(page, "dialog");

  await page.getByRole("button", { name: "Copy link" }).press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Copied." })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(whole);

  // The QR code is that of the link.
  const drawing = page.getByRole("img", { name: "QR code of the link" });
  await expect(drawing).toBeVisible();
  await picture(page, "share-light");
  expect(await readQR(page)).toBe(whole);

  await page.getByLabel(/^the chosen cell: frontend\/debug → backend\/api/).uncheck();
  await page.getByLabel(/^the filter: web/).uncheck();
  await expect(page.getByText("Copied.")).toHaveCount(0);
  const part = await field.inputValue();
  expect(part.length).toBeLessThan(whole.length);
  expect(await readQR(page)).toBe(part);
  await page.getByLabel(/^the name of the scenario/).uncheck();

  await page.getByLabel("Markdown").check();
  const markdown = await field.inputValue();
  expect(markdown).toMatch(/^\[Three tiers and monitoring – Netpol Playground\]\(http.*#2[\w-]+\)$/);
  await page.getByRole("button", { name: "Copy Markdown" }).click();
  await expect(page.getByText("Copied.")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(markdown);

  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await page.goto("about:blank");
  await page.goto(markdown.slice(markdown.indexOf("](") + 2, -1));
  await expect(cell(page, "frontend/debug", "backend/api")).toBeVisible();
  await expect(cell(page, "frontend/debug", "backend/api")).not.toHaveAttribute("aria-selected", "true");
  await expect(page.getByLabel(/^Filter/)).toHaveValue("");
  await expect(page.getByText("Each tier admits the one in front")).toHaveCount(0);
});

/** What a reader of QR codes sees on the page. */
async function readQR(page) {
  const { size, light } = await page.evaluate(async () => {
    const svg = document.querySelector(".share-code svg").cloneNode(true);
    const size = 5 * Number(svg.getAttribute("viewBox").split(" ")[2]);
    for (const [name, value] of [["xmlns", "http://www.w3.org/2000/svg"], ["width", size], ["height", size]]) {
      svg.setAttribute(name, value);
    }
    const image = new Image();
    image.src = `data:image/svg+xml;base64,${btoa(new XMLSerializer().serializeToString(svg))}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
    const drawing = canvas.getContext("2d");
    drawing.fillStyle = "#fff";
    drawing.fillRect(0, 0, size, size);
    drawing.drawImage(image, 0, 0);
    const { data } = drawing.getImageData(0, 0, size, size);
    let light = "";
    for (let at = 0; at < data.length; at += 4) light += data[at] < 128 ? "0" : "1";
    return { size, light };
  });
  const data = new Uint8Array(4 * light.length);
  for (let at = 0; at < light.length; at++) data.set(light[at] === "1" ? [255, 255, 255, 255] : [0, 0, 0, 255], 4 * at);
  return decodeQR({ width: size, height: size, data });
}

test("a clipboard that is refused leaves the link selected", async ({ page }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
  });
  await openPage(page);
  const selected = () => page.evaluate(() => {
    const it = document.activeElement;
    return it.value?.slice(it.selectionStart, it.selectionEnd);
  });
  // By the key as by the button.
  await hears(page);
  await page.keyboard.press("ControlOrMeta+s");
  await expect(page.getByRole("status").filter({ hasText: "does not let this page" })).toBeVisible();
  expect(await selected()).toMatch(/^http.*#2[\w-]+$/);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByRole("status").filter({ hasText: "does not let this page" })).toBeVisible();
  expect(await selected()).toBe(await page.getByLabel("Link to this page").inputValue());
  await picture(page, "share-refused");
});

test("the system's own dialog gets the link where there is one", async ({ page }) => {
  await page.addInitScript(() => {
    navigator.share = async (it) => { window.shared = it; };
  });
  await openPage(page);
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("button", { name: "Send with…" }).click();
  const link = await page.getByLabel("Link to this page").inputValue();
  expect(await page.evaluate(() => window.shared)).toEqual({ title: "Three tiers and monitoring – Netpol Playground", url: link });
});

test("without the program for QR codes the rest is there", async ({ page, complaints }) => {
  await page.route("**/qr/*.js", (it) => it.abort());
  await openPage(page);
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByText("The QR code could not be loaded.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Copy link" })).toBeEnabled();
  complaints.length = 0;
});

test("the program for QR codes comes when the dialog opens, and a long link has none", async ({ page }) => {
  const asked = [];
  page.on("request", (it) => asked.push(new URL(it.url()).pathname));
  await openEmpty(page);
  await paste(page, `${PODS}${Array.from({ length: 900 }, (_, n) => `# ${(n * 7919 * 104_729).toString(36)}\n`).join("")}`);
  await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
  await settle(page);
  const qr = () => asked.filter((it) => it.includes("/qr/")).length;
  expect(qr()).toBe(0);
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByText("too long for a QR code")).toBeVisible();
  await expect(page.getByText("Some programs cut addresses")).toBeVisible();
  expect(qr()).toBe(1);
});

test("the dialog in the dark", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await openPage(page);
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByRole("img", { name: "QR code of the link" })).toBeVisible();
  await expectAccessible(page, "dialog");
  await picture(page, "share-dark");
});

test("sharing on a small screen, and the pane in the link @phone", async ({ page }) => {
  await openPage(page);
  await page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: "Why?" }).click();
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByRole("img", { name: "QR code of the link" })).toBeVisible();
  await expectAccessible(page, "dialog");
  const box = await dialog(page).boundingBox();
  expect(box.x + box.width).toBeLessThanOrEqual(page.viewportSize().width);
  await picture(page, "share-phone");
  const link = await page.getByLabel("Link to this page").inputValue();
  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByTestId("why")).toBeVisible();
  await expect(matrix(page)).toBeHidden();
});
