// node size.mjs <budget.json> <dist>: prints every file, fails above a budget or where a budget finds no file.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const [budgetFile, dist] = process.argv.slice(2);
const { budgets } = JSON.parse(await readFile(budgetFile, "utf8"));

const names = (await readdir(dist, { recursive: true, withFileTypes: true }))
  .filter((it) => it.isFile())
  .map((it) => join(it.parentPath ?? it.path, it.name).slice(dist.length + 1).replaceAll("\\", "/"))
  // What a server sends instead of a file is no file more.
  .filter((it) => !/\.(br|gz)$/.test(it))
  .sort();
const files = [];
for (const name of names) {
  const bytes = await readFile(join(dist, name));
  files.push({ name, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length });
}

const row = (...cells) => cells.map((it, i) => (i < 3 ? String(it).padStart(10) : `  ${it}`)).join("");
const sum = (of, key) => of.reduce((total, it) => total + it[key], 0);
console.log(row("raw", "gzip", "brotli", ""));
for (const { name, raw, gzip, brotli } of files) console.log(row(raw, gzip, brotli, name));

let failed = false;
const fail = (message) => {
  failed = true;
  console.error(`error: ${message}`);
};
for (const { name, brotli: limit, files: patterns } of budgets) {
  const counted = new Set();
  for (const pattern of patterns) {
    const exact = new RegExp(`^${pattern.split("*").map(escape).join("[^/]*")}$`);
    const found = files.filter((it) => exact.test(it.name));
    if (found.length === 0) fail(`${name}: no file is called \`${pattern}\``);
    for (const file of found) counted.add(file);
  }
  const bytes = sum([...counted], "brotli");
  console.log(`${name}: ${bytes} of ${limit} bytes by brotli (${Math.round((100 * bytes) / limit)} %)`);
  if (bytes > limit) fail(`${name}: ${bytes - limit} bytes too many`);
}
process.exit(failed ? 1 : 0);

function escape(text) {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
