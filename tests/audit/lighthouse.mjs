// node lighthouse.mjs: Lighthouse over dist/, served with its headers and compressed files. CHROME_PATH says where the
// browser is. `cargo xtask lighthouse` finds it and builds the site.
//
// Prints the marks, and what took points. Fails where accessibility or best practices have less than 100: those do not
// depend on the machine, as the speed does.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as chromeLauncher from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { serve } from "../browser/serve.mjs";

const dist = join(dirname(fileURLToPath(import.meta.url)), "../../dist");
const server = await serve(dist, 0);
const address = `http://127.0.0.1:${server.address().port}/some/prefix/`;
const chromeFlags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
const chrome = await chromeLauncher.launch({ chromePath: process.env.CHROME_PATH, chromeFlags });
const onlyCategories = ["performance", "accessibility", "best-practices"];
const TIMES = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "speed-index"];

let short = false;
try {
  // A phone on a slow network and with a quarter of this processor; then a desk.
  for (const [name, config] of [["phone", undefined], ["desktop", desktopConfig]]) {
    const { lhr } = await lighthouse(address, { port: chrome.port, onlyCategories, logLevel: "error" }, config);
    const marks = Object.values(lhr.categories).map((it) => `${it.title.toLowerCase()} ${Math.round(it.score * 100)}`);
    console.log(`${name}: ${marks.join(", ")}`);
    console.log(`  ${TIMES.map((it) => `${lhr.audits[it].title.toLowerCase()} ${lhr.audits[it].displayValue.replace(/\s/g, " ")}`).join(", ")}`);
    for (const category of Object.values(lhr.categories)) {
      short ||= category.id !== "performance" && category.score < 1;
      for (const { id, weight } of category.auditRefs) {
        const { score, title, displayValue = "" } = lhr.audits[id];
        if (weight > 0 && score !== null && score < 0.9) console.log(`  - ${category.title}: ${title} ${displayValue}`);
      }
    }
  }
} finally {
  await chrome.kill();
  server.close();
}
if (short) console.error("accessibility and best practices should have 100");
process.exit(short ? 1 : 0);
