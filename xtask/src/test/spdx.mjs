// Reads expressions of licences.
import assert from "node:assert/strict";

/** The choices that an expression of SPDX leaves, each a list of licences that hold together. */
export function choices(expression) {
  const words = expression.replaceAll("/", " OR ").match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const next = (word) => words[at] === word && ++at > 0;
  const one = () => {
    if (next("(")) {
      const inner = any();
      assert(next(")"), `a bracket is open in ${expression}`);
      return inner;
    }
    const name = words[at++];
    // An exception allows more, never less.
    if (next("WITH")) at++;
    return [[name]];
  };
  const all = () => {
    let found = one();
    while (next("AND")) {
      const right = one();
      found = found.flatMap((a) => right.map((b) => [...a, ...b]));
    }
    return found;
  };
  const any = () => {
    const found = all();
    while (next("OR")) found.push(...all());
    return found;
  };
  const found = any();
  assert.equal(at, words.length, `not understood: ${expression}`);
  return found;
}
// The reader is tried before it is believed.
assert.deepEqual(choices("MIT/Apache-2.0"), [["MIT"], ["Apache-2.0"]]);
assert.deepEqual(choices("(MIT OR A) AND B"), [["MIT", "B"], ["A", "B"]]);
assert.deepEqual(choices("A WITH E OR B AND C"), [["A"], ["B", "C"]]);
