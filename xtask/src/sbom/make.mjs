// node make.mjs <metadata.json> <tree.txt> <rustc.txt> <out>: the site's list of parts, in the form of CycloneDX 1.6.
//
//   program   crates that are linked into the wasm files, and Rust's own library
//   editor, qr   npm packages whose code is in the bundles of these names
//   glue      tools that write code of their own into the files they make
//
// Each is a component with its version, licence, package URL, and the hash that its lock file pins.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";

const [metadataFile, treeFile, rustFile, out] = process.argv.slice(2);
const read = (name) => readFile(name, "utf8");

/** What the site's own npm packages ask for and is no part of a bundle, but its maker. */
const BUNDLER = "esbuild";
const MAKERS = ["wasm-bindgen-cli-support", "wasm_split_cli_support"];
const BUNDLES = { editor: "web/editor", qr: "web/qr" };

const metadata = JSON.parse(await read(metadataFile));
const npm = JSON.parse(await read("package-lock.json")).packages;
const checksums = new Map();
for (const [, name, version, checksum] of (await read("Cargo.lock")).matchAll(
  /^name = "(.+)"\nversion = "(.+)"\nsource = .+\nchecksum = "([0-9a-f]{64})"$/gm,
)) checksums.set(`${name} ${version}`, checksum);

const components = new Map();
const uses = new Map();
/** What no other part asks for: the program, the bundles, Rust's library, the tools. */
const tops = [];

// Crates.
const crates = new Map(metadata.packages.map((it) => [`${it.name} ${it.version}`, it]));
const linked = new Set((await read(treeFile)).match(/^\S+ v\S+/gm).map((it) => it.replace(" v", " ")));
assert(linked.size > 1, "cargo tree names the program's crates");
const refs = new Map([...linked].map((it) => [found(crates, it).id, crateRef(it)]));
for (const it of linked) {
  addCrate(it, "program");
  const { deps } = metadata.resolve.nodes.find((node) => node.id === crates.get(it).id);
  const normal = deps.filter((dep) => dep.dep_kinds.some(({ kind }) => kind === null));
  uses.set(crateRef(it), normal.map((dep) => refs.get(dep.pkg)).filter((it) => it !== undefined));
}
for (const name of MAKERS) {
  const versions = [...crates.keys()].filter((it) => it.startsWith(`${name} `));
  assert.equal(versions.length, 1, `${name} is there once`);
  addCrate(versions[0], "glue");
  tops.push(crateRef(versions[0]));
}
const [, version] = /^rustc (\d+\.\d+\.\d+\S*) /.exec(await read(rustFile));
const std = `pkg:generic/rust-std@${version}`;
add(std, { name: "rust-std", version, licence: "MIT OR Apache-2.0", purl: std, part: "program" });
tops.push(std, "netpol-web");

// npm packages.
for (const [part, folder] of Object.entries(BUNDLES)) {
  const own = `netpol-${part}`;
  add(own, { name: own, version: project().version, licence: npm[""].license, part });
  const direct = Object.keys(npm[folder].devDependencies).filter((it) => it !== BUNDLER);
  uses.set(own, direct.map((name) => addPackage(folder, name, part)));
  tops.push(own);
}
tops.push(addPackage(BUNDLES.editor, BUNDLER, "glue"));

const root = "netpol-playground";
uses.set(root, tops);
const { version: ours, license } = project();
const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
const list = {
  $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  version: 1,
  metadata: {
    component: { type: "application", "bom-ref": root, name: root, version: ours, licenses: [{ expression: license }] },
  },
  components: sorted(components).map(([, it]) => it),
  dependencies: sorted(new Map([...[...components.keys()].map((it) => [it, []]), ...uses])).map(([ref, to]) => ({
    ref,
    dependsOn: [...new Set(to)].sort(),
  })),
};
await writeFile(out, `${JSON.stringify(list, null, 1)}\n`);

function project() {
  return found(crates, [...linked].find((it) => it.startsWith("netpol-web ")));
}

function crateRef(it) {
  const { name, version, source } = crates.get(it);
  return source === null ? name : `pkg:cargo/${name}@${encodeURIComponent(version)}`;
}

function addCrate(it, part) {
  const { name, version, license, source } = crates.get(it);
  // Without a source it is a part of this workspace, and in no registry.
  if (source === null) return add(name, { name, version, licence: license, part });
  const checksum = found(checksums, it);
  const ref = crateRef(it);
  add(ref, { name, version, licence: license, purl: ref, part, hash: { alg: "SHA-256", content: checksum } });
}

/** Adds what a package finds under that name, with all that it asks for itself; gives its reference. */
function addPackage(from, name, part) {
  const path = [`${from}/node_modules/${name}`, `node_modules/${name}`].find((it) => it in npm);
  assert(path, `package-lock.json lacks ${name}`);
  const { version, license, integrity, dependencies } = npm[path];
  const ref = `pkg:npm/${name.replace("@", "%40")}@${encodeURIComponent(version)}`;
  if (components.has(ref)) return ref;
  const content = Buffer.from(/^sha512-(\S+)$/.exec(integrity)[1], "base64").toString("hex");
  add(ref, { name, version, licence: license, purl: ref, part, hash: { alg: "SHA-512", content } });
  uses.set(ref, Object.keys(dependencies ?? {}).map((it) => addPackage(path, it, part)));
  return ref;
}

function add(ref, { name, version, licence, purl, part, hash }) {
  assert(licence, `${name} names no licence`);
  assert(!components.has(ref) || components.get(ref).properties[0].value === part, `${name} is in two parts`);
  components.set(ref, {
    type: "library",
    "bom-ref": ref,
    name,
    version,
    ...(hash && { hashes: [hash] }),
    // Older crates write a stroke for `OR`.
    licenses: [{ expression: licence.replaceAll("/", " OR ") }],
    ...(purl && { purl }),
    properties: [{ name: "netpol:part", value: part }],
  });
}

function found(map, key) {
  assert(map.has(key), `${key} is not there`);
  return map.get(key);
}
