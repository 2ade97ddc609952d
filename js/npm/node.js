// In Node: the program is read from beside this file at once, so `init` has nothing to do.
import { readFileSync } from "node:fs";
import { initSync } from "./netpol.js";

export * from "./netpol.js";

initSync({ module: readFileSync(new URL("./netpol_bg.wasm", import.meta.url)) });

/** For code that runs in browsers too. */
export default async function init() {}
