// What a lesson tells its reader to do, done as a reader does it. The scenario's `# try` and `# then` say what that is;
// tests/README.md has the form, and a native test tries all cells.
import { readFileSync, readdirSync } from "node:fs";
import { cell, code, expect, openPage, tab, test } from "./page.mjs";

const FOLDER = new URL("../../static/scenarios/", import.meta.url);

/** The title, each try with what it promises, and the lines of the first file. */
function scenario(name) {
  const lines = readFileSync(new URL(name, FOLDER), "utf8").split("\n");
  const [, title] = lines[0].match(/^# title: (.*)$/);
  const tries = [];
  for (const line of lines) {
    const [, object, old, fresh] = line.match(/^# try ([^ :]+)(?:: (.*?))?(?: goes| becomes (.*))$/) ?? [];
    const [, from, to, verdict] = line.match(/^# then (.*) -> (.*): (.*)$/) ?? [];
    if (object) tries.push({ line, object, old, fresh, then: [] });
    if (verdict) tries.at(-1).then.push({ from, to, verdict });
  }
  const [first, last] = ["policies", "cluster"].map((it) => lines.indexOf(`# file: ${it}.yaml`));
  return { title, tries, policies: lines.slice(first + 1, last) };
}

/** First and last line of an edit, counted from 0. */
function place(policies, { object, old }) {
  const name = policies.indexOf(`  name: ${object}`);
  const next = policies.indexOf("---", name);
  const end = next < 0 ? policies.length : next + 1;
  const start = policies.lastIndexOf("---", name) + 1;
  if (old === undefined) return [start, end];
  const at = policies.findIndex((it, at) => at > name && at < end && it.trim() === old);
  return [at, at + 1];
}

async function edit(page, policies, it) {
  const [from, to] = place(policies, it);
  const press = async (key, times) => {
    for (let n = 0; n < times; n++) await page.keyboard.press(key);
  };
  await code(page).press("ControlOrMeta+Home");
  await press("ArrowDown", from);
  if (it.fresh === undefined) {
    await page.keyboard.press("Home");
    await press("Shift+ArrowDown", to - from);
    await page.keyboard.press("Delete");
  } else {
    await page.keyboard.press("End");
    await press("Shift+ArrowLeft", it.old.length);
    await page.keyboard.insertText(it.fresh);
  }
}

for (const name of readdirSync(FOLDER).filter((it) => it.endsWith(".yaml"))) {
  const { title, tries, policies } = scenario(name);
  for (const it of tries) {
    test(`${title}: ${it.line.slice(2)}`, async ({ page }) => {
      await openPage(page);
      if (!name.startsWith("01-")) {
        await page.getByRole("button", { name: /^Scenario/ }).click();
        await page.getByRole("menuitemradio", { name: title, exact: true }).click();
      }
      await expect(page.locator(".lesson")).toBeVisible();
      await expect(page.locator(".lesson")).not.toContainText(/# |becomes/);
      await expect(tab(page, "policies.yaml")).toHaveAttribute("aria-selected", "true");
      for (const { from, to, verdict } of it.then) {
        await expect(cell(page, from, to)).toHaveAttribute("data-verdict", /allowed|denied|unknown/);
        await expect(cell(page, from, to)).not.toHaveAttribute("data-verdict", verdict);
      }
      await expect(code(page)).not.toContainText("# try");
      await edit(page, policies, it);
      for (const { from, to, verdict } of it.then) await expect(cell(page, from, to)).toHaveAttribute("data-verdict", verdict);
    });
  }
}
