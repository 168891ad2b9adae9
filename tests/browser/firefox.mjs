// The sign-in in Firefox, as Debian ships it, over WebDriver BiDi: what playwright asks of that protocol, it does not have.
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import puppeteer from "puppeteer-core";
import { firefox, mailbox, port, seed, sitsIdle } from "./server.mjs";
import * as totp from "./totp.mjs";
import { WORDS } from "./windows.mjs";

const say = WORDS.en;
const HOSTS = { cashier: `http://cashier.localhost:${port}`, boss: `http://lk.localhost:${port}` };
const PATIENCE_MS = 30_000;

/** What a function finds in a page, once it finds it: puppeteer's own waiting evaluates text, which the pages forbid. */
async function until(page, find, ...values) {
  for (const began = Date.now(); ;) {
    const found = await page.evaluateHandle(find, ...values);
    if (await found.evaluate(value => !!value)) return found;
    assert.ok(Date.now() - began < PATIENCE_MS, `in vain: ${find} ${values}`);
    await setTimeout(50);
  }
}

assert.ok(firefox, "Firefox is missing: `cargo xtask test` installs it, or FIREFOX=/path/to/it names one");
const browser = await puppeteer.launch({
  browser: "firefox", executablePath: firefox, headless: true, extraPrefsFirefox: { "intl.accept_languages": "en" },
});

/** What a person sees of a page and does to it. */
class Tab {
  static async open(context, product, path = "/") {
    const page = await context.newPage();
    await page.evaluateOnNewDocument(() => {
      const now = Date.now;
      Date.now = () => now() + Number(localStorage.ahead ?? 0);
    });
    await page.goto(path.startsWith("http") ? path : HOSTS[product] + path);
    const tab = new Tab();
    tab.page = page;
    await until(page, () => "live" in document.documentElement.dataset);
    return tab;
  }

  /** Waits until one of these elements says this, and gives it. */
  async sees(selector, text) {
    const found = await until(this.page, (selector, text) =>
      [...document.querySelectorAll(selector)].find(node => node.checkVisibility() && node.innerText.trim().includes(text)),
    selector, text);
    return found.asElement();
  }

  heading(text) {
    return this.sees("h1", text);
  }

  async press(text) {
    await (await this.sees("button", text)).click();
  }

  async tick(text) {
    await (await this.sees("label", text)).click();
  }

  async type(id, text) {
    const field = await until(this.page, id => {
      const node = document.getElementById(id);
      return node?.checkVisibility() ? node : null;
    }, id);
    await field.evaluate(input => { input.value = ""; input.focus(); });
    await this.page.keyboard.type(text);
  }

  async signIn({ login, password }) {
    await this.type("login", login);
    await this.type("password", password);
    await this.page.keyboard.press("Enter");
  }

  /** The code of now, or of the next step where that one was used. */
  async enterCode(employee) {
    employee.step = Math.max(totp.step(), (employee.step ?? 0) + 1);
    await this.heading(say.code);
    await this.type("code", totp.code(employee.key, employee.step));
    await this.page.keyboard.press("Enter");
  }

  async ahead(minutes) {
    await this.page.evaluate(ms => { localStorage.ahead = ms; }, minutes * 60_000);
  }
}

async function toWorkspace(tab) {
  await tab.heading(say.pointOfSale);
  await tab.press(say.select);
  await tab.heading(say.session);
  await tab.press(say.select);
  await tab.heading(say.workspace);
}

const TESTS = {
  async "a first day, a second tab, a second day"(context) {
    const employee = await seed({ consent: false, key: false });
    const tab = await Tab.open(context, "cashier");
    await tab.signIn(employee);
    await tab.tick(say.consent);
    await tab.tick(say.enableTwoFactor);
    await tab.press(say.signIn);
    await tab.press(say.ok);
    await tab.heading(say.code);
    const [{ links: [link] }] = await mailbox(employee.login);
    const phone = await Tab.open(context, "cashier", link);
    assert.equal(phone.page.url(), `${HOSTS.cashier}/two-factor`);
    await phone.press(say.showQr);
    const key = await until(phone.page, () => document.querySelector(".secret"));
    employee.key = (await key.evaluate(node => node.textContent)).replaceAll(" ", "").trim();
    await phone.page.close();
    await tab.enterCode(employee);
    await toWorkspace(tab);

    const second = await Tab.open(context, "cashier");
    await second.heading(say.workspace);
    await tab.press(say.signOut);
    await tab.heading(say.credentials);
    await second.heading(say.credentials);

    await second.signIn(employee);
    await second.enterCode(employee);
    await toWorkspace(second);
    await tab.heading(say.workspace);
  },

  async "an hour without input signs out, and who stays at 59 minutes, stays"(context) {
    const employee = await seed({ product: "boss" });
    const tab = await Tab.open(context, "boss");
    await tab.signIn(employee);
    await tab.enterCode(employee);
    await tab.heading(say.account);
    await tab.ahead(59.5);
    await tab.sees("dialog h2", "Are you still there?");
    await tab.press("Stay signed in");
    await until(tab.page, () => !document.querySelector("dialog"));
    await sitsIdle(employee, 59);
    await tab.ahead(120.5);
    await tab.heading(say.credentials);
    await tab.sees("form", "You were signed out after 60 minutes of inactivity.");
  },

  async "the account page changes the password"(context) {
    const employee = await seed({ product: "boss" });
    const tab = await Tab.open(context, "boss", "/account");
    await tab.signIn(employee);
    await tab.enterCode(employee);
    await tab.heading(say.account);
    await tab.sees("section", "This device");
    await tab.press("Change password");
    const password = "Quite-another-1";
    await tab.type("current-password", employee.password);
    await tab.type("new-password", password);
    await tab.type("repeat-password", password);
    await tab.press("Save");
    await tab.sees("section", "Your password has been changed");
    await tab.press(say.signOut);
    await tab.heading(say.credentials);
    await tab.signIn({ ...employee, password });
    await tab.heading(say.code);
  },
};

let failures = 0;
for (const [name, test] of Object.entries(TESTS)) {
  const began = Date.now();
  const context = await browser.createBrowserContext();
  try {
    await test(context);
    console.error(`ok   ${name} (${Date.now() - began} ms)`);
  } catch (error) {
    failures++;
    console.error(`FAIL ${name}\n${error.stack}`);
    for (const page of await context.pages()) console.error(await page.evaluate(() => document.body.innerText).catch(() => ""));
  }
  await context.close();
}
await browser.close();
process.exit(failures ? 1 : 0);
