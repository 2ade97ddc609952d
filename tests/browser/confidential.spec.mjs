// What may be secret is told where files come in, and where they would leave.
import { code, expect, expectAccessible, openPage, paste, picture, test } from "./page.mjs";

const SECRET = `apiVersion: v1
kind: Secret
metadata: {name: login, namespace: shop}
data:
  password: aHVudGVyMg==
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
  - name: web
    env:
    - {name: TOKEN, value: hunter2}
`;

test("a paste with a Secret says so, leaves it out on request, and can be taken back", async ({ page }) => {
  await openPage(page);
  await paste(page, SECRET);
  const toasts = page.locator(".toasts");
  await toasts.getByRole("button", { name: "Leave that out" }).click();
  await expect(toasts).toContainText("Left out: data of a Secret, environment values of a container.");
  await expect(code(page)).toContainText("data: {}");
  await expect(code(page)).not.toContainText("hunter2");
  await toasts.locator(".toast", { hasText: "Left out" }).getByRole("button", { name: "Undo" }).click();
  await expect(code(page)).toContainText("hunter2");
});

test("the dialog behind Share names what may be secret first, and makes a link without it", async ({ page, context }) => {
  await openPage(page);
  await paste(page, SECRET);
  await page.getByRole("button", { name: "Share" }).click();
  const choice = page.getByRole("checkbox", { name: /may be secret: data of a Secret, environment values/ });
  await expect(choice).toBeChecked();
  await expectAccessible(page, "dialog");
  await picture(page, "share-confidential");
  await choice.uncheck();
  const link = await page.getByLabel("Link to this page").inputValue();
  const other = await context.newPage();
  await other.goto(link);
  await expect(code(other)).toContainText("data: {}");
  await expect(code(other)).not.toContainText("hunter2");
});
