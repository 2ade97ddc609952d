// embed.js and the page in a frame, from another origin than the playground's. docs/embedding.md promises all of it.
import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { drawn } from "./page.mjs";
import { embedded, expect, noted, page as pageOf, test } from "./hosts.mjs";

const PODS = ["web", "api", "db"].map((it) => `apiVersion: v1
kind: Pod
metadata: {name: ${it}, namespace: shop, labels: {app: ${it}}}
spec: {containers: [{name: c, image: i, ports: [{containerPort: 8080}]}]}
`).join("---\n");
const YAML = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-web, namespace: shop}
spec:
  podSelector:
    matchLabels: {app: api}
  ingress:
    - from:
        - podSelector:
            matchLabels: {app: web}
      ports:
        - port: 8080
---
${PODS}`;
const embed = (attributes = "", yaml = YAML) => `<netpol-playground id="it" ${attributes}><pre>${yaml}</pre></netpol-playground>`;
const cell = (frame, from, to) => frame.locator(`[role="gridcell"][data-from="${from}"][data-to="${to}"]`);
const events = async (page, type) => (await noted(page)).events.filter((it) => it.type === `netpol-${type}`);
const text = Array.from({ length: 8 }, (_, at) => `<p>Paragraph ${at} speaks of policies, and of what they allow.</p>`).join("");

async function open(page, host, html) {
  host.put("/", html);
  await page.goto(host.at());
}

test("each view shows its part, at the cell and port that the page speaks of", async ({ page, host, site }) => {
  const parts = { matrix: [0, 1, 0], why: [0, 0, 1], editor: [1, 0, 0], both: [1, 1, 0] };
  await open(page, host, pageOf(site, Object.keys(parts).map((view) =>
    `<netpol-playground id="${view}" view="${view}" cell="shop/db -> shop/api" port="8080"><pre>${YAML}</pre></netpol-playground>`).join(text)));
  for (const [view, [files, matrix, why]] of Object.entries(parts)) {
    const frame = await embedded(page, `#${view}`);
    await expect(frame.getByTestId("editor")).toHaveCount(1);
    await expect(frame.getByTestId("editor")).toBeVisible({ visible: Boolean(files) });
    await expect(frame.getByTestId("matrix")).toBeVisible({ visible: Boolean(matrix) });
    await expect(frame.getByTestId("why")).toBeVisible({ visible: Boolean(why) });
    await expect(cell(frame, "shop/db", "shop/api")).toHaveAttribute("aria-selected", "true");
    await expect(cell(frame, "shop/db", "shop/api")).toHaveAttribute("data-verdict", "denied");
    await expect(frame.getByRole("button", { name: "Share" })).toHaveCount(0);
    await page.locator(`#${view}`).screenshot({ path: `../../target/browser/embed-${view}.png` });
  }
  const why = await embedded(page, "#why");
  await expect(why.getByTestId("why")).toContainText("shop/db → shop/api");
  // Another pane is of another height, and the embed follows.
  const height = async () => Math.round((await page.locator("#why .box").boundingBox()).height);
  const before = await height();
  await why.getByRole("button", { name: "YAML" }).click();
  await expect(why.getByTestId("editor")).toBeVisible();
  await expect.poll(height).not.toBe(before);
  await why.getByRole("button", { name: "Why?" }).click();
  await expect.poll(height).toBe(before);
});

test("an embed may be a terminal, from which the reader comes to the matrix and back", async ({ page, host, site }) => {
  await open(page, host, pageOf(site, embed('view="terminal" height="480"')));
  const frame = await embedded(page, "#it");
  await expect(frame.getByRole("textbox", { name: "Command" })).toBeVisible();
  await frame.getByRole("textbox", { name: "Command" }).fill("kubectl get pods -A -o name");
  await frame.getByRole("textbox", { name: "Command" }).press("Enter");
  await expect(frame.getByRole("log")).toContainText("pod/");
  await page.locator("#it").screenshot({ path: "../../target/browser/embed-terminal.png" });
  await frame.getByRole("button", { name: "Matrix" }).click();
  await expect(frame.getByTestId("matrix")).toBeVisible();
  await frame.getByRole("button", { name: "Terminal" }).click();
  await expect(frame.getByRole("log")).toContainText("pod/");
  await frame.getByRole("button", { name: "Why?" }).click();
  await expect(frame.getByTestId("why")).toBeVisible();
});

test("cells that are not as the files expect are marked in an embed too", async ({ page, host, site }) => {
  const yaml = `# expect shop/db -> shop/api TCP 8080: allowed\n${YAML}`.replaceAll(">", "&gt;");
  await open(page, host, pageOf(site, embed('view="matrix"', yaml)));
  const frame = await embedded(page, "#it");
  await expect(cell(frame, "shop/db", "shop/api")).toHaveClass(/ unmet/);
  await expect(cell(frame, "shop/db", "shop/api")).toHaveAccessibleName(/, not as expected$/);
  await expect(cell(frame, "shop/web", "shop/api")).not.toHaveClass(/ unmet/);
  await page.locator("#it").screenshot({ path: "../../target/browser/embed-unmet.png" });
});

test("the problems are shown beside the matrix, whose button stays pressed", async ({ page, host, site }) => {
  await open(page, host, pageOf(site, embed('view="both"', `${YAML}---\nkind: [\n`)));
  const frame = await embedded(page, "#it");
  await frame.getByTestId("incomplete").click();
  await expect(frame.getByTestId("problems")).toBeVisible();
  await expect(frame.getByTestId("matrix")).toBeVisible();
  await expect(frame.getByRole("button", { name: "Matrix" })).toHaveAttribute("aria-pressed", "true");
  await expect(frame.getByRole("button", { name: "Why?" })).toHaveAttribute("aria-pressed", "false");
});

test("attributes that change later are followed", async ({ page, host, site }) => {
  await open(page, host, pageOf(site, embed('view="matrix" theme="light"')));
  const frame = await embedded(page, "#it");
  const set = (name, value) => page.locator("#it").evaluate((it, [name, value]) => {
    if (value === null) it.removeAttribute(name);
    else it.setAttribute(name, value);
  }, [name, value]);
  const root = frame.locator(":root");

  await set("cell", "shop/web -> shop/api");
  await expect(cell(frame, "shop/web", "shop/api")).toHaveAttribute("aria-selected", "true");
  await expect(cell(frame, "shop/web", "shop/api")).toHaveAttribute("data-verdict", "some");
  await set("port", "TCP 8080");
  await expect(cell(frame, "shop/web", "shop/api")).toHaveAttribute("data-verdict", "allowed");
  await set("port", null);
  await expect(cell(frame, "shop/web", "shop/api")).toHaveAttribute("data-verdict", "some");
  await set("theme", "dark");
  await expect(root).toHaveAttribute("data-theme", "dark");
  await set("view", "editor");
  await expect(frame.getByTestId("matrix")).toBeHidden();
  await expect(frame.locator(".cm-content")).toBeVisible();
  await set("readonly", "");
  await expect(frame.locator(".cm-content")).toHaveAttribute("aria-readonly", "true");
  await frame.locator(".cm-content").press("x");
  await expect(frame.locator(".cm-content")).not.toContainText("xapiVersion");
  await set("readonly", null);
  await frame.locator(".cm-content").click();
  await frame.locator(".cm-content").press("ControlOrMeta+Home");
  await frame.locator(".cm-content").press("#");
  await expect(frame.locator(".cm-content")).toContainText("#apiVersion");
  await set("label", "Who reaches the API");
  await expect(page.locator("#it iframe")).toHaveAttribute("title", "Who reaches the API");
  await set("height", "333");
  await expect.poll(async () => Math.round((await page.locator("#it .box").boundingBox()).height)).toBe(333);
  await set("height", "auto");
  await expect.poll(async () => Math.round((await page.locator("#it .box").boundingBox()).height)).not.toBe(333);
});

test("other text, and other links, are shown in the same frame", async ({ page, host, site }) => {
  await open(page, host, pageOf(site, embed('view="matrix"')));
  const frame = await embedded(page, "#it");
  const link = (await events(page, "loaded"))[0].link;
  await page.locator("#it pre").evaluate((it, text) => (it.textContent = text), PODS.replaceAll("shop", "farm"));
  await expect(cell(frame, "farm/web", "farm/api")).toHaveAttribute("data-verdict", "all");

  await page.locator("main").evaluate((it, link) => {
    it.innerHTML = `<netpol-playground id="it" src="${link}" view="matrix"></netpol-playground>`;
  }, link);
  const other = await embedded(page, "#it");
  await expect(cell(other, "shop/db", "shop/api")).toHaveAttribute("data-verdict", "none");
  await page.locator("#it").evaluate((it, yaml) => it.load([{ name: "a.yaml", text: yaml }]), PODS);
  await expect(cell(other, "shop/db", "shop/api")).toHaveAttribute("data-verdict", "all");
});

test("a link with a baseline shows what has changed", async ({ page, host, site }) => {
  // `netpol link --baseline OLD NEW`: web is let in, which was not.
  const link = "#2vFNom2PkyEstB0cb018mwv0IkkdvieyfwMwFqiRoLlBNLTUawfjsrMWR27CML0Ocgz0JYQwm4xqfro3l4rdnZGBgOMZkRqL-FIh2BgYA";
  await open(page, host, pageOf(site, `<netpol-playground id="it" src="${link}" view="both" loading="eager"></netpol-playground>`));
  const frame = await embedded(page, "#it");
  await expect(frame.getByTestId("strip")).toContainText("1 newly allowed");
  await expect(cell(frame, "shop/web", "shop/api")).toHaveAttribute("data-change", "newly-allowed");
  await page.locator("#it").screenshot({ path: "../../target/browser/embed-baseline.png" });
  await frame.getByTestId("strip").getByRole("button", { name: "Show" }).click();
  await expect(frame.locator(".changes")).toContainText("NetworkPolicy shop/api changed");
  await frame.locator(".changes").getByRole("button", { name: "Review", exact: true }).click();
  await expect(frame.locator(".review .cm-deletedChunk")).toContainText("app: db");
  await page.locator("#it").screenshot({ path: "../../target/browser/embed-review.png" });
  await page.keyboard.press("Escape");
  // The way out has it too.
  expect(await page.locator("#it").evaluate((it) => it.link.split("#")[1])).toMatch(/^2/);
  const popup = page.waitForEvent("popup");
  await frame.getByRole("link", { name: /^Open in the playground/ }).click();
  await expect((await popup).getByTestId("strip")).toContainText("1 newly allowed");
});

test("the page hears what happens inside, and the way out has it all", async ({ page, host, site }) => {
  await open(page, host, pageOf(site, embed('view="both" cell="shop/web -> shop/api"')));
  const frame = await embedded(page, "#it");
  expect((await events(page, "loaded"))[0]).toMatchObject({ id: "it", endpoints: 4 });
  expect((await events(page, "select")).at(-1)).toMatchObject({ from: "shop/web", to: "shop/api", verdict: "some" });
  await cell(frame, "shop/db", "shop/api").click();
  await expect.poll(async () => (await events(page, "select")).at(-1)).toMatchObject({
    from: "shop/db", to: "shop/api", port: "any", verdict: "none",
  });
  const code = frame.locator(".cm-content");
  await code.click();
  await code.press("ControlOrMeta+Home");
  await page.keyboard.type("# mine");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await events(page, "change")).at(-1)?.files?.[0].text).toBe(`# mine\n${YAML}`);
  expect(await page.locator("#it").evaluate((it) => it.files[0].text)).toBe(`# mine\n${YAML}`);

  const popup = page.waitForEvent("popup");
  await frame.getByRole("link", { name: /^Open in the playground/ }).click();
  const whole = await popup;
  await expect(whole.locator(`[role="gridcell"][aria-selected="true"]`)).toHaveAttribute("data-from", "shop/db");
  await expect(whole.locator(".cm-content")).toContainText("# mine");
  await expect(whole.getByRole("button", { name: "Share" })).toBeVisible();
  expect(whole.url().startsWith(`${site.base}#`), whole.url()).toBe(true);
  expect(await page.locator("#it").evaluate((it) => it.link)).toBe(whole.url());
});

test("what is wrong is told", async ({ page, host, site }) => {
  await open(page, host, pageOf(site, `${embed('cell="shop/nobody -> shop/api" port="99999"')}
    <netpol-playground id="bad" src="#1broken"></netpol-playground><netpol-playground id="none" loading="eager"></netpol-playground>`));
  await embedded(page, "#it");
  const codes = async () => (await events(page, "error")).map((it) => `${it.id} ${it.code}`).sort();
  await expect.poll(codes).toEqual(["bad link", "it cell", "it port", "none empty"]);
  await expect(page.locator("#bad").getByText(/link/)).toBeVisible();
});

test("the page hears no strangers", async ({ page, host, site }) => {
  const words = ["ready", "loaded", "height", "select", "error", "change"];
  host.put("/stranger", `<!doctype html><title>stranger</title><script>
    for (const type of ${JSON.stringify(words)}) parent.postMessage({ netpol: 1, type, height: 77, files: [], user: true }, "*");
  </script>`);
  await open(page, host, pageOf(site, embed('view="editor"')));
  await embedded(page, "#it");
  const before = (await noted(page)).events.length;
  const high = await page.locator("#it .box").boundingBox();
  await page.evaluate(() => {
    window.heard = 0;
    addEventListener("message", () => heard++);
  });
  const heard = (n) => expect.poll(() => page.evaluate(() => window.heard)).toBe(n);
  // Another frame, of the page's own origin and of a third.
  for (const [at, name] of ["127.0.0.1", "localhost"].entries()) {
    await page.evaluate((address) => document.body.append(Object.assign(document.createElement("iframe"), { src: address })), `${host.at(name)}stranger`);
    await heard(words.length * (at + 1));
  }
  // The very window of the embed, with another document in it.
  await page.locator("#it iframe").evaluate((it, address) => (it.src = address), `${host.at("localhost")}stranger`);
  await heard(words.length * 3);
  expect((await noted(page)).events.slice(before)).toEqual([]);
  expect(await page.locator("#it .box").boundingBox()).toEqual(high);
});

test("a frame hears its host, and nobody else", async ({ page, host, site }) => {
  host.put("/stranger", `<!doctype html><title>stranger</title><script>
    for (const type of ["load", "theme"]) parent.frames[0].postMessage({ netpol: 1, type, yaml: "kind: Stranger", theme: "dark" }, "*");
    parent.postMessage("done", "*");
  </script>`);
  await open(page, host, `<!doctype html><title>by hand</title><iframe title="it" width="700" height="500" src="${site.base}?embed=message"></iframe>
    <script>window.said = []; addEventListener("message", (it) => said.push(it.data.type ?? it.data))</script>`);
  const said = () => page.evaluate(() => window.said);
  await expect.poll(said).toContain("ready");
  const stranger = (name) => page.evaluate((address) => new Promise((done) => {
    const it = Object.assign(document.createElement("iframe"), { src: address });
    addEventListener("message", ({ data }) => data === "done" && done());
    document.body.append(it);
  }), `${host.at(name)}stranger`);
  // Before the host has spoken and after, from its own origin and from a third.
  await stranger("localhost");
  await stranger("127.0.0.1");
  expect((await said()).filter((it) => it !== "done")).toEqual(["ready"]);
  await page.evaluate((yaml) => frames[0].postMessage({ netpol: 1, type: "load", yaml, view: "editor", theme: "light" }, "*"), YAML);
  const frame = page.frameLocator("iframe >> nth=0");
  await expect(frame.locator(".cm-content")).toContainText("allow-web");
  const before = (await said()).filter((it) => it !== "done");
  await stranger("localhost");
  await stranger("127.0.0.1");
  // The answer to the host comes after those that strangers would have got.
  await page.evaluate(() => frames[0].postMessage({ netpol: 1, type: "dance" }, "*"));
  await expect.poll(async () => (await said()).at(-1)).toBe("error");
  expect((await said()).filter((it) => it !== "done")).toEqual([...before, "error"]);
  await expect(frame.locator(".cm-content")).toContainText("allow-web");
  await expect(frame.locator(":root")).toHaveAttribute("data-theme", "light");
});

test("a frame waits for its host, and for words that it knows", async ({ page, host, site }) => {
  await open(page, host, `<!doctype html><title>by hand</title>
    <iframe title="by hand" width="700" height="500" src="${site.base}?embed=message"></iframe>
    <script>window.said = []; addEventListener("message", (it) => said.push({ origin: it.origin, ...it.data }))</script>`);
  const frame = page.frameLocator("iframe");
  const said = () => page.evaluate(() => window.said);
  const say = (it) => page.evaluate((it) => frames[0].postMessage(it, "*"), it);
  await expect.poll(said).toEqual([{ origin: new URL(site.base).origin, netpol: 1, type: "ready" }]);
  await say({ netpol: 2, type: "load", yaml: PODS });
  await say({ type: "load", yaml: PODS });
  await say("load");
  await say(null);
  await say({ netpol: 1, type: "dance" });
  await expect.poll(async () => (await said()).at(-1)).toMatchObject({ type: "error", code: "message" });
  expect(await said(), "not a word of another version").toHaveLength(2);
  await say({ netpol: 1, type: "load" });
  await expect.poll(async () => (await said()).at(-1)).toMatchObject({ type: "error", code: "message" });
  await say({ netpol: 1, type: "load", files: [{ name: "a.yaml", text: PODS }], view: "matrix", readonly: true });
  await expect.poll(async () => (await said()).map((it) => it.type)).toContain("loaded");
  await expect(cell(frame, "shop/web", "shop/api")).toHaveAttribute("data-verdict", "all");
  await expect(frame.locator("#file-0")).toHaveText("a.yaml");
  expect((await said()).some((it) => it.type === "height"), "nobody asked for heights").toBe(false);
});

test("a frame needs no script around it", async ({ page, host, site }) => {
  await open(page, host, pageOf(site, embed()));
  await embedded(page, "#it");
  const { link } = (await events(page, "loaded"))[0];
  host.put("/plain", `<!doctype html><title>plain</title>
    <script>window.said = []; addEventListener("message", (it) => said.push(it.data.type))</script><iframe title="policies" width="700" height="400"
    src="${site.base}?embed&view=why&cell=shop/db -> shop/api&port=8080&theme=dark&readonly${link}"></iframe>`);
  await page.goto(`${host.at()}plain`);
  const frame = page.frameLocator("iframe");
  await expect(frame.getByTestId("why")).toContainText("shop/db → shop/api");
  await expect(frame.getByTestId("why")).toContainText("TCP 8080 denied");
  await expect(frame.locator(":root")).toHaveAttribute("data-theme", "dark");
  await frame.getByRole("button", { name: "Matrix" }).click();
  await cell(frame, "shop/web", "shop/api").click();
  await frame.getByRole("button", { name: "YAML" }).click();
  await expect(frame.locator(".cm-content")).toHaveAttribute("aria-readonly", "true");
  expect(await page.evaluate(() => window.said), "nobody has asked, so nobody is told what the reader does").toEqual(["ready"]);
});

test("a frame keeps nothing, and its address stays", async ({ page, context, host, site }) => {
  await open(page, host, pageOf(site, embed('view="both"')));
  const frame = await embedded(page, "#it");
  await frame.locator(".cm-content").press("ControlOrMeta+Home");
  await page.keyboard.type("# x");
  await expect.poll(async () => (await events(page, "change")).length).toBeGreaterThan(0);
  await cell(frame, "shop/db", "shop/api").click();
  const inside = page.frames().find((it) => it.url().startsWith(site.base));
  // When it is left, a page writes all that it keeps.
  await inside.evaluate(() => ["blur", "pagehide"].forEach((it) => dispatchEvent(new Event(it))));
  expect((await noted(inside)).storage).toEqual([]);
  expect(inside.url()).toBe(`${site.base}?embed=message`);
  expect(page.url()).toBe(host.at());
  const { cookies, origins } = await context.storageState({ indexedDB: true });
  expect([cookies, origins]).toEqual([[], []]);
});

test("ten embeds load as they come near, and one module is enough for all", async ({ page, host, site }) => {
  const ten = Array.from({ length: 10 }, (_, at) => `<netpol-playground id="n${at}" view="matrix"><pre>${YAML}</pre></netpol-playground>${text}`);
  await open(page, host, pageOf(site, ten.join("")));
  await embedded(page, "#n0");
  const frames = () => page.locator("netpol-playground iframe").count();
  expect(await frames()).toBeLessThan(5);
  await expect(page.locator("#n9 pre")).toHaveText(YAML.trim());
  for (let at = 0; at < 10; at++) await embedded(page, `#n${at}`);
  expect(await frames()).toBe(10);
  const programs = site.asked.filter((it) => it.endsWith(".wasm"));
  expect(programs.length, `each program was asked for once: ${programs}`).toBe(new Set(programs).size);
});

test("nothing moves while it loads", async ({ page, host, site }) => {
  const body = ["matrix", "both", "why", "editor"].map((view) => `<p>Before.</p><netpol-playground id="${view}" view="${view}" cell="shop/db -> shop/api"><pre>${YAML}</pre></netpol-playground>`);
  const late = `<pre><code class="language-netpol">${YAML}</code></pre>`;
  await open(page, host, pageOf(site, `<p>Before.</p>${late}${body.join("")}${text}`, `<script>addEventListener("DOMContentLoaded", () => NetpolPlayground.upgrade())</script>`));
  await embedded(page, "netpol-playground >> nth=0");
  for (let at = 0; at < 30; at++) {
    await page.mouse.wheel(0, 200);
    await drawn(page);
  }
  await expect(page.locator(".box.shown")).toHaveCount(5);
  expect((await noted(page)).shifts).toEqual([]);
});

test("nothing moves either while a page is scrolled that has much to do", async ({ page, host, site }) => {
  // In place of the playground, what asks for another height all the time.
  const restless = `<!doctype html><title>restless</title><script>
    const say = (it) => parent.postMessage({ netpol: 1, ...it }, "*");
    let height = 300;
    addEventListener("message", ({ data }) => {
      if (data.type !== "load") return;
      say({ type: "loaded" });
      setInterval(() => say({ type: "height", height: (height = height === 300 ? 900 : 300) }), 15);
    });
    say({ type: "ready" });
  </script>`;
  await page.route("**/?embed*", (route) => route.fulfill({ contentType: "text/html", body: restless }));
  // The screen is scrolled ahead of the scripts, which learn of it with the next frame.
  const busy = `<script>setInterval(() => { const end = performance.now() + 40; while (performance.now() < end); }, 50)</script>`;
  const body = Array.from({ length: 12 }, () => `${text}<netpol-playground view="matrix"><pre>${YAML}</pre></netpol-playground>`);
  await open(page, host, pageOf(site, `${body.join("")}${text}`, busy));
  await embedded(page, "netpol-playground >> nth=0");
  await page.mouse.move(300, 300);
  for (let at = 0; at < 150; at++) await page.mouse.wheel(0, 60);
  await drawn(page);
  expect((await noted(page)).shifts).toEqual([]);
  const heights = await page.locator("netpol-playground .box").evaluateAll((all) => all.map((it) => it.style.height));
  expect(heights, "some could change out of sight").toContain("900px");
});

test("a script that comes late moves nothing either", async ({ page, host, site }) => {
  const short = `<p>Before.</p>${embed('view="matrix"', "kind: Pod\nmetadata: {name: a}")}<p id="after">After.</p>`;
  await open(page, host, pageOf(site, short + text.repeat(4)).replace(/<script src="(.*)"><\/script>/, ""));
  await drawn(page);
  const before = await page.locator("#after").boundingBox();
  await page.addScriptTag({ url: `${site.base}embed.js` });
  await embedded(page, "#it");
  await drawn(page);
  expect((await noted(page)).shifts.reduce((sum, it) => sum + it, 0)).toBeLessThan(0.02);
  const held = (await page.locator("#it .box").boundingBox()).height;
  expect(held, "there is no room for more without moving what is read").toBeLessThan(before.y);
  // Out of sight it gets what it needs.
  await page.evaluate(() => scrollTo(0, 0));
  await page.setViewportSize({ width: 1000, height: 200 });
  await page.mouse.wheel(0, 1);
  await expect.poll(async () => (await page.locator("#it .box").boundingBox()).height).toBeGreaterThan(held);
});

test("the colours are those around", async ({ page, host, site }) => {
  await page.clock.install();
  await open(page, host, pageOf(site, embed('view="matrix"'), `<style>
    html { background: #fff; color: #111; } html.coal, html.own { background: #111; color: #eee; transition: color .2s; }
    @media (prefers-color-scheme: dark) { html.system { background: #111; color: #eee; } }</style>`));
  const frame = await embedded(page, "#it");
  const root = frame.locator(":root");
  await expect(root).toHaveAttribute("data-theme", "light");
  const switches = [
    ["mdBook", "html", "class", "coal js", "light js"],
    ["Docusaurus", "html", "data-theme", "dark", "light"],
    ["Material for MkDocs", "body", "data-md-color-scheme", "slate", "default"],
    ["Bootstrap", "html", "data-bs-theme", "dark", "light"],
    ["a page of its own words", "html", "class", "own", ""],
  ];
  for (const [name, of, attribute, dark, light] of switches) {
    const set = (value) => page.locator(of).evaluate((it, [name, value]) => it.setAttribute(name, value), [attribute, value]);
    await set(dark);
    await expect(root, `${name}, dark`).toHaveAttribute("data-theme", "dark");
    await set(light);
    await expect(root, `${name}, light`).toHaveAttribute("data-theme", "light");
    await page.locator(of).evaluate((it, name) => it.removeAttribute(name), attribute);
  }
  await page.emulateMedia({ colorScheme: "dark" });
  // Past the time that colours may take to fade.
  await page.clock.fastForward(1_000);
  await expect(root, "a page that is light in the dark").toHaveAttribute("data-theme", "light");
  await page.locator("html").evaluate((it) => (it.className = "system"));
  await expect(root).toHaveAttribute("data-theme", "dark");
  await page.emulateMedia({ colorScheme: "light" });
  await expect(root).toHaveAttribute("data-theme", "light");
});

test("code blocks of documentation tools become embeds", async ({ page, host, site }) => {
  const yaml = `# view: matrix\n# cell: shop/web -> shop/api\n${YAML}`;
  const blocks = {
    mdbook: `<pre><div class="buttons"><button>Copy</button></div><code class="language-netpol hljs">${yaml}</code></pre>`,
    mkdocs: `<div class="language-netpol highlight"><pre><span></span><code>${yaml}</code></pre></div>`,
    hugo: `<div class="highlight"><pre tabindex="0"><code class="language-netpol" data-lang="netpol">${yaml}</code></pre></div>`,
    sphinx: `<div class="highlight-netpol notranslate"><div class="highlight"><pre>${yaml}</pre></div></div>`,
    docusaurus: `<div class="language-netpol theme-code-block"><div class="content"><pre class="prism-code language-netpol"><code>${yaml.replaceAll("\n", "<br>")}</code></pre></div></div>`,
    script: `<script type="text/netpol">\n    ${yaml.replaceAll("\n", "\n    ")}</script>`,
  };
  const all = Object.entries(blocks).map(([id, html]) => `<section id="${id}">${html}</section>`).join(text);
  await open(page, host, pageOf(site, `${all}<pre><code class="language-yaml">kind: Pod</code></pre>`));
  expect(await page.evaluate(() => NetpolPlayground.upgrade().length)).toBe(6);
  expect(await page.evaluate(() => NetpolPlayground.upgrade().length), "once is enough").toBe(0);
  for (const id of Object.keys(blocks)) {
    const frame = await embedded(page, `#${id} netpol-playground`);
    await expect(cell(frame, "shop/web", "shop/api"), id).toHaveAttribute("aria-selected", "true");
    await expect(frame.getByTestId("editor"), id).toBeHidden();
    await page.locator(`#${id} netpol-playground`).evaluate((it, yaml) => it.load(yaml), PODS.replaceAll("shop", "farm"));
    await expect(cell(frame, "farm/web", "farm/api"), id).toHaveAttribute("data-verdict", "all");
  }
  const originals = await page.locator("section > :not(netpol-playground, p)").all();
  expect(originals).toHaveLength(6);
  for (const it of originals) await expect(it).toBeHidden();
  await expect(page.locator("code.language-yaml")).toBeVisible();

  // A framework that takes a block away knows nothing of the embed: it goes with the next call.
  await page.locator("#hugo > .highlight").evaluate((it) => it.remove());
  expect(await page.evaluate(() => NetpolPlayground.upgrade().length)).toBe(0);
  await expect(page.locator("#hugo netpol-playground")).toHaveCount(0);
  await expect(page.locator("netpol-playground")).toHaveCount(5);
});

test("the YAML is there without JavaScript, and until the frame has come", async ({ page, browser, host, site, complaints }) => {
  const html = pageOf(site, `${embed()}<netpol-playground id="text" style="white-space: pre">${YAML}</netpol-playground>
    <netpol-playground id="script"><script type="text/netpol">${YAML}</script></netpol-playground>`);
  host.put("/", html);
  const without = await browser.newContext({ javaScriptEnabled: false });
  const bare = await without.newPage();
  await bare.goto(host.at());
  await expect(bare.locator("#it pre")).toBeVisible();
  await expect(bare.locator("#text")).toContainText("allow-web");
  await without.close();

  let release;
  const held = new Promise((done) => (release = done));
  await page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest("**/*.wasm");
  await page.goto(host.at());
  await expect(page.locator("#it pre")).toBeVisible();
  for (const id of ["#text", "#script"]) await expect(page.locator(`${id} .text pre`)).toContainText("podSelector");
  await asked;
  await expect(page.locator(".box.shown")).toHaveCount(0);
  release();
  for (const id of ["#it", "#text", "#script"]) {
    const frame = await embedded(page, id);
    await expect(cell(frame, "shop/web", "shop/api")).toHaveCount(1);
  }
  await expect(page.locator("#it pre")).toBeHidden();
  complaints.length = 0;
});

test("on click, and again where it fails", async ({ page, host, site, complaints }) => {
  await page.clock.install();
  await open(page, host, pageOf(site, embed('view="matrix" loading="click"')));
  await drawn(page);
  await expect(page.locator("iframe")).toHaveCount(0);
  await page.route("**/?embed*", (route) => route.abort());
  await page.getByRole("button", { name: "Try it here" }).click();
  await expect(page.locator("iframe")).toHaveCount(1);
  await page.clock.fastForward(31_000);
  await expect(page.getByText("could not be loaded")).toBeVisible();
  await expect(page.locator("#it pre")).toBeVisible();
  expect((await events(page, "error"))[0]).toMatchObject({ code: "timeout" });
  await page.unroute("**/?embed*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.clock.resume();
  const frame = await embedded(page, "#it");
  await expect(cell(frame, "shop/web", "shop/api")).toBeVisible();
  complaints.length = 0;
});

test("however the script is loaded, it knows where the playground is", async ({ page, host, site }) => {
  const ways = {
    classic: `<script src="${site.base}embed.js"></script>`,
    deferred: `<script defer src="${site.base}embed.js"></script>`,
    module: `<script type="module" src="${site.base}embed.js?x=1"></script>`,
    imported: `<script type="module">await import("${site.base}embed.js")</script>`,
    marked: `<script src="${site.base}embed.js#upgrade"></script>`,
  };
  for (const [way, script] of Object.entries(ways)) {
    host.put(`/${way}`, `<!doctype html><title>${way}</title><pre><code class="language-netpol">${PODS}</code></pre>${embed('view="matrix"')}${script}`);
    await page.goto(`${host.at()}${way}`);
    const frame = await embedded(page, "#it");
    await expect(cell(frame, "shop/web", "shop/api"), way).toHaveCount(1);
    expect(await page.evaluate(() => NetpolPlayground.base), way).toBe(site.base);
    await expect(page.locator("netpol-playground"), way).toHaveCount(way === "marked" ? 2 : 1);
  }
});

test("the strictest page can have it", async ({ page, host, site }) => {
  const { origin } = new URL(site.base);
  host.put("/", `<!doctype html><html lang="en"><title>strict</title><script src="${site.base}embed.js" data-upgrade></script>${embed('view="matrix"')}`, {
    "content-security-policy": `default-src 'none'; script-src ${origin}; frame-src ${origin}; require-trusted-types-for 'script'; trusted-types 'none'`,
    "cross-origin-opener-policy": "same-origin",
  });
  await page.goto(host.at());
  const frame = await embedded(page, "#it");
  await expect(cell(frame, "shop/web", "shop/api")).toBeVisible();
});

test("a strict sandbox has no origin, and works where the host lets everybody read", async ({ page, host, site }) => {
  await open(page, host, pageOf(site, embed('view="both" sandbox="strict" theme="dark"')));
  const frame = await embedded(page, "#it");
  await expect(frame.locator(":root")).toHaveAttribute("data-theme", "dark");
  await expect(frame.locator(".cm-content")).toContainText("allow-web");
  await cell(frame, "shop/db", "shop/api").click();
  await expect.poll(async () => (await events(page, "select")).at(-1)).toMatchObject({ verdict: "none" });
  const inside = page.frames().find((it) => it.url().startsWith(site.base));
  expect(await inside.evaluate(() => origin)).toBe("null");
});

test("a page can ask for strict sandboxes once, and no element can ask for less", async ({ page, host, site }) => {
  const script = `<script src="${site.base}embed.js" data-sandbox="strict"></script>`;
  await open(page, host, `<!doctype html><title>strict</title>${script}${embed('view="matrix" sandbox=""')}`);
  const frame = await embedded(page, "#it");
  await expect(cell(frame, "shop/web", "shop/api")).toBeVisible();
  const inside = page.frames().find((it) => it.url().startsWith(site.base));
  expect(await inside.evaluate(() => origin)).toBe("null");
});

test("nothing that a page lets others write says where the frame is", async ({ page, host, site, complaints }) => {
  await open(page, host, pageOf(site, embed('view="matrix"')));
  await embedded(page, "#it");
  const { link } = (await events(page, "loaded"))[0];
  const elsewhere = `${host.at("localhost")}stranger/`;
  host.put("/blocks", `<!doctype html><title>blocks</title><img name="currentScript" src="${elsewhere}x.png" alt="">
    <script src="${site.base}embed.js" data-upgrade></script>
    <pre data-src="${elsewhere}${link}"><code class="language-netpol"></code></pre>
    <netpol-playground id="broken" src="https://[${link}" view="matrix"></netpol-playground>`);
  await page.goto(`${host.at()}blocks`);
  expect(await page.evaluate(() => NetpolPlayground.base)).toBe(site.base);
  for (const id of ["netpol-playground >> nth=0", "#broken"]) {
    const frame = await embedded(page, id);
    await expect(cell(frame, "shop/web", "shop/api")).toBeAttached();
  }
  for (const it of await page.locator("iframe").all()) expect(await it.getAttribute("src")).toBe(`${site.base}?embed=message`);
  const warned = complaints.splice(0).filter((it) => !it.includes("404"));
  expect(warned).toHaveLength(2);
  for (const it of warned) expect(it).toMatch(/^console warning: netpol-playground: of src=.* only the part from # on counts$/);
});

test("a script that cannot tell where it came from says so and lets the page be", async ({ page, host, site, complaints }) => {
  const code = await (await fetch(`${site.base}embed.js`)).text();
  await open(page, host, `<!doctype html><title>blob</title>${embed()}`);
  const outcome = await page.evaluate((code) => new Promise((done) => {
    const src = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    document.head.append(Object.assign(document.createElement("script"), { src, onload: () => done(NetpolPlayground.base), onerror: done }));
  }), code);
  expect(outcome).toBe(null);
  await expect(page.locator("#it pre")).toBeVisible();
  await expect(page.locator("iframe")).toHaveCount(0);
  expect(complaints.splice(0)).toEqual(["console warning: netpol-playground: embed.js cannot tell where it came from: load it by its address"]);
});

test("of what a frame says, only the part from # on becomes an address", async ({ page, host, site }) => {
  await page.route("**/?embed=message", (route) => route.fulfill({
    contentType: "text/html",
    body: `<!doctype html><script>addEventListener("message", ({ data }) => {
      if (data.type === "load") parent.postMessage({ netpol: 1, type: "loaded", link: data.yaml.trim() }, "*");
    }); parent.postMessage({ netpol: 1, type: "ready" }, "*");</script>`,
  }));
  for (const [said, link] of [["#2abc", `${site.base}#2abc`], ["javascript:alert(1)", null], ["https://elsewhere.example/#2abc", null]]) {
    await open(page, host, pageOf(site, embed("", said)));
    await embedded(page, "#it");
    expect(await page.locator("#it").evaluate((it) => it.link), said).toBe(link);
    expect((await events(page, "loaded"))[0].link, said).toBe(link && said);
  }
});

test("a page that is framed shows itself as an embed, also where its address does not say so", async ({ page, host, site }) => {
  await open(page, host, pageOf(site, embed('view="matrix"')));
  await embedded(page, "#it");
  const { link } = (await events(page, "loaded"))[0];
  const looks = [];
  for (const query of ["?embed", ""]) {
    await open(page, host, `<!doctype html><title>by hand</title><iframe title="it" width="720" height="640" src="${site.base}${query}${link}"></iframe>`);
    const frame = page.frameLocator("iframe");
    await expect(cell(frame, "shop/web", "shop/api")).toBeVisible();
    await expect(frame.locator(".cm-content")).toBeVisible();
    await expect(frame.getByRole("link", { name: /^Open in the playground/ })).toBeVisible();
    await expect(frame.getByRole("button", { name: /^(Share|Scenario)/ })).toHaveCount(0);
    const inside = page.frames().find((it) => it.url().startsWith(site.base));
    expect((await noted(inside)).storage).toEqual([]);
    looks.push(await inside.evaluate(() => [document.body.innerText, document.documentElement.outerHTML.match(/<html[^>]*>/)[0]]));
  }
  expect(looks[1]).toEqual(looks[0]);
});

test("a host that sends no headers is enough", async ({ page, host, plainSite }) => {
  await open(page, host, pageOf(plainSite, embed('view="matrix"')));
  const frame = await embedded(page, "#it");
  await expect(cell(frame, "shop/web", "shop/api")).toBeVisible();
});

test("accessible, outside and inside, in both themes", async ({ page, host, site }) => {
  for (const view of ["matrix", "why", "editor", "both"]) {
    await open(page, host, pageOf(site, embed(`view="${view}" cell="shop/db -> shop/api"`), "<style>:root { color-scheme: light dark }</style>"));
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const frame = await embedded(page, "#it");
      await expect(frame.locator(":root")).toHaveAttribute("data-theme", colorScheme);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map((it) => `${view}: ${it.id}: ${it.nodes.map((node) => node.target.flat().join(" ")).join("; ")}`)).toEqual([]);
    }
  }
});

test("the keys go in and out", async ({ page, host, site }) => {
  await open(page, host, pageOf(site, `<a href="#" id="before">before</a>${embed('view="matrix"')}<a href="#" id="after">after</a>`));
  const frame = await embedded(page, "#it");
  await page.locator("#before").focus();
  await page.keyboard.press("Tab");
  await expect(frame.getByRole("button", { name: "YAML" })).toBeFocused();
  for (let at = 0; at < 20 && !(await page.locator("#after").evaluate((it) => it.matches(":focus"))); at++) await page.keyboard.press("Tab");
  await expect(page.locator("#after")).toBeFocused();
});

test("a phone gets it too @phone", async ({ page, host, site }) => {
  await open(page, host, pageOf(site, embed('view="both"')));
  const frame = await embedded(page, "#it");
  await expect(cell(frame, "shop/web", "shop/api")).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
  await expect(frame.getByRole("link", { name: /^Open in the playground/ })).toBeVisible();
});

test("a task of one's own stands inside, and one that cannot be read says why", async ({ page, host, site }) => {
  const file = await readFile("../../static/practice/least-permissive.yaml", "utf8");
  const escaped = file.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const inside = `<netpol-playground id="it" task loading="eager"><pre>${escaped}</pre></netpol-playground>`;
  await open(page, host, pageOf(site, `${inside}${text}`));
  const frame = page.frameLocator("iframe");
  const task = frame.getByTestId("task");
  await expect(task.getByRole("heading", { level: 2 })).toBeVisible();
  await task.getByRole("radio", { name: "Apply net-b.yaml" }).check();
  await task.getByRole("button", { name: "Check", exact: true }).click();
  await expect.poll(async () => (await events(page, "solved")).map((it) => it.task.slice(0, 4))).toEqual(["own/"]);

  const broken = `<netpol-playground id="it" task loading="eager"><pre>title: x\nlevel: easy</pre></netpol-playground>`;
  await open(page, host, pageOf(site, `${broken}${text}`));
  await expect.poll(async () => (await events(page, "error")).map((it) => it.message).join()).toContain("This is no task that can be read: line");
});

test("a task in another page is checked there, and the page hears of it", async ({ page, host, site }) => {
  await open(page, host, pageOf(site, `<netpol-playground id="it" task="least-permissive"></netpol-playground>${text}`));
  const frame = await embedded(page, "#it");
  const task = frame.getByTestId("task");
  await expect(task.getByRole("heading", { level: 2 })).toBeVisible();
  await task.getByRole("button", { name: "Check", exact: true }).click();
  await expect.poll(async () => (await events(page, "checked")).map((it) => it.solved)).toEqual([false]);
  await task.getByRole("radio", { name: "Apply net-b.yaml" }).check();
  await task.getByRole("button", { name: "Check", exact: true }).click();
  await expect.poll(async () => (await events(page, "solved")).map((it) => it.task)).toEqual(["least-permissive"]);
  expect((await events(page, "checked")).map((it) => it.solved)).toEqual([false, true]);
  await expect(frame.getByRole("button", { name: "Leave this task" })).toHaveCount(0);
});
