// Services as destinations: picked, explained backend by backend, shared; Ingress and its controller.
import { cell, expect, expectAccessible, openPage, picture, settle, tab, test } from "./page.mjs";

const why = (page) => page.getByTestId("why");
const services = (page) => page.getByTestId("services");
const source = (page, from) => services(page).locator(`[data-from="${from}"]`);

async function scenario(page, name) {
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitemradio", { name }).click();
}

test("the port of the Service is translated before policies are asked", async ({ page }) => {
  await openPage(page);
  await scenario(page, "The port of the Service is not the port of the pods");
  await expect(tab(page, "Services")).toHaveAttribute("aria-selected", "true");
  await expect(services(page).getByRole("button", { name: /^web \(TCP 80\)/ })).toHaveAttribute("aria-pressed", "true");
  await expect(source(page, "shop/web")).toHaveAttribute("data-outcome", "denied");
  await expect(source(page, "shop/worker")).toHaveAttribute("data-outcome", "allowed");
  await expect(why(page)).toContainText("shop/web → shop/api:80");
  await expect(why(page)).toContainText("leads to targetPort: http");
  await expect(why(page)).toContainText("what they see is the port of the pods");
  await expect(why(page)).toContainText("TCP 8080 is not listed, only TCP 80");
  await expect(page.locator(".cm-line.np-miss").first()).toBeVisible();

  await source(page, "shop/worker").click();
  await expect(why(page)).toContainText("shop/worker → shop/api:80");
  await expect(why(page)).toContainText("shop/worker-egress egress rule 1 allows it");
  await why(page).getByRole("button", { name: "in the matrix" }).click();
  await expect(cell(page, "shop/worker", "shop/api")).toHaveAttribute("aria-selected", "true");
  await expect(cell(page, "shop/worker", "shop/api")).toHaveAttribute("data-verdict", "allowed");
});

const PARTIAL = `apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: empty, namespace: shop}
spec: {selector: {app: nobody}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: one, namespace: shop, labels: {app: api}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Pod
metadata: {name: two, namespace: shop, labels: {app: api, closed: "yes"}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec: {podSelector: {matchLabels: {closed: "yes"}}, policyTypes: [Ingress]}
`;

test("each backend has reasons of its own, and a link opens on them", async ({ page }) => {
  await openPage(page);
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("menuitem", { name: "Start with empty files" }).click();
  await tab(page, "Services").click();
  await expect(services(page)).toContainText("No Services in the files");
  await page.locator(".cm-content").click();
  await page.keyboard.insertText(PARTIAL);
  await services(page).locator('[data-service="svc:shop/api:80"]').click();
  await expect(source(page, "shop/web")).toHaveAttribute("data-outcome", "partial");
  await source(page, "shop/web").click();
  await expect(why(page)).toContainText("allowed to 1 of 2 backends");
  // What fails comes first.
  await expect(why(page).locator('[data-backend="shop/two"]')).toHaveAttribute("aria-pressed", "true");
  await expect(why(page)).toContainText("shop/closed has no ingress rules");
  await why(page).locator('[data-backend="shop/one"]').click();
  await expect(why(page)).not.toContainText("shop/closed has no ingress rules");
  await picture(page, "services");
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);

  await settle(page);
  await page.reload();
  await expect(tab(page, "Services")).toHaveAttribute("aria-selected", "true");
  await expect(why(page).locator('[data-backend="shop/one"]')).toHaveAttribute("aria-pressed", "true");

  await services(page).locator('[data-service="svc:shop/empty:80"]').click();
  await expect(source(page, "shop/web")).toHaveAttribute("data-outcome", "no-endpoint");
  await expect(why(page)).toContainText("it has no backends");

  // The Service goes while it is chosen.
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Backspace");
  await page.keyboard.insertText(PARTIAL.split("---\n").slice(2).join("---\n"));
  await expect(services(page)).toContainText("No Services in the files");
  await expect(why(page)).toContainText("Service shop/empty:80 is no longer in the files");
});

test("a headless Service has any port, and translates none", async ({ page }) => {
  await openPage(page);
  await scenario(page, "Headless Services translate nothing");
  await expect(source(page, "shop/api")).toHaveAttribute("data-outcome", "denied");
  await expect(why(page)).toContainText("is headless: nothing is translated");
  await services(page).getByLabel("Another port of db-headless").fill("6432");
  await page.keyboard.press("Enter");
  await expect(source(page, "shop/api")).toHaveAttribute("data-outcome", "allowed");
});

test("what is typed beside the lists stays while the files change", async ({ page }) => {
  await openPage(page);
  await scenario(page, "Headless Services translate nothing");
  await services(page).getByLabel("Filter sources").fill("api");
  const port = services(page).getByLabel("Another port of db-headless");
  await port.fill("none of them");
  await port.press("Enter");
  await expect(port).toHaveAttribute("aria-invalid", "true");
  await page.locator(".cm-content").press("ControlOrMeta+Home");
  await page.keyboard.insertText(PARTIAL + "---\n");
  await expect(services(page).locator('[data-service="svc:shop/empty:80"]')).toBeVisible();
  await expect(services(page).getByLabel("Filter sources")).toHaveValue("api");
  await expect(services(page).locator(".peer")).toHaveCount(1);
  await expect(port).toHaveValue("none of them");
  await expect(port).toHaveAttribute("aria-invalid", "true");
});

test("an Ingress says whether its controller gets through", async ({ page }) => {
  await openPage(page);
  await scenario(page, "An Ingress whose pods cannot be reached");
  const shop = services(page).locator('[data-ingress="shop/web"]');
  await expect(shop).toContainText("its controller cannot reach shop/web");
  await expect(services(page).locator('[data-ingress="blog/web"]')).toContainText("its controller can reach it");
  await services(page).locator('[data-ingress="blog/web"]').getByRole("button", { name: /blog\.example\.com/ }).click();
  await expect(why(page)).toContainText("ingress-nginx/controller → blog/web:80");
  await expect(tab(page, "Problems")).toContainText("1");
  await expectAccessible(page);
});

test("Services on a small screen @phone", async ({ page }) => {
  await openPage(page);
  await scenario(page, "The port of the Service is not the port of the pods");
  await expect(source(page, "shop/web")).toBeVisible();
  await picture(page, "phone-services");
  await source(page, "shop/worker").tap();
  await expect(why(page)).toBeVisible();
  await expect(why(page)).toContainText("shop/worker → shop/api:80");
  await expectAccessible(page);
});
