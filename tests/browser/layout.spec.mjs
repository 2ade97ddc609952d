// The matrix has room wherever it stands: on every screen, in every frame.
import { embedded, expect, page as pageOf, test as testOfHosts } from "./hosts.mjs";
import { expectReachable, hears, matrix, openPage, picture, test } from "./page.mjs";

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
