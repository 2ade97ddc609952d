// Why a policy does not apply: told above it in the editor, in Why? and in Problems; and what its fix would change.
import { cell, code, expect, expectAccessible, matrix, openEmpty, paste, picture, settle, tab, test } from "./page.mjs";

const pod = (namespace, name, labels) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${namespace}
  labels: {${labels}}
spec:
  containers:
  - name: main
    image: registry.example.com/${name}
    ports:
    - {name: web, containerPort: 8080}
`;
const policy = (namespace, name, labels, rules = "  policyTypes: [Ingress]\n") => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  podSelector:
    matchLabels:
${labels.map((it) => `      ${it}\n`).join("")}${rules}`;
// With a Service the input is no mere example: no pods are made up.
const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
`;
const PODS = [SERVICE, pod("shop", "api", "app: api, tier: backend"), pod("shop", "web", "app: web"), pod("ops", "prom", "app: prom")];
const MISSPELT = [...PODS, policy("shop", "api", ["app: api", "tier: beckend"])].join("---\n");

const lens = (page) => page.locator(".np-lens");
const why = (page) => page.getByTestId("why");
const problems = (page) => page.getByTestId("problems");
const finding = (page, code) => problems(page).locator("li", { has: page.locator(".problem-context code", { hasText: code }) }).first();
const toasts = (page) => page.locator(".toasts");

async function opened(page, yaml) {
  await openEmpty(page);
  await paste(page, yaml);
  await expect(code(page)).toContainText("kind: Service");
}

test("the line above a policy that selects no pod names the nearest, and leads to what keeps it out", async ({ page }) => {
  await opened(page, MISSPELT);
  await code(page).getByText("name: api", { exact: true }).last().scrollIntoViewIfNeeded();
  await expect(lens(page)).toContainText("selects no pod");
  const reason = lens(page).getByRole("button", { name: "the nearest: shop/api has tier=backend, wanted tier=beckend" });
  await expect(reason).toBeVisible();
  await expectAccessible(page);
  await picture(page, "why-lens");
  await reason.click();
  await expect(code(page)).toBeFocused();
  await expect(page.locator(".cm-activeLine")).toContainText("tier: beckend");
});

test("an allowed cell names the policy that nearly selects the pod, and one in another namespace", async ({ page }) => {
  await opened(page, [MISSPELT, policy("ops", "web", ["app: web"])].join("---\n"));
  await cell(page, "shop/web", "shop/api").click();
  await expect(why(page)).toContainText("shop/api does not select it: pod has tier=backend, wanted tier=beckend");
  await cell(page, "shop/api", "shop/web").click();
  const step = why(page).locator(".step-line", { hasText: "ops/web asks for the labels of this pod and does not select it" });
  await expect(step).toContainText("it is in namespace ops, where no pod has them, and the pod is in shop");
  await picture(page, "why-elsewhere");
});

test("a port name that the destination does not know is told with what it is called there", async ({ page }) => {
  const rules = "  ingress:\n  - ports: [{port: http}]\n";
  await opened(page, [...PODS, policy("shop", "api", ["app: api"], rules)].join("---\n"));
  await page.getByLabel(/^Another port/).fill("8080");
  await page.keyboard.press("Enter");
  await cell(page, "shop/web", "shop/api").click();
  await expect(why(page)).toContainText("no container port named http; it calls TCP 8080 web");
});

test("a fix tells which cells it changes before it is applied, and is one step to take back", async ({ page }) => {
  await opened(page, MISSPELT);
  await expect(cell(page, "shop/web", "shop/api")).toHaveAttribute("data-verdict", "all");
  await tab(page, /^Problems/).click();
  const found = finding(page, "missed-by-one-label");
  await expect(found).toBeVisible();
  // Nothing is tried before somebody asks.
  await settle(page);
  await expect(page.locator(".fix-effects")).toHaveCount(0);
  const ask = found.getByRole("button", { name: "What changes?" });
  await ask.click();
  await expect(ask).toHaveAttribute("aria-expanded", "true");
  const write = found.locator(".fix-effects > li", { hasText: "Write tier=backend" });
  // From three pods, without itself, and from outside.
  await expect(write.getByRole("status")).toHaveText("−3 allowed, nothing else");
  await expect(write.locator(".repair-others li")).toHaveText([1, 2, 3].map(() => /→ shop\/api newly denied/));
  await expect(write.locator(".repair-others")).toContainText("shop/web → shop/api");
  await expectAccessible(page);
  await picture(page, "fix-effects");
  const before = await code(page).textContent();
  await write.getByRole("button", { name: /^Apply/ }).click();
  await expect(cell(page, "shop/web", "shop/api")).toHaveAttribute("data-verdict", "none");
  await expect(cell(page, "shop/api", "shop/web")).toHaveAttribute("data-verdict", "all");
  await expect(toasts(page)).toContainText("−3 allowed, nothing else");
  await toasts(page).getByRole("button", { name: "Undo" }).click();
  await expect(cell(page, "shop/web", "shop/api")).toHaveAttribute("data-verdict", "all");
  await expect(code(page)).toHaveText(before);
});

/** Policies that close nothing, so that no problem counts the pods of a namespace. */
const closesNothing = (namespace, types, rules) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: ${namespace}}
spec: {podSelector: {}, policyTypes: [${types}], ${rules}}
`;

test("what a fix changes is found anew after an edit that leaves all problems as they are", async ({ page }) => {
  const rules = "egress: [{to: [{namespaceSelector: {}}]}], ingress: [{from: [{namespaceSelector: {}}]}]";
  const open = [closesNothing("shop", "Egress", "egress: [{}]"), closesNothing("ops", "Ingress, Egress", rules)];
  await opened(page, [...PODS, ...open, policy("shop", "api", ["app: api", "tier: beckend"])].join("---\n"));
  await tab(page, /^Problems/).click();
  const found = finding(page, "missed-by-one-label");
  const ask = found.getByRole("button", { name: "What changes?" });
  const write = found.locator(".fix-effects > li", { hasText: "Write tier=backend" });
  await ask.click();
  await expect(write.getByRole("status")).toHaveText("−3 allowed, nothing else");
  await code(page).press("ControlOrMeta+End");
  await page.keyboard.insertText(`---\n${pod("shop", "late", "app: late")}`);
  await expect(cell(page, "shop/late", "shop/api")).toBeAttached();
  await expect(write.getByRole("status")).toHaveText("−4 allowed, nothing else");
  await expect(write.locator(".repair-others")).toContainText("shop/late → shop/api");
  await expect(page.locator(".fix-effects .old")).toHaveCount(0);
  // An edit in the very task in which the trial is asked for.
  await ask.click();
  await expect(write).toHaveCount(0);
  await code(page).press("ControlOrMeta+End");
  await ask.evaluate((button, text) => {
    button.click();
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.querySelector(".cm-content").dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, `---\n${pod("shop", "later", "app: later")}`);
  await expect(write.getByRole("status")).toHaveText("−5 allowed, nothing else");
  await write.getByRole("button", { name: /^Apply/ }).click();
  await expect(toasts(page)).toContainText("−5 allowed, nothing else");
  await expect(cell(page, "shop/later", "shop/api")).toHaveAttribute("data-verdict", "none");
});

test("what a fix changes stays open when an edit moves its problem", async ({ page }) => {
  await opened(page, MISSPELT);
  await tab(page, /^Problems/).click();
  const found = finding(page, "missed-by-one-label");
  const ask = found.getByRole("button", { name: "What changes?" });
  const place = await found.locator(".problem-place").textContent();
  await ask.click();
  await expect(found.getByRole("status").first()).toContainText("allowed, nothing else");
  await code(page).press("ControlOrMeta+Home");
  await page.keyboard.insertText("# first\n");
  await expect(found.locator(".problem-place")).not.toHaveText(place);
  await expect(ask).toHaveAttribute("aria-expanded", "true");
  await expect(found.getByRole("status").first()).toContainText("allowed, nothing else");
  await ask.click();
  await expect(ask).toHaveAttribute("aria-expanded", "false");
  await expect(found.locator(".fix-effects")).toHaveCount(0);
});

test("a fix that changes no verdict is not tried", async ({ page }) => {
  const rules = "  ingress:\n  - from: [{podSelector: {}}]\n  - from: [{podSelector: {}}]\n";
  await opened(page, [...PODS, policy("shop", "api", ["app: api"], rules)].join("---\n"));
  await tab(page, /^Problems/).click();
  const found = finding(page, "repeated-rule");
  await problems(page).getByRole("button", { name: /more worth knowing/ }).click({ timeout: 2_000 }).catch(() => {});
  await expect(found.locator(".fixes button")).not.toHaveCount(0);
  await expect(found.getByRole("button", { name: "What changes?" })).toHaveCount(0);
});

test("a caret in a rule that changes nothing names the rule that covers it", async ({ page }) => {
  const rules = "  ingress:\n  - from: [{podSelector: {}}]\n  - from: [{podSelector: {matchLabels: {app: web}}}]\n    ports: [{port: 8080}]\n";
  await opened(page, [...PODS, policy("shop", "api", ["app: api"], rules)].join("---\n"));
  const preview = page.getByTestId("preview");
  await code(page).getByText("- from: [{podSelector: {}}]").click();
  await page.mouse.move(5, 5);
  await expect(preview).toContainText("opens 1 connection that no other rule opens");
  await code(page).getByText("ports: [{port: 8080}]").click();
  await page.mouse.move(5, 5);
  await expect(preview).toContainText("this rule changes nothing: ingress rule 1 allows all that it allows");
  await picture(page, "rule-covered");
  await preview.getByRole("button", { name: "Go there" }).click();
  await expect(page.locator(".cm-activeLine")).toContainText("- from: [{podSelector: {}}]");
});

test("on a phone what a fix changes fits @phone", async ({ page }) => {
  await opened(page, MISSPELT);
  await page.getByRole("button", { name: /^Edit/ }).click();
  await tab(page, /^Problems/).click();
  const found = finding(page, "missed-by-one-label");
  await found.getByRole("button", { name: "What changes?" }).click();
  await expect(found.locator(".fix-effects li").first().getByRole("status")).toContainText("allowed, nothing else");
  const { scrolls, width } = await page.evaluate(() => ({ scrolls: document.documentElement.scrollWidth, width: innerWidth }));
  expect(scrolls).toBeLessThanOrEqual(width);
  await picture(page, "fix-effects-phone");
});
