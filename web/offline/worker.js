// The service worker: keeps one whole version of the site, and answers from it.
//
// `web/finish.mjs` puts `BUILD` before this: the version and every file with its hash. A version is kept whole or not
// at all: each file is checked against its hash, so a half of a deployment is never taken for one.
// The version before stays beside the new one, because pages that came from it may still ask for their files.
/* global BUILD */

const SCOPE = self.registration.scope;
// Playgrounds under several paths of one host share its storage.
const OURS = `netpol-playground ${SCOPE} `;
const NAME = OURS + BUILD.version;
/** Names in which the content is told: another content has another name. */
const told = (name) => BUILD.named.includes(name);
const address = (name) => new URL(name, SCOPE).href;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const name = nameOf(event.request);
  if (name !== undefined) event.respondWith(answer(event.request, name));
});

async function install() {
  const cache = await caches.open(NAME);
  try {
    await Promise.all(Object.entries(BUILD.files).map(async ([name, integrity]) => {
      const kept = told(name) ? await fromAny(name, integrity) : undefined;
      await cache.put(address(name), kept ?? (await get(name, integrity)));
    }));
  } catch (error) {
    // Nothing is kept of a version that is not whole; the browser tries again on a later visit.
    await caches.delete(NAME);
    throw error;
  }
}

async function get(name, integrity) {
  // Some servers know no page of a folder, others send `index.html` elsewhere.
  const names = name === "" ? ["", "index.html"] : [name];
  let failure;
  for (const it of names) {
    try {
      const response = await fetch(address(it), { integrity, cache: told(name) ? "default" : "no-cache" });
      if (response.ok && !response.redirected) return response;
      failure = new Error(`${address(it)}: ${response.redirected ? "sent elsewhere" : response.status}`);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function activate() {
  const before = (await ours()).filter((it) => it !== NAME).slice(0, -1);
  await Promise.all(before.map((it) => caches.delete(it)));
  await self.clients.claim();
}

/** Our caches, the oldest first. */
async function ours() {
  return (await caches.keys()).filter((it) => it.startsWith(OURS));
}

/** What a request is for: a name in the site, or undefined where it is none of our business. */
function nameOf(request) {
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return undefined;
  const name = request.url.slice(SCOPE.length).replace(/[?#].*$/s, "");
  return request.mode === "navigate" && name === "index.html" ? "" : name;
}

async function answer(request, name) {
  const own = await caches.open(NAME);
  const kept = (await own.match(address(name))) ?? (await fromAny(name, BUILD.files[name]));
  return kept ?? fetch(request);
}

/**
 * The file from any version that is kept. Where this version has one of that name, only with the content that its list
 * tells: another page of this host can write to the same storage.
 */
async function fromAny(name, integrity) {
  for (const it of (await ours()).reverse()) {
    const kept = await (await caches.open(it)).match(address(name));
    if (kept && (!integrity || (await digest(kept.clone())) === integrity)) return kept;
  }
  return undefined;
}

async function digest(response) {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.arrayBuffer()));
  return `sha256-${btoa(String.fromCharCode(...sum))}`;
}
