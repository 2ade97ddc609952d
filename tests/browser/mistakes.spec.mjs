// What beginners write by mistake: it is told on screen in words that they understand, and one click on the fix writes what
// was meant.
import { cell, code, expect, fill, matrix, openEmpty, paste, picture, tab, test } from "./page.mjs";

const pod = (namespace, name, more = "") => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app: ${name}
spec:
  containers:
  - name: main
    image: registry.example.com/${name}
${more}`;
const CLUSTER = [
  "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n",
  "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ops\n",
  pod("shop", "web"),
  pod("shop", "db", "    ports:\n    - containerPort: 5432\n"),
  pod("ops", "probe"),
].join("---\n");

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: db
  policyTypes:
  - Ingress
  ingress:
  - from:
    - podSelector:
        matchLabels:
          app: web
    ports:
    - port: 5432
`;
const FROM_WEB = "    - podSelector:\n        matchLabels:\n          app: web\n";
const FROM_OPS = "    - namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: ops\n";
const OUT = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: web
  policyTypes:
  - Egress
  egress:
  - to:
    - podSelector:
        matchLabels:
          app: db
    ports:
    - port: 5432
`;

/** From web and from probe to the database: as a policy means it. */
const WEB_ONLY = { "shop/web": "some", "ops/probe": "none" };
const OPS_ONLY = { "shop/web": "none", "ops/probe": "some" };
const OPEN = { "shop/web": "all", "ops/probe": "all" };

/**
 * Each: the policy as it is meant, what stands there in place of what, what is said, the fix, and who reaches the database
 * before and after.
 */
const MISTAKES = [
  {
    title: "a missing quote", write: ["app: web", 'app: "web'],
    says: "the quote that opens here is not closed", fix: 'Close the quote: "web"', before: OPEN, after: WEB_ONLY,
  },
  {
    title: "a tab", write: ["          app: web", "\t\t\t\t\tapp: web"],
    says: "a tab cannot indent: YAML allows spaces only", fix: "Replace the tabs with spaces", before: OPEN, after: WEB_ONLY,
  },
  {
    title: "a wrong indentation", write: ["    ports:\n    - port", "      ports:\n      - port"],
    says: "ports stands beside from, not inside of it: indent it less",
    fix: "Move ports with the lines that belong to it 2 spaces to the left", before: OPEN, after: WEB_ONLY,
  },
  {
    title: "matchlabels", write: ["matchLabels:\n          app: web", "matchlabels:\n          app: web"],
    says: "did you mean matchLabels? Capital letters count", fix: "Write matchLabels", before: OPEN, after: WEB_ONLY,
  },
  {
    title: "a range of ports as text", write: ["port: 5432", 'port: "5432-5439"'],
    says: "5432-5439 is a range, and port holds one number or name", fix: "Write port: 5432 and endPort: 5439", before: OPEN, after: WEB_ONLY,
  },
  {
    title: "a wrong namespace", write: ["namespace: shop", "namespace: ops"],
    says: "no pod of ops has app=db, so the policy protects nothing; pods with these labels are in shop",
    fix: "Set metadata.namespace to shop", before: OPEN, after: WEB_ONLY,
  },
  {
    title: "a stray dash", write: ["    ports:", "  - ports:"],
    says: "the dash before ports begins a new rule", fix: /^Join /, before: { "shop/web": "all", "ops/probe": "some" }, after: WEB_ONLY,
  },
  {
    title: "the name of a namespace as its label", write: [FROM_WEB, FROM_OPS.replace("kubernetes.io/metadata.name", "name")],
    says: "namespace ops has no label name", fix: "Use the key kubernetes.io/metadata.name",
    before: { "shop/web": "none", "ops/probe": "none" }, after: OPS_ONLY,
  },
  {
    title: "an empty podSelector", write: ["      app: db\n", ""],
    says: "has a podSelector without labels, so it applies to every pod of shop", fix: "Select the pods with app=db",
    before: { ...WEB_ONLY, "shop/db>shop/web": "none" }, after: { ...WEB_ONLY, "shop/db>shop/web": "all" },
  },
  {
    title: "forgotten DNS", meant: OUT,
    says: "shop/web cannot look up names: no rule allows UDP 53 to the DNS of the cluster",
    fix: "Allow UDP and TCP 53 to the DNS pods", before: { "shop/web": "some" }, after: { "shop/web": "some" }, holds: "k8s-app: kube-dns",
  },
];

/** Who reaches whom: names of sources stand for their way to the database. */
async function expectCells(page, cells) {
  for (const [way, verdict] of Object.entries(cells)) {
    const [from, to = "shop/db"] = way.split(">");
    await expect(cell(page, from, to), way).toHaveAttribute("data-verdict", verdict);
  }
}

/** All of the text: only what is on screen is in the document. */
const text = (page) => code(page).evaluate((it) => it.cmTile?.view?.state.doc.toString() ?? it.innerText);
const told = (page, says) => page.getByTestId("problems").getByRole("listitem").filter({ hasText: says });

for (const { title, meant = POLICY, write, says, fix, before, after, holds } of MISTAKES) {
  test(`beginners: ${title} is told, and mended by one click`, async ({ page }) => {
    const written = write ? meant.replace(...write) : meant;
    if (write) expect(written).not.toBe(meant);
    await openEmpty(page);
    await paste(page, `${CLUSTER}---\n${written}`);
    await expectCells(page, before);
    await tab(page, /^Problems/).click();
    const one = told(page, says);
    await expect(one).toHaveCount(1);
    await picture(page, `mistake-${title.replaceAll(" ", "-")}`);
    await one.locator(".fixes").getByRole("button", { name: fix }).click();
    await expectCells(page, after);
    await expect(told(page, says)).toHaveCount(0);
    if (holds) await expect.poll(() => text(page)).toContain(holds);
  });
}

test("beginners: a mistake that is typed keeps the last matrix, and its fix stands in the editor too", async ({ page }) => {
  await openEmpty(page);
  await paste(page, `${CLUSTER}---\n${POLICY}`);
  await expectCells(page, WEB_ONLY);
  await fill(page, `${CLUSTER}---\n${POLICY.replace("matchLabels:\n          app: web", "matchlabels:\n          app: web")}`);
  await expect(page.locator(".cm-lint-marker-error")).toBeVisible();
  // What could be read last stays in force while it is mended.
  await expectCells(page, WEB_ONLY);
  await page.locator(".cm-lint-marker-error").hover();
  await page.locator(".cm-diagnosticAction", { hasText: "Write matchLabels" }).click();
  await expect(page.locator(".cm-lint-marker-error")).toHaveCount(0);
  await expectCells(page, WEB_ONLY);
  await expect(matrix(page)).toBeVisible();
});

test("beginners: a fix of one of two mistakes leaves the last matrix until the other is mended too", async ({ page }) => {
  await openEmpty(page);
  await paste(page, `${CLUSTER}---\n${POLICY}`);
  await expectCells(page, WEB_ONLY);
  await fill(page, `${CLUSTER}---\n${POLICY.replaceAll("matchLabels:", "matchlabels:")}`);
  await expect(page.locator(".cm-lint-marker-error").first()).toBeVisible();
  await tab(page, /^Problems/).click();
  const fix = page.getByTestId("problems").locator(".fixes").getByRole("button", { name: "Write matchLabels" });
  const left = async () => (await text(page)).split("matchlabels").length - 1;
  for (let count = await left(); 1 < count; count -= 1) {
    await fix.first().click();
    await expect.poll(left).toBe(count - 1);
    await expect(page.getByTestId("incomplete")).toContainText("with the last version of");
    await expectCells(page, WEB_ONLY);
  }
  await fix.first().click();
  await expect(page.getByTestId("incomplete")).toBeEmpty();
  await expectCells(page, WEB_ONLY);
});

test("beginners: what a refused value means is told while the last version is in force, on a page that met none before", async ({ page }) => {
  await openEmpty(page);
  await paste(page, `${CLUSTER}---\n${POLICY}`);
  await expectCells(page, WEB_ONLY);
  await fill(page, `${CLUSTER}---\n${POLICY.replace("- port: 5432", '- port: "5432"')}`);
  await tab(page, /^Problems/).click();
  await page.getByTestId("problems").locator(".fixes").getByRole("button", { name: "Write the number without quotes: 5432" }).click();
  await expect.poll(() => text(page)).toContain("- port: 5432");
  await expect(page.locator(".cm-lint-marker-error")).toHaveCount(0);
  await expectCells(page, WEB_ONLY);
});

test("beginners: what the API server says stands below what is meant, in the list and in the editor", async ({ page }) => {
  await openEmpty(page);
  await paste(page, `${CLUSTER}---\n${POLICY}`);
  await fill(page, `${CLUSTER}---\n${POLICY.replace("- port: 5432", '- port: "5432"')}`);
  await tab(page, /^Problems/).click();
  const one = page.getByTestId("problems").locator(".problem-text").first();
  await expect(one.locator(".problem-message")).not.toContainText("Invalid value");
  await expect(one.locator(".problem-server")).toContainText("The API server says: Invalid value");
  await page.locator(".cm-lint-marker-error").hover();
  await expect(page.locator(".cm-tooltip-lint")).toContainText(/\nThe API server says: Invalid value/);
});

test("what is only worth knowing marks its line while the caret is there", async ({ page }) => {
  await openEmpty(page);
  await paste(page, `${CLUSTER}---\n${POLICY.replace("  policyTypes:\n  - Ingress\n", "")}`);
  await tab(page, /^Problems/).click();
  const one = told(page, "policyTypes is left out");
  await expect(one).toHaveCount(1);
  const marks = page.locator(".cm-lintRange-info");
  await expect(marks).toHaveCount(0);
  await code(page).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("ArrowDown");
  await expect(marks).toHaveCount(0);
  await one.getByRole("button").first().click();
  await expect(marks).not.toHaveCount(0);
  await code(page).press("ControlOrMeta+End");
  await expect(marks).toHaveCount(0);
});

const TWO_RULES = POLICY + `  - from:
    - podSelector:
        matchLabels:
          app: cron
    ports:
    - port: 9000
`;

/** The policy as it is meant, and then as it is written by mistake; the caret is at the end of a line. */
async function spoilt(page, write, caret) {
  await openEmpty(page);
  await paste(page, `${CLUSTER}---\n${TWO_RULES}`);
  await expectCells(page, WEB_ONLY);
  expect(TWO_RULES).not.toBe(write(TWO_RULES));
  await fill(page, `${CLUSTER}---\n${write(TWO_RULES)}`);
  await expect(page.locator(".cm-lint-marker-error").first()).toBeVisible();
  await code(page).press("ControlOrMeta+End");
  await expect(page.locator(".cm-activeLine")).toBeInViewport();
  for (let lines = 0; lines < caret; lines += 1) await code(page).press("ArrowUp");
}

test("beginners: the dash of a later rule that was deleted is written again by one click", async ({ page }) => {
  await spoilt(page, (it) => it.replace("  - from:\n    - podSelector:\n        matchLabels:\n          app: cron", "    from:\n    - podSelector:\n        matchLabels:\n          app: cron"), 1);
  await tab(page, /^Problems/).click();
  const one = told(page, "a dash is missing before from, which begins an entry of ingress");
  await expect(one).toHaveCount(1);
  await picture(page, "mistake-lost-dash");
  await expect(page.getByTestId("problems").getByRole("button", { name: /^Delete/ })).toHaveCount(0);
  await one.locator(".fixes").getByRole("button", { name: "Put a dash before from" }).click();
  await expect(page.locator(".cm-lint-marker-error")).toHaveCount(0);
  await expect.poll(() => text(page)).toBe(`${CLUSTER}---\n${TWO_RULES}`);
});

for (const [width, height] of [[1440, 900], [1280, 720]]) {
  test(`beginners: what is wrong is readable beside the rule of the caret at ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await spoilt(page, (it) => it.replace(/( {8}matchLabels)/g, "        matchlabels"), 4);
    const whole = (it) => it.evaluate((it) => it.scrollHeight <= it.clientHeight && it.scrollWidth <= it.clientWidth);
    const rule = page.getByTestId("preview").locator(".rule");
    await expect(rule).toContainText("shop/db, ingress rule 2");
    expect(await whole(rule)).toBe(true);
    const count = page.getByTestId("incomplete").locator(".incomplete-count");
    await expect(count).toHaveText(": 2 errors");
    await expect(count).toBeInViewport({ ratio: 1 });
    // What the badges count, too.
    await expect(page.getByRole("tab", { name: /pasted/ }).locator(".count")).toHaveText("2");
    await expect(tab(page, /^Problems/).locator(".count")).toHaveText("2");
    await expect(code(page).locator(".np-lens").first()).toContainText("last version: selects shop/db");
    await picture(page, `mistake-rule-${width}`);
    // A list that opens leaves the line of the caret in view.
    await tab(page, /^Problems/).click();
    await expect(page.getByTestId("problems")).toBeVisible();
    await expect(page.locator(".cm-activeLine")).toBeInViewport({ ratio: 1 });
    await tab(page, /^Changes/).click();
    await expect(page.getByTestId("without")).toBeInViewport({ ratio: 1 });
    await picture(page, `mistake-changes-${width}`);
  });
}

test("beginners: on a phone a message leaves the tab of the problems free @phone", async ({ page }) => {
  await page.clock.install();
  await openEmpty(page);
  await paste(page, `${CLUSTER}---\n${POLICY.replace("matchLabels", "matchlabels")}`);
  await expect(page.locator(".toast")).toBeVisible();
  await page.getByRole("button", { name: /^Edit/ }).click();
  const isFree = () => tab(page, /^Problems/).evaluate((it) => {
    const { x, y, width, height } = it.getBoundingClientRect();
    return document.querySelector(".toast") !== null && it.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });
  await expect.poll(isFree).toBe(true);
  await picture(page, "mistake-message-phone");
});
