// node web/bundle.mjs: what both drivers of the build, `cargo xtask` and Trunk, find ready in web/generated:
//   editor/editor-HASH.js   the editor, one ES module
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
const files = bundles.flatMap((it) => it.outputFiles).map((it) => ({ path: it.path, content: Buffer.from(it.contents) }));
const parts = PARTS.map((name) => {
  const file = files.find((it) => it.path.endsWith(".js") && dirname(it.path) === join(out, name));
  return { name, file: basename(file.path) };
});
const metas = parts.map((it) => `<meta name="netpol-${it.name}" content="./${it.name}/${it.file}">`);
const rules = await readFile(join(web, "../docs/semantics.md"), "utf8");
files.push({ path: join(out, "semantics.html"), content: Buffer.from(pageOfRules(rules)) });
files.push({ path: join(out, "head.html"), content: Buffer.from(metas.join("\n    ")) });
files.push({ path: join(out, "bundled.json"), content: Buffer.from(`${JSON.stringify(packages(), null, 1)}\n`) });

for (const { name } of parts) await mkdir(join(out, name), { recursive: true });
for (const file of files) await writeChanged(file);
for (const part of parts) {
  for (const name of await readdir(join(out, part.name))) if (name !== part.file) await rm(join(out, part.name, name));
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
