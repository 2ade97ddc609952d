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
import { cell, expect, openPage, test as base } from "./page.mjs";

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
  const known = /^(_headers|(index|semantics)\.html|sw\.js|integrity\.json|manifest\.webmanifest|icons\/.*|scenarios\/.*|embed.*)$/;
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

base("a file that was altered on the way is refused", async ({ page, complaints }) => {
  for (const part of ["**/netpol-web-*.js", "**/*_bg.wasm", "**/boot-*.js"]) {
    await page.route(part, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: Buffer.concat([await response.body(), Buffer.from("\n")]) });
    });
    await page.goto("./");
    await expect.poll(() => complaints.filter((it) => it.includes("integrity")).length).toBeGreaterThan(0);
    await expect(page.locator("#shell")).toBeVisible();
    complaints.length = 0;
    await page.unroute(part);
  }
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
  expect((await page.request.get(`${baseURL}_headers`)).status()).toBe(404);
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
