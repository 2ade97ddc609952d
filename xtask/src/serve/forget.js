// The service worker of `cargo xtask serve`: none. A worker that something else served at this address answers in place of
// this server; its browser asks here for a newer one, gets this, and forgets both, with what the first one kept.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(forget()));

async function forget() {
  const ours = (await caches.keys()).filter((it) => it.startsWith("netpol-playground "));
  await Promise.all(ours.map((it) => caches.delete(it)));
  await self.registration.unregister();
  // Pages that came from it are loaded anew: once, because then there is nothing to forget.
  if (ours.length === 0) return;
  for (const page of await self.clients.matchAll({ type: "window" })) await page.navigate(page.url);
}
