// End-to-end tests of dist/. `cargo xtask test browser` finds the browser and builds the site;
// `cargo xtask test browser -- -g "a title" --headed` passes its arguments here.
import { defineConfig, devices } from "@playwright/test";
import { PORT, PREFIX } from "./serve.mjs";

export default defineConfig({
  testDir: ".",
  // Benchmarks run by themselves: `cargo xtask bench`.
  testMatch: process.env.NETPOL_BENCH ? "*.bench.mjs" : "*.spec.mjs",
  outputDir: "../../target/browser",
  reporter: [["list"]],
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A machine that does other work too may be slow once; a second failure is one.
  retries: process.env.CI ? 1 : 0,
  // Tests wait for what the page shows, not for a time: these only end what hangs, on a machine that does other work too.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL: `http://127.0.0.1:${PORT}${PREFIX}`,
    // What is to be clicked is there or comes: a name that is no longer right should not wait for ten minutes.
    actionTimeout: 30_000,
    screenshot: "only-on-failure",
    // What a worker answers, `page.route` does not see: only its own tests let it in.
    serviceWorkers: "block",
    launchOptions: {
      executablePath: process.env.CHROME_PATH,
      args: [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "desktop", use: { ...devices["Desktop Chrome"], viewport: { width: 1440, height: 960 } } },
    // Titles with @phone run on a small screen, and only there.
    { name: "phone", grep: /@phone/, use: { ...devices["Pixel 7"] } },
  ].map((it) => (it.name === "desktop" ? { ...it, grepInvert: /@phone/ } : it)),
  webServer: {
    command: "node serve.mjs ../../dist",
    url: `http://127.0.0.1:${PORT}${PREFIX}`,
    reuseExistingServer: false,
  },
});
