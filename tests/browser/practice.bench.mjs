// `cargo xtask bench`: from a click on *Check* to the outcome, for the first solution of every task, which takes all hidden
// clusters; and from Enter to the answer of the terminal. No expectation about time: figures are for reading.
import { readdirSync, readFileSync } from "node:fs";
import { code, expect, fill, hears, openPage, test } from "./page.mjs";

const FOLDER = new URL("../../static/practice/", import.meta.url);
const ROUNDS = 3;

/** The texts of the first solution: `[file, text]`. */
function solution(task) {
  const [, after = ""] = readFileSync(new URL(`${task}.yaml`, FOLDER), "utf8").split(/^solutions:\n/m);
  const [first] = after.split(/^(?:- (?!files)|\w)/m);
  const files = [];
  for (const line of first.split("\n")) {
    const head = line.match(/^ {4}([\w.-]+): \|-?$/);
    if (head) files.push([head[1], ""]);
    else if (line.startsWith("      ") || line === "") {
      if (files.length) files.at(-1)[1] += `${line.slice(6)}\n`;
    } else if (!/^- files:/.test(line)) break;
  }
  return files;
}

const sorted = (times) => [...times].sort((a, b) => a - b);
const at = (times, share) => (sorted(times)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);

/** The milliseconds from `event` on the element to what it changes in `watched`. */
const timed = (page, button, watched) =>
  page.evaluate(
    ([button, watched]) =>
      new Promise((done) => {
        const start = performance.now();
        const seen = new MutationObserver(() => {
          if (document.querySelector(watched).textContent.includes("Checking…")) return;
          seen.disconnect();
          done(performance.now() - start);
        });
        seen.observe(document.querySelector(watched), { childList: true, subtree: true, characterData: true });
        document.querySelector(button).click();
      }),
    [button, watched],
  );

test("Check, for every task", async ({ page }) => {
  test.setTimeout(900_000);
  const tasks = readdirSync(FOLDER).filter((it) => it.endsWith(".yaml")).map((it) => it.slice(0, -5));
  const all = [];
  for (const task of tasks) {
    const files = solution(task).filter(([, text]) => text.trim());
    if (!files.length) continue;
    await page.goto(`./?task=${task}`);
    const own = page.getByTestId("task");
    if (!(await own.waitFor({ timeout: 5_000 }).then(() => true, () => false))) continue;
    await hears(page);
    for (const [name, text] of files) {
      const tab = page.getByRole("tab", { name, exact: true });
      if (await tab.count()) await tab.click();
      await fill(page, text);
    }
    await expect(code(page)).toBeVisible();
    await page.waitForTimeout(1_000);
    await page.evaluate(() => {
      for (const it of document.querySelectorAll("[data-testid=task] button")) if (it.textContent.trim() === "Check") it.id = "bench-check";
    });
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      times.push(await timed(page, "#bench-check", "[data-testid=outcome]"));
      await page.waitForTimeout(300);
    }
    const outcome = (await page.getByTestId("outcome").textContent()).slice(0, 40);
    all.push({ task, times, outcome });
    console.log(`${task}: ${times.map((it) => it.toFixed(0)).join(" ")} ${outcome}`);
  }
  const later = all.flatMap(({ times }) => times.slice(1));
  console.log(`${all.length} tasks: first p50 ${at(all.map((it) => it.times[0]), 0.5)}, max ${at(all.map((it) => it.times[0]), 1)}; later p50 ${at(later, 0.5)}, max ${at(later, 1)} ms`);
});

const COMMANDS = [
  "kubectl get pods -A", "kubectl get pods -A -o wide --show-labels", "kubectl get netpol -A -o yaml", "kubectl describe netpol -A",
  "kubectl get svc -A", "kubectl get ns --show-labels", "kubectl explain networkpolicy.spec.ingress", "kubectl run tmp --image=busybox --labels=app=x",
  "kubectl label pod tmp app=y --overwrite", "kubectl get pods -l app=y -o jsonpath='{.items[*].metadata.name}'",
  "kubectl exec tmp -- wget -qO- -T 2 http://10.0.0.1", "kubectl exec tmp -- nslookup kubernetes", "kubectl delete pod tmp",
  "for i in 1 2 3; do kubectl get pods -A | grep -c web; done", "kubectl create deployment d --image=nginx --replicas=3", "kubectl scale deployment d --replicas=5",
  "kubectl expose deployment d --port=80", "kubectl get deploy,svc,pods -A", "kubectl delete deployment d",
];

test("commands of the terminal", async ({ page }) => {
  test.setTimeout(300_000);
  await openPage(page);
  await page.getByRole("tab", { name: "Terminal", exact: true }).click();
  const field = page.getByRole("textbox", { name: "Command" });
  await expect(field).toBeVisible();
  await page.evaluate(() => {
    globalThis.times = [];
    let pressed = 0;
    addEventListener("keydown", (it) => (pressed = it.key === "Enter" ? performance.now() : 0), true);
    new MutationObserver(() => {
      if (pressed) globalThis.times.push(performance.now() - pressed);
      pressed = 0;
    }).observe(document.querySelector("[role=log]"), { childList: true, subtree: true, characterData: true });
  });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const command of COMMANDS) {
      await field.fill(command);
      await field.press("Enter");
      await page.waitForTimeout(400);
    }
  }
  const times = await page.evaluate(() => globalThis.times);
  for (const [n, command] of COMMANDS.entries()) {
    console.log(`${times.filter((_, it) => it % COMMANDS.length === n).map((it) => it.toFixed(1)).join(" ")} ms: ${command}`);
  }
  console.log(`${times.length} answers to ${ROUNDS * COMMANDS.length} commands: p50 ${at(times, 0.5)}, max ${at(times, 1)} ms`);
});
