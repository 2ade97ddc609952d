// What the user does on the page before the program, or its second part, is there to hear it, for src/base/early.rs.
//
// In a release this begins in the page's head (first.js), where the first matrix is painted before the program has come.
// What is kept stands on the window, because that script and the program each have this file.

const again = { bubbles: true, cancelable: true, composed: true };
/** What is painted first, and can be clicked. */
const CLICKED = ":is(button, [role=gridcell], .mx-name, .mx-column)";
const SCROLLED = ".mx, .tab-panel, .lesson, .why, textarea";

/** Begins to keep it: the keys that copy the link and open the outline, what is pasted outside of any field, files that are dropped,
 *  another link in the address; clicks and keys on what is painted first. */
export function keep() {
  if (globalThis.netpolEarly) return;
  const early = { painted: [], kept: [], pressed: null };
  const hear = (event) => HEARD[event.type](event, early);
  early.end = () => {
    for (const type of Object.keys(HEARD)) removeEventListener(type, hear, true);
  };
  for (const type of Object.keys(HEARD)) addEventListener(type, hear, true);
  globalThis.netpolEarly = early;
}

/** Ends that, and lets all that was kept happen once more. */
export function handOver() {
  const early = globalThis.netpolEarly;
  globalThis.netpolEarly = null;
  if (!early) return;
  early.end();
  for (const it of early.kept) document.body.dispatchEvent(it);
}

/** Heads that were clicked, for which the second part listens by itself. */
const heads = [];
let headsAreHeard = false;

/** It does now. */
export function handOverHeads() {
  headsAreHeard = true;
  for (const it of heads.splice(0)) it.click();
}

/** The page opens with something else than what is painted first. */
export function openOther() {
  document.documentElement.dataset.other = "";
  document.getElementById("first")?.remove();
}

let taken = null;

/** Takes away what is painted in the page's place, and notes what its user has done there. */
export function takeAway() {
  const first = document.getElementById("first");
  const all = (selector) => [...(first?.querySelectorAll(selector) ?? [])];
  taken = first && {
    scrolled: all(SCROLLED).map((it) => [it, it.scrollTop, it.scrollLeft]),
    written: all("input, textarea").filter((it) => it.value !== it.defaultValue),
    focused: first.contains(document.activeElement) ? document.activeElement : null,
  };
  first?.remove();
  document.getElementById("shell")?.remove();
}

/** The page has come: once it is drawn and before that is painted, what its user did on the painted one is done here, in
 *  the same order. */
export function putBack() {
  if (!taken) return;
  const note = taken;
  taken = null;
  // That moment: what an observer first sees it is told behind all that is drawn before the frame, and in it.
  const observer = new ResizeObserver(() => {
    observer.disconnect();
    doAgain(note);
  });
  observer.observe(document.querySelector(".page"));
}

async function doAgain({ scrolled, written, focused }) {
  const early = globalThis.netpolEarly;
  for (const it of written) {
    const twin = twinOf(it);
    if (!twin) continue;
    twin.value = it.value;
    twin.dispatchEvent(new InputEvent("input", again));
  }
  const twin = focused && twinOf(focused);
  twin?.focus({ preventScroll: true });
  if ("selectionStart" in (focused ?? {})) twin?.setSelectionRange?.(focused.selectionStart, focused.selectionEnd, focused.selectionDirection);
  for (const [it, top, left] of scrolled) twinOf(it)?.scrollTo({ top, left, behavior: "instant" });

  if (early?.pressed) clickWhenUp(early.pressed);
  for (const [element, event] of early?.painted.splice(0) ?? []) {
    const at = twinOf(element);
    if (event.type === "click" && !headsAreHeard && at?.matches(".mx-name, .mx-column")) {
      heads.push(at);
    } else if (event.type === "click") {
      at?.click();
    } else {
      // Keys move the focus with the next frame.
      at?.dispatchEvent(event);
      await nextFrame();
    }
  }
}

/** A button of the mouse went down there and comes up here, which is no click for the browser. */
function clickWhenUp({ element, pointerId }) {
  const twin = twinOf(element);
  const types = ["pointerup", "pointercancel"];
  const end = (event) => {
    if (event.pointerId !== pointerId) return;
    for (const type of types) removeEventListener(type, end, true);
    if (event.type === "pointerup" && twin?.contains(event.target)) twin.click();
  };
  for (const type of types) addEventListener(type, end, true);
}

/** The element of the page that is what this one was among the painted ones. */
function twinOf(element) {
  const page = document.querySelector(".page:not(#first)");
  const named = (it) => `:is([role=gridcell][data-from="${it.dataset.from}"][data-to="${it.dataset.to}"], .mx-column[data-id="${it.dataset.id}"])`;
  if (element.matches("[role=gridcell], .mx-column")) return page.querySelector(named(element));
  const fold = element.matches(".mx-name") && element.querySelector(".mx-fold").value;
  if (fold) return page.querySelector(`.mx-fold[value="${fold}"]`)?.closest(".mx-name");
  const path = [];
  for (let it = element; it.id !== "first"; it = it.parentElement) {
    if (!it.parentElement) return null;
    path.unshift([...it.parentElement.children].indexOf(it));
  }
  return path.reduce((it, at) => it?.children[at], page);
}

/** What happens in the next frame has happened. */
const nextFrame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

const painted = (event, what) => event.target.closest?.(`#first ${what}`);

function release({ pointerId }, early) {
  if (early.pressed?.pointerId === pointerId) early.pressed = null;
}

const HEARD = {
  click(event, { painted: all }) {
    const at = painted(event, CLICKED);
    // However often in a row: it is done once.
    if (!at || all.at(-1)?.[0] === at) return;
    at.ariaBusy = "true";
    all.push([at, event]);
  },
  // A finger clicks what is where it comes up.
  pointerdown(event, early) {
    const element = event.button === 0 && event.pointerType !== "touch" && painted(event, CLICKED);
    early.pressed = element ? { element, pointerId: event.pointerId } : null;
  },
  pointerup: release,
  pointercancel: release,
  keydown(event, { painted: all, kept }) {
    const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
    const copy = () => new KeyboardEvent("keydown", { ...again, key, code, ctrlKey, metaKey, altKey, shiftKey });
    const command = ctrlKey || metaKey;
    if (command && !altKey && ["s", "p"].includes(key?.toLowerCase())) {
      event.preventDefault();
      // However often: it is done once.
      if (!kept.some((it) => it.type === "keydown" && it.key === key)) kept.push(copy());
      return;
    }
    const at = painted(event, ":is([role=gridcell], [role=tab], [role=separator])");
    // Tab moves the focus here too, and a button is clicked by its keys.
    if (!at || altKey || key === "Tab" || (at.matches("button") && ["Enter", " "].includes(key))) return;
    if (/^(Arrow|Page|Home|End|Enter| )/.test(key)) event.preventDefault();
    all.push([at, copy()]);
  },
  // Another link in the address; the last one counts.
  hashchange({ oldURL, newURL }, early) {
    early.kept = early.kept.filter((it) => it.type !== "hashchange");
    early.kept.push(new HashChangeEvent("hashchange", { ...again, oldURL, newURL }));
  },
  paste(event, { kept }) {
    if (event.target.closest?.("input, textarea, [contenteditable=true]")) return;
    event.preventDefault();
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", event.clipboardData?.getData("text/plain") ?? "");
    kept.push(new ClipboardEvent("paste", { ...again, clipboardData }));
  },
  dragover(event) {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  },
  drop(event, { kept }) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    // What an event brings is gone after it.
    const dataTransfer = new DataTransfer();
    for (const file of event.dataTransfer.files) dataTransfer.items.add(file);
    const copy = new DragEvent("drop", { ...again, dataTransfer });
    // A folder is no file. What the browser tells of it stays.
    copy.entries = [...event.dataTransfer.items].map((it) => it.webkitGetAsEntry?.()).filter(Boolean);
    kept.push(copy);
  },
};
