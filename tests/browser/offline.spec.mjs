// The service worker: a visit without a network, and a new version beside an open page.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cell, code, expect, matrix, openPage, paste, test as base } from "./page.mjs";
import { startSite } from "./site.mjs";

const test = base.extend({
  site: async ({}, use) => {
    const site = await startSite();
    await use(site);
    await site.stop().catch(() => {});
  },
  baseURL: ({ site }, use) => use(site.url),
  serviceWorkers: "allow",
});

/** Opens the page and waits until the worker has all that it keeps, and answers for the page. */
async function visit(page) {
  await openPage(page);
  await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true);
}

const registrations = (page) => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
const program = (page) => page.evaluate(() => document.querySelector("script[data-glue]").src);

test("after the first visit the page needs no network", async ({ page, context, site }) => {
  await visit(page);
  await site.cut();
  await context.setOffline(true);
  await page.reload();
  await expect(cell(page, "frontend/web", "database/postgres")).toBeVisible();
  await expect(code(page)).toBeVisible();
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitemradio").last().click();
  await expect(page.getByRole("button", { name: /^Scenario: Node-local DNS/i })).toBeVisible();
  await code(page).press("ControlOrMeta+Home");
  await page.keyboard.insertText("# without a network\n");

  // A link, and a new tab.
  const before = page.url();
  await expect.poll(() => page.url()).not.toBe(before);
  const link = page.url();
  const other = await context.newPage();
  await other.goto(link);
  await expect(code(other)).toContainText("# without a network");
  // By its file too.
  await other.goto(new URL("index.html", site.url).href);
  await expect(matrix(other)).toBeVisible();
});

test("what came for no text yet reads one without a network too", async ({ page, context, site }) => {
  await visit(page);
  await site.cut();
  await context.setOffline(true);
  await paste(page, "$ kubectl run web --image=nginx:1 -n shop\npod/web created\n$ kubectl run db --image=postgres -n shop\npod/db created\n");
  await expect(cell(page, "shop/web", "shop/db")).toBeVisible();
});

test("a new version says so, and takes over without losing a letter", async ({ page, context, site }) => {
  await visit(page);
  const old = await program(page);
  const other = await context.newPage();
  await visit(other);
  await code(page).press("ControlOrMeta+a");
  await page.keyboard.insertText("# kept\n");

  await site.deploy();
  const { sent } = site;
  sent.length = 0;
  // The old version opens once more, whole, although the server has nothing of it any more.
  await page.reload();
  await expect(code(page)).toContainText("# kept");
  await expect(page.getByTestId("why")).toBeVisible();
  expect(await program(page)).toBe(old);

  await expect(page.getByText("A new version of this page is ready.")).toBeVisible();
  expect(sent.filter((it) => it.endsWith(".yaml")).length, "the new version is loaded whole").toBeGreaterThan(20);
  await code(page).press("ControlOrMeta+End");
  await page.keyboard.insertText("# typed last\n");
  await page.getByRole("button", { name: "Reload", exact: true }).click();
  await expect.poll(() => page.title()).toBe("Next Netpol Playground");
  expect(await program(page)).not.toBe(old);
  await expect(code(page)).toContainText("# kept");
  await expect(code(page)).toContainText("# typed last");
  await expect(page.getByText("A new version of this page is ready.")).toHaveCount(0);

  // The other page is still the old one, and still gets its files.
  expect(await program(other)).toBe(old);
  const editor = await other.evaluate(async () => {
    const { content } = document.querySelector('meta[name="netpol-editor"]');
    return (await fetch(content)).status;
  });
  expect(editor).toBe(200);
  await other.getByRole("button", { name: /^Scenario/ }).click();
  await other.getByRole("menuitemradio").nth(4).click();
  await expect(matrix(other)).toBeVisible();
  await other.reload();
  expect(await program(other)).not.toBe(old);
  const versions = () => other.evaluate(async () => (await caches.keys()).length);
  expect(await versions(), "this version and the one before").toBe(2);
});

test("half a deployment is not taken for a new version", async ({ page, site, complaints }) => {
  await visit(page);
  const old = await program(page);
  await site.deploy();
  await site.remove("scenarios/05-and-or.yaml");
  const failed = page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return new Promise((resolve) => {
      registration.addEventListener("updatefound", () => {
        const { installing } = registration;
        installing.addEventListener("statechange", () => resolve(installing.state));
      });
      registration.update();
    });
  });
  expect(await failed).toBe("redundant");
  await page.reload();
  await expect(cell(page, "frontend/web", "database/postgres")).toBeVisible();
  await expect(code(page)).toBeVisible();
  expect(await program(page)).toBe(old);
  await expect(page.getByText("A new version")).toHaveCount(0);
  expect(await page.evaluate(async () => (await caches.keys()).length)).toBe(1);
  // What failed is the worker's business, not the page's.
  complaints.splice(0, complaints.length, ...complaints.filter((it) => !it.includes("05-and-or.yaml") && !it.includes("404")));
});

test("what another page wrote into an older version is not taken over", async ({ page, site }) => {
  await visit(page);
  const editor = await page.evaluate(() => new URL(document.querySelector('meta[name="netpol-editor"]').content, document.baseURI).href);
  /** Writes over the editor in the version that is kept, as any page of this host can. */
  const write = () => page.evaluate(async (editor) => {
    const [name] = await caches.keys();
    await (await caches.open(name)).put(editor, new Response("globalThis.altered = true", { headers: { "content-type": "text/javascript" } }));
  }, editor);
  await write();
  // The next version has other words in a scenario, and the same editor.
  const worker = await site.read("sw.js");
  await site.remove("sw.js");
  const [, own] = worker.match(/^const BUILD=(.*);\n/);
  const build = JSON.parse(own);
  await writeFile(join(site.folder, "sw.js"), worker.replace(own, () => JSON.stringify({ ...build, version: "next" })));
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
  // Both versions are kept while the new one waits: that it took over shows in the reload only.
  const reloaded = page.waitForEvent("load");
  await page.getByRole("button", { name: "Reload", exact: true }).click();
  await reloaded;
  expect(await page.evaluate(async () => (await caches.keys()).length)).toBe(2);
  await visit(page);
  const sent = async () => page.evaluate(async (editor) => (await (await fetch(editor)).text()).length, editor);
  expect(await sent()).toBeGreaterThan(10_000);
  // Where the new version has lost the file, the older one is not asked either.
  await page.evaluate(async (editor) => (await caches.open((await caches.keys())[1])).delete(editor), editor);
  expect(await sent()).toBeGreaterThan(10_000);
  expect(await page.evaluate(() => globalThis.altered)).toBe(undefined);
});

test("a page inside of another keeps nothing", async ({ page, site, complaints }) => {
  // A page of the same host that has no policy of its own.
  await page.route("**/outer.html", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
  await page.goto("./outer.html");
  await page.evaluate(() => {
    const frame = document.createElement("iframe");
    frame.src = "./";
    frame.style = "width: 900px; height: 700px";
    document.body.append(frame);
  });
  // Both come with what would ask for a worker, and after it.
  await expect(page.frameLocator("iframe").getByRole("link", { name: /^Open in the playground/ })).toBeVisible();
  await expect(page.frameLocator("iframe").locator(".cm-content")).toBeVisible();
  expect(site.sent.filter((it) => it.includes("offline"))).toEqual([]);
  expect(await registrations(page)).toBe(0);
  // The other one names no icon, so the browser asks for that of the host.
  complaints.splice(0, complaints.length, ...complaints.filter((it) => !it.includes("404")));
});

test("the page can be installed", async ({ page, baseURL }) => {
  await visit(page);
  const devtools = await page.context().newCDPSession(page);
  const { errors } = await devtools.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  // A test's window leaves no trace, which is the one thing that keeps a browser from installing it.
  expect(installabilityErrors.map((it) => it.errorId).filter((it) => it !== "in-incognito")).toEqual([]);
  const manifest = await (await page.request.get(new URL("manifest.webmanifest", baseURL).href)).json();
  for (const { src, sizes } of manifest.icons) {
    const size = await page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    expect(size).toBe(sizes);
  }
});
