// node run.mjs PROJECT: the package as it is installed in PROJECT, used as its users do. `cargo xtask test npm` packs and
// installs it. CHROME_PATH says where the browser is.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { chromium } from "playwright-core";
import { build } from "vite";
import { serve } from "../browser/serve.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const project = resolve(process.argv[2]);
const folder = join(project, "node_modules/netpol-playground");
const own = createRequire(import.meta.url);

const POD = (name, labels = `{app: ${name}}`) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop, labels: ${labels}}
`;
const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from:
    - podSelector: {matchLabels: {app: web}}
    ports:
    - port: 8080
`;
const FILES = [
  { name: "cluster.yaml", text: [POD("web"), POD("api"), POD("probe", "{app: webb}")].join("---\n") },
  { name: "policies.yaml", text: POLICY },
];

const start = performance.now();
const netpol = await import(pathToFileURL(join(folder, "node.js")).href);
const started = performance.now() - start;
await netpol.default();

const tests = [
  ["evaluate gives the matrix", () => {
    const { schema, endpoints, cells, problems, incomplete, incompleteWords } = netpol.evaluate(FILES);
    assert.equal(schema, 1);
    assert.deepEqual(endpoints.map((it) => it.id), ["shop/web", "shop/api", "shop/probe", "ip:0.0.0.0-255.255.255.255"]);
    assert.deepEqual(cells.length, 4 * 4 - 1, "all pairs but that of outside and outside");
    const cell = cells.find((it) => it.from === "shop/web" && it.to === "shop/api");
    assert.deepEqual([cell.verdict, cell.sign, cell.ports, cell.onlyPort], ["some", "some", "TCP 8080", "8080"]);
    assert.deepEqual([cell.egress, cell.ingress.verdict], [{ verdict: "all", ports: "all" }, "some"]);
    assert.deepEqual([problems, incomplete, incompleteWords], [[], false, ""]);
    assert.equal(endpoints[0].kind, "Pod");
    assert.equal(endpoints[0].owner, null, "what is not there is null");
    const { cells: of80 } = netpol.evaluate(FILES, { port: "80" });
    const denied = of80.find((it) => it.from === "shop/web" && it.to === "shop/api");
    assert.deepEqual([denied.verdict, denied.sign], ["none", "denied"]);
  }],
  ["explain names the policy, and its places count as JavaScript does", () => {
    const why = netpol.explain(FILES, "shop/probe", "shop/api", { port: "TCP 8080" });
    assert.deepEqual([why.schema, why.verdict, why.problems], [1, "denied", []]);
    const ingress = why.sides.find((it) => it.direction === "ingress");
    const links = JSON.stringify(ingress).match(/"link":\["shop\/api"/g) ?? [];
    assert.ok(links.length, `the policy is named in ${JSON.stringify(ingress)}`);
    assert.deepEqual([ingress.decider, ingress.isolating[0].name], [{ kind: "np-isolation" }, "api"]);
    assert.equal(ingress.misses[0].peers[0].how.podSelector[0].actual, "webb");
    const { place } = why.marks.find((it) => it.kind === "isolate");
    assert.equal(place.file, 1);
    assert.match(FILES[1].text.slice(place.from, place.to), /matchLabels: \{app: api\}/);
  }],
  ["lint says what is wrong, where, and what to do", () => {
    const [problem] = netpol.lint([{ name: "p.yaml", text: POLICY.replace("podSelector: {match", "podSelectr: {match") }]);
    assert.deepEqual([problem.severity, problem.code, problem.place.fromLine], ["error", "unknown-field", 5]);
    assert.deepEqual([problem.file, problem.line], ["p.yaml", 5]);
  }],
  ["options are those of the page, and a wrong one is said", () => {
    const { endpoints } = netpol.evaluate(FILES, { address: ["203.0.113.9"] });
    assert.ok(endpoints.some((it) => it.id === "ip:203.0.113.9"));
    assert.throws(() => netpol.evaluate(FILES, { podCIDR: [] }), /there is no setting/);
    assert.throws(() => netpol.evaluate(FILES, { podCidr: ["x"] }), /not a range/);
    assert.throws(() => netpol.evaluate(7), /files are a text/);
    assert.throws(() => netpol.explain(FILES, "shop/nobody", "shop/api"), /no endpoint `shop\/nobody`/);
  }],
  ["an analysis is asked more than once and takes other files", () => {
    const analysis = new netpol.Analysis(FILES);
    assert.equal(analysis.cell("shop/probe", "shop/api").sign, "none");
    analysis.update([FILES[0], { name: "policies.yaml", text: "" }]);
    assert.equal(analysis.cell("shop/probe", "shop/api").sign, "all");
    assert.equal(analysis.cell("probe", "api").label, "shop/probe to shop/api: all ports allowed");
    assert.equal(analysis.cell("internet", "internet"), null, "not a question for policies");
    const service = "apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\nspec: {selector: {app: api}, ports: [{port: 80, targetPort: 8080}]}\n";
    analysis.update([...FILES, { name: "service.yaml", text: service }]);
    assert.deepEqual(analysis.services().map((it) => it.id), ["svc:shop/api"]);
    assert.equal(analysis.serviceFlow("shop/web", "svc:shop/api:80").outcome, "allowed");
    assert.equal(analysis.serviceFlow("shop/probe", "shop/api:80").outcome, "denied");
    assert.throws(() => analysis.serviceFlow("shop/web", "svc:shop/none:80"), /no Service/);
    analysis.free();
  }],
  ["a large matrix is given by rows, and what is too much is said", () => {
    const many = Array.from({ length: 1500 }, (_, at) => POD(`pod-${at}`, `{app: "${at % 7}"}`)).join("---\n");
    const analysis = new netpol.Analysis([{ name: "many.yaml", text: many }, FILES[1]]);
    const endpoints = analysis.endpoints();
    assert.equal(endpoints.length, 1501);
    assert.throws(() => analysis.matrix(), /2253001 cells, more than `maxCells` \(250000\): ask an `Analysis` for `rows`/);
    assert.throws(() => netpol.evaluate(many), /maxCells/);
    assert.throws(() => analysis.rows(0, 1501), /maxCells/);
    const cells = analysis.rows(10, 2);
    assert.deepEqual([cells.length, cells[0].from, cells[1501].from], [3002, "shop/pod-10", "shop/pod-11"]);
    assert.deepEqual(cells[7], analysis.cell("shop/pod-10", "shop/pod-7"));
    assert.equal(analysis.rows(1500, 9).length, 1500, "outside, and nothing behind it");
    assert.deepEqual(analysis.rows(9999, 9), []);
    analysis.free();
    const small = new netpol.Analysis(FILES, { maxText: 2000 });
    assert.deepEqual(small.rows(0, 4, "80"), small.matrix("80").cells);
    assert.throws(() => small.update(many), /more than `maxText` \(2000\)/);
    assert.equal(small.endpoints().length, 4, "as before");
    small.free();
  }],
  ["what is returned is what the command line tool prints", () => {
    const golden = (name) => readFileSync(join(here, "golden", name), "utf8");
    const files = ["cluster.yaml", "policies.yaml"].map((name) => ({ name, text: golden(name) }));
    const analysis = new netpol.Analysis(files);
    const link = netpol.decodeLink(readFileSync(join(here, "../links/1-whole.txt"), "utf8"));
    for (const [name, found] of [
      ["matrix.json", netpol.evaluate(files)],
      ["explain.json", netpol.explain(files, "ops/probe", "shop/api")],
      ["audit.json", netpol.audit(files)],
      ["audit.json", analysis.audit()],
      ["service.json", analysis.serviceFlow("shop/web", "svc:shop/api:80")],
      ["link.json", link],
    ]) assert.deepEqual(found, JSON.parse(golden(name)), name);
    const { endpoints, services, ingresses } = JSON.parse(golden("matrix.json"));
    const { problems } = JSON.parse(golden("lint.json"));
    // Only `lint` tries what a fix changes.
    const untried = problems.map((it) => ({
      ...it,
      fixes: it.fixes?.map(({ effect: _, changes: __, changed: ___, ...fix }) => fix),
    }));
    assert.deepEqual(
      JSON.parse(JSON.stringify([analysis.services(), analysis.ingresses(), analysis.problems(), netpol.lint(files)])),
      JSON.parse(JSON.stringify([services, ingresses, untried, problems])),
    );
    assert.equal(analysis.matrix("8080").endpoints.length, endpoints.length);
    analysis.free();
  }],
  ["what the files expect is told, and whether it is so", () => {
    const expected = { name: "expectations.yaml", text: "# expect shop/web -> shop/nobody: denied\n# expect shop/web -> shop/web: self\n" };
    const analysis = new netpol.Analysis([expected, ...FILES]);
    const found = analysis.test();
    assert.deepEqual(found, netpol.test([expected, ...FILES]));
    assert.deepEqual([found.schema, found.totals], [1, { passed: 1, failed: 0, undecided: 0, notFound: 1 }]);
    const [first] = found.expectations;
    assert.deepEqual([first.state, first.file, first.line, first.pairs], ["not-found", "expectations.yaml", 1, 0]);
    assert.match(first.message, /no pod, workload or Service is called `shop\/nobody`/);
  }],
  ["two inputs are compared, and what manifests ask for is held against what is allowed", () => {
    const open = FILES.slice(0, 1);
    const changes = netpol.compare(open, FILES);
    assert.equal(changes.schema, 1);
    assert.ok(changes.totals.newlyDenied > 0 && changes.changes.length > 0);
    assert.ok(changes.changes.every((it) => it.kind === "newly-denied" && it.because.length && it.objects.length));
    assert.deepEqual(netpol.compare(FILES, FILES).changes, []);
    assert.throws(() => netpol.compare(open, FILES, { maxCells: 0 }), /maxCells/);
    assert.equal(netpol.equivalent(FILES, FILES).agreement, "equal");
    const other = netpol.equivalent(open, FILES);
    assert.ok(other.agreement === "wider" && other.example.manifests.includes("kind: Pod"), JSON.stringify(other));
    assert.deepEqual(netpol.needs(FILES), { schema: 1, needs: [], unneeded: netpol.needs(FILES).unneeded, complete: true });
    const analysis = new netpol.Analysis(FILES);
    assert.ok(analysis.unused().every((it) => it.code === "unused-part"));
    analysis.free();
  }],
  ["links go there and back", () => {
    const link = { files: FILES, port: "TCP 8080", cell: { from: "shop/web", to: "shop/api" }, options: { ipblockPods: "never" } };
    const fragment = netpol.encodeLink(link);
    const found = netpol.decodeLink(`https://example.org/playground/#${fragment}`);
    assert.deepEqual([found.files, found.port, found.options], [FILES, "TCP 8080", { ipblockPods: "never" }]);
    assert.deepEqual([found.cell.from, found.cell.to], ["shop/web", "shop/api"]);
    assert.equal(netpol.encodeLink(found), fragment);
    const whole = netpol.decodeLink(netpol.encodeLink({ files: FILES, view: { filter: "web" } }));
    assert.deepEqual([whole.port, whole.cell, whole.view.filter], [null, null, "web"]);
    assert.equal(netpol.evaluate(whole.files, { ...whole.options, port: whole.port }).endpoints.length, 4);
    assert.throws(() => netpol.decodeLink(fragment.slice(0, -3)), /damaged/);
    assert.throws(() => netpol.decodeLink("hello"), /not a link/);
    const golden = readFileSync(join(here, "../links/1-whole.txt"), "utf8");
    assert.ok(netpol.decodeLink(golden).files.length, "links of the first version");
  }],
  ["hostile input throws or is a problem, and the module lives on", () => {
    const bomb = "a: &a [x,x,x,x,x,x,x,x]\n" + "bcdefghij".split("").map((it, n) => `${it}: &${it} [${"*" + "abcdefghij"[n]},${"*" + "abcdefghij"[n]},${"*" + "abcdefghij"[n]}]\n`).join("");
    for (const text of ["\0", "\ud800", "[".repeat(100_000), "a".repeat(1 << 20), bomb, "- ".repeat(50_000)]) netpol.lint(text);
    assert.equal(netpol.evaluate(FILES).problems.length, 0);
  }],
  ["TypeScript agrees with the declarations", () => {
    cpSync(join(here, "use.ts"), join(project, "use.ts"));
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom,esnext.disposable", "--types", ""];
    const tsc = join(dirname(own.resolve("typescript/package.json")), "bin/tsc");
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, ...options, "use.ts"], { cwd: project, encoding: "utf8" });
    assert.equal(status, 0, stdout + stderr);
  }],
  ["a page that Vite builds loads and uses it under a strict policy", async () => {
    cpSync(join(here, "page"), join(project, "page"), { recursive: true });
    const out = join(project, "built");
    await build({ root: join(project, "page"), base: "./", logLevel: "error", build: { outDir: out, emptyOutDir: true, modulePreload: { polyfill: false } } });
    const server = await serve(out, 0);
    const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH, args: ["--no-sandbox", "--disable-gpu"] });
    try {
      const page = await browser.newPage();
      const complaints = [];
      page.on("console", (it) => it.type() === "error" && complaints.push(it.text()));
      page.on("pageerror", (it) => complaints.push(String(it)));
      await page.goto(`http://127.0.0.1:${server.address().port}/some/prefix/`);
      await page.waitForFunction(() => document.querySelector("output").textContent !== "");
      assert.equal(await page.locator("output").textContent(), "some TCP 8080");
      assert.deepEqual(complaints, []);
      console.log(`in a page: ready in ${Number(await page.locator("output").getAttribute("data-started")).toFixed(0)} ms`);
    } finally {
      await browser.close();
      server.close();
    }
  }],
];

for (const name of readdirSync(folder).filter((it) => /\.(js|wasm|d\.ts)$/.test(it))) {
  const content = readFileSync(join(folder, name));
  console.log(`${String(statSync(join(folder, name)).size).padStart(8)} bytes, ${String(brotliCompressSync(content).length).padStart(7)} by brotli  ${name}`);
}
console.log(`in Node: ready in ${started.toFixed(0)} ms`);

let failed = 0;
for (const [title, test] of tests) {
  try {
    await test();
    console.log(`  ✓ ${title}`);
  } catch (error) {
    failed += 1;
    console.error(`  ✘ ${title}\n${error?.stack ?? error}`);
  }
}
console.log(`${tests.length - failed} passed`);
if (failed) console.log(`${failed} failed`);
process.exit(failed ? 1 : 0);
