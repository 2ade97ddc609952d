// `cargo xtask bench`: what `kubectl get` prints of a real cluster, from the paste to the painted matrix.
// No expectation about time: figures are for reading.
import { existsSync, readFileSync } from "node:fs";
import { expect, matrix, openPage, code, paste, test } from "./page.mjs";

const DUMP = new URL("../../../shared/pastes/dump-300.yaml", import.meta.url);

test("a pasted dump of 300 pods", async ({ page }) => {
  test.skip(!existsSync(DUMP), "the dump is not here");
  const text = readFileSync(DUMP, "utf8");
  const times = [];
  for (let n = 0; n < 5; n += 1) {
    await openPage(page);
    await code(page).waitFor();
    await page.waitForTimeout(2_000);
    await paste(page, text);
    await expect(matrix(page)).toContainText("notebook");
    await page.waitForTimeout(2_000);
    times.push(await page.evaluate(() => ["netpol.analyze", "netpol.paint"].map((name) => performance.getEntriesByName(name).map((it) => Math.round(it.duration)).at(-1))));
  }
  console.log(JSON.stringify(times));
});
