// node web/bundle.mjs: what both drivers of the build, `cargo xtask` and Trunk, find ready in web/generated:
//   editor/editor-HASH.js   the editor, one ES module
//   head.html               tells the page where that is
//   main.css                the style sheets
//   embed.js                what other pages load, web/embed: its name stays, because they name it
// A file is written only when it changed, so that a watcher does not turn in circles.
import { build } from "esbuild";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(fileURLToPath(import.meta.url));
const out = join(web, "generated");

const bundles = await Promise.all([
  build({
    entryPoints: [join(web, "editor/src/index.js")],
    entryNames: "editor-[hash]",
    outdir: join(out, "editor"),
    format: "esm",
    target: "es2022",
    charset: "utf8",
    ...common(),
  }),
  build({
    entryPoints: [join(web, "embed/src/index.js")],
    outfile: join(out, "embed.js"),
    format: "iife",
    target: "es2022",
    charset: "utf8",
    ...common(),
  }),
  build({ entryPoints: [join(web, "style/main.css")], outdir: out, external: ["*.svg", "*.woff2"], ...common() }),
]);
const files = bundles.flatMap((it) => it.outputFiles).map((it) => ({ path: it.path, content: Buffer.from(it.contents) }));
const editor = basename(files.find((it) => basename(it.path).startsWith("editor-")).path);
files.push({
  path: join(out, "head.html"),
  content: Buffer.from(`<meta name="netpol-editor" content="./editor/${editor}">`),
});

await mkdir(join(out, "editor"), { recursive: true });
for (const file of files) await writeChanged(file);
for (const name of await readdir(join(out, "editor"))) if (name !== editor) await rm(join(out, "editor", name));

function common() {
  return { bundle: true, minify: true, write: false, legalComments: "none", logLevel: "warning" };
}

async function writeChanged({ path, content }) {
  const old = await readFile(path).catch(() => null);
  if (!old?.equals(content)) await writeFile(path, content);
}
