// Reloads the page when there is a newer build. Served by `cargo xtask serve` only.
let seen = "";
for (;;) {
  try {
    const build = await (await fetch(`/__serve/build?${seen}`)).text();
    if (seen !== "" && build !== seen) location.reload();
    seen = build;
  } catch {
    // The server is gone: come back with it.
    await new Promise((done) => setTimeout(done, 1000));
  }
}
