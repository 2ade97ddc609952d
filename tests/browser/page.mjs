// What every spec begins with: `import { test, expect, openPage, … } from "./page.mjs";`
//
// `test` is Playwright's, with a watch over the page: an error in the console, a violation of the page's policy, a
// failed request or a request to anywhere else fails the test, whatever it was about.
import AxeBuilder from "@axe-core/playwright";
import { expect, test as base } from "@playwright/test";

export { expect };

export const test = base.extend({
  /** Everything the page did wrong; a test that provokes an error empties it. */
  complaints: [
    async ({ page, baseURL }, use) => {
      const complaints = [];
      const home = new URL(baseURL);
      page.on("console", (it) => {
        // The configuration keeps the service worker out of most tests.
        if (it.text().startsWith("Service Worker registration blocked by Playwright")) return;
        // By the clock: on a slow machine the program asks for it later. parts.spec.mjs counts what is never asked for.
        if (it.text().includes("was preloaded using link preload but not used within a few seconds")) return;
        if (["error", "warning"].includes(it.type())) complaints.push(`console ${it.type()}: ${it.text()}`);
      });
      page.on("pageerror", (it) => complaints.push(`uncaught: ${it.message}`));
      page.on("requestfailed", (it) => {
        // What is on its way when a test goes elsewhere is broken off by the browser, not by the page.
        if (it.failure()?.errorText === "net::ERR_ABORTED") return;
        complaints.push(`failed: ${it.url()} ${it.failure()?.errorText}`);
      });
      page.on("request", (it) => {
        const url = new URL(it.url());
        if (["data:", "blob:"].includes(url.protocol)) return;
        if (url.origin !== home.origin) complaints.push(`foreign request: ${url}`);
        else if (!url.pathname.startsWith(home.pathname)) complaints.push(`request outside the site: ${url}`);
      });
      await page.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (it) => {
          console.error(`policy violation: ${it.violatedDirective} ${it.blockedURI} ${it.sourceFile}:${it.lineNumber} ${it.sample}`);
        });
      });
      await use(complaints);
      expect(complaints, "the page must stay silent, and at home").toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens the page, `at` a fragment such as `#…`, and waits until its program runs. */
export async function openPage(page, at = "") {
  await page.goto(`./${at}`);
  await expect(page.locator("#first, #shell")).toHaveCount(0);
  await expect(page.locator("main")).toBeVisible();
}

/** Opens the page with nothing on it. */
export async function openEmpty(page) {
  await openPage(page);
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitem", { name: "Start with empty files" }).click();
  await expect(page.getByText("Nothing here yet")).toBeVisible();
}

/** Waits until the page hears keys, pastes and drops: that comes with the second part of the program. */
export const hears = (page) => page.locator(".toasts").waitFor({ state: "attached" });

/** Pastes text outside of any field, which makes a file of it. */
export const paste = async (page, text) => {
  await hears(page);
  await page.locator("body").evaluate(pasted, text);
};

/** Pastes text in place of the editor's. */
export const fill = async (page, text) => {
  await code(page).press("ControlOrMeta+a");
  await code(page).evaluate(pasted, text);
};

/** In the browser: what a paste there is. */
const pasted = (field, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
};

/** The text in the editor. */
export const code = (page) => page.locator(".cm-content");

/** The tab of a file, or of the results. */
export const tab = (page, name) => page.getByRole("tab", { name });

/** The matrix, `[data-testid="matrix"]`. */
export const matrix = (page) => page.getByTestId("matrix");

/** One cell of the matrix, by the names of its ends as shown. */
export const cell = (page, from, to) => matrix(page).locator(`[role="gridcell"][data-from="${from}"][data-to="${to}"]`);

/** Fails unless each of these cells can be seen and clicked: it has a box, and once in view, nothing lies over it. */
export async function expectReachable(cells) {
  await expect(cells.first()).toBeAttached();
  // Only what is on screen, and near it, is in the document.
  const all = await cells.evaluateAll((all) => all.map((it) => [it.dataset.from, it.dataset.to]));
  for (const [from, to] of all) {
    const it = cells.locator(`xpath=self::*[@data-from="${from}" and @data-to="${to}"]`);
    if ((await it.count()) === 0) await cells.first().evaluate((it) => it.closest(".mx").scrollTo({ left: 0 }));
    const found = await it.evaluate((it) => {
      it.scrollIntoView({ block: "nearest", inline: "nearest" });
      const { left, top, width, height } = it.getBoundingClientRect();
      const there = document.elementFromPoint(left + width / 2, top + height / 2);
      return { ends: [it.dataset.from, it.dataset.to], wide: width > 4, high: height > 4, clickable: it.contains(there) };
    });
    expect(found).toMatchObject({ wide: true, high: true, clickable: true });
  }
}

/**
 * Does `action` and waits until the matrix shows its result. The page counts the evaluations that the matrix has
 * shown in the grid's `data-revision`.
 */
export async function andMatrix(page, action) {
  const before = await matrix(page).getAttribute("data-revision");
  await action();
  await expect(matrix(page)).not.toHaveAttribute("data-revision", before ?? "");
}

/** Has the page write its draft and its address now, as when its window is left, and not after a while. */
export async function settle(page) {
  // The menu comes with what writes them.
  await expect(page.getByRole("button", { name: /^Scenario/ })).toBeAttached();
  await page.evaluate(() => dispatchEvent(new Event("blur")));
}

/** Until what is due is drawn: two frames, because the first may have begun. */
export const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** The editor's own module, loaded as the page loads it. */
export const loadEditor = (page) =>
  page.evaluateHandle(() => {
    const { content } = document.querySelector('meta[name="netpol-editor"]');
    return import(new URL(content, document.baseURI).href);
  });

/** Fails on everything that axe finds wrong, with names and places. */
export async function expectAccessible(page, include) {
  let axe = new AxeBuilder({ page });
  if (include) axe = axe.include(include);
  const { violations } = await axe.analyze();
  const found = violations.map((it) => `${it.id} (${it.impact}): ${it.nodes.map((node) => node.target.join(" ")).join("; ")}`);
  expect(found).toEqual([]);
}

/** A picture for the eye, in target/browser/NAME.png. */
export const picture = (page, name) => page.screenshot({ path: `../../target/browser/${name}.png` });

/** Holds back the files of an address until the function that it gives is called; `then` says what becomes of them. */
export async function hold(page, address, then = (route) => route.continue()) {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route(address, async (route) => {
    await released;
    await then(route);
  });
  return release;
}
