// At every step: Back, Forward, reload, the second tab, and the language.
import assert from "node:assert/strict";
import { atOnce, back, button, enterCode, heading, HOSTS, live, run, signIn } from "./real.mjs";
import { audited, seed, sqlOf, until } from "./server.mjs";
import { trail, WAYS, WORDS } from "./windows.mjs";

const STEPS = Object.keys(WAYS);
/** Where the browser was before it came to the sign-in. */
const BEFORE = "/legal/policy";

const each = (steps, name, body) =>
  Object.fromEntries(steps.map(step => [`at ${step}: ${name}`, test => body(test, step)]));

/** Paths of what the page sends to the API, from now on. */
function sentBy(page) {
  const sent = [];
  page.on("request", request => request.method() === "POST" && sent.push(new URL(request.url()).pathname));
  return sent;
}

/** A tab with a page before the sign-in in its history, at a step. */
async function arrive(test, step) {
  const page = await test.context.newPage();
  await page.goto(HOSTS.cashier + BEFORE);
  await page.goto(HOSTS.cashier);
  await live(page);
  return { page, employee: await WAYS[step](page) };
}

/** What is chosen in the drop-down of a window. */
const chosen = page => page.locator("select:visible").inputValue();

async function isIn(page, step, language) {
  const say = WORDS[language];
  await heading(page, say[step]);
  assert.equal(await page.getAttribute("html", "lang"), language);
  assert.equal(await page.title(), `${say[step]} · MixVel ${say.cashier}`);
}

await run({
  ...each(STEPS, "a reload resumes it and submits nothing", async (test, step) => {
    const { page, employee } = await arrive(test, step);
    const sent = sentBy(page);
    await page.reload();
    await live(page);
    await isIn(page, step, "en");
    assert.deepEqual(sent, []);
    await audited(employee, trail(step, employee));
  }),

  ...each(STEPS, "the language changes in all tabs, is kept, is in the first byte", async (test, step) => {
    const { page, employee } = await arrive(test, step);
    const second = await test.tab();
    await isIn(second, step, "en");
    await button(page, "RU").click();
    await isIn(page, step, "ru");
    await atOnce(() => isIn(second, step, "ru"));
    assert.equal(await page.evaluate(() => localStorage.language), "ru");
    // A page does not wait for the browser to put its cookie down.
    await until(async () => {
      const cookies = await test.context.cookies(HOSTS.cashier);
      return cookies.find(({ name }) => name === "language")?.value === "ru";
    }, "the cookie says it, too");

    const answer = await second.reload();
    assert.match(await answer.text(), /^<!doctype html>\n<html lang="ru"/);
    await live(second);
    await isIn(second, step, "ru");
    assert.equal(await button(second, "RU").getAttribute("aria-pressed"), "true");
    await button(second, "EN").click();
    await atOnce(() => isIn(page, step, "en"));
    await audited(employee, trail(step, employee));
  }),

  ...each(["workspace"], "Back leaves the page, Forward comes back to the same step",
    async (test, step) => {
      const { page, employee } = await arrive(test, step);
      const sent = sentBy(page);
      await back(page, null);
      await page.waitForURL(`**${BEFORE}`);
      await page.goForward();
      await live(page);
      await isIn(page, step, "en");
      assert.deepEqual(sent.filter(path => path !== "/api/auth/activity"), [], "nothing was submitted");
      await audited(employee, trail(step, employee));
    }),

  ...each(["requirements", "code", "pointOfSale"], "Back ends the half-done sign-in, keeps the login, and Forward submits nothing", async (test, step) => {
    const { page, employee } = await arrive(test, step);
    const sent = sentBy(page);
    await back(page, 1);
    await heading(page, "Authorization");
    await audited(employee, [...trail(step, employee), "sign_in.ended back"]);
    await page.goForward();
    // What Forward might send would be on its way before the answer to a question that is asked behind it.
    await page.evaluate(() => fetch("/api/auth/state"));
    await page.waitForFunction(() => history.state === null);
    await isIn(page, "credentials", "en");
    assert.deepEqual(sent, ["/api/auth/back"]);
    assert.deepEqual([await page.inputValue("#login"), await page.inputValue("#password")], [employee.login, ""]);
    await back(page, null);
    await page.waitForURL(`**${BEFORE}`);
  }),

  async "Forward in a browser too busy to have taken the windows away leads nowhere, not out of the page"(test) {
    await test.context.addInitScript(() => {
      const { setTimeout } = self, { go } = History.prototype;
      self.setTimeout = (run, ms, ...more) => setTimeout(run, ms || 1000, ...more);
      History.prototype.go = function (by) { setTimeout(() => go.call(this, by), 1500) };
    });
    const { page } = await arrive(test, "code");
    await back(page, 1);
    await heading(page, "Authorization");
    await page.goForward();
    await page.waitForFunction(() => history.state === null);
    await page.waitForTimeout(2000);
    await isIn(page, "credentials", "en");
    assert.equal(new URL(page.url()).pathname, "/");
  },

  async "at session: Back shows the point of sale with the choice kept, and Forward submits nothing"(test) {
    const { page, employee } = await arrive(test, "pointOfSale");
    // With two sessions, so that the other point of sale leads to a choice, too.
    await sqlOf(employee, "INSERT INTO seance VALUES (?1, 'DELTA', 'Charter')");
    const delta = `${employee.agency}_DELTA`;
    await page.locator("select:visible").selectOption(delta);
    await button(page, "Select").click();
    await heading(page, "Session");
    const sent = sentBy(page);
    await back(page, 2);
    await heading(page, "Point of sale");
    assert.equal(await chosen(page), delta);
    await page.goForward();
    await page.evaluate(() => fetch("/api/auth/state"));
    await isIn(page, "pointOfSale", "en");
    assert.deepEqual(sent, ["/api/auth/back"]);
    await back(page, 1);
    await heading(page, "Authorization");
    await audited(employee, [...trail("session", employee), "sign_in.ended back"]);
  },

  async "at session: its own button goes back as the browser's does"(test) {
    const { page, employee } = await arrive(test, "session");
    await button(page, "Back").click();
    await heading(page, "Point of sale");
    await back(page, 1);
    await heading(page, "Authorization");
    await back(page, null);
    await page.waitForURL(`**${BEFORE}`);
    await audited(employee, [...trail("session", employee), "sign_in.ended back"]);
  },

  async "a second tab follows the sign-in step by step, and the sign-out, at once"(test) {
    const second = await test.tab();
    const page = await test.tab();
    const follows = text => atOnce(() => heading(second, text));
    const employee = await WAYS.pointOfSale(page);
    await follows("Point of sale");
    await button(second, "Select").click();
    await heading(second, "Session");
    await atOnce(() => heading(page, "Session"));
    await button(page, "Select").click();
    await heading(page, "Workspace");
    await follows("Workspace");
    await button(page, "Sign out").click();
    await heading(page, "Authorization");
    await follows("Authorization");
    await audited(employee, [...trail("workspace", employee), "session.ended cashier"]);
  },

  ...each(["requirements", "code", "pointOfSale", "session"], "\"not you\" gives the sign-in up in all tabs",
    async (test, step) => {
      const { page, employee } = await arrive(test, step);
      const second = await test.tab();
      await isIn(second, step, "en");
      await button(page, step === "requirements" ? "Change" : "Not you?").click();
      await heading(page, "Authorization");
      await atOnce(() => second.locator("#password:visible").waitFor());
      await audited(employee, [...trail(step, employee), "sign_in.ended cancelled"]);
    }),

  async "at the personal account of Boss: reload, Back, language, second tab and sign-out"(test) {
    const employee = await seed({ product: "boss" });
    const page = await test.context.newPage();
    await page.goto(HOSTS.boss + BEFORE);
    await page.goto(HOSTS.boss);
    await live(page);
    await signIn(page, employee);
    await heading(page, "Authentication code");
    await enterCode(page, employee);
    await heading(page, "Personal account");
    const second = await test.tab("boss");
    await page.goBack();
    await page.waitForURL(`**${BEFORE}`);
    await page.goForward();
    await live(page);
    await page.reload();
    await live(page);
    await button(page, "RU").click();
    await atOnce(() => heading(second, "Личный кабинет"));
    assert.equal(await second.title(), "Личный кабинет · MixVel Boss");
    await button(second, "Выйти").click();
    await heading(second, "Авторизация");
    await atOnce(() => heading(page, "Авторизация"));
    await audited(employee, [
      "sign_in.password_accepted boss", "code.accepted", "device.known boss", "session.opened boss",
      "session.ended boss",
    ]);
  },

  async "the texts of the law and the set-up page speak the chosen language, and change it"(test) {
    for (const [path, english, russian] of [
      ["/legal/policy", "Personal data policy", "Политика обработки персональных данных"],
      [
        "/legal/consent",
        "Consent to the processing of personal data", "Согласие на обработку персональных данных",
      ],
      ["/two-factor#token", "Two-factor authentication", "Двухфакторная аутентификация"],
    ]) {
      const page = await test.context.newPage();
      await page.goto(HOSTS.cashier + path);
      await heading(page, english);
      await button(page, "RU").click();
      await heading(page, russian);
      assert.equal(await page.getAttribute("html", "lang"), "ru");
      assert.ok((await page.title()).startsWith(`${russian} · MixVel`));
      await page.reload();
      await heading(page, russian);
      await button(page, "EN").click();
      await heading(page, english);
      await page.close();
    }
  },

  async "the first visit speaks the browser's language: Russian to neighbours, English to the rest"(test) {
    const visits = { ru: "ru", "kk-KZ": "ru", uk: "ru", "en-GB": "en", de: "en" };
    for (const [locale, language] of Object.entries(visits)) {
      const context = await test.person({ locale });
      await isIn(await test.tab("cashier", { context }), "credentials", language);
    }
  },
});
