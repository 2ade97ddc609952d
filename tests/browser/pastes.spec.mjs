// Texts that are no plain manifests are read by a part of the program that comes when one of them does. Where the page is
// not in parts, as in a development build, everything is there from the start.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cell, code, expect, expectAccessible, hold, openEmpty, openPage, paste, picture, settle, test } from "./page.mjs";

const DIST = "../../dist";
const PART = "**/*_pastes.wasm";
const SESSION = `$ kubectl create namespace shop
namespace/shop created
$ kubectl run web --image=nginx -n shop --labels app=web
pod/web created
$ kubectl run db --image=postgres -n shop --labels app=db
pod/db created
$ kubectl apply -f - <<EOF
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]}
EOF
networkpolicy.networking.k8s.io/db created
`;

const isInParts = async () => Object.keys(JSON.parse(await readFile(join(DIST, "integrity.json"), "utf8").catch(() => "{}"))).some((it) => it.endsWith("_pastes.wasm"));

test.beforeEach(async () => test.skip(!(await isInParts()), "this build is not in parts"));

/** Counts the requests for the part. */
function asked(page) {
  const all = [];
  page.on("request", (it) => /_pastes\.wasm$/.test(it.url()) && all.push(it.url()));
  return all;
}

async function expectMatrix(page) {
  await expect(cell(page, "shop/web", "shop/db")).toHaveAttribute("data-verdict", "none");
  await expect(cell(page, "shop/db", "shop/web")).toHaveAttribute("data-verdict", "all");
}

test("a visit without such a text never asks for what reads it", async ({ page }) => {
  const requests = asked(page);
  await openPage(page);
  await cell(page, "frontend/web", "database/postgres").click();
  await expect(page.getByTestId("why")).toContainText("frontend/web → database/postgres");
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByLabel("Link to this page")).toBeVisible();
  await page.keyboard.press("Escape");
  await paste(page, "apiVersion: v1\nkind: Pod\nmetadata: {name: new, namespace: shop}\n");
  await expect(page.getByRole("tab", { name: "pasted.yaml" })).toHaveAttribute("aria-selected", "true");
  await settle(page);
  expect(requests).toEqual([]);
});

test("a shell session brings what reads it, once, and has its matrix", async ({ page }) => {
  const requests = asked(page);
  const release = await hold(page, PART);
  await openEmpty(page);
  await paste(page, SESSION);
  await expect(page.locator(".result")).toContainText("Reading …");
  await expect(page.getByRole("gridcell"), "nothing is drawn of what is not read").toHaveCount(0);
  await expect(page.getByTestId("why")).toContainText("Reading …");
  await picture(page, "pastes-loading");
  release();
  await expectMatrix(page);
  await expect(page.getByText("Reading …")).toHaveCount(0);
  await settle(page);
  const link = page.url();
  expect(requests).toHaveLength(1);

  await page.goto("about:blank");
  await page.unroute(PART);
  await page.goto(link);
  await expectMatrix(page);
});

test("where what reads it does not come the page says so, and a retry works", async ({ page, complaints }) => {
  const requests = asked(page);
  await page.route(PART, (route) => route.abort());
  await openEmpty(page);
  await paste(page, SESSION);
  const said = page.getByTestId("unread");
  await expect(said).toContainText("could not be loaded");
  await expect(page.getByRole("gridcell")).toHaveCount(0);
  await expect(page.getByTestId("why")).toContainText("Not read");
  await expectAccessible(page);
  await picture(page, "pastes-missing");

  // What may be secret in it is not known either.
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByRole("dialog")).toContainText("could not be loaded");
  await expect(page.getByLabel("Link to this page")).toHaveCount(0);
  await expectAccessible(page, "dialog");
  await page.keyboard.press("Escape");

  // A letter more is no reason to ask again; a plain text is shown at once.
  const before = requests.length;
  await code(page).press("ControlOrMeta+End");
  await page.keyboard.insertText("$ date\n");
  await expect(code(page)).toContainText("$ date");
  await settle(page);
  await expect(said).toBeVisible();
  expect(requests).toHaveLength(before);

  await page.unroute(PART);
  await said.getByRole("button", { name: "Try again" }).click();
  await expectMatrix(page);
  await expect(said).toHaveCount(0);
  complaints.length = 0;
});

test("a line that is half typed takes no matrix away while what reads it loads", async ({ page }) => {
  const release = await hold(page, PART);
  await openPage(page);
  const cells = page.getByRole("gridcell");
  const before = await cells.count();
  expect(before).toBeGreaterThan(10);
  await code(page).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.insertText("half a line\n");
  await expect(page.locator(".cm-line").first()).toHaveText("half a line");
  await expect(cells, "the matrix of before stays").toHaveCount(before);
  await expect(page.getByTestId("why")).not.toContainText("Reading");
  release();
  await expect(page.getByTestId("incomplete")).toContainText("error");
  await expect(cells, "and what is in force does too").toHaveCount(before);
});

test("where what reads a half typed line does not come, there is no matrix of another text", async ({ page, complaints }) => {
  await page.route(PART, (route) => route.abort());
  await openPage(page);
  await expect(page.getByRole("gridcell").first()).toBeVisible();
  await code(page).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.insertText("half a line\n");
  await expect(page.getByTestId("unread")).toBeVisible();
  await expect(page.getByRole("gridcell")).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.getByTestId("unread")).toHaveCount(0);
  await expect(page.getByRole("gridcell").first()).toBeVisible();
  complaints.length = 0;
});
