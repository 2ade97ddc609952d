// In a browser: the program is fetched from beside this file when `init` is called.
import load from "./netpol.js";

export * from "./netpol.js";

let ready;

/** Loads the evaluator; once, however often it is called. A failed attempt may be repeated. */
export default function init(from) {
  ready ??= load(from === undefined ? undefined : { module_or_path: from }).then(
    () => undefined,
    (error) => {
      ready = undefined;
      throw error;
    },
  );
  return ready;
}
