// Pages of other people, each from a server of its own, and so of another origin than the playground's.
//
// `import { test, expect, embedded } from "./hosts.mjs";` gives `host`, on which a test puts pages, and `site`, the
// playground. The page may ask these two for something, and nobody else.
import { expect, test as base } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

export { expect };

const DIST = "../../dist";
const PREFIX = "/some/prefix/";
const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

/** A server of what `answer(path)` gives: `{type, body, headers}`, or nothing. `asked` are the paths that came. */
async function serve(answer) {
  const asked = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    asked.push(path);
    const found = await answer(path);
    if (!found) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": found.type ?? TYPES[".html"], ...found.headers }).end(found.body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  return { asked, port, close: () => server.close() };
}

/** A file of a folder, or nothing. */
async function fileOf(folder, path) {
  const name = normalize(path.endsWith("/") ? `${path}index.html` : path);
  const body = await readFile(join(folder, name)).catch(() => null);
  return body && { type: TYPES[extname(name)] ?? "application/octet-stream", body };
}

/** The playground under a path; with `Access-Control-Allow-Origin`, unless it is a host that does not send it. */
async function playground({ cors = true } = {}) {
  const headers = { "cache-control": "max-age=600", ...(cors && { "access-control-allow-origin": "*" }) };
  const server = await serve(async (path) => {
    const found = path.startsWith(PREFIX) && (await fileOf(DIST, path.slice(PREFIX.length - 1)));
    return found && { ...found, headers };
  });
  return { ...server, base: `http://localhost:${server.port}${PREFIX}` };
}

export const test = base.extend({
  /** The playground's address is `site.base`. */
  site: async ({}, use) => {
    const site = await playground();
    await use(site);
    site.close();
  },
  /** The playground on a server that allows no other origin to read its files. */
  plainSite: async ({}, use) => {
    const site = await playground({ cors: false });
    await use(site);
    site.close();
  },
  /** Somebody else's server: `host.put(path, html, headers)`, `host.folder(folder, [from, to], …)`. */
  host: async ({}, use) => {
    const pages = new Map();
    let other = async () => null;
    const server = await serve(async (path) => pages.get(path) ?? (await other(path)));
    await use({
      ...server,
      at: (name = "127.0.0.1") => `http://${name}:${server.port}/`,
      put(path, body, headers, type) {
        pages.set(path, { body, headers, type });
      },
      folder(folder, ...pairs) {
        other = async (path) => {
          const found = await fileOf(folder, path);
          if (!found || !/html|javascript|xml/.test(found.type)) return found;
          return { ...found, body: pairs.reduce((text, [from, to]) => text.replaceAll(from, to), found.body.toString()) };
        };
      },
    });
    server.close();
  },
  /** Everything a page did wrong; a test that provokes an error empties it. */
  complaints: [
    async ({ context, page, site, plainSite, host }, use) => {
      const complaints = [];
      const known = [site, plainSite, host].map((it) => String(it.port));
      page.on("console", (it) => {
        if (["error", "warning"].includes(it.type()) && !it.location().url.endsWith("/favicon.ico")) {
          complaints.push(`console ${it.type()}: ${it.text()}`);
        }
      });
      page.on("pageerror", (it) => complaints.push(`uncaught: ${it.message}`));
      page.on("request", (it) => {
        const { protocol, port } = new URL(it.url());
        if (protocol.startsWith("http") && !known.includes(port)) complaints.push(`foreign request: ${it.url()}`);
      });
      await context.addInitScript(watch);
      await use(complaints);
      expect(complaints, "page and frames must stay silent, and at home").toEqual([]);
    },
    { auto: true },
  ],
});

/** Runs first in every page and frame: notes what a test asks for later. */
function watch() {
  document.addEventListener("securitypolicyviolation", (it) => {
    console.error(`policy violation: ${it.violatedDirective} ${it.blockedURI}`);
  });
  window.noted = { shifts: [], events: [], storage: [] };
  if (window === top) {
    new PerformanceObserver((list) => {
      for (const it of list.getEntries()) if (!it.hadRecentInput) window.noted.shifts.push(it.value);
    }).observe({ type: "layout-shift", buffered: true });
    for (const it of ["ready", "loaded", "height", "change", "select", "error", "checked", "solved"]) {
      addEventListener(`netpol-${it}`, ({ type, detail, target }) => {
        window.noted.events.push({ type, id: target.id, ...detail });
      });
    }
    return;
  }
  // A frame keeps nothing: whoever touches what could keep something is noted.
  const note = (name) => window.noted.storage.push(name);
  const spy = (owner, key) => {
    const found = Object.getOwnPropertyDescriptor(owner, key);
    Object.defineProperty(owner, key, {
      ...found,
      get: () => {
        note(key);
        return found.get.call(window);
      },
    });
  };
  for (const key of ["localStorage", "sessionStorage", "indexedDB", "caches"]) spy(window, key);
  Object.defineProperty(Document.prototype, "cookie", { get: () => note("cookie"), set: () => note("cookie") });
  for (const key of ["pushState", "replaceState"]) History.prototype[key] = () => note(key);
}

/** A page that loads embed.js the usual way, with this in its body. */
export const page = (site, body, head = "") => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>A page of somebody else</title>
<style>body { font: 16px/1.6 sans-serif; max-width: 760px; margin: auto; padding: 16px; }</style>
<script src="${site.base}embed.js"></script>${head}</head><body><main><h1>About policies</h1>${body}</main></body></html>`;

/** The inside of an embed, once it is on screen. */
export async function embedded(of, id) {
  const element = of.locator(id);
  await element.scrollIntoViewIfNeeded();
  await expect(element.locator(".box.shown")).toHaveCount(1);
  return element.frameLocator("iframe");
}

/** What has been noted in a page or frame. */
export const noted = (of) => of.evaluate(() => window.noted);
