// The matrix has room wherever it stands: on every screen, in every frame.
import { embedded, expect, page as pageOf, test as testOfHosts } from "./hosts.mjs";
import { code, expectReachable, hears, matrix, openPage, picture, test } from "./page.mjs";

const SCREENS = {
  "a desk": [1440, 960],
  "a small window": [720, 450],
  "a phone that lies on its side": [851, 393],
  "the smallest phone": [320, 568],
  "a window enlarged four times": [320, 256],
};
for (const [name, [width, height]] of Object.entries(SCREENS)) {
  test(`every cell can be reached on ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await openPage(page);
    // What stands above the matrix takes its room when it comes.
    await hears(page);
    await expectReachable(matrix(page).getByRole("gridcell"));
    await picture(page, `layout-${width}x${height}`);
  });
}

for (const [width, height] of [[1440, 900], [1280, 720]]) {
  test(`every row of the first scenario is in view at ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await openPage(page);
    // What stands above the matrix takes its room when it comes.
    await hears(page);
    await expect
      .poll(() => matrix(page).getByRole("gridcell").last().evaluate((it) => {
        const [row, all] = [it.getBoundingClientRect(), it.closest(".mx").getBoundingClientRect()];
        return row.bottom <= all.bottom;
      }))
      .toBe(true);
  });
}

for (const [width, height] of [[1440, 900], [1280, 720]]) {
  test(`no row of it goes where an error and changes are told at ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await openPage(page);
    const append = async (line, text) => {
      await code(page).locator(".cm-line", { hasText: line }).first().click();
      await page.keyboard.press("End");
      await page.keyboard.type(text);
    };
    await append("app: web", "x");
    await expect(page.getByTestId("strip")).toContainText(/newly allowed\s*on any port/);
    await append("name: web", ": [");
    const said = page.getByTestId("incomplete");
    await expect(said).toContainText("with the last version of frontend/web");
    await expect(said).toBeInViewport({ ratio: 1 });
    await expect(page.getByTestId("strip").getByRole("button", { name: "Pin" })).toBeInViewport({ ratio: 1 });
    await picture(page, `layout-error-${width}x${height}`);
    const [row, all] = await matrix(page).getByRole("gridcell").last()
      .evaluate((it) => [it, it.closest(".mx")].map((it) => it.getBoundingClientRect().bottom));
    expect(row).toBeLessThanOrEqual(all);
  });
}

test("four rows of an embed of 600 by 300 are seen", async ({ page }) => {
  await page.setViewportSize({ width: 600, height: 300 });
  await page.goto("./?embed");
  await hears(page);
  await expect
    .poll(() => matrix(page).evaluate((it) => {
      const { bottom } = it.getBoundingClientRect();
      return [...it.querySelectorAll(".mx-name")].filter((it) => it.getBoundingClientRect().bottom <= bottom).length;
    }))
    .toBeGreaterThanOrEqual(4);
  await picture(page, "layout-embed-600x300");
  await expectReachable(matrix(page).getByRole("gridcell"));
});

test("the line above a policy is seen whole beside a narrow text, wherever that is scrolled to", async ({ page }) => {
  await page.setViewportSize({ width: 860, height: 700 });
  await openPage(page);
  await code(page).locator(".cm-line", { hasText: "app: web" }).first().click();
  await page.keyboard.press("End");
  await page.keyboard.type(` # ${"long ".repeat(40)}`);
  const lens = page.locator(".np-lens").first();
  await expect(lens).toContainText("opens 6 connections");
  const beyond = () => lens.evaluate((it) => {
    const words = document.createRange();
    words.selectNodeContents(it);
    const [own, text, numbers] = [words, it.closest(".cm-scroller"), it.closest(".cm-scroller").querySelector(".cm-gutters")]
      .map((it) => it.getBoundingClientRect());
    return Math.max(0, own.right - text.right) + Math.max(0, numbers.right - own.left);
  });
  await expect.poll(() => page.locator(".cm-scroller").evaluate((it) => it.scrollLeft)).toBeGreaterThan(0);
  await expect.poll(beyond).toBe(0);
  await picture(page, "layout-lens");
  await code(page).press("ControlOrMeta+Home");
  await expect.poll(beyond).toBe(0);
});

test("the ring of the text is as whole as that of other fields", async ({ page }) => {
  await openPage(page);
  const ring = () => page.locator(".edit .code").evaluate((it) => {
    const { content, zIndex, borderTopWidth, borderLeftWidth, borderBottomWidth, borderRightWidth } = getComputedStyle(it, "::after");
    const above = Number(getComputedStyle(it.querySelector(".cm-gutters")).zIndex) < Number(zIndex);
    return content === "none" ? null : [above, borderTopWidth, borderLeftWidth, borderBottomWidth, borderRightWidth];
  });
  await expect(code(page)).toBeVisible();
  expect(await ring()).toBeNull();
  await code(page).focus();
  await expect.poll(ring).toEqual([true, "2px", "2px", "2px", "2px"]);
});

test("at 1280 by 720 the answer begins to be read without scrolling", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await openPage(page);
  await hears(page);
  const reason = page.locator("#lists").getByText("No policy isolates it for egress");
  await expect(reason.first()).toBeInViewport({ ratio: 0.5 });
});

test("print shows the matrix", async ({ page }) => {
  await page.emulateMedia({ media: "print" });
  await openPage(page);
  await expectReachable(matrix(page).getByRole("gridcell"));
});

test("the ring of a focused cell is not cut off", async ({ page }) => {
  await openPage(page);
  const last = matrix(page).getByRole("gridcell").last();
  await last.click();
  const cut = await last.evaluate((it) => {
    const ring = 4;
    const [inner, outer] = [it.getBoundingClientRect(), it.closest(".mx").getBoundingClientRect()];
    return inner.right + ring > outer.right || inner.bottom + ring > outer.bottom;
  });
  expect(cut).toBe(false);
});

const PODS = ["web", "api", "db", "job"].map((it) => `apiVersion: v1
kind: Pod
metadata: {name: ${it}, namespace: shop, labels: {app: ${it}}}
`).join("---\n");
const YAML = `${PODS}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec: {podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}
`;
const FRAMES = ["", 'view="matrix"', 'cell="shop/web -> shop/api"', 'height="400"', 'height="600"', 'view="matrix" height="220"'];
const far = '<p style="height: 1500px">Text.</p>';

for (const [name, late] of [["in time", false], ["after the page was painted", true]]) {
  testOfHosts(`every cell of an embed below the fold can be reached, where the script comes ${name}`, async ({ page, host, site }) => {
    const embeds = FRAMES.map((it) => `<netpol-playground ${it}><pre>${YAML}</pre></netpol-playground>`).join(far);
    const html = pageOf(site, embeds);
    host.put("/", late ? html.replace(/<script src="(.*)"><\/script>/, "") : html);
    await page.goto(host.at());
    if (late) await page.addScriptTag({ url: `${site.base}embed.js` });
    for (let at = 0; at < FRAMES.length; at++) {
      const frame = await embedded(page, `netpol-playground >> nth=${at}`);
      await expectReachable(frame.getByTestId("matrix").getByRole("gridcell"));
      await page.locator("netpol-playground").nth(at).screenshot({ path: `../../target/browser/layout-embed-${at}${late ? "-late" : ""}.png` });
    }
  });
}

testOfHosts("every cell of an embed can be reached @phone", async ({ page, host, site }) => {
  host.put("/", pageOf(site, FRAMES.map((it) => `<netpol-playground ${it}><pre>${YAML}</pre></netpol-playground>`).join(far)));
  await page.goto(host.at());
  for (let at = 0; at < FRAMES.length; at++) {
    const frame = await embedded(page, `netpol-playground >> nth=${at}`);
    await expectReachable(frame.getByTestId("matrix").getByRole("gridcell"));
  }
});
