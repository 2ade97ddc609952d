// The page's side of the service worker: `start` registers it, and tells when a newer version is ready.
// Loaded by the second part, and only where a release put its address into the page's head.

/** How long a page that stays open waits before it asks for news again. */
const HOUR = 3_600_000;

/**
 * Keeps the site for the next visit.
 *
 * @param {(reload: () => void) => void} ready is called when another version waits; `reload` changes to it.
 */
export async function start(ready) {
  // Private windows and pages without https have none.
  const workers = navigator.serviceWorker;
  if (!workers) return;
  const registration = await workers.register(trusted("./sw.js"), { updateViaCache: "none" });
  let told;
  const tell = (waiting) => {
    // Without one at work this is the first visit: what is ready is what is on screen.
    if (!workers.controller || told === waiting) return;
    told = waiting;
    ready(() => change(registration, workers));
  };
  const follow = (coming) => {
    coming?.addEventListener("statechange", () => coming.state === "installed" && tell(coming));
  };
  if (registration.waiting) tell(registration.waiting);
  follow(registration.installing);
  registration.addEventListener("updatefound", () => follow(registration.installing));

  let asked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - asked < HOUR) return;
    asked = Date.now();
    // Without a network there is no news.
    registration.update().catch(() => {});
  });
}

function change(registration, workers) {
  const { waiting } = registration;
  // Another page may have changed to it already.
  if (!waiting) return location.reload();
  workers.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("take over");
}

/** The address of a program, as the page's policy wants it. */
function trusted(address) {
  const url = new URL(address, document.baseURI).href;
  const { trustedTypes } = globalThis;
  if (!trustedTypes) return url;
  // The only address that this policy lets through.
  const policy = trustedTypes.createPolicy("netpol-worker", {
    createScriptURL: (it) => {
      if (it !== url) throw new TypeError("not the worker of this page");
      return it;
    },
  });
  return policy.createScriptURL(url);
}
