// Rows and columns of workloads: what a cell of several says, and a matrix of ten thousand.
import { existsSync, readFileSync } from "node:fs";

import { cell, expect, expectAccessible, matrix, openEmpty, openPage, paste, picture, settle, test } from "./page.mjs";

/** Pods `web` and `api` of six namespaces, five each, and one policy in each namespace. */
function cluster({ name = (app, n) => `${app}-${n}` } = {}) {
  const documents = [];
  for (let space = 0; space < 6; space += 1) {
    const namespace = `team-${space}`;
    for (const app of ["web", "api"]) {
      for (let n = 0; n < 5; n += 1) {
        documents.push(`apiVersion: v1
kind: Pod
metadata: {name: ${name(app, n)}, namespace: ${namespace}, labels: {app: ${app}, replica: "${n}"}}
spec: {containers: [{name: c, image: i}]}
`);
      }
    }
    documents.push(`apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-web, namespace: ${namespace}}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
    - from:
        - podSelector: {matchLabels: {app: web}}
      ports: [{port: 8080}]
`);
  }
  return documents.join("---\n");
}

const toggle = (page) => page.getByRole("button", { name: "Fold replicas" });
const head = (page, name) => matrix(page).getByRole("rowheader", { name });
const rows = (page) => matrix(page).getByRole("rowheader");

test("more than forty endpoints are folded, and unfolded by a button, a key, or one by one", async ({ page }) => {
  await openEmpty(page);
  await paste(page, cluster());
  // Twelve rows and the internet instead of sixty-one.
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", "14");
  await expect(toggle(page)).toHaveAttribute("aria-pressed", "true");
  const web = head(page, "team-0/web-* ×5 that no policy tells apart: web-0, web-1, web-2, web-3, web-4");
  await expect(web).toContainText("×5");
  await expect(matrix(page).getByRole("columnheader", { name: /^team-0\/web-\* ×5/ })).toContainText("×5");
  const api = cell(page, "team-0/web-0", "team-0/api-0");
  await expect(api).toHaveText("8080");
  await expect(api).toHaveAccessibleName(/TCP 8080 allowed, everything else denied; the same for all 25 pairs$/);
  await expect(cell(page, "team-0/api-0", "team-0/api-1")).toHaveAccessibleName(/all ports denied; the same between any two of the 5$/);
  await expectAccessible(page, ".results");
  await picture(page, "folded");

  // One by its button, which keeps the focus.
  await web.getByRole("button", { name: "Show each row that this one stands for" }).click();
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", "18");
  const back = head(page, "team-0/web-0").getByRole("button", { name: "Join this row with its replicas" });
  await expect(back).toBeFocused();
  await expect(cell(page, "team-0/web-0", "team-0/web-0")).toHaveAttribute("data-verdict", "self");
  await picture(page, "folded-but-one");
  await page.keyboard.press("Enter");
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", "14");

  // One by a key, from any of its rows: the cell that has the focus keeps it, or hands it to the fold.
  await cell(page, "team-0/api-0", "team-0/web-0").click();
  await page.keyboard.press("f");
  await page.keyboard.press("ArrowDown");
  await expect(cell(page, "team-0/api-1", "team-0/web-0")).toBeFocused();
  await page.keyboard.press("f");
  await expect(cell(page, "team-0/api-0", "team-0/web-0")).toBeFocused();

  // All of them, and again.
  await toggle(page).press("Enter");
  await expect(toggle(page)).toHaveAttribute("aria-pressed", "false");
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", "62");
  await picture(page, "unfolded");
  await toggle(page).press("Enter");
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", "14");
});

test("a fold holds what passes the filter, and goes when policies tell its members apart", async ({ page }) => {
  await openEmpty(page);
  await paste(page, cluster());
  await page.getByRole("searchbox").fill("team-1 -> replica=2");
  await expect(matrix(page)).toHaveAttribute("aria-colcount", "13");
  await expect(rows(page)).toHaveCount(2);
  await expect(cell(page, "team-1/web-0", "team-1/web-2")).toHaveAccessibleName(/all ports allowed; the same between any two/);
  // The one that the filter left is the first of the fold too: somebody else speaks to it.
  await page.getByRole("searchbox").fill("team-1 -> replica=0");
  await expect(cell(page, "team-1/web-1", "team-1/web-0")).toHaveAttribute("data-verdict", "all");
  await page.getByRole("searchbox").fill("");
  await paste(page, `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: one, namespace: team-1}
spec: {podSelector: {matchLabels: {replica: "0"}}, ingress: []}
`);
  await expect(head(page, /^team-1\/web-\* ×4/)).toHaveCount(1);
  await expect(head(page, /^team-1\/web-0$/)).toHaveCount(1);
});

test("a link to a cell inside a fold chooses the fold, and a rule outlines it", async ({ page }) => {
  await openEmpty(page);
  await paste(page, cluster());
  await toggle(page).click();
  await cell(page, "team-0/web-3", "team-0/api-2").click();
  await expect(page.getByTestId("why")).toContainText("team-0/web-3 → team-0/api-2");
  await expect(page).toHaveURL(/#2/);
  await settle(page);
  await page.reload();
  await openPage(page, new URL(page.url()).hash);
  // The link holds that nothing is folded.
  await expect(cell(page, "team-0/web-3", "team-0/api-2")).toHaveAttribute("aria-selected", "true");
  await toggle(page).click();
  const chosen = cell(page, "team-0/web-0", "team-0/api-0");
  await expect(chosen).toHaveAttribute("aria-selected", "true");
  await expect(page.getByTestId("why")).toContainText("team-0/web-3 → team-0/api-2");
  await page.locator(".cm-line.np-allow").last().click();
  await expect(chosen).toHaveClass(/opened/);
  await expect(cell(page, "team-0/api-0", "team-0/api-1")).not.toHaveClass(/opened/);
  await cell(page, "team-0/web-0", "team-0/web-1").click();
  await expect(page.getByTestId("why")).toContainText("team-0/web-0 → team-0/web-1");
});

test("few endpoints stay apart until they are folded, long names keep their count", async ({ page }) => {
  await openEmpty(page);
  const all = cluster({ name: (app, n) => `${app}-of-the-payments-department-7d9f8b6c5-x${n}` }).split("---\n");
  await paste(page, all.slice(0, 22).join("---\n"));
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", "22");
  await expect(toggle(page)).toHaveAttribute("aria-pressed", "false");
  await toggle(page).click();
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", "6");
  await expect(rows(page).first()).toContainText("×5");
  await picture(page, "folded-long");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "folded-long-dark");
  await openEmpty(page);
  await expect(toggle(page)).toBeHidden();
});

test("folded rows on a small screen @phone", async ({ page }) => {
  await openEmpty(page);
  await paste(page, cluster());
  await page.getByRole("button", { name: "Matrix", exact: true }).click();
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", "14");
  await picture(page, "phone-folded");
});

test("a large cluster is read in slices, and what is typed meanwhile counts", async ({ page }) => {
  await openEmpty(page);
  await paste(page, cluster());
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", "14");
  const pods = Array.from({ length: 3_000 }, (_, n) => `---
apiVersion: v1
kind: Pod
metadata: {name: more-${n}, namespace: many, labels: {app: web}}
spec: {containers: [{name: c, image: i}]}
`);
  // What the results said of themselves, each time that it changed, and the rows that were there.
  await page.evaluate(() => {
    const results = document.querySelector("#results");
    const note = () => [results.getAttribute("aria-busy"), results.querySelector("[role=grid]")?.getAttribute("aria-rowcount")];
    window.noted = [];
    new MutationObserver(() => window.noted.push(note())).observe(results, { attributeFilter: ["aria-busy"] });
  });
  await paste(page, pods.join(""));
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", "15");
  const noted = await page.evaluate(() => window.noted.splice(0));
  expect(noted[0], "the matrix of before stays, and says that it is").toEqual(["true", "14"]);
  expect(noted.at(-1)[0]).toBe("false");

  // Three keystrokes in one go: the last text is what comes out, whatever was under way.
  await page.locator(".cm-content").press("ControlOrMeta+Home");
  await page.evaluate(() => {
    for (const letter of "# x") document.execCommand("insertText", false, letter);
  });
  const later = "apiVersion: v1\nkind: Pod\nmetadata: {name: late, namespace: aaa, labels: {app: x}}\n---\n";
  await page.evaluate((it) => document.execCommand("insertText", false, `\n${it}`), later);
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", "16");
  await expect(page.locator("#results")).toHaveAttribute("aria-busy", "false");
});

test("ten thousand pods: the end is reached, and a click explains", async ({ page }) => {
  const documents = [];
  for (let n = 0; n < 10_000; n += 1) {
    documents.push(`apiVersion: v1
kind: Pod
metadata: {name: p${String(n).padStart(5, "0")}, namespace: n${String(n % 200).padStart(3, "0")}, labels: {app: a${n % 20}, n: "${n}"}}
spec: {containers: [{name: c, image: i}]}
`);
  }
  for (let n = 0; n < 200; n += 1) {
    documents.push(`apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: n${String(n).padStart(3, "0")}}
spec: {podSelector: {matchLabels: {app: a${n % 20}}}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]}
`);
  }
  await openEmpty(page);
  await paste(page, documents.join("---\n"));
  // A namespace is one row: its fifty pods have one label between them.
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", "202");
  await toggle(page).click();
  await expect(matrix(page)).toHaveAttribute("aria-rowcount", "10002");
  await matrix(page).evaluate((it) => it.scrollTo(it.scrollWidth, it.scrollHeight));
  const end = cell(page, "n199/p09799", "n199/p09999");
  await expect(end).toBeInViewport();
  await expect(end).toHaveText("80");
  expect(await matrix(page).getByRole("gridcell").count()).toBeLessThan(2_000);
  await end.click();
  await expect(page.getByTestId("why")).toContainText("n199/p09799 → n199/p09999");
});

/** Pods of one ReplicaSet. */
function replicas(set, names, labels, more = "") {
  return names.map((name) => `apiVersion: v1
kind: Pod
metadata:
  name: ${set}-7c9f-${name}
  namespace: ${set === "gateway" ? "payments" : "books"}
  labels: {app: ${set}, pod-template-hash: 7c9f, ${labels}}
  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: ${set}-7c9f, uid: u, controller: true}]
spec: {containers: [{name: c, image: i}]${more}}
`);
}

/** Four gateways, one of which is no stable one, three ledgers, and agents on two nodes. */
const ROLLOUT = [
  ...replicas("gateway", ["a", "b", "c"], "track: stable", ", nodeName: n1"),
  ...replicas("gateway", ["d"], "track: canary", ", nodeName: n2"),
  ...replicas("ledger", ["e", "f", "g"], "tier: data", ", nodeName: n1"),
  ...replicas("agent", ["h"], "tier: host", ", nodeName: n1, hostNetwork: true"),
  ...replicas("agent", ["i"], "tier: host", ", nodeName: n2, hostNetwork: true"),
  `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ledger, namespace: books}
spec:
  podSelector: {matchLabels: {app: ledger}}
  ingress:
    - from: [{namespaceSelector: {}, podSelector: {matchLabels: {track: stable}}}]
      ports: [{port: 9000}]
`,
].join("---\n");

test("replicas that differ: the cell says for how many, Why? which, and a button unfolds them", async ({ page }) => {
  await openEmpty(page);
  await paste(page, ROLLOUT);
  await toggle(page).click();
  await expect(rows(page)).toHaveText([/payments\/gateway ×4/, /books\/ledger ×3/, /books\/agent ×2/, /internet/]);
  await expect(matrix(page)).toContainText("9 pods in 3 rows");
  const some = cell(page, "payments/gateway-7c9f-a", "books/ledger-7c9f-e");
  await expect(some).toHaveText("3 of 4");
  await expect(some).toHaveAttribute("data-verdict", "some");
  const name = "payments/gateway ×4 to books/ledger ×3: from 3 of 4 pods TCP 9000 allowed, everything else denied; from 1 of 4 pods (gateway-7c9f-d) all ports denied";
  await expect(some).toHaveAccessibleName(name);
  await some.hover();
  await expect(page.getByTestId("preview")).toContainText(name);
  await some.click();
  const differ = page.getByTestId("replicas");
  await expect(differ).toContainText("The pods of payments/gateway ×4 differ.");
  await expect(differ.getByRole("listitem").first()).toContainText("track=stable");
  await expect(differ.getByRole("listitem").last()).toContainText(/track=canary.*gateway-7c9f-d/);
  await expectAccessible(page, ".results");
  await picture(page, "replicas-differ");

  // The cell of another answer is explained, and the same cell stays chosen.
  await differ.getByRole("button", { name: "from 1 of 4 pods: all ports denied" }).click();
  await expect(page.getByTestId("why")).toContainText("payments/gateway-7c9f-d → books/ledger-7c9f-e");
  await expect(some).toHaveAttribute("aria-selected", "true");
  await expect(differ.getByRole("button", { name: "from 1 of 4 pods: all ports denied" })).toHaveAttribute("aria-pressed", "true");
  await differ.getByRole("button", { name: "Unfold payments/gateway" }).click();
  await expect(rows(page)).toHaveCount(7);
  await expect(cell(page, "payments/gateway-7c9f-d", "books/ledger-7c9f-e")).toHaveAttribute("data-verdict", "none");
  await expect(cell(page, "payments/gateway-7c9f-d", "books/ledger-7c9f-e")).toHaveAttribute("aria-selected", "true");
  await expect(cell(page, "payments/gateway-7c9f-a", "books/ledger-7c9f-e")).toHaveText("9000");
  await expect(differ).toHaveCount(0);

  // Of one port likewise, and never as if all were allowed.
  await page.getByRole("searchbox").fill("");
  await toggle(page).click();
  await toggle(page).click();
  await page.getByRole("button", { name: "TCP 9000", exact: true }).click();
  await expect(some).toHaveText("3 of 4");
  await expect(some).toHaveAttribute("data-verdict", "some");
});

test("what a pod's own node may do is a note of the cell, and splits no row", async ({ page }) => {
  await openEmpty(page);
  await paste(page, ROLLOUT);
  await toggle(page).click();
  // The agent on another node than the ledgers speaks for both.
  const agents = cell(page, "books/agent-7c9f-i", "books/ledger-7c9f-e");
  await expect(agents).toHaveAttribute("data-verdict", "none");
  await expect(agents).toHaveAccessibleName(/all ports denied; the same for all 3 pairs; and from its own node all ports allowed$/);
  await agents.click();
  const own = page.getByTestId("replicas").getByRole("button", { name: "and from its own node: all ports allowed" });
  await own.click();
  await expect(page.getByTestId("why")).toContainText("books/agent-7c9f-h → books/ledger-7c9f-e");
  await expect(agents).toHaveAttribute("aria-selected", "true");
});

test("the filter finds a workload and each of its pods, and a link to a pod of a fold chooses the fold", async ({ page }) => {
  await openEmpty(page);
  await paste(page, ROLLOUT);
  await toggle(page).click();
  const filter = page.getByRole("searchbox");
  await filter.fill("payments/gateway -> ledger");
  await expect(rows(page)).toHaveText([/payments\/gateway ×4/]);
  await filter.fill("track=canary -> ledger");
  await expect(rows(page)).toHaveText([/payments\/gateway-7c9f-d/]);
  await expect(cell(page, "payments/gateway-7c9f-d", "books/ledger-7c9f-e")).toHaveAttribute("data-verdict", "none");
  await cell(page, "payments/gateway-7c9f-d", "books/ledger-7c9f-e").click();
  await filter.fill("");
  await expect(page).toHaveURL(/#2/);
  await settle(page);
  await page.reload();
  await openPage(page, new URL(page.url()).hash);
  await expect(page.getByTestId("why")).toContainText("payments/gateway-7c9f-d → books/ledger-7c9f-e");
  await expect(cell(page, "payments/gateway-7c9f-a", "books/ledger-7c9f-e")).toHaveAttribute("aria-selected", "true");
});

/** A cluster as `kubectl get -A -o yaml` prints it, which is not part of this repository. */
const DUMP = new URL("../../../shared/pastes/dump-300.yaml", import.meta.url);

test("a dump of 301 pods is a row for each workload", async ({ page }) => {
  test.skip(!existsSync(DUMP), "skipped: no ../shared/pastes/dump-300.yaml");
  await openEmpty(page);
  await paste(page, readFileSync(DUMP, "utf8"));
  await expect(matrix(page)).toContainText("298 pods in 25 rows", { timeout: 30_000 });
  expect(Number(await matrix(page).getAttribute("aria-rowcount"))).toBeLessThanOrEqual(31);
  const filter = page.getByRole("searchbox");
  await filter.fill("toolbox -> solver");
  await expect(matrix(page).getByRole("gridcell")).toHaveText("1/61");
  // An edge of a rollout: all of it is reached, and not on one port.
  await filter.fill("prometheus -> tracking/api");
  await expect(matrix(page).getByRole("gridcell")).toHaveText("mixed");
  await filter.fill("solver-49z28b8tgd-knzhg");
  await expect(rows(page)).toHaveText([/^routing\/solver-49…8tgd-knzhg$/]);
  await filter.fill("");
  await picture(page, "dump");
});
