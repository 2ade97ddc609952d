// node bundle_glue.mjs <in> <out> --minify|--readable: one ES module out of the glue and the snippets that it imports.
import { build } from "esbuild";

const [input, output, how] = process.argv.slice(2);
await build({
  entryPoints: [input],
  outfile: output,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: how === "--minify",
  legalComments: "none",
  logLevel: "warning",
  // wasm-bindgen names a snippet once for each function that the program imports from it: the same module each time.
  logOverride: { "duplicate-object-key": "silent" },
});
