// Whether the page around is light or dark.

/** Switches of documentation tools, on the root element or the body. */
const SWITCHES = ["data-theme", "data-bs-theme", "data-md-color-scheme", "data-color-scheme", "data-color-mode", "data-mode"];
const DARK = /^(dark|slate|black|night|coal|navy|ayu|(theme|mode|color)-dark|dark-(theme|mode))$/;
const LIGHT = /^(light|default|white|day|rust|(theme|mode|color)-light|light-(theme|mode))$/;

const word = (it) => (DARK.test(it) ? "dark" : LIGHT.test(it) ? "light" : null);

/** What the page's switch says; null where there is none, or it says neither. */
function switched() {
  for (const it of [document.body, document.documentElement]) {
    for (const name of SWITCHES) {
      const found = word(it?.getAttribute(name) ?? "");
      if (found) return found;
    }
    // Classes say `dark` where a switch is on; `default` and the like mean something else there.
    const classes = [...(it?.classList ?? [])];
    if (classes.some((it) => DARK.test(it))) return "dark";
    if (classes.some((it) => LIGHT.test(it) && it !== "default")) return "light";
  }
  return null;
}

/** "light" or "dark": what the switch says, else what the text around is: light text stands on dark ground. */
export function themeAround(element) {
  const said = switched();
  if (said) return said;
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = getComputedStyle(element.parentElement ?? element).color;
  // Whatever way the colour is written, a canvas gives it back in one of two.
  const hex = /^#(..)(..)(..)/.exec(canvas.fillStyle);
  const [red, green, blue] = hex
    ? hex.slice(1).map((it) => Number.parseInt(it, 16))
    : canvas.fillStyle.match(/[\d.]+/g).map(Number);
  return 0.3 * red + 0.59 * green + 0.11 * blue > 140 ? "dark" : "light";
}

const followers = new Set();
let following = false;

/** Calls after each change that may be one of theme. Gives what ends it. */
export function followTheme(call) {
  followers.add(call);
  if (!following) {
    following = true;
    // Some pages fade from one to the other: the colour is asked for again when that is over.
    const all = () => [0, 400].forEach((delay) => setTimeout(() => followers.forEach((it) => it()), delay));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
    const observer = new MutationObserver(all);
    for (const it of [document.documentElement, document.body]) {
      observer.observe(it, { attributes: true, attributeFilter: ["class", "style", ...SWITCHES] });
    }
  }
  return () => followers.delete(call);
}
