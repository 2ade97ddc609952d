// Starts the page. A file of its own, because the page's policy allows no script inside it but those whose hash it names.
// The build writes the addresses of the program beside this script's own: data-glue and data-wasm, those of the
// parts that it may have to ask for early in data-later, data-reader and data-frame, and in a release the hash of the wasm, which only a request can ask for.
const { glue, wasm, later, reader, frame, integrity } = document.querySelector("script[data-glue]").dataset;
const address = (it) => new URL(it, document.baseURI);
// A frame of another page: docs/embedding.md. It is one whether or not its address says so, because a page around that
// lies over parts of this one could have its reader press what keeps, deletes or shares.
const asked = new URLSearchParams(location.search);
const framed = asked.has("embed") || window !== window.parent;
if (asked.has("lesson")) asked.set("task", `lessons/${asked.get("lesson")}`);
for (const it of ["task", "exam", "repair", "seed"]) {
  if (asked.has(it)) document.documentElement.setAttribute(`data-asked-${it}`, asked.get(it));
}
if (asked.has("safe")) document.documentElement.setAttribute("data-asked-safe", "");
if (framed) {
  if (!asked.has("embed")) asked.set("embed", "");
  for (const it of ["embed", "view", "cell", "port", "theme", "readonly", "height"]) {
    if (asked.has(it)) document.documentElement.setAttribute(`data-asked-${it}`, asked.get(it));
  }
} else if (asked.has("view")) {
  document.documentElement.setAttribute("data-asked-view", asked.get("view"));
}
// What is painted first is not what this visit is about: web/first.js.
if ("other" in document.documentElement.dataset) document.getElementById("first")?.remove();

// Links and drafts are read by a small part of the program, and frames wait for the second one (web/src/app.rs): these are
// asked for at once.
ask(framed ? `${later ?? ""} ${frame ?? ""}`.trim() : location.hash.length > 1 || hasDraft() ? reader : "");

// Leptos hands elements that never change to the browser as a string of markup. The page's policy (Trusted Types) lets
// no string become elements, but for what this filter passes: tags that only show, with attributes that only name. It has
// to be there before the program starts. tests/markup.rs finds markup of ours that it would refuse.
const TAGS = "b code dd div dl dt h1 h2 h3 hr i kbd legend li p small span summary ul";
const ATTRIBUTES = "class role tabindex title aria-hidden aria-label aria-live";
const any = (words) => `(?:${words.replaceAll(" ", "|")})`;
const PLAIN = new RegExp(`^(?:[^<]|<${any(TAGS)}(?: ${any(ATTRIBUTES)}="[^"<>]*")*>|</${any(TAGS)}>)*$`);
globalThis.trustedTypes?.createPolicy("default", { createHTML: (it) => (PLAIN.test(it) ? it : null) });

// What is painted first comes first, before all that the program is and does. A page that nobody looks at paints nothing.
const isPainted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
if (document.getElementById("first") && !document.hidden) await isPainted();

try {
  const [program, module] = await Promise.all([import(address(glue)), fetch(address(wasm), { integrity }).then(compiled)]);
  // What comes of it begins in a task of its own.
  await new Promise((done) => setTimeout(done));
  await program.default({ module_or_path: module });
  // While that is at work, nothing else is on its way, and the second part is needed next.
  if (!framed) ask(later);
} catch (error) {
  console.error(error);
  document.querySelector("script[data-glue]").dispatchEvent(new Event("error"));
  const shell = document.getElementById("shell");
  if (shell) {
    shell.dataset.state = "failed";
    shell.querySelector("[data-message]")?.replaceChildren(
      "The page could not start. It needs a browser with WebAssembly, and all of its files.",
    );
  }
}

/** While it is on its way, where the server calls it by its name. */
async function compiled(response) {
  if (!response.ok) throw new Error(`${response.status}: ${response.url}`);
  const isNamed = response.headers.get("content-type")?.startsWith("application/wasm");
  return isNamed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** Asks for parts of the program before it does. Development builds have none. */
function ask(parts) {
  // Some files are of several parts.
  const missing = (href) => href && !document.querySelector(`link[href="${href}"]`);
  for (const href of parts?.split(" ").filter(missing) ?? []) {
    const link = { rel: "preload", as: "fetch", type: "application/wasm", crossOrigin: "", href };
    document.head.append(Object.assign(document.createElement("link"), link));
  }
}

function hasDraft() {
  try {
    return "netpol-playground.draft" in localStorage;
  } catch {
    // The user allows no storage.
    return false;
  }
}
