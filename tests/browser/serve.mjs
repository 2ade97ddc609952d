// node serve.mjs <dir>: a file server under a path prefix, to prove that the site needs no root of its own.
// It sends the headers of the site's `_headers` and the compressed file where there is one, as a host would.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { argv } from "node:process";
import { pathToFileURL } from "node:url";

export const PORT = Number(process.env.NETPOL_TEST_PORT ?? 8199);
export const PREFIX = "/some/prefix/";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".yaml": "text/plain; charset=utf-8",
};

/**
 * Serves a folder under the prefix; `port` 0 takes a free one. `log` hears the name of each file that is sent; `change`
 * may give another body in place of one, which is then not compressed.
 */
export function serve(directory, port, { prefix = PREFIX, log = () => {}, change } = {}) {
  const server = createServer(async (request, response) => {
    if (change) delete request.headers["accept-encoding"];
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const found = path.startsWith(prefix) && (await find(directory, normalize(path.slice(prefix.length - 1)), request));
    if (!found) return response.writeHead(404).end();
    log(found.name);
    response.writeHead(200, found.headers).end(change?.(found.name, found.body) || found.body);
  });
  return new Promise((done) => server.listen(port, "127.0.0.1", () => done(server)));
}

async function find(directory, path, request) {
  const name = path.endsWith("/") ? `${path}index.html` : path;
  const type = TYPES[extname(name)] ?? "application/octet-stream";
  const headers = { "content-type": type, vary: "accept-encoding", ...(await headersOf(directory, path)) };
  const accepted = String(request.headers["accept-encoding"] ?? "").split(/\s*,\s*/);
  for (const [coding, suffix] of [["br", ".br"], ["gzip", ".gz"], ["", ""]]) {
    if (coding && !accepted.includes(coding)) continue;
    const body = await readFile(join(directory, name + suffix)).catch(() => null);
    if (body) return { name, body, headers: coding ? { ...headers, "content-encoding": coding } : headers };
  }
  return null;
}

/** What `_headers` says of a path: `/*` matches all of them. */
async function headersOf(directory, path) {
  const text = await readFile(join(directory, "_headers"), "utf8").catch(() => "");
  const headers = {};
  let applies = false;
  for (const line of text.split("\n").filter((it) => it && !it.startsWith("#"))) {
    if (!line.startsWith(" ")) {
      applies = line === path || line === "/*";
    } else if (applies) {
      const [, name, value] = line.match(/^\s+([^:]+):\s*(.*)$/);
      headers[name.toLowerCase()] = value;
    }
  }
  return headers;
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) await serve(argv[2], PORT);
