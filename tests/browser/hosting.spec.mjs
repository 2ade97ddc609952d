// docs/hosting.md, tried: the headers file, the compressed files, and nginx where it is installed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { cell, code, expect, hears, openPage, paste, tab, test as base } from "./page.mjs";

const DIST = "../../dist";
const HASHED = /-([0-9a-f]{16}|[0-9A-Z]{8})[._]/;
// `cargo xtask test browser` says where it is, and has it from Debian's package where it is not installed.
const NGINX = process.env.NGINX_PATH ?? ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"].find(existsSync);

const names = async () =>
  (await readdir(DIST, { recursive: true, withFileTypes: true }))
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath ?? it.path, it.name).slice(DIST.length + 1));

base("every file that can have one has a name that tells its content", async () => {
  const fixed = (await names()).filter((it) => !HASHED.test(it) && !/\.(br|gz)$/.test(it));
  const known = /^(_headers|\.well-known\/security\.txt|(index|semantics)\.html|sw\.js|integrity\.json|manifest\.webmanifest|icons\/.*|practice\/.*|scenarios\/.*|embed.*)$/;
  expect(fixed.filter((it) => !known.test(it))).toEqual([]);
});

base("compressed files hold what the files hold", async () => {
  const all = await names();
  expect(all.filter((it) => it.endsWith(".wasm.br"))).toHaveLength(all.filter((it) => it.endsWith(".wasm")).length);
  for (const it of all.filter((it) => /\.(br|gz)$/.test(it))) {
    const [packed, plain] = await Promise.all([it, it.slice(0, -3)].map((it) => readFile(join(DIST, it))));
    expect((it.endsWith(".br") ? brotliDecompressSync : gunzipSync)(packed).equals(plain), it).toBe(true);
    expect(packed.length, it).toBeLessThan(plain.length);
  }
});

base("the host's headers let the page do what it does", async ({ page }) => {
  const answers = [];
  page.on("response", (it) => answers.push(it));
  await openPage(page);
  await expect(page.locator(".cm-content")).toBeVisible();
  const [first] = answers;
  const headers = await first.allHeaders();
  expect(headers["content-security-policy"]).toContain("frame-ancestors *");
  expect(headers["access-control-allow-origin"]).toBe("*");
  expect(headers["cache-control"]).toBe("no-cache");
  for (const it of answers.filter((it) => HASHED.test(it.url()))) {
    expect((await it.allHeaders())["cache-control"], it.url()).toContain("immutable");
  }
  expect(answers.filter((it) => HASHED.test(it.url())).length).toBeGreaterThan(4);
});

/** Every script and program of the site; `sw.js` is the host's word, as `index.html` is (docs/security.md). */
const programs = async () =>
  Object.keys(JSON.parse(await readFile(join(DIST, "integrity.json"), "utf8"))).filter((it) => /\.(js|wasm)$/.test(it) && it !== "sw.js");

/** Changes a file on its way: JavaScript notes that it ran, a program gets an empty section more and stays a program. */
async function alter(page, name) {
  const more = name.endsWith(".js") ? Buffer.from("\n;globalThis.altered = true;\n") : Buffer.from([0, 2, 1, 0x78]);
  await page.route(`**/${name}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: Buffer.concat([await response.body(), more]) });
  });
}

/** What each of them is, by its name, and how a page comes to load it. */
const PARTS = {
  start: [/^boot-/, ""],
  glue: [/^netpol-web-\w+\.js$/, ""],
  program: [/_bg\.wasm$/, ""],
  "second part": [/_later\.wasm$/, ""],
  "reader of links": [/_reader\.wasm$/, "link"],
  "what both need": [/_later-reader\.wasm$/, "link"],
  "reader of pasted texts": [/_pastes\.wasm$/, "paste"],
  "what several of the following share": [/_shared\.wasm$/, "changes"],
  "reader of rare kinds": [/_kinds\.wasm$/, "node"],
  "what takes files in": [/_files\.wasm$/, "node"],
  lints: [/_lints\.wasm$/, ""],
  problems: [/_problems\.wasm$/, "problems"],
  changes: [/_changes\.wasm$/, "changes"],
  expectations: [/_expectations\.wasm$/, "expectations"],
  exposure: [/_exposure\.wasm$/, "exposure"],
  services: [/_services\.wasm$/, "services"],
  outline: [/_outline\.wasm$/, "outline"],
  "edits that repair a cell": [/_repairs\.wasm$/, "repairs"],
  "all peers of a row": [/_peers\.wasm$/, "row"],
  review: [/_review\.wasm$/, "review"],
  "reader of commands": [/_commands\.wasm$/, "terminal"],
  terminal: [/_terminal\.wasm$/, "terminal"],
  practice: [/_practice\.wasm$/, "practice"],
  exam: [/_exam\.wasm$/, "exam"],
  "form that makes a task": [/_author\.wasm$/, "author"],
  "what practice and the terminal share": [/_exercised\.wasm$/, "practice"],
  settings: [/_settings\.wasm$/, "settings"],
  share: [/_share\.wasm$/, "share"],
  "completion and help": [/_assist\.wasm$/, "assist"],
  drafts: [/_drafts\.wasm$/, "drafts"],
  "messages of a frame": [/_frame\.wasm$/, "frame"],
  editor: [/^editor\//, ""],
  "QR codes": [/^qr\//, "share"],
  "worker's script": [/^offline-/, ""],
  embeds: [/^embed\.js$/, "embed"],
};

/** What a user does to have each. */
const WAYS = {
  paste: (page) => paste(page, "$ kubectl run web --image=nginx:1\n"),
  node: (page) => paste(page, "apiVersion: v1\nkind: Node\nmetadata: {name: one}\n"),
  share: (page) => page.getByRole("button", { name: "Share" }).click(),
  practice: (page) => page.locator(".practice-button").click(),
  exam: async (page) => {
    await page.locator(".practice-button").click();
    await page.getByTestId("exam-offer").getByRole("button", { name: "CKA", exact: true }).click();
  },
  author: async (page) => {
    await page.locator(".practice-button").click();
    await page.getByTestId("make-task").click();
  },
  settings: (page) => page.getByRole("button", { name: /^Settings/ }).click(),
  problems: (page) => tab(page, /^Problems/).click(),
  changes: (page) => tab(page, /^Changes/).click(),
  expectations: (page) => tab(page, /^Expectations/).click(),
  exposure: (page) => tab(page, "Exposure").click(),
  terminal: (page) => tab(page, "Terminal").click(),
  services: (page) => tab(page, "Services").click(),
  repairs: (page) => page.getByRole("button", { name: "What would allow it" }).click(),
  row: (page) => page.locator(".mx-name").first().click(),
  assist: async (page) => {
    await code(page).click();
    await page.keyboard.press("Control+Space");
  },
  outline: async (page) => {
    await hears(page);
    await page.keyboard.press("ControlOrMeta+p");
  },
  drafts: async (page) => {
    await page.getByRole("button", { name: /^Scenario/ }).click();
    await page.getByRole("menuitem", { name: "Drafts…" }).click();
  },
  review: async (page) => {
    await code(page).click();
    await page.keyboard.insertText("# more\n");
    await tab(page, /^Changes/).click();
    await page.locator("#lists").getByRole("button", { name: "Review", exact: true }).click();
  },
};

base("every script and program of the site has a test below", async () => {
  const all = await programs();
  expect(all.filter((it) => !Object.values(PARTS).some(([name]) => name.test(it)))).toEqual([]);
  expect(Object.keys(PARTS).filter((it) => !all.some((name) => PARTS[it][0].test(name)))).toEqual([]);
});

for (const [part, [pattern, how]] of Object.entries(PARTS).filter((it) => it[0] !== "embeds")) {
  base(`a file that was altered on the way is refused: ${part}`, async ({ page, complaints }) => {
    const name = (await programs()).find((it) => pattern.test(it));
    await alter(page, name);
    const link = String(await readFile("../links/2-whole.txt")).trim();
    await page.goto({ link: `./#${link}`, frame: "./?embed" }[how] ?? "./");
    await WAYS[how]?.(page);
    await expect.poll(() => complaints.filter((it) => it.includes("integrity") && it.includes(name)).length).toBeGreaterThan(0);
    expect(await page.evaluate(() => globalThis.altered)).toBe(undefined);
    if (["start", "glue", "program"].includes(part)) await expect(page.locator("#first [role=alert]")).toContainText("could not start");
    // The page may ask for it once more.
    await page.unrouteAll({ behavior: "ignoreErrors" });
    complaints.length = 0;
  });
}

base("embed.js that was altered is refused where the page around has its hash", async ({ page, complaints }) => {
  const { "embed.js": hash } = JSON.parse(await readFile(join(DIST, "integrity.json"), "utf8"));
  await page.route("**/host.html", (route) => route.fulfill({
    contentType: "text/html",
    body: `<!doctype html><link rel="icon" href="data:,"><script src="./embed.js" integrity="${hash}" crossorigin></script>`,
  }));
  await page.goto("./host.html");
  expect(await page.evaluate(() => Boolean(globalThis.NetpolPlayground))).toBe(true);
  await alter(page, "embed.js");
  await page.reload();
  expect(await page.evaluate(() => Boolean(globalThis.NetpolPlayground ?? globalThis.altered))).toBe(false);
  expect(complaints.filter((it) => it.includes("integrity"))).toHaveLength(1);
  complaints.length = 0;
});

const nginx = base.extend({
  baseURL: async ({}, use, info) => {
    // Here and not in the test, which begins only when its server runs.
    info.skip(!NGINX, "nginx is not here: apt-get install nginx, or NGINX_PATH");
    const folder = await mkdtemp(join(tmpdir(), "netpol-nginx-"));
    const port = await freePort();
    await mkdir(join(folder, "www"));
    await cp(DIST, join(folder, "www/netpol"), { recursive: true });
    const recipe = String(await readFile("../../docs/hosting.md"));
    const [server, headers] = [...recipe.matchAll(/```nginx\n([\s\S]*?)```/g)].map((it) => it[1]);
    const changed = server.replace("listen 80;", `listen 127.0.0.1:${port};`).replace("/var/www", join(folder, "www"));
    await writeFile(join(folder, "netpol-headers.conf"), headers);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((it) => `${it}_temp_path ${folder}/${it};`);
    const whole = `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}\n` +
      `http { access_log off; ${temporary.join(" ")}\n${changed} }\n`;
    await writeFile(join(folder, "nginx.conf"), process.getuid() === 0 ? `user root;\n${whole}` : whole);
    const child = spawn(NGINX, ["-e", join(folder, "error.log"), "-c", join(folder, "nginx.conf")], { stdio: "inherit" });
    const ended = new Promise((done) => child.once("exit", done).once("error", done));
    const url = `http://127.0.0.1:${port}/netpol/`;
    // However long it takes, unless it has ended: then nothing will come.
    let gone = false;
    void ended.then(() => (gone = true));
    while (!gone && (await fetch(url).then((it) => it.status, () => 0)) !== 200) await setTimeout(50);
    expect(gone, "nginx has ended").toBe(false);
    await use(url);
    child.kill();
    await ended;
    await rm(folder, { recursive: true });
  },
  serviceWorkers: "allow",
});

nginx("the recipe for nginx serves the page, compressed, kept and offline", async ({ page, baseURL, context }) => {
  const answers = [];
  page.on("response", (it) => answers.push(it));
  await openPage(page);
  await expect(cell(page, "frontend/web", "database/postgres")).toBeVisible();
  await expect(page.locator(".cm-content")).toBeVisible();
  const of = async (part) => await answers.find((it) => it.url().includes(part)).allHeaders();
  const program = await of("_bg.wasm");
  expect(program["content-type"]).toBe("application/wasm");
  expect(program["content-encoding"]).toMatch(/br|gzip/);
  expect(program["cache-control"]).toContain("immutable");
  expect(program["access-control-allow-origin"]).toBe("*");
  const first = await answers[0].allHeaders();
  expect(first["cache-control"]).toBe("no-cache");
  expect(first["content-security-policy"]).toBe("frame-ancestors *");
  expect(first["permissions-policy"]).toContain("camera=()");
  const missing = await page.request.get(`${baseURL}_headers`);
  expect([missing.status(), missing.headers()["x-content-type-options"], missing.headers()["cache-control"]]).toEqual([404, "nosniff", undefined]);
  expect(await (await page.request.get(`${baseURL}.well-known/security.txt`)).text()).toContain("Contact: https://");
  expect((await page.request.get(`${baseURL}manifest.webmanifest`)).headers()["content-type"]).toContain("manifest+json");

  await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true);
  await context.setOffline(true);
  await page.reload();
  await expect(page.locator(".cm-content")).toBeVisible();
});

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
