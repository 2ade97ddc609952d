// node web/bundle.mjs: what both drivers of the build, `cargo xtask` and Trunk, find ready in web/generated:
//   editor/editor-HASH.js   the editor, one ES module
//   editor/review-HASH.js   two versions side by side, another, which takes CodeMirror from the editor
//   qr/qr-HASH.js           draws QR codes, another
//   head.html               tells the page where these are
//   main.css                the style sheets, with that of what is painted first (first.mjs)
//   embed.js                what other pages load, web/embed: its name stays, because they name it
//   bundled.json            which npm packages each bundle is made from; `cargo xtask test sbom` asks
//   semantics.html          the rules, docs/semantics.md: tags that the page shows lead there
// A file is written only when it changed, so that a watcher does not turn in circles.
import { build } from "esbuild";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { first } from "./first.mjs";
import { page as pageOfRules } from "./rules.mjs";

const web = dirname(fileURLToPath(import.meta.url));
const out = join(web, "generated");

/** What the page loads when it is asked for: `src/index.js` of a folder. */
const PARTS = ["editor", "qr"];

const bundles = await Promise.all([
  ...PARTS.map((name) =>
    build({
      entryPoints: [join(web, name, "src/index.js")],
      entryNames: `${name}-[hash]`,
      outdir: join(out, name),
      format: "esm",
      target: "es2022",
      charset: "utf8",
      ...common(),
    }),
  ),
  build({
    entryPoints: [join(web, "embed/src/index.js")],
    outfile: join(out, "embed.js"),
    format: "iife",
    target: "es2022",
    charset: "utf8",
    ...common(),
  }),
  build({
    entryPoints: [join(web, "style/main.css")],
    outdir: out,
    external: ["*.svg", "*.woff2"],
    plugins: [{ name: "first", setup: ruleOfFirst }],
    ...common(),
  }),
]);
const outputs = () => bundles.flatMap((it) => it.outputFiles).map((it) => ({ path: it.path, content: Buffer.from(it.contents) }));
const parts = PARTS.map((name) => ({ name, folder: name, file: made(name, name) }));
bundles.push(
  await build({
    entryPoints: [join(web, "editor/src/review.js")],
    entryNames: "review-[hash]",
    outdir: join(out, "editor"),
    format: "esm",
    target: "es2022",
    charset: "utf8",
    plugins: [fromTheEditor(await readFile(join(web, "editor/src/shared.js"), "utf8"), `./${made("editor", "editor")}`)],
    ...common(),
  }),
);
parts.push({ name: "review", folder: "editor", file: made("editor", "review") });
const files = outputs();
const metas = parts.map((it) => `<meta name="netpol-${it.name}" content="./${it.folder}/${it.file}">`);
const rules = await readFile(join(web, "../docs/semantics.md"), "utf8");
files.push({ path: join(out, "semantics.html"), content: Buffer.from(pageOfRules(rules)) });
files.push({ path: join(out, "head.html"), content: Buffer.from(metas.join("\n    ")) });
files.push({ path: join(out, "bundled.json"), content: Buffer.from(`${JSON.stringify(packages(), null, 1)}\n`) });

for (const name of PARTS) await mkdir(join(out, name), { recursive: true });
for (const file of files) await writeChanged(file);
for (const folder of PARTS) {
  const made = parts.filter((it) => it.folder === folder).map((it) => it.file);
  for (const name of await readdir(join(out, folder))) if (!made.includes(name)) await rm(join(out, folder, name));
}

/** The name of a program in its folder, with its hash. */
function made(folder, name) {
  const file = outputs().find((it) => dirname(it.path) === join(out, folder) && basename(it.path).startsWith(`${name}-`));
  return basename(file.path);
}

/** What a program would bring that the editor's has: the names that `shared` exports come from there. */
function fromTheEditor(shared, editor) {
  const names = [...shared.matchAll(/export {([^}]+)}/g)].flatMap((it) => it[1].split(","));
  const exported = names.map((it) => it.trim().split(" as ").at(-1)).filter(Boolean);
  const contents = `import { shared } from "${editor}";\nexport const { ${exported.join(", ")} } = shared;`;
  return {
    name: "from-the-editor",
    setup(build) {
      const packages = /^@codemirror\/(commands|language|state|view)$|^@lezer\/highlight$|^style-mod$|^\.\/shared\.js$/;
      build.onResolve({ filter: packages }, () => ({ path: "shared", namespace: "editor" }));
      build.onResolve({ filter: /./, namespace: "editor" }, ({ path }) => ({ path, external: true }));
      build.onLoad({ filter: /./, namespace: "editor" }, () => ({ contents }));
    },
  };
}

/** `@import "first";` is the rules of what is painted first. */
function ruleOfFirst(build) {
  build.onResolve({ filter: /^first$/ }, () => ({ path: "first", namespace: "first" }));
  build.onLoad({ filter: /.*/, namespace: "first" }, async () => ({ contents: (await first()).rules, loader: "css" }));
}

function common() {
  return { bundle: true, metafile: true, minify: true, write: false, legalComments: "none", logLevel: "warning" };
}

/** The packages that a bundle is made from, by its entry, such as `web/qr/src/index.js`; also those of which no line is used. */
function packages() {
  const name = (file) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(file)?.[1];
  const found = bundles.map(({ metafile }) => [
    Object.values(metafile.outputs).find((it) => it.entryPoint).entryPoint,
    [...new Set(Object.keys(metafile.inputs).map(name))].filter((it) => it !== undefined).sort(),
  ]);
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function writeChanged({ path, content }) {
  const old = await readFile(path).catch(() => null);
  if (!old?.equals(content)) await writeFile(path, content);
}
