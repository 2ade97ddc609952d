// The terminal: a kubectl whose cluster is the files of the page.
import { readFile } from "node:fs/promises";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import {
  cell, code, drawn, expect, expectAccessible, fill, hears, matrix, openEmpty, openPage, paste, picture, settle, tab, test,
} from "./page.mjs";

const YAML = `# the shop
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}} # the front
spec: {containers: [{name: c, image: busybox}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: shut, namespace: shop}
spec: {podSelector: {matchLabels: {app: api}}}
`;
const WGET = "kubectl exec -n shop web -- wget -qO- -T 2 http://api";
const OPEN = `kubectl apply -f - <<EOF
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: open, namespace: shop}
spec: {podSelector: {}, ingress: [{}]}
EOF`;

const terminal = (page) => page.getByTestId("terminal");
const field = (page) => page.getByRole("textbox", { name: "Command" });
const log = (page) => page.getByRole("log");
const prompt = (page) => page.locator(".term-field label");

/** The page with these files and the terminal. */
async function opened(page, yaml = YAML) {
  await openEmpty(page);
  if (yaml) {
    await paste(page, yaml);
    await expect(matrix(page)).toBeVisible();
  }
  await page.getByRole("tab", { name: "Terminal", exact: true }).click();
  await expect(field(page)).toBeVisible();
}

async function run(page, command) {
  await field(page).fill(command);
  await field(page).press("Enter");
}

/** Pastes text into the field. */
const pasted = (page, text) =>
  field(page).evaluate((it, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    it.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);

/** The fields of a link, and a link of them, as docs/links.md tells it. */
const dictionary = () => readFile(new URL("../../core/src/link/dictionaries/2.txt", import.meta.url));
const fieldsOf = async (link) =>
  inflateRawSync(Buffer.from(link.slice(2), "base64url").subarray(4), { dictionary: await dictionary() });
const linkOf = async (fields) => {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(fields.reduce((sum, byte) => Math.imul(sum ^ byte, 16777619) >>> 0, 2166136261));
  const packed = deflateRawSync(fields, { dictionary: await dictionary() });
  return `#2${Buffer.concat([sum, packed]).toString("base64url")}`;
};

/** The link with more commands. Each has less than 128 bytes, so that its length is one byte. */
const withCommands = async (link, commands) =>
  linkOf(Buffer.concat([await fieldsOf(link), ...commands.map((it) => Buffer.from(`\x11${String.fromCharCode(it.length)}${it}`))]));

/** The link of what is on the page, once it is written. */
async function linkNow(page) {
  await settle(page);
  return page.evaluate(() => location.hash);
}

test("the terminal shows the files, and a denied connection leads to its cell", async ({ page }) => {
  await opened(page);
  await expect(terminal(page).locator(".term-example")).toHaveText([
    "kubectl get pods -A", "kubectl exec -n shop web -- wget -qO- -T 2 http://api.shop", "kubectl describe netpol shut -n shop",
  ]);
  await picture(page, "terminal-empty");
  await expectAccessible(page, "#lists");
  await terminal(page).locator(".term-example").first().click();
  await expect(log(page)).toContainText("default $ kubectl get pods -A");
  await expect(log(page).locator(".term-out")).toContainText(/shop +api +1\/1 +Running[^]*shop +web +1\/1 +Running/);
  await expect(field(page)).toBeFocused();

  await run(page, WGET);
  await expect(log(page)).toContainText("wget: download timed out");
  await expect(log(page)).toContainText("command terminated with exit code 1");
  const why = log(page).locator(".term-why").last();
  await expect(why).toContainText("shop/web to shop/api on TCP 80");
  await expect(why).toContainText("shut");
  await picture(page, "terminal");
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  await picture(page, "terminal-dark");
  await page.setViewportSize({ width: 1280, height: 720 });
  await picture(page, "terminal-low");

  await why.getByRole("button", { name: "Why?" }).click();
  await expect(tab(page, "Why?")).toHaveAttribute("aria-selected", "true");
  await expect(cell(page, "shop/web", "shop/api")).toHaveAttribute("aria-selected", "true");
  await expect(cell(page, "shop/web", "shop/api")).toHaveAttribute("data-verdict", "denied");
  // What was said is still there.
  await page.getByRole("tab", { name: "Terminal", exact: true }).click();
  await expect(log(page)).toContainText("wget: download timed out");
});

test("a name whose servers are in no file has no cell, and says so without a link", async ({ page }) => {
  await opened(page, `${YAML}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: mute, namespace: shop}
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}
`);
  await run(page, WGET);
  const why = log(page).locator(".term-why");
  await expect(why.first()).toContainText("names cannot be looked up");
  await expect(why.first().getByRole("button")).toHaveCount(0);
});

test("what a command changes is changed in the editor, and can be taken back", async ({ page }) => {
  await opened(page);
  await expect(cell(page, "shop/web", "shop/api")).toHaveAttribute("data-verdict", "none");
  // Line by line: a here-document asks for more.
  for (const [at, line] of OPEN.split("\n").entries()) {
    await field(page).fill(line);
    await field(page).press("Enter");
    await expect(prompt(page)).toHaveText(at < OPEN.split("\n").length - 1 ? ">" : "default $");
  }
  await expect(log(page)).toContainText("networkpolicy.networking.k8s.io/open created");
  await expect(cell(page, "shop/web", "shop/api")).toHaveAttribute("data-verdict", "all");
  await expect(tab(page, "terminal.yaml")).toHaveAttribute("aria-selected", "true");
  await expect(code(page)).toContainText("name: open");
  await run(page, WGET);
  await expect(log(page)).toContainText("hello from");

  const undo = page.locator("#undo");
  await expect(undo).toHaveAccessibleName(/open/);
  await undo.click();
  await expect(cell(page, "shop/web", "shop/api")).toHaveAttribute("data-verdict", "none");
  // The next command sees it, and so it sees what is typed.
  await run(page, "kubectl get netpol -A -o name");
  await expect(log(page).locator(".term-out").last()).toHaveText("networkpolicy.networking.k8s.io/shut");

  // A comment beside a label stays.
  await run(page, "kubectl label pod web -n shop team=blue");
  await expect(log(page)).toContainText("pod/web labeled");
  await tab(page, "pasted.yaml").click();
  await expect(code(page)).toContainText("team: blue");
  await expect(code(page)).toContainText("# the front");
  await expect(code(page)).toContainText("# the shop");
  await log(page).getByRole("button", { name: "pasted.yaml" }).click();
  await expect(code(page)).toBeFocused();
});

test("the next command sees what is typed in the editor, and an error keeps the last version", async ({ page }) => {
  await opened(page);
  await fill(page, YAML.replace("matchLabels: {app: api}", "matchLabels: {app: none}"));
  await run(page, WGET);
  await expect(log(page)).toContainText("hello from");
  // A bracket that is not closed yet.
  await code(page).press("ControlOrMeta+End");
  await code(page).press("Enter");
  await page.keyboard.type("---\na: [");
  await run(page, "kubectl get pods -n shop -o name");
  await expect(log(page).locator(".term-out").nth(-2)).toHaveText("pod/api\npod/web");
  await expect(log(page)).toContainText("its last version is in force");
  await run(page, "kubectl delete pod web -n shop");
  await expect(log(page)).toContainText("pasted.yaml cannot be read as it is now: nothing was changed.");
  await expect(log(page)).not.toContainText("deleted");
  await expect(code(page)).toContainText("# the front");
  // Another file can be changed meanwhile, and this one stays as it is typed.
  await run(page, "kubectl create ns tea");
  await expect(log(page)).toContainText("namespace/tea created");
  await expect(code(page)).toContainText("name: tea");
  await tab(page, "pasted.yaml").click();
  await expect(code(page)).toContainText("a: [");
});

test("files that can only be read are not changed, and nothing says that they were", async ({ page }) => {
  await page.goto("./?embed&readonly&view=terminal");
  await expect(field(page)).toBeVisible();
  await run(page, "kubectl create ns tea");
  await expect(log(page)).toContainText("These files can only be read: nothing was changed.");
  await expect(log(page)).not.toContainText("created");
  await run(page, "kubectl get ns -o name");
  await expect(log(page).locator(".term-out").last()).toContainText("namespace/");
  await expect(log(page)).not.toContainText("namespace/tea");
});

test("in a task, locked files stay as they are, and new objects go into the answer", async ({ page }) => {
  await openPage(page, "?task=one-client-one-port");
  await expect(page.getByTestId("task")).toBeVisible();
  await expect(tab(page, "cluster.yaml")).toHaveAccessibleName(/locked/);
  await page.getByRole("tab", { name: "Terminal", exact: true }).click();
  await run(page, "kubectl label pod oven -n bakery team=blue");
  await expect(log(page)).toContainText("cluster.yaml is locked in this task: nothing was changed.");
  await expect(log(page)).not.toContainText("labeled");
  await run(page, "kubectl get pods -n bakery -l team=blue -o name");
  await expect(log(page)).not.toContainText("pod/oven");
  await run(page, OPEN.replace("namespace: shop", "namespace: bakery"));
  await expect(log(page)).toContainText("networkpolicy.networking.k8s.io/open created");
  await expect(tab(page, "answer.yaml")).toHaveAttribute("aria-selected", "true");
  await expect(code(page)).toContainText("name: open");
  await expect(tab(page, "terminal.yaml")).toHaveCount(0);
});

test("the editor shows the object that a command changed, and the field keeps the focus", async ({ page }) => {
  const many = Array.from({ length: 60 }, (_, at) => `---
apiVersion: v1
kind: Pod
metadata: {name: p${at}, namespace: shop, labels: {app: p${at}}}
`).join("");
  await opened(page, YAML + many);
  await expect(code(page)).not.toContainText("name: p55,");
  await run(page, "kubectl label pod p55 -n shop team=blue");
  await expect(code(page)).toContainText("team: blue");
  await expect(code(page).getByText("name: p55,")).toBeInViewport();
  await expect(field(page)).toBeFocused();
});

test("sentences are wrapped, and tables keep their columns", async ({ page }) => {
  await opened(page);
  await run(page, "help");
  await run(page, "kubectl get pods -A -o wide");
  const space = (at) => log(page).locator(".term-out").nth(at).evaluate((it) => getComputedStyle(it).whiteSpaceCollapse + getComputedStyle(it).textWrapMode);
  expect(await space(0)).toBe("preservewrap");
  expect(await space(1)).toBe("preservenowrap");
});

test("the examples show what is answered, denied and refused", async ({ page }) => {
  await opened(page);
  const examples = page.locator(".term-example");
  await expect(examples).not.toHaveCount(0);
  const ends = await examples.filter({ hasText: "exec" }).allTextContents();
  expect(ends).toEqual([WGET.replace("http://api", "http://api.shop")]);
  await examples.filter({ hasText: "exec" }).click();
  await expect(log(page)).toContainText("timed out");
});

test("Undo is told of for the last command alone, and until it was pressed", async ({ page }) => {
  await opened(page);
  const told = log(page).getByText("Undo above takes it back.");
  await run(page, "kubectl label pod web -n shop team=blue");
  await expect(told).toHaveCount(1);
  await page.locator("#undo").click();
  await expect(told).toHaveCount(0);
  await run(page, "kubectl label pod web -n shop team=red");
  await expect(told).toHaveCount(1);
  await run(page, "kubectl get ns");
  await expect(log(page).locator(".term-changed")).toHaveCount(2);
  await expect(told).toHaveCount(0);
});

test("edit opens the editor at the object", async ({ page }) => {
  await opened(page);
  await run(page, "kubectl edit netpol shut -n shop");
  await expect(log(page)).toContainText("is open in the editor");
  await expect(code(page)).toBeFocused();
  await expect(page.locator(".cm-activeLine")).toContainText("apiVersion: networking.k8s.io/v1");
});

test("history, completion and the way out, by keyboard", async ({ page }) => {
  await opened(page);
  const it = field(page);
  await run(page, "kubectl get ns");
  await run(page, "export A=1");
  await it.fill("half");
  await it.press("ArrowUp");
  await expect(it).toHaveValue("export A=1");
  await it.press("ArrowUp");
  await expect(it).toHaveValue("kubectl get ns");
  await it.press("ArrowDown");
  await it.press("ArrowDown");
  await expect(it).toHaveValue("half");
  // It stays while another tab is open.
  await tab(page, "Why?").click();
  await page.getByRole("tab", { name: "Terminal", exact: true }).click();
  await it.press("ArrowUp");
  await expect(it).toHaveValue("export A=1");

  await it.fill("kubectl get po web -n sh");
  await it.press("Tab");
  await expect(it).toHaveValue("kubectl get po web -n shop ");
  await expect(it).toBeFocused();
  await it.fill("kubectl describe netpol -n shop sh");
  await it.press("Control+Space");
  await expect(it).toHaveValue("kubectl describe netpol -n shop shut ");
  await it.fill("kubectl get p");
  await it.press("Tab");
  await expect(page.locator(".term-fit").first()).toBeVisible();
  await expect(page.locator(".term-said")).toContainText("fit: ");
  await picture(page, "terminal-fits");
  const first = await page.locator(".term-fit").first().textContent();
  await it.press("Tab");
  await expect(it).toHaveValue(`kubectl get ${first.trim()}`);
  await expectAccessible(page, "#lists");
  await it.press("Escape");
  await expect(page.locator(".term-fit")).toHaveCount(0);
  await it.press("Tab");
  await expect(it).not.toBeFocused();

  await it.focus();
  await it.fill("for i in 1 2; do");
  await it.press("Enter");
  await expect(prompt(page)).toHaveText(">");
  await it.press("Control+c");
  await expect(prompt(page)).toHaveText("default $");
  await expect(log(page)).toContainText("^C");
  await run(page, "kubectl config set-context --current --namespace=shop");
  await expect(prompt(page)).toHaveText("shop $");
  await it.press("Control+d");
  await expect(prompt(page)).toHaveText("default $");
  await it.press("Control+l");
  await expect(log(page)).toHaveText("");
  await expect(it).toBeFocused();
});

test("several lines that are pasted are carried out in their order, and characters are only shown", async ({ page }) => {
  await opened(page);
  await pasted(page, `kubectl create ns tea\nkubectl get ns tea -o name\n${OPEN}\necho '<b>bold</b>' $'\\u202e'\necho not yet`);
  await expect(log(page)).toContainText("namespace/tea created");
  await expect(log(page)).toContainText("networkpolicy.networking.k8s.io/open created");
  await expect(log(page).locator(".term-out").last()).toContainText("<b>bold</b>");
  await expect(log(page).locator("b")).toHaveCount(0);
  await expect(field(page)).toHaveValue("echo not yet");
  await run(page, "for i in $(seq 1 12); do seq 1 100; done");
  await expect(log(page)).toContainText("… and 200 more lines");
});

test("a link keeps what was asked, and asks it again", async ({ page }) => {
  await opened(page);
  await run(page, OPEN);
  await run(page, WGET);
  await expect(log(page)).toContainText("hello from");
  await settle(page);
  const link = await page.evaluate(() => location.hash);
  await page.goto("about:blank");
  await openPage(page, link);
  await expect(page.getByRole("tab", { name: "Terminal", exact: true })).toHaveAttribute("aria-selected", "true");
  await expect(log(page)).toContainText("hello from");
  // What changed the files is in the files.
  await expect(log(page)).not.toContainText("created");
  await hears(page);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await settle(page);
});

test("the commands of a link change no file, and are asked once each", async ({ page }) => {
  await opened(page);
  await run(page, WGET);
  await expect(log(page)).toContainText("wget: download timed out");
  await run(page, "kubectl get nothing");
  await expect(log(page).locator(".term-entry")).toHaveCount(2);
  const mine = await linkNow(page);
  const link = await withCommands(mine, ["kubectl delete pod web -n shop", "kubectl create ns tea", "kubectl get pods -n shop -o name"]);
  await page.goto("about:blank");
  await openPage(page, link);
  // What failed was not kept; a denied connection is an answer.
  await expect(log(page).locator(".term-entry")).toHaveCount(4);
  await expect(log(page)).toContainText("wget: download timed out");
  await expect(log(page).getByText("A command that came with a link changes no file: nothing was changed.")).toHaveCount(2);
  await expect(log(page)).not.toContainText("deleted");
  await expect(log(page)).not.toContainText("created");
  await expect(log(page).locator(".term-out").last()).toHaveText("pod/api\npod/web");
  await expect(cell(page, "shop/web", "shop/api")).toBeVisible();
  await expect(tab(page, "terminal.yaml")).toHaveCount(0);
  // The next link has neither the commands that change files, nor any of them twice.
  await hears(page);
  await expect.poll(async () => (await fieldsOf(await linkNow(page))).toString().match(/kubectl .*?(?=\x11|$)/gs)?.map((it) => it.split(" ")[1]).join())
    .toBe("exec,get");
  // What one types oneself does change them; a draft is like a link.
  await run(page, "kubectl create ns tea");
  await expect(log(page)).toContainText("namespace/tea created");
  await settle(page);
  await page.reload();
  await expect(log(page).locator(".term-entry")).toHaveCount(2);
  await expect(tab(page, "terminal.yaml")).toBeVisible();
});

test("where nothing is evaluated the terminal says so, and comes once something is", async ({ page }) => {
  await page.goto("./?safe&view=terminal");
  const lists = page.locator("#lists");
  await expect(lists).toContainText("Not evaluated");
  await expect(field(page)).toHaveCount(0);
  await lists.getByRole("button", { name: "Evaluate" }).click();
  await expect(matrix(page)).toBeVisible();
  await terminal(page).locator(".term-example").nth(1).click();
  await expect(log(page).locator(".term-why").first()).toBeVisible();
});

test("?view=terminal opens it", async ({ page }) => {
  await page.goto("./?view=terminal");
  await expect(field(page)).toBeVisible();
  await terminal(page).locator(".term-example").nth(1).click();
  await expect(log(page).locator(".term-why").first()).toBeVisible();
});

test("exercises as guides have them run through", async ({ page }) => {
  for (const name of ["01-two-tier-lab", "02-run-and-expose", "05-context-scale-delete", "06-alias-short-names"]) {
    const text = await readFile(new URL(`../../../shared/pastes/${name}.txt`, import.meta.url), "utf8").catch(() => null);
    test.skip(text === null, "the shared pastes are not here");
    await opened(page, "");
    await pasted(page, text.replace(/\n*$/, "\n"));
    await expect(log(page).locator(".term-entry").first()).toBeVisible();
    await drawn(page);
    await expect(log(page)).not.toContainText("command not found");
    await expect(log(page)).not.toContainText("not simulated");
    await expect(log(page)).toContainText("created");
  }
});

test("on a phone it has keys of its own @phone", async ({ page }) => {
  await openPage(page);
  await hears(page);
  await page.locator(".phone-bar").getByRole("button", { name: "Why?" }).click();
  await page.getByRole("tab", { name: "Terminal", exact: true }).click();
  await terminal(page).locator(".term-example").nth(1).click();
  await expect(log(page).locator(".term-why").first()).toBeVisible();
  await picture(page, "terminal-phone");
  await page.getByRole("button", { name: "Earlier command" }).click();
  await expect(field(page)).toHaveValue(/^kubectl exec/);
  await field(page).fill("kubectl get po");
  await page.getByRole("button", { name: "Complete" }).click();
  await picture(page, "terminal-phone-fits");
  await expectAccessible(page, "#lists");
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});
