// node firefox.mjs: a handful of checks of dist/ in Firefox, over WebDriver BiDi. FIREFOX_PATH says where it is.
// `cargo xtask test firefox` finds the browser and builds the site. Chromium has the whole suite: tests/browser.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";
import { serve } from "../browser/serve.mjs";

const dist = join(dirname(fileURLToPath(import.meta.url)), "../../dist");
const server = await serve(dist, 0);
const home = `http://127.0.0.1:${server.address().port}/some/prefix/`;
const browser = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX_PATH, headless: true });
console.log(await browser.version());

const CELL = (from, to) => `[data-testid="matrix"] [role="gridcell"][data-from="${from}"][data-to="${to}"]`;
const tests = [
  ["the page paints its matrix, explains a cell, and stays silent", async (page) => {
    await open(page, home);
    await page.waitForSelector(CELL("frontend/debug", "backend/api"));
    await says(page, "[data-testid=why]", "frontend/debug → backend/api");
    await page.click(CELL("frontend/web", "database/postgres"));
    await says(page, "[data-testid=why]", "frontend/web → database/postgres");
  }],
  ["typing changes a cell, and the address follows", async (page) => {
    await open(page, home);
    const cell = CELL("frontend/debug", "backend/api");
    const verdict = () => page.$eval(cell, (it) => it.dataset.verdict);
    await page.waitForSelector(cell);
    const before = await verdict();
    await empty(page);
    await until(async () => (await verdict()) !== before, "the cell changes");
    assert.equal(await verdict(), "allowed", "without policies all is allowed");
    await until(async () => page.url().includes("#"), "the address holds the state");
  }],
  ["a link restores text and cell; a damaged one says so", async (page, context) => {
    await open(page, home);
    await empty(page);
    await page.keyboard.type("# a link, opened elsewhere\n");
    await page.click(CELL("frontend/debug", "backend/api"));
    await sleep(1_000);
    const link = page.url();
    const other = await watched(await context.newPage());
    await other.evaluateOnNewDocument(() => location.protocol === "http:" && localStorage.clear());
    await open(other, link);
    await says(other, ".cm-content", "# a link, opened elsewhere");
    await says(other, "[data-testid=why]", "frontend/debug → backend/api");
    await other.evaluate(() => { location.hash = `${location.hash.slice(0, 60)}`; });
    await says(other, ".toasts", "link");
    await says(other, ".cm-content", "# a link, opened elsewhere");
    silent(other);
  }],
  ["an embed on another site shows its matrix", async (page) => {
    const yaml = ["web", "api"].map((it) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${it}, namespace: shop}\nspec: {containers: [{name: c, image: i}]}\n`);
    const host = createServer((_, response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end(`<!doctype html><script src="${home}embed.js" async></script><netpol-playground><pre>${yaml.join("---\n")}</pre></netpol-playground>`);
    });
    await new Promise((done) => host.listen(0, "127.0.0.1", done));
    await page.goto(`http://localhost:${host.address().port}/`);
    const frame = await page.waitForFrame((it) => it.url().startsWith(home));
    await frame.waitForSelector(CELL("shop/web", "shop/api"));
    assert.equal(await frame.$eval(CELL("shop/web", "shop/api"), (it) => it.dataset.verdict), "all");
    host.closeAllConnections();
    host.close();
    page.complaints = page.complaints.filter((it) => !it.includes("favicon"));
  }],
  ["a module that was altered on the way is not executed, whenever it is imported", async (page) => {
    // What is imported later has its hash in the page's import map alone.
    for (const [name, ran] of [[/netpol-web-\w+\.js$/, "#shell"], [/editor\/editor-/, "textarea"], [/offline-/, ".cm-content"]]) {
      let altered = 0;
      const own = await serve(dist, 0, { change: (file, body) => name.test(file) && ++altered && Buffer.concat([body, Buffer.from("\n;globalThis.altered = true;\n")]) });
      await page.goto(`http://127.0.0.1:${own.address().port}/some/prefix/`);
      await page.waitForSelector(ran);
      await until(() => altered > 0, `${name} is asked for`);
      await sleep(500);
      assert.equal(await page.evaluate(() => globalThis.altered), undefined, String(name));
      assert.ok(page.complaints.length, `${name}: the console says so`);
      own.closeAllConnections();
      await new Promise((done) => own.close(done));
    }
    page.complaints.length = 0;
  }],
  ["after the first visit the page needs no network", async (page) => {
    const own = await serve(dist, 0);
    await open(page, `http://127.0.0.1:${own.address().port}/some/prefix/`);
    await until(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller)), "the service worker is at work");
    own.closeAllConnections();
    await new Promise((done) => own.close(done));
    await page.reload();
    await page.waitForSelector(CELL("frontend/web", "database/postgres"));
    await page.waitForSelector(".cm-content");
  }],
];

let failed = 0;
for (const [title, test] of tests) {
  const context = await browser.createBrowserContext();
  const page = await watched(await context.newPage());
  const start = performance.now();
  try {
    await test(page, context);
    silent(page);
    console.log(`  ✓ ${title} (${Math.round(performance.now() - start)} ms)`);
  } catch (error) {
    failed += 1;
    console.error(`  ✘ ${title}\n${error.stack}`);
  }
  await context.close();
}
await browser.close();
server.close();
console.log(`  ${tests.length - failed} passed`);
if (failed) console.log(`  ${failed} failed`);
process.exit(failed ? 1 : 0);

/** A page that notes what it did wrong in `complaints`. */
async function watched(page) {
  page.complaints = [];
  await page.setViewport({ width: 1440, height: 960 });
  page.on("console", (it) => ["error", "warn"].includes(it.type()) && page.complaints.push(it.text()));
  page.on("pageerror", (it) => page.complaints.push(`uncaught: ${it.message}`));
  await page.evaluateOnNewDocument(() => {
    document.addEventListener("securitypolicyviolation", (it) => console.error(`policy violation: ${it.violatedDirective} ${it.blockedURI}`));
  });
  return page;
}

function silent(page) {
  assert.deepEqual(page.complaints, [], "the page must stay silent");
}

async function open(page, address) {
  await page.goto(address);
  await page.waitForSelector(".cm-content");
}

/** Takes everything out of the file that is shown. */
async function empty(page) {
  await page.click(".cm-content");
  await page.keyboard.down("Control");
  await page.keyboard.press("a");
  await page.keyboard.up("Control");
  await page.keyboard.press("Delete");
}

function says(page, selector, text) {
  const said = () => page.$eval(selector, (it) => it.textContent).catch(() => "");
  return until(async () => (await said()).includes(text), `${selector} says “${text}”`);
}

async function until(holds, what) {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(100)) if (await holds()) return;
  throw new Error(`it never came to this: ${what}`);
}
