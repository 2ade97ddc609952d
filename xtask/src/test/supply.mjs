// node supply.mjs <supply.json> <metadata.json> <package-lock.json>…: fails where a crate or package has a licence, a source,
// a second version or an install script that the list does not name with a reason, and where the list names what is not there.
// Advisories are not looked up: their database would be a download.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

const read = async (name) => JSON.parse(await readFile(name, "utf8"));
const [list, metadata, ...locks] = process.argv.slice(2);
const allowed = await read(list);

const used = new Set();
let failed = false;
const fail = (message) => {
  failed = true;
  console.error(`error: ${message}`);
};
/** Whether the list names it; asking makes it used. */
const may = (what, name) => {
  used.add(`${what} ${name}`);
  return Object.hasOwn(allowed[what], name);
};

/** The choices that an expression of SPDX leaves, each a list of licences that hold together. */
function choices(expression) {
  const words = expression.replaceAll("/", " OR ").match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const next = (word) => words[at] === word && ++at > 0;
  const one = () => {
    if (next("(")) {
      const inner = any();
      assert(next(")"), `a bracket is open in ${expression}`);
      return inner;
    }
    const name = words[at++];
    // An exception allows more, never less.
    if (next("WITH")) at++;
    return [[name]];
  };
  const all = () => {
    let found = one();
    while (next("AND")) {
      const right = one();
      found = found.flatMap((a) => right.map((b) => [...a, ...b]));
    }
    return found;
  };
  const any = () => {
    const found = all();
    while (next("OR")) found.push(...all());
    return found;
  };
  const found = any();
  assert.equal(at, words.length, `not understood: ${expression}`);
  return found;
}
// The reader is tried before it is believed.
assert.deepEqual(choices("MIT/Apache-2.0"), [["MIT"], ["Apache-2.0"]]);
assert.deepEqual(choices("(MIT OR A) AND B"), [["MIT", "B"], ["A", "B"]]);
assert.deepEqual(choices("A WITH E OR B AND C"), [["A"], ["B", "C"]]);

function licence(name, expression) {
  if (!expression) {
    if (!may("unlicensed", name)) fail(`${name} names no licence`);
    return;
  }
  // The list's own order: what most have first.
  const known = choices(expression).filter((it) => it.every((one) => Object.hasOwn(allowed.licences, one)));
  const order = Object.keys(allowed.licences);
  known.sort((a, b) => Math.max(...a.map((it) => order.indexOf(it))) - Math.max(...b.map((it) => order.indexOf(it))));
  if (known.length === 0) fail(`${name}: no choice of the licence \`${expression}\` is allowed`);
  for (const it of known[0] ?? []) may("licences", it);
}

const { packages, resolve } = await read(metadata);
const built = new Set(resolve.nodes.map((it) => it.id));
const crates = packages.filter((it) => built.has(it.id));
const versions = new Map();
for (const { name, version, license, source } of crates) {
  versions.set(name, [...(versions.get(name) ?? []), version]);
  licence(name, license);
  // Without a source it is a part of this workspace.
  if (source !== null && !may("sources", source)) fail(`${name} ${version} comes from ${source}`);
}
for (const [name, all] of versions) {
  if (all.length < 2 || may("duplicates", name)) continue;
  fail(`${name} is there in ${all.length} versions: ${all.join(", ")}`);
}

let count = 0;
for (const lock of locks) {
  for (const [path, it] of Object.entries((await read(lock)).packages)) {
    // Our own packages, and where they are linked to.
    if (!path.includes("node_modules/") || it.link) continue;
    count++;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    licence(name, it.license);
    if (!it.integrity?.startsWith("sha512-")) fail(`${lock}: ${name} has no hash`);
    // Without an address npm asks the registry that it is set to.
    if (it.resolved && !it.resolved.startsWith("https://registry.npmjs.org/")) fail(`${name} comes from ${it.resolved}`);
    if (it.hasInstallScript && !may("scripts", name)) fail(`${name} runs a script when it is installed`);
  }
}

for (const [what, names] of Object.entries(allowed)) {
  if (typeof names === "string") continue;
  for (const [name, why] of Object.entries(names)) {
    if (!used.has(`${what} ${name}`)) fail(`${list}: nothing uses \`${name}\` of ${what}`);
    if (why.length < 10) fail(`${list}: \`${name}\` of ${what} has no reason`);
  }
}
console.log(`${crates.length} crates and ${count} npm packages: licences, sources, versions, install scripts`);
if (failed) process.exit(1);
