// node sbom.mjs <list> <compiled.json> <bundled.json> <supply.json> <root>: fails where the list of the site's parts is not of its
// form, or does not name what cargo compiled for the program and what esbuild put into the bundles, or names more.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { choices } from "./spdx.mjs";

const [listFile, compiledFile, bundledFile, supplyFile, root] = process.argv.slice(2);
const read = (name) => readFile(name, "utf8");
const text = await read(listFile);
const list = JSON.parse(text);
const { licences } = JSON.parse(await read(supplyFile));

/** What the form of CycloneDX 1.6 asks of the fields that we write; it knows more, all of which may lack. */
function check(list) {
  keys(list, "$schema bomFormat specVersion version metadata components dependencies");
  assert.equal(list.bomFormat, "CycloneDX");
  assert.equal(list.specVersion, "1.6");
  assert.equal(list.version, 1);
  keys(list.metadata, "component");
  const top = list.metadata.component;
  keys(top, "type bom-ref name version licenses");
  assert.equal(top.type, "application");
  licensed(top);
  const refs = new Set([top["bom-ref"]]);
  for (const it of list.components) {
    const ours = it.name.startsWith("netpol-");
    const hashed = ours || it.name === "rust-std" ? "" : "hashes";
    keys(it, `type bom-ref name version licenses properties ${ours ? "" : "purl"} ${hashed}`);
    assert.equal(it.type, "library");
    assert(!refs.has(it["bom-ref"]), `${it["bom-ref"]} is there twice`);
    refs.add(it["bom-ref"]);
    assert.match(it.version, /^\d+\.\d+\.\d+/);
    licensed(it);
    if (!ours) {
      const [, type, name, version] = /^pkg:(cargo|npm|generic)\/([\w%./-]+)@([\w%.-]+)$/.exec(it.purl);
      assert.equal(decodeURIComponent(name), it.name);
      assert.equal(decodeURIComponent(version), it.version);
      if (hashed) {
        const [{ alg, content }, ...more] = it.hashes;
        assert.deepEqual([alg, more], [type === "npm" ? "SHA-512" : "SHA-256", []]);
        assert.match(content, type === "npm" ? /^[0-9a-f]{128}$/ : /^[0-9a-f]{64}$/);
      }
    }
    const [{ name, value }, ...more] = it.properties;
    assert.deepEqual([name, more], ["netpol:part", []]);
    assert(["program", "editor", "qr", "glue"].includes(value), value);
  }
  // Each part is told once what it uses, and something uses it.
  assert.deepEqual(list.dependencies.map((it) => it.ref).sort(), [...refs].sort());
  const used = new Set([top["bom-ref"], ...list.dependencies.flatMap((it) => it.dependsOn)]);
  assert.deepEqual([...used].sort(), [...refs].sort());
}

function keys(it, names) {
  assert.deepEqual(Object.keys(it).sort(), names.split(" ").filter(Boolean).sort());
}

function licensed({ name, licenses }) {
  assert.equal(licenses.length, 1, name);
  keys(licenses[0], "expression");
  const expression = licenses[0].expression;
  assert(!expression.includes("/"), `${expression} of ${name} is none of SPDX`);
  const allowed = choices(expression).some((it) => it.every((one) => Object.hasOwn(licences, one)));
  assert(allowed, `${name}: ${expression}`);
}

check(list);
// The check is tried before it is believed.
const serde = (it) => it.components.find((one) => one.name === "serde");
for (const spoil of [
  (it) => delete it.bomFormat,
  (it) => (it.metadata.timestamp = "2026-01-01T00:00:00Z"),
  (it) => delete serde(it).licenses,
  (it) => (serde(it).licenses[0].expression = "MIT/Apache-2.0"),
  (it) => (serde(it).purl = "pkg:cargo/serde@0.0.1"),
  (it) => (serde(it).hashes[0].content = "00"),
  (it) => it.components.push(serde(it)),
  (it) => it.dependencies.pop(),
  (it) => it.dependencies[0].dependsOn.push("pkg:cargo/nothing@1.0.0"),
]) {
  const spoilt = structuredClone(list);
  spoil(spoilt);
  assert.throws(() => check(spoilt), undefined, String(spoil));
}

// Nothing of when and where it was made.
assert(!/\b20\d\d-\d\d-\d\d/.test(text), "a date is in the list");
assert(!text.includes(root), "a folder of this machine is in the list");

const of = (...parts) => list.components.filter((it) => parts.includes(it.properties[0].value));
const named = (it) => `${it.name} ${it.version}`;

// Crates: what cargo says that it compiled for the browser; its own programs (macros, build scripts) are for this machine.
const compiled = (await read(compiledFile)).split("\n").filter(Boolean).map((it) => JSON.parse(it));
const crates = new Set(
  compiled
    .filter((it) => it.reason === "compiler-artifact" && it.filenames.some((it) => /[/\\]wasm32-unknown-unknown[/\\]/.test(it)))
    .map((it) => crate(it.package_id)),
);
assert(crates.size > 50, `cargo tells ${crates.size} crates`);
assert.deepEqual(of("program").filter((it) => it.name !== "rust-std").map(named).sort(), [...crates].sort());

/** `registry+…#serde@1.0.0`; of our own packages `path+…/web#netpol-web@0.1.0`. */
function crate(id) {
  const [, name, version] = /#(.+)@(.+)$/.exec(id);
  return `${name} ${version}`;
}

// Packages: what esbuild says that it took from where. Two bundles may share one.
const bundled = JSON.parse(await read(bundledFile));
const packages = Object.values(bundled).flat();
assert(packages.length > 5, "esbuild tells packages");
const listed = of("editor", "qr").filter((it) => it.purl).map((it) => it.name);
assert.deepEqual(listed.sort(), [...new Set(packages)].sort());
console.log(`${crates.size} crates of the program and ${listed.length} packages of the bundles, all of them in the list`);
