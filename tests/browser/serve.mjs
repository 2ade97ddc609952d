// node serve.mjs <dir>: a plain file server under a path prefix, to prove that the site needs no root of its own.
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

async function answer(directory, url) {
  const path = decodeURIComponent(new URL(url, "http://localhost").pathname);
  if (!path.startsWith(PREFIX)) return { status: 404 };
  const name = normalize(path.slice(PREFIX.length - 1));
  const file = name.endsWith("/") ? `${name}index.html` : name;
  try {
    const body = await readFile(join(directory, file));
    return { status: 200, type: TYPES[extname(file)] ?? "application/octet-stream", body };
  } catch {
    return { status: 404 };
  }
}

if (import.meta.url === pathToFileURL(argv[1]).href) {
  createServer(async (request, response) => {
    const { status, type, body } = await answer(argv[2], request.url);
    response.writeHead(status, type ? { "content-type": type } : {}).end(body);
  }).listen(PORT, "127.0.0.1");
}
