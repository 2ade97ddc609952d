// For tests that need a server of their own: `site`, a copy of dist/ that can be deployed anew, or broken.
import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PREFIX, serve } from "./serve.mjs";

const NAMED = /-([0-9a-f]{16}|[0-9A-Z]{8})(?=[._])/;

/** Starts it; `stop` ends it and takes its folders away. */
export async function startSite() {
  const root = await mkdtemp(join(tmpdir(), "netpol-site-"));
  const current = join(root, "current");
  await cp("../../dist", current, { recursive: true });
  const sent = [];
  const server = await serve(current, 0, { log: (name) => sent.push(name) });
  return {
    folder: current,
    url: `http://127.0.0.1:${server.address().port}${PREFIX}`,
    /** The names of the files that were sent. */
    sent,
    /** Puts another version in place of this one: nothing of the old names is left. */
    deploy: () => deploy(current),
    read: (name) => readFile(join(current, name), "utf8"),
    remove: (name) => remove(current, name),
    /** No network: nobody answers. */
    cut: () => stop(server),
    async stop() {
      await stop(server);
      await rm(root, { recursive: true });
    },
  };
}

async function stop(server) {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}

async function remove(folder, name) {
  for (const it of [name, `${name}.br`, `${name}.gz`]) await rm(join(folder, it), { force: true });
}

/** As if something had changed in every file that is named by its content. */
async function deploy(folder) {
  for (const name of await all(folder)) if (/\.(br|gz)$/.test(name)) await rm(join(folder, name));
  const names = (await all(folder)).filter((it) => NAMED.test(it));
  const other = (name) => name.replace(NAMED, (it) => `-${[...it.slice(1)].reverse().join("")}`);
  for (const it of names) await rename(join(folder, it), join(folder, other(it)));
  const renamed = (text) => names.reduce((text, it) => text.replaceAll(it.split("/").pop(), other(it).split("/").pop()), text);
  for (const it of (await all(folder)).filter((it) => /\.(js|html|yaml)$|_headers/.test(it))) {
    const text = await readFile(join(folder, it), "utf8");
    if (renamed(text) !== text) await writeFile(join(folder, it), renamed(text));
  }
  const sum = async (name) => `sha256-${createHash("sha256").update(await readFile(join(folder, name))).digest("base64")}`;
  const page = await readFile(join(folder, "index.html"), "utf8");
  let next = page.replace("<title>", "<title>Next ");
  const [, map] = next.match(/<script type="importmap">(.*?)<\/script>/);
  const { integrity } = JSON.parse(map);
  for (const it of Object.keys(integrity)) integrity[it] = await sum(it);
  next = next.replace(map, () => JSON.stringify({ integrity }));
  const hash = (text) => `sha256-${createHash("sha256").update(text).digest("base64")}`;
  const allowed = (text) => text.replace(/'sha256-[^']+'/, () => `'${hash(JSON.stringify({ integrity }))}'`);
  next = allowed(next);
  await writeFile(join(folder, "_headers"), allowed(await readFile(join(folder, "_headers"), "utf8")));
  for (const [tag, name] of page.matchAll(/<[^>]*?"\.\/([^"]+)"[^>]* integrity="[^"]+">/g)) {
    next = next.replace(tag, tag.replace(/ integrity="[^"]+"/, ` integrity="${await sum(name)}"`));
  }
  const [, program] = next.match(/data-wasm="\.\/([^"]+)"/);
  next = next.replace(/data-integrity="[^"]+"/, `data-integrity="${await sum(program)}"`);
  await writeFile(join(folder, "index.html"), next);

  const worker = await readFile(join(folder, "sw.js"), "utf8");
  const [, own] = worker.match(/^const BUILD=(.*);\n/);
  const { version, named, files } = JSON.parse(own);
  for (const it of Object.keys(files)) files[it] = await sum(it || "index.html");
  const build = { version: [...version].reverse().join(""), named, files };
  await writeFile(join(folder, "sw.js"), worker.replace(own, () => JSON.stringify(build)));
}

async function all(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((it) => it.isFile()).map((it) => join(it.parentPath ?? it.path, it.name).slice(folder.length + 1));
}
