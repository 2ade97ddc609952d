// node supply.mjs <supply.json> <metadata.json> <package-lock.json>…: fails where a crate or package has a licence, a source,
// a second version or an install script that the list does not name with a reason, where the list names what is not there, and
// where the README does not say why a package of ours needs another.
// Advisories are not looked up: their database would be a download.
import { readFile } from "node:fs/promises";
import { choices } from "./spdx.mjs";

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

// What only one of our packages may need.
const users = (name) =>
  resolve.nodes.filter((node) => node.deps.some((dep) => packages.find((it) => it.id === dep.pkg).name === name));
for (const it of Object.keys(allowed.confined)) {
  const [name, place] = it.split(" in ");
  for (const { id } of users(name)) {
    const user = packages.find((it) => it.id === id).name;
    if (user === place) may("confined", it);
    else fail(`${user} needs ${name}, which only ${place} may`);
  }
}

// The reasons in the README are of what our own packages name.
const readme = String(await readFile("README.md")).split("\n## What it is built from\n")[1].split("\n## ")[0];
const reasons = new Set(
  readme.split("\n").filter((it) => it.startsWith("| ")).flatMap((it) => it.split("|")[1].match(/[@\w][\w@/*-]+/g) ?? []),
);
const explained = new Set();
function why(name, of) {
  const reason = [name, name.replace(/[^/]+$/, "*")].find((it) => reasons.has(it));
  explained.add(reason);
  if (!reason) fail(`README.md does not say why ${of} needs ${name}`);
}
for (const { name, source, dependencies } of crates.filter((it) => it.source === null)) {
  for (const it of dependencies) if (it.source !== null) why(it.name, name);
}

let count = 0;
for (const lock of locks) {
  for (const [path, it] of Object.entries((await read(lock)).packages)) {
    // Our own packages, and where they are linked to.
    if (!path.includes("node_modules/") || it.link) {
      for (const name of Object.keys({ ...it.dependencies, ...it.devDependencies })) why(name, `${lock} ${path}`);
      continue;
    }
    count++;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    licence(name, it.license);
    if (!it.integrity?.startsWith("sha512-")) fail(`${lock}: ${name} has no hash`);
    // Without an address npm asks the registry that it is set to.
    if (it.resolved && !it.resolved.startsWith("https://registry.npmjs.org/")) fail(`${name} comes from ${it.resolved}`);
    if (it.hasInstallScript && !may("scripts", name)) fail(`${name} runs a script when it is installed`);
  }
}

// Words of a row that are no package, and programs that are in no lock file.
const OTHERS = ["CodeMirror", "mdBook", "MkDocs"];
for (const it of reasons) if (!explained.has(it) && !OTHERS.includes(it)) fail(`README.md explains ${it}, which nothing needs`);

for (const [what, names] of Object.entries(allowed)) {
  if (typeof names === "string") continue;
  for (const [name, why] of Object.entries(names)) {
    if (!used.has(`${what} ${name}`)) fail(`${list}: nothing uses \`${name}\` of ${what}`);
    if (why.length < 10) fail(`${list}: \`${name}\` of ${what} has no reason`);
  }
}
console.log(`${crates.length} crates and ${count} npm packages: licences, sources, versions, install scripts`);
if (failed) process.exit(1);
