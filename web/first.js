// Runs in the head of a release's page, before anything is painted: whether this visit begins with what the page shows of a
// first one (first.mjs). web/finish.mjs puts it there, and the page's policy lets it in by its hash.
import { keep } from "./early.js";

/* global SIZES: the sizes that first.html is drawn with, in the words of the stored preferences. */
const root = document.documentElement;
const framed = window !== window.parent || new URLSearchParams(location.search).has("embed");
// A frame keeps nothing, and has what its host says.
const preferences = framed ? null : stored("preferences");
const [, theme] = /(?:^|;)theme=(light|dark)/.exec(preferences) ?? [];
if (theme) root.dataset.theme = theme;

// As in web/src/effects/opening.rs, and stricter: whatever else there may be is not painted first.
const isAsked = location.search.length > 1 || location.hash.length > 1;
const isFirst = !framed && !isAsked && stored("draft") === null && (preferences === null || preferences.endsWith(`;${SIZES}`));
if (isFirst) {
  keep();
  // The script that starts the program did not come, or says that the program did not.
  addEventListener("error", ({ target }) => target.dataset?.glue && fail(), true);
} else {
  root.dataset.other = "";
  // Nothing is painted in its place, so it is asked for at once. On a first visit boot.js does, when that is painted.
  const href = document.currentScript.dataset.program;
  document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "", href }));
}

function stored(key) {
  try {
    return localStorage.getItem(`netpol-playground.${key}`);
  } catch {
    // The user allows no storage.
    return null;
  }
}

function fail() {
  globalThis.netpolEarly?.end();
  const said = document.createElement("div");
  said.className = "banner error";
  said.role = "alert";
  said.textContent =
    "The page could not start. It needs a browser with WebAssembly, and all of its files. What you see is the first scenario, and nothing here reacts.";
  const first = document.getElementById("first");
  first?.querySelector(".banners").replaceChildren(said);
  // "Loading…".
  first?.querySelector(".why .nothing")?.remove();
  for (const it of first?.querySelectorAll("textarea") ?? []) it.readOnly = true;
  for (const it of first?.querySelectorAll("[aria-busy=true]") ?? []) it.ariaBusy = null;
}
