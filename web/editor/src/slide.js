// Where lines that go or come begin: objects often begin alike, and then the same lines could be told to be others.

/** So far is looked. */
const FAR = 4_000;

/**
 * Changes in which what only goes, or only comes, is moved to where an object or a line begins, as far as the text there
 * reads the same: `[fromA, toA, fromB, toB]` of each.
 */
export function slid(changes, before, after) {
  const res = [];
  for (const [at, { fromA, toA, fromB, toB }] of changes.entries()) {
    const isGone = fromB === toB && fromA < toA;
    if (!isGone && !(fromA === toA && fromB < toB)) {
      res.push([fromA, toA, fromB, toB]);
      continue;
    }
    const [text, from, to] = isGone ? [before, fromA, toA] : [after, fromB, toB];
    // Between the changes around it, of which the one before was moved already, both texts are the same.
    const [previous, next] = [res.at(-1), changes[at + 1]];
    const first = previous ? (isGone ? previous[1] : previous[3]) : 0;
    const last = next ? (isGone ? next.fromA : next.fromB) : text.length;
    const by = best(text, from, to, Math.max(first, from - FAR), Math.min(last, to + FAR));
    res.push([fromA + by, toA + by, fromB + by, toB + by]);
  }
  return res;
}

/** By how much a stretch is moved. */
function best(text, from, to, first, last) {
  let [by, most] = [0, worth(text, from, to)];
  const look = (step) => {
    const is = worth(text, from + step, to + step);
    if (most < is) [by, most] = [step, is];
  };
  for (let step = 1; first <= from - step && text[from - step] === text[to - step]; step++) look(-step);
  for (let step = 1; to + step <= last && text[from + step - 1] === text[to + step - 1]; step++) look(step);
  return by;
}

/** How well a stretch reads: as objects with the line before them, or behind them; as lines; as anything. */
function worth(text, from, to) {
  const begins = (at) => at === 0 || text[at - 1] === "\n";
  if (!begins(from)) return 0;
  const isWhole = begins(to) || to === text.length;
  if (!isWhole) return 0;
  const parts = (at) => /^---[ \t]*(?:\n|$)/.test(text.slice(at, at + 80));
  if (parts(from) && (to === text.length || parts(to))) return 3;
  const isBehind = from === 0 || /(?:^|\n)---[ \t]*\n$/.test(text.slice(Math.max(0, from - 80), from));
  return isBehind && /(?:^|\n)---[ \t]*\n?$/.test(text.slice(Math.max(from, to - 80), to)) ? 2 : 1;
}
