// node web/finish.mjs <dir>: what both drivers of the build, `cargo xtask` and Trunk, do to the site of a release.
//
//   first       index.html shows the first matrix before the program has come: first.mjs, first.js
//   names       boot.js and the icon get names that tell their content
//   integrity   index.html names the hash of everything that it loads, now or later; integrity.json has all of them
//   worker      sw.js, which keeps the site for a visit without a network, and its script for the page
//   headers     _headers, as Netlify and Cloudflare Pages read it; docs/hosting.md has the same for others
//   smaller     FILE.br and FILE.gz beside each file
//
// Trunk calls it as a hook, with the folder in TRUNK_STAGING_DIR.
import { build, transform } from "esbuild";
import { createHash } from "node:crypto";
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { first } from "./first.mjs";

const web = dirname(fileURLToPath(import.meta.url));
const dir = process.argv[2] ?? process.env.TRUNK_STAGING_DIR;
if (process.env.TRUNK_PROFILE === "debug") process.exit(0);

const read = (name) => readFile(join(dir, name));
const write = (name, content) => writeFile(join(dir, name), content);
const digest = (content, algorithm, encoding) => createHash(algorithm).update(content).digest(encoding);
const integrity = (content, algorithm = "sha384") => `${algorithm}-${digest(content, algorithm, "base64")}`;

/** Files whose names tell their content. */
const named = new Set();
let page = String(await read("index.html"));

// What is painted first, and the script that says on which visits. It does not wait for the style sheet. The program is
// asked for at once on other visits only.
const { markup, sizes } = await first();
const [preload, program] = page.match(/\s*<link rel="preload" href="([^"]+\.wasm)"[^>]*>/);
replace(preload, "");
const head = (await bundled("first.js", { format: "iife", define: { SIZES: JSON.stringify(sizes) } })).trim();
replace('<link rel="icon"', `<script data-program="${program}">${head}</script>\n    <link rel="icon"`);

// Names. What others link to (the page, the manifest, embed.js, scenarios, tasks) keeps its own.
for (const name of ["boot.js", "favicon.svg"]) {
  const content = extname(name) === ".js" ? await minified(await read(name)) : await read(name);
  await write(name, content);
  const told = withHash(name, content);
  await rename(join(dir, name), join(dir, told));
  replace(`"./${name}"`, `"./${told}"`);
  named.add(told);
}
// The page of the rules keeps its name, because others link to it; its style sheet is its own.
const rules = "semantics.html";
const style = withHash("semantics.css", await read("semantics.css"));
await rename(join(dir, "semantics.css"), join(dir, style));
await write(rules, String(await read(rules)).replace('"./semantics.css"', `"./${style}"`));
named.add(style);
for (const name of await files()) {
  // Those that the drivers have named: `main-0123456789abcdef.css`, `editor/editor-ABCDEFGH.js`.
  if (/-[0-9a-f]{16}[._]|^(editor|qr)\/[a-z]+-[0-9A-Z]{8}\.js$/.test(name)) named.add(name);
}

// The worker's script for the page. The program asks for it where the page says that it is there.
const offline = await bundled("offline/page.js");
const offlineName = withHash("offline.js", offline);
await write(offlineName, offline);
named.add(offlineName);
replace("</head>", `  <meta name="netpol-offline" content="./${offlineName}">\n  </head>`);

// Integrity. `crossorigin`, because a page in a sandboxed frame asks for its own files as a stranger.
for (const [tag, , name] of page.matchAll(/<(?:link|script)[^>]* (href|src)="\.\/([^"]+\.(?:js|css))"[^>]*>/g)) {
  const crossorigin = tag.includes("crossorigin") ? "" : " crossorigin";
  replace(tag, tag.replace(/>$/, `${crossorigin} integrity="${integrity(await read(name), "sha256")}">`));
}
const [wasmAttribute, wasm] = page.match(/data-wasm="\.\/([^"]+)"/);
replace(wasmAttribute, `${wasmAttribute} data-integrity="${integrity(await read(wasm), "sha256")}"`);
// Of a module that is imported, only an import map can name the hash, and browsers take one from the page alone: the
// page's policy lets this one in by its hash.
const modules = {};
for (const name of await files()) if (/\.js$/.test(name) && named.has(name)) modules[`./${name}`] = integrity(await read(name), "sha256");
const map = JSON.stringify({ integrity: modules });
replace('<link rel="modulepreload"', `<script type="importmap">${map}</script>\n    <link rel="modulepreload"`);
replace("script-src 'self'", `script-src 'self' '${integrity(map, "sha256")}' '${integrity(head, "sha256")}'`);
page = page.replace(/\n\s*(?=\n)/g, "");
// Of this every line counts.
replace('<div id="shell">', `${markup}\n    <div id="shell">`);
await write("index.html", page);

// The worker. It asks for the page by its folder, where some servers send `index.html` to.
const kept = {};
// Some hosts leave out what begins with a dot, and the page does not need it.
for (const name of (await files()).filter((it) => !it.startsWith("."))) {
  kept[name === "index.html" ? "" : name] = integrity(await read(name), "sha256");
}
const version = digest(JSON.stringify(kept), "sha256", "hex").slice(0, 16);
const own = JSON.stringify({ version, named: [...named].filter((it) => it in kept), files: kept });
await write("sw.js", `const BUILD=${own};\n${await bundled("offline/worker.js")}`);

const all = {};
for (const name of await files()) all[name] = integrity(await read(name));
await write("integrity.json", `${JSON.stringify(all, null, 1)}\n`);
await write("_headers", headers());

// Smaller: where the smaller file is one.
const TEXT = new Set([".html", ".js", ".mjs", ".css", ".wasm", ".svg", ".yaml", ".json", ".webmanifest", ".txt"]);
await Promise.all((await files()).filter((it) => TEXT.has(extname(it))).map(async (name) => {
  const content = await read(name);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  const smaller = [
    [".br", await promisify(brotliCompress)(content, { params })],
    [".gz", await promisify(gzip)(content, { level: 9 })],
  ];
  for (const [suffix, it] of smaller) if (it.length < content.length) await write(name + suffix, it);
}));

/** All files of the site, without what is made of them at the end. */
async function files() {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath ?? it.path, it.name).slice(join(dir, "/").length).replaceAll("\\", "/"))
    .filter((it) => !/^_headers$|\.(br|gz)$/.test(it))
    .sort();
}

function withHash(name, content) {
  const end = extname(name);
  return `${name.slice(0, -end.length)}-${digest(content, "sha256", "hex").slice(0, 16)}${end}`;
}

function replace(from, to) {
  if (page.split(from).length !== 2) throw new Error(`index.html should have ${from} once`);
  page = page.replace(from, () => to);
}

async function minified(script) {
  return (await transform(String(script), { minify: true, format: "esm", target: "es2022", legalComments: "none" })).code;
}

async function bundled(script, more = {}) {
  const how = { bundle: true, minify: true, write: false, format: "esm", ...more, target: "es2022", legalComments: "none" };
  const { outputFiles } = await build({ entryPoints: [join(web, script)], logLevel: "warning", ...how });
  return outputFiles[0].text;
}

function headers() {
  const [, policy] = page.match(/http-equiv="Content-Security-Policy" content="([^"]+)"/);
  const rule = (path, lines) => [path, ...lines.map((it) => `  ${it}`)];
  return `${[
    "# For Netlify and Cloudflare Pages, which read this file. For other servers: docs/hosting.md of the project.",
    "# `frame-ancestors *` lets every site embed the page; name those that may, or 'self', to narrow it.",
    ...rule("/*", [
      `Content-Security-Policy: ${policy}; frame-ancestors *`,
      "X-Content-Type-Options: nosniff",
      "Referrer-Policy: no-referrer",
      "Cross-Origin-Opener-Policy: same-origin",
      "Cross-Origin-Resource-Policy: cross-origin",
      "Access-Control-Allow-Origin: *",
      "Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    ]),
    ...["/", "/index.html", "/sw.js"].flatMap((it) => rule(it, ["Cache-Control: no-cache"])),
    ...[...named].sort().flatMap((it) => rule(`/${it}`, ["Cache-Control: public, max-age=31536000, immutable"])),
  ].join("\n")}\n`;
}
