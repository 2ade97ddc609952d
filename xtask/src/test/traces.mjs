// node traces.mjs <dist> <folder>…: fails where a file of the site holds one of these folders or the time of the build, and where
// FILE.gz or FILE.br is not FILE.
import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const [dist, ...folders] = process.argv.slice(2);
const DAY = 86_400_000;

/** Why a text tells where or when it was made; `built` is in milliseconds. */
function traces(text, folders, built) {
  const found = [];
  for (const folder of folders) {
    // What follows must not be a part of the last name: `/root` is not in `/rootless`.
    const end = folder.replace(/[/\\]+$/, "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    if (end && new RegExp(`${end}(?![\\w.-])`).test(text)) found.push(`the folder ${folder}`);
  }
  // A path of another machine's kind: whose home it is, or a drive.
  for (const [path] of text.matchAll(/\/(?:home|Users)\/\w+\/|(?<!\w)[A-Z]:\\\w+\\/g)) found.push(`the path ${path}`);
  const near = (time) => Math.abs(time - built) < DAY;
  for (const [time, date, hour] of text.matchAll(/(20\d\d-\d\d-\d\d)[T ](\d\d:\d\d)/g)) {
    if (near(Date.parse(`${date}T${hour}:00Z`))) found.push(`the time ${time}`);
  }
  // `__DATE__` of C, and what HTTP and mail write.
  for (const [date] of text.matchAll(/\b(?:[A-Z][a-z]{2} {1,2}\d{1,2}|\d{1,2} [A-Z][a-z]{2}) 20\d\d\b/g)) {
    if (near(Date.parse(`${date} 12:00 UTC`))) found.push(`the date ${date}`);
  }
  // Seconds and milliseconds since 1970.
  for (const [number] of text.matchAll(/(?<![\d.])\d{10}(?:\d{3})?(?![\d])/g)) {
    if (near(Number(number.padEnd(13, "0")))) found.push(`the time ${number}`);
  }
  return found;
}

// The reader is tried before it is believed.
// In pieces, because no file of the project names a folder of one machine.
const home = (name) => ["", name, "user", "x"].join("/");
const noon = Date.parse("2026-03-01T12:00:00Z");
for (const text of [
  "panicked at /a/b/web/src/main.rs", "/a/b", home("home"), home("Users"), ["C:", "build", "x"].join("\\"), "2026-03-01T11:59:00Z",
  "2026-03-01 12:00", "Mar  1 2026", "Sun, 01 Mar 2026 12:00:00 GMT", `{"at":${noon / 1000}}`, `v=${noon + 5}`,
]) assert.equal(traces(text, ["/a/b/"], noon).length, 1, text);
for (const text of ["/a/bc/web", "a: /home", "2026-02-01T11:59", "2026-03-01", "Mar 1 2025", "1234567890", "17724096000", "10.0.0.0"]) {
  assert.deepEqual(traces(text, ["/a/b/"], noon), [], text);
}

let failed = false;
const fail = (message) => {
  failed = true;
  console.error(`error: ${message}`);
};
const entries = await readdir(dist, { recursive: true, withFileTypes: true });
const files = entries.filter((it) => it.isFile()).map((it) => join(it.parentPath ?? it.path, it.name));
assert(files.length > 10, `${dist} has ${files.length} files`);
const built = (await stat(join(dist, "index.html"))).mtimeMs;
for (const file of files) {
  const content = await readFile(file);
  const smaller = { ".gz": gunzipSync, ".br": brotliDecompressSync }[file.slice(-3)];
  if (!smaller) {
    for (const it of traces(content.toString("latin1"), folders, built)) fail(`${file} holds ${it}`);
    continue;
  }
  // The head of gzip has a place for a time.
  if (file.endsWith(".gz") && content.readUInt32LE(4) !== 0) fail(`${file} holds a time`);
  const whole = await readFile(file.slice(0, -3)).catch(() => null);
  if (!whole?.equals(smaller(content))) fail(`${file} is not its file, compressed`);
}
console.log(`${files.length} files without a folder of this machine and without a time`);
if (failed) process.exit(1);
