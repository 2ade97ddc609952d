// Exposure: facts with counts that open cells and lines; the heads of the matrix list all their peers.
import { existsSync, readFileSync } from "node:fs";
import { cell, expect, expectAccessible, matrix, openEmpty, openPage, paste, picture, settle, tab, test } from "./page.mjs";

const lists = (page) => page.locator("#lists");
const fact = (page, key) => lists(page).locator(`[data-fact="${key}"]`);
const card = (page, key) => lists(page).locator(`[data-card="${key}"]`);
const item = (page, key, name) => card(page, key).getByRole("button", { name, exact: true });
const groups = (page) => lists(page).locator(".peer-group");

const LONG = `very-${"long-".repeat(20)}name`;
const YAML = `apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec: {selector: {k8s-app: kube-dns}, ports: [{port: 53, protocol: UDP}]}
---
apiVersion: v1
kind: Pod
metadata: {name: dns, namespace: kube-system, labels: {k8s-app: kube-dns}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {replicas: 3, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}}
---
apiVersion: v1
kind: Pod
metadata: {name: ${LONG}, namespace: shop, labels: {app: long}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Service
metadata: {name: public, namespace: shop}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: long, namespace: shop}
spec: {podSelector: {matchLabels: {app: long}}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: typo, namespace: shop}
spec: {podSelector: {matchLabels: {app: wbe}}}
`;

async function exposed(page) {
  await openEmpty(page);
  await paste(page, YAML);
  await tab(page, "Exposure").click();
  await expect(fact(page, "from-internet")).toBeVisible();
}

test("a cluster is told in sentences, and each count opens what it counts", async ({ page }) => {
  await exposed(page);
  await expect(lists(page)).toContainText("5 pods of 3 workloads in 2 namespaces");
  await expect(fact(page, "from-internet")).toHaveText(/^1\s*workload can be reached from the internet/);
  await expect(fact(page, "dns")).toHaveText(/^1\s*pod cannot look up names \(DNS\), 4 can/);
  await expect(fact(page, "no-default-deny")).toHaveText(/^2\s*namespaces lack a default deny/);
  await expect(fact(page, "isolation")).toHaveText(/^1\s*pod is isolated for ingress, 1 for egress, 4 for neither/);
  await expect(card(page, "from-internet")).toContainText("TCP 80 through Service shop/public (LoadBalancer)");
  await expect(card(page, "from-internet")).toContainText("The row internet of the matrix asks the policies alone.");
  await picture(page, "exposure");
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);

  // A workload opens its cell.
  await item(page, "from-internet", "shop/web").click();
  await expect(tab(page, "Why?")).toHaveAttribute("aria-selected", "true");
  await expect(lists(page)).toContainText("internet → shop/web");
  await expect(matrix(page).locator('[role="gridcell"][data-to="shop/web"][aria-selected="true"]')).toHaveCount(1);

  // What was looked at is still open. A policy opens its line.
  await tab(page, "Exposure").click();
  await expect(fact(page, "from-internet")).toHaveAttribute("aria-pressed", "true");
  await fact(page, "selects-nothing").click();
  await item(page, "selects-nothing", "shop/typo").click();
  await expect(page.locator(".cm-activeLine").first()).toBeVisible();

  // The Service that leads in is a link.
  await fact(page, "from-internet").click();
  await card(page, "from-internet").getByRole("button", { name: "shop/public" }).click();

  await settle(page);
  await page.reload();
  await expect(tab(page, "Exposure")).toHaveAttribute("aria-selected", "true");
});

test("what lets in any pod opens all that reaches it", async ({ page }) => {
  await exposed(page);
  await fact(page, "any-pod").click();
  await item(page, "any-pod", "shop/web").first().click();
  await expect(lists(page)).toContainText("What reaches shop/web");
  await expect(groups(page).first()).toContainText("no policy isolates");
});

test("without pods there are no facts, and without policies everything is allowed", async ({ page }) => {
  await openEmpty(page);
  await tab(page, "Exposure").click();
  await expect(lists(page)).toContainText("No pods in the files");
  await paste(page, YAML.split("---\n").at(-1));
  await expect(lists(page)).toContainText("only policies");
  await page.getByRole("button", { name: /^Scenario|^Your own/ }).click();
  await page.getByRole("menuitem", { name: "Start with empty files" }).click();
  await paste(page, YAML.split("---\n")[2]);
  await tab(page, "Exposure").click();
  await expect(lists(page)).toContainText("There is no policy in the files: every connection is allowed.");
});

test("a head of the matrix lists all its peers, by reason", async ({ page }) => {
  await openEmpty(page);
  await paste(page, YAML);
  const row = matrix(page).getByRole("rowheader").filter({ hasText: "web" });
  await row.click();
  await expect(lists(page)).toContainText("What shop/web reaches");
  await expect(row).toHaveAttribute("aria-current", "true");
  // Allowed first; each group has its reason and its count.
  const answers = await groups(page).evaluateAll((all) => all.map((it) => it.dataset.answer));
  expect(answers[0]).toBe("all");
  expect([...answers].sort()).toEqual(answers);
  const some = groups(page).filter({ hasText: "TCP 8080 allowed" });
  await expect(some).toContainText("1 pod");
  await expect(some).toContainText("no policy isolates shop/web for egress; shop/long ingress rule 1 allows it");
  await expectAccessible(page);
  await picture(page, "peers");

  // The chosen head is in links.
  await settle(page);
  await page.reload();
  await expect(lists(page)).toContainText("What shop/web reaches");

  // A peer opens its cell, and the ends of the cell lead back.
  await groups(page).locator(`[data-peer="shop/${LONG}"]`).click();
  await expect(cell(page, "shop/web", `shop/${LONG}`)).toHaveAttribute("aria-selected", "true");
  await lists(page).getByRole("button", { name: `shop/${LONG}`, exact: true }).first().click();
  await expect(lists(page)).toContainText(`What reaches shop/${LONG}`);

  // A port makes other groups.
  await page.getByRole("button", { name: "TCP 8080" }).first().click();
  await expect(lists(page)).toContainText(`What reaches shop/${LONG}, TCP 8080`);
  await expect(groups(page).first()).toContainText("Allowed");
});

test("heads are reached with the keys", async ({ page }) => {
  await openEmpty(page);
  await paste(page, YAML);
  await cell(page, "shop/web", "shop/web").click();
  await page.keyboard.press("Home");
  await expect(page.locator(":focus")).toHaveAttribute("data-to", "kube-system/dns");
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator(":focus")).toHaveAttribute("role", "rowheader");
  await page.keyboard.press("ArrowDown");
  await expect(page.locator(":focus")).toContainText("very-long");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(lists(page)).toContainText("What shop/web reaches");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(":focus")).toHaveAttribute("role", "gridcell");
  await page.keyboard.press("ControlOrMeta+Home");
  await expect(page.locator(":focus")).toHaveAttribute("data-from", "kube-system/dns");
  await page.keyboard.press("ArrowUp");
  await expect(page.locator(":focus")).toHaveAttribute("role", "columnheader");
  await page.keyboard.press("Enter");
  await expect(lists(page)).toContainText("What reaches kube-system/dns");
});

// A large cluster stands beside this repository, as the texts of tests/pastes.rs do.
const DUMP = new URL("../../../shared/pastes/dump-300.yaml", import.meta.url);

test("three hundred pods are told by workload", async ({ page }) => {
  test.skip(!existsSync(DUMP), "../shared/pastes is not there");
  await openPage(page);
  await paste(page, readFileSync(DUMP, "utf8"));
  await tab(page, "Exposure").click();
  await expect(lists(page)).toContainText("298 pods of 25 workloads in 12 namespaces");
  for (const it of await lists(page).locator("[data-fact]").all()) {
    await it.click();
    await expect(card(page, await it.getAttribute("data-fact"))).toBeVisible();
  }
  await fact(page, "any-pod").click();
  await item(page, "any-pod", "analytics/executor").first().click();
  await expect(lists(page)).toContainText("What reaches analytics/executor-");
  // Groups of many are closed, and what is closed is not in the document.
  await expect(groups(page).locator("[data-peer]")).toHaveCount(0);
  await groups(page).first().getByRole("button").first().click();
  await expect(groups(page).locator("[data-peer]").first()).toBeVisible();
  await lists(page).getByLabel("Filter peers").fill("grafana");
  await expect(groups(page).locator("[data-peer]")).toHaveCount(1);
});

test("facts and peers on a small screen @phone", async ({ page }) => {
  await openEmpty(page);
  await paste(page, YAML);
  const panes = page.getByRole("navigation", { name: "Panes" });
  await panes.getByRole("button", { name: "Why?" }).click();
  await tab(page, "Exposure").click();
  await expect(fact(page, "from-internet")).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  expect(wide).toBe(true);
  await fact(page, "any-pod").click();
  await item(page, "any-pod", "shop/web").first().click();
  await expect(groups(page).first()).toBeVisible();
  expect(await lists(page).evaluate((it) => it.scrollWidth <= it.clientWidth)).toBe(true);
  await expectAccessible(page);
});
