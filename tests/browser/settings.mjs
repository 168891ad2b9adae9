// What browsers keep and block by their settings, and what a mail gateway makes of an address.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium as playwright } from "playwright-core";
import { HOSTS, heading, LAUNCH, live, run, signIn } from "./real.mjs";
import { audited, mailbox, seed, sqlOf } from "./server.mjs";
import { WAYS } from "./windows.mjs";

/** A Chromium with a profile and preferences of its own. */
async function own(test, preferences, options = {}) {
  const folder = await mkdtemp(join(tmpdir(), "profile-"));
  await mkdir(join(folder, "Default"));
  await writeFile(join(folder, "Default", "Preferences"), JSON.stringify(preferences));
  const context = test.adopt(await playwright.launchPersistentContext(folder, { ...LAUNCH, locale: "en", ...options }));
  // Chromium writes to its profile for a moment after it has closed.
  context.on("close", () => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }).catch(() => {}));
  return context;
}

await run({
  ...Object.fromEntries(["en", "ru"].map(language => [
    `where cookies are blocked, a right password is told so, and what to do: ${language}`,
    async test => {
      const employee = await seed();
      const blocked = { profile: { default_content_setting_values: { cookies: 2 } } };
      const context = await own(test, blocked, { locale: language });
      const page = await context.newPage();
      await page.goto(HOSTS.cashier);
      await live(page);
      await signIn(page, employee);
      const told = { en: /browser blocks the cookies .* settings, then sign in again/, ru: /браузер блокирует файлы cookie.*войдите снова/ };
      await page.getByRole("alert").getByText(told[language]).waitFor();
      assert.equal(await page.inputValue("#login"), employee.login);
      await audited(employee, ["sign_in.password_accepted cashier"]);
    },
  ])),

  async "Back to a page that was kept, after a sign-out elsewhere and offline, shows nothing private"(test) {
    const context = await own(test, {}, { ignoreDefaultArgs: ["--disable-back-forward-cache"] });
    const page = await context.newPage();
    await page.goto(HOSTS.cashier);
    await live(page);
    const employee = await WAYS.workspace(page);
    await page.goto(`${HOSTS.cashier}/legal/policy`);
    await sqlOf(employee, "UPDATE session SET ended_at = 1 WHERE agency_code = ?1");
    await context.setOffline(true);
    await page.goBack().catch(() => {});
    await page.waitForTimeout(1000);
    assert.ok(!(await page.locator("body").innerText()).includes(employee.login));
    await context.setOffline(false);
    await page.goto(HOSTS.cashier);
    await heading(page, "Authorization");
  },

  ...Object.fromEntries(["/reset", "/invitation", "/two-factor"].map(path => [
    `the token of a link whose hash is encoded leaves the address at once: ${path}`,
    async test => {
      const page = await test.context.newPage();
      await page.goto(`${HOSTS.cashier}${path}%23${"a".repeat(43)}`);
      assert.equal(new URL(page.url()).pathname, path);
      assert.equal(await page.evaluate(() => history.state), "a".repeat(43));
      await page.waitForSelector("html[data-live]", { state: "attached" });
    },
  ])),

  async "a reset link whose hash is encoded leads to the new password"(test) {
    const employee = await seed();
    const page = await test.tab("cashier", { path: "/reset" });
    await page.getByLabel("Email", { exact: true }).fill(employee.login);
    await page.keyboard.press("Enter");
    await page.getByText(/on its way to/).waitFor();
    const [{ links: [link] }] = await mailbox(employee.login);
    await page.goto(link.replace("#", "%23"));
    await heading(page, "Password recovery");
    await page.getByLabel("New password", { exact: true }).waitFor();
  },
});
