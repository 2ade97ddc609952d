import { cell, expect, expectAccessible, hold, openEmpty, openPage, picture, settle, test } from "./page.mjs";

test("the page starts, silently and from its own files only", async ({ page }) => {
  await openPage(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Netpol Playground");
  await picture(page, "start");
});

test("the page is accessible in both themes", async ({ page }) => {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await openPage(page);
    await expectAccessible(page);
  }
});

test("while it loads the page says what it is for, and in a low frame only that it loads", async ({ page }) => {
  const release = await hold(page, "**/*_bg.wasm");
  // Any question will do: a first visit shows its matrix instead (first.spec.mjs).
  await page.goto("./?x");
  const welcome = page.locator("#shell .welcome");
  await expect(welcome).toContainText("see who can reach whom");
  await expectAccessible(page);
  await page.setViewportSize({ width: 600, height: 400 });
  await expect(welcome).toBeHidden();
  await expect(page.locator("#shell [data-message]")).toBeVisible();
  release();
  await expect(page.locator("#shell")).toHaveCount(0);
});

test("without the program the page says so", async ({ page, complaints }) => {
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto("./");
  await expect(page.locator("#shell")).toContainText("could not start");
  complaints.length = 0;
});

test("who is faster than the second part loses nothing", async ({ page }) => {
  const release = await hold(page, "**/*_later.wasm");
  await openPage(page);
  await cell(page, "frontend/web", "database/postgres").click();
  await expect(page.getByTestId("why")).toHaveText("Loading…");
  await page.getByLabel("YAML of the file").fill("# faster\n");
  release();
  await expect(page.getByTestId("why")).toContainText("frontend/web → database/postgres");
  await expect.poll(() => page.url(), { message: "the address holds what was typed" }).toContain("#");
  await page.goto("about:blank");
  await openPage(page);
  await expect(page.getByTestId("editor")).toContainText("# faster");
});

test("what comes before the second part is heard once that is there", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const release = await hold(page, "**/*_later.wasm");
  await openPage(page);
  const prevented = await page.evaluate(() => {
    const again = { bubbles: true, cancelable: true };
    const data = (fill) => {
      const it = new DataTransfer();
      fill(it);
      return it;
    };
    const pasted = data((it) => it.setData("text/plain", "# pasted: early"));
    const dropped = data((it) => it.items.add(new File(["# dropped early"], "dropped.yaml")));
    const events = [
      new KeyboardEvent("keydown", { ...again, key: "s", ctrlKey: true }),
      new KeyboardEvent("keydown", { ...again, key: "s", ctrlKey: true }),
      new ClipboardEvent("paste", { ...again, clipboardData: pasted }),
      new DragEvent("dragover", { ...again, dataTransfer: dropped }),
      new DragEvent("drop", { ...again, dataTransfer: dropped }),
    ];
    return events.map((it) => !document.body.dispatchEvent(it));
  });
  // A page that is not split has heard them itself.
  expect(prevented).toEqual([true, true, true, true, true]);
  await page.getByLabel("YAML of the file").fill("# typed early\n");
  release();
  await expect(page.getByText("Link copied")).toHaveCount(1);
  await expect(page.getByRole("tab", { name: "pasted.yaml" })).toHaveCount(1);
  await expect(page.getByRole("tab", { name: "dropped.yaml" })).toHaveCount(1);
  await page.getByRole("tab", { name: "policies.yaml" }).click();
  await expect(page.getByTestId("editor")).toContainText("# typed early");
});

test("before the second part nothing is shown that is not so", async ({ page, complaints }) => {
  await openEmpty(page);
  await page.locator(".cm-content").click();
  const pod = (name) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop}\n---\n`;
  const broken = `${pod("web")}${pod("db")}apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: shop}\nspec: {podSelector: {}, policyType: [Ingress]}\n`;
  await page.evaluate((it) => document.execCommand("insertText", false, it), broken);
  await expect(page.getByTestId("incomplete")).toContainText("shop/deny");
  await settle(page);
  const link = page.url();

  await page.goto("about:blank");
  const release = await hold(page, "**/*_later.wasm", (route) => route.abort());
  await page.goto(link);
  await expect(cell(page, "shop/web", "shop/db")).toBeVisible();
  await expect(page.getByTestId("preview")).toContainText("without what could not be evaluated");
  await expect(page.locator(".lesson"), "the lesson of a scenario that is not open").toHaveCount(0);
  release();
  await expect(page.getByTestId("missing")).toContainText("leaves out what could not be evaluated");
  complaints.length = 0;
});

test("a link that comes into the address before the second part is opened once that is there", async ({ page }) => {
  const link = await write(page);
  await page.goto("about:blank");
  // As a visitor who has no draft.
  await page.addInitScript(() => localStorage.clear());
  const release = await hold(page, "**/*_later.wasm");
  await openPage(page);
  await page.evaluate((it) => (location.hash = it), link.split("#")[1]);
  release();
  await expect(page.getByText(/Opened the link/)).toBeVisible();
  await expect(page.getByTestId("editor")).toContainText("# mine");
});

test("without the second part the matrix is there, and asks for it again", async ({ page, complaints }) => {
  await page.route("**/*_later.wasm", (route) => route.abort());
  await openPage(page);
  await expect(page.getByTestId("missing")).toContainText("could not be loaded");
  await expect(page.getByText("Loading…")).toHaveCount(0);
  await expect(cell(page, "frontend/web", "database/postgres")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "without-later");

  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByTestId("missing")).toBeVisible();
  await page.unroute("**/*_later.wasm");
  // The next click that needs it is a try too.
  await cell(page, "frontend/web", "database/postgres").click();
  await expect(page.getByTestId("why")).toContainText("frontend/web → database/postgres");
  await expect(page.getByTestId("missing")).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Scenario/ })).toBeVisible();
  complaints.length = 0;
});

/** What reads links and drafts, and the second part. */
const READERS = /_(later|\w+-reader|reader)\.wasm$/;

/** Leaves a draft in which somebody wrote; gives the link to it. */
async function write(page) {
  await openPage(page);
  await page.locator(".cm-content").click();
  await page.keyboard.type("# mine\n");
  await settle(page);
  return page.url();
}

test("a link and a draft have their matrix before the second part has come", async ({ page }) => {
  const link = await write(page);

  for (const address of [link, "./"]) {
    await page.goto("about:blank");
    const release = await hold(page, "**/*_later.wasm");
    await page.goto(address);
    await expect(cell(page, "frontend/web", "database/postgres")).toBeVisible();
    await expect(page.getByLabel("YAML of the file")).toHaveValue(/# mine/);
    await expect(page.getByTestId("why")).toHaveText("Loading…");
    release();
    await expect(page.getByTestId("why")).toContainText("→");
    const what = { message: "the address is that of the link, or becomes it" };
    await expect.poll(() => page.url().split("#")[1], what).toBe(link.split("#")[1]);
    await page.unroute("**/*_later.wasm");
  }
});

test("a link and a draft wait for what reads them, and ask for it again", async ({ page, complaints }) => {
  const link = await write(page);

  await page.goto("about:blank");
  await page.route(READERS, (route) => route.abort());
  for (const address of [link, "./"]) {
    await page.goto(address);
    await expect(page.locator("#shell")).toContainText("could not be loaded");
    await expect(page.locator("#shell")).not.toContainText("Loading");
    await expect(page.getByRole("gridcell"), "nothing else is shown in its place").toHaveCount(0);
    await expectAccessible(page);
    await picture(page, "without-later-with-link");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.locator("#shell")).toContainText("could not be loaded");
    await page.unroute(READERS);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByTestId("editor")).toContainText("# mine");
    await expect(page.locator("#shell")).toHaveCount(0);
    await expect(cell(page, "frontend/web", "database/postgres")).toBeVisible();
    await page.route(READERS, (route) => route.abort());
    await page.goto("about:blank");
  }
  await page.unroute(READERS);

  const asked = [];
  page.on("request", (it) => it.url().endsWith("_reader.wasm") && asked.push(it));
  await openPage(page);
  await expect(page.getByTestId("editor")).toContainText("# mine");
  expect(asked, "the page's script asks before the program does, and both get the same").toHaveLength(1);
  complaints.length = 0;
});

test("what the first part cannot read has no matrix before the second one has come", async ({ page, complaints }) => {
  const release = await hold(page, "**/*_later.wasm", (route) => route.abort());
  await openPage(page);
  await expect(cell(page, "frontend/web", "backend/api")).toBeVisible();
  await page.getByLabel("YAML of the file").fill(`
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: nobody}
spec:
  priority: 1
  subject: {namespaces: {}}
  ingress: [{action: Deny, from: [{namespaces: {}}]}]
`);
  await expect(page.getByRole("gridcell"), "the matrix of the other objects alone would be wrong").toHaveCount(0);
  release();
  await expect(page.getByTestId("missing")).toContainText("There is no matrix either");
  await expect(page.getByRole("gridcell")).toHaveCount(0);
  await picture(page, "without-later-with-rare");

  // What is usual is shown again at once.
  const text = await page.getByLabel("YAML of the file").inputValue();
  await page.getByLabel("YAML of the file").fill("# nothing\n");
  await expect(cell(page, "frontend/web", "backend/api")).toHaveAttribute("data-verdict", "allowed");
  await expect(page.getByTestId("missing")).toContainText("The matrix is right");

  await page.getByLabel("YAML of the file").fill(text);
  await expect(page.getByRole("gridcell")).toHaveCount(0);
  await page.unroute("**/*_later.wasm");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(cell(page, "frontend/web", "backend/api")).toHaveAttribute("data-verdict", "denied");
  await expect(page.getByTestId("missing")).toHaveCount(0);
  complaints.length = 0;
});

test("a phone gets the page too @phone", async ({ page }) => {
  await openPage(page);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wider, "nothing sticks out to the side").toBe(false);
});
