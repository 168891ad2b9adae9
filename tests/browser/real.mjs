// Browser tests against the real worker: a Chromium, a context for each test, what a person does in windows.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium as playwright } from "playwright-core";
import { chromium, port } from "./server.mjs";
import * as totp from "./totp.mjs";

const OUT = fileURLToPath(new URL("out/", import.meta.url));
const PATIENCE_MS = 30_000;
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/** How the browser of tests is started. */
export const LAUNCH = { executablePath: chromium, args: ARGS };
/** Chromium reports a refusal of the API like this; what the window makes of it is the test's to say. */
const REFUSAL = /^Failed to load resource: the server responded with a status of 4\d\d .*\/api\/auth\//;

export const HOSTS = { cashier: `http://cashier.localhost:${port}`, boss: `http://lk.localhost:${port}` };

/**
 * Runs tests, `{ "a sentence": async test => … }`, and ends the process. The variable ONLY picks those
 * whose names contain it; so many run `abreast`. A message on the console that the test did not allow
 * fails it.
 */
export async function run(tests, { abreast = 2 } = {}) {
  await mkdir(OUT, { recursive: true });
  const browser = await playwright.launch(LAUNCH);
  const todo = Object.entries(tests).filter(([name]) => name.includes(process.env.ONLY ?? ""));
  let failures = 0;
  const work = async () => {
    for (let next = todo.shift(); next; next = todo.shift()) {
      // Not `+= await`: that would forget the failures of the tests beside it.
      const failed = await one(browser, ...next);
      failures += failed;
    }
  };
  await Promise.all(Array.from({ length: abreast }, work));
  await browser.close();
  process.exit(failures ? 1 : 0);
}

async function one(browser, name, body) {
  const began = Date.now();
  const test = await Test.begin(browser);
  try {
    await body(test);
    test.assertQuiet();
    console.error(`ok   ${name} (${Date.now() - began} ms)`);
    return 0;
  } catch (error) {
    console.error(`FAIL ${name}\n${error.stack}\n${test.complaints.join("\n")}`);
    await test.picture(name);
    return 1;
  } finally {
    await test.end();
  }
}

class Test {
  complaints = [];
  #allowed = [REFUSAL];
  #contexts = [];
  #browser;
  // Tests share a server, which counts by address: each test has one of its own, as the platform tells it.
  #address = { "CF-Connecting-IP": ["10", randomInt(256), randomInt(256), randomInt(1, 255)].join(".") };

  static async begin(browser) {
    const test = new Test();
    test.#browser = browser;
    test.context = await test.person();
    return test;
  }

  /** A browser profile of its own: cookies, storage, language. */
  async person(options = {}) {
    const context = await this.#browser.newContext({
      locale: "en", timezoneId: "Europe/Moscow", extraHTTPHeaders: this.#address, ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    context.on("weberror", error => this.#hear(String(error.error().stack)));
    context.on("console", line => {
      if (["error", "warning"].includes(line.type())) this.#hear(`${line.text()} ${line.location().url}`);
    });
    this.#contexts.push(context);
    return context;
  }

  /** A tab of the product's page. */
  async tab(product = "cashier", { path = "/", context = this.context } = {}) {
    const page = await context.newPage();
    await page.goto(HOSTS[product] + path);
    await live(page);
    return page;
  }

  /** Closes the context of a browser of its own with the test. */
  adopt(context) {
    context.setDefaultTimeout(PATIENCE_MS);
    this.#contexts.push(context);
    return context;
  }

  #hear(said) {
    if (!this.#allowed.some(pattern => pattern.test(said))) this.complaints.push(said);
  }

  /** Messages on the console that belong to what the test does. */
  allow(pattern) {
    this.#allowed.push(pattern);
  }

  assertQuiet() {
    assert.deepEqual(this.complaints, [], "nothing is said on the console");
  }

  async picture(name) {
    const pages = this.#contexts.flatMap(context => context.pages());
    for (const [i, page] of pages.entries()) {
      const file = `${OUT}${name.replaceAll(/\W+/g, "-")}.${i}.png`;
      await page.screenshot({ path: file, timeout: 3000 }).catch(() => {});
    }
  }

  async end() {
    await Promise.all(this.#contexts.map(context => context.close()));
  }
}

/** Waits until the app has taken the page over and shows where the sign-in stands. */
export const live = page =>
  page.waitForSelector("html[data-live]:not([data-resume]:has(#login-root))", { state: "attached" });

/** Waits for the window with this heading. */
export const heading = (page, text) =>
  page.locator("h1:visible").and(page.getByText(text, { exact: true })).waitFor();

/**
 * Fails when a tab does not follow at once what was done in another one. People are promised a second; a busy machine
 * may stall for longer than that, and what asks the server from time to time comes within a minute.
 */
export async function atOnce(wait) {
  const began = performance.now();
  await wait();
  const took = Math.round(performance.now() - began);
  assert.ok(took <= 30_000, `took ${took} ms`);
}

/**
 * Presses the browser's Back at an entry of the app, `null` for its first one. The app may still be on its way there,
 * and Back would be counted from where it was.
 */
export async function back(page, entry) {
  await page.waitForFunction(entry => history.state === entry, entry);
  await page.goBack();
}

/** A page that waits for an answer as long as a test holds it: it would ask once more after ten seconds. */
export const patient = page => page.evaluate(() => {
  AbortSignal.timeout = () => new AbortController().signal;
});

/**
 * A tab that the browser brings word of input in others only once it has found the hour over, as it may after a sleep.
 * What is returned waits until it has, and has taken that back.
 */
export async function hearsLate(page) {
  await page.evaluate(() => {
    const KEY = "last-input";
    const real = localStorage, before = real.getItem(KEY);
    const hasLapsed = () => document.documentElement.style.display === "none" || document.querySelector(".over");
    const getItem = key => {
      if (key === KEY && hasLapsed()) window.hasLapsed = true;
      return key === KEY && !window.hasLapsed ? before : real.getItem(key);
    };
    const get = (_, key) => {
      if (key === "getItem") return getItem;
      return typeof real[key] === "function" ? real[key].bind(real) : getItem(key) ?? undefined;
    };
    const late = new Proxy(real, { get });
    Object.defineProperty(window, "localStorage", { get: () => late });
  });
  return () => page.waitForFunction(() =>
    window.hasLapsed && document.documentElement.style.display !== "none" && !document.querySelector("dialog"));
}

/** What the server answers to a request that left with these cookies, which may be others than the browser has by now. */
export function askedWith(route, cookies) {
  // The browser alone knows where its host is.
  const { host, pathname } = new URL(route.request().url());
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const headers = { ...route.request().headers(), host, cookie };
  return route.fetch({ url: `http://127.0.0.1:${port}${pathname}`, headers });
}

/**
 * Holds the next answer of an ended session that says why: the browser has its head, which drops the cookie, so that
 * nobody else is told. `asked` waits for that, and `comes` lets the page have it.
 */
export async function holdReason(page, path) {
  const [asked, held] = [Promise.withResolvers(), Promise.withResolvers()];
  await page.route(path, async route => {
    const response = await askedWith(route, await page.context().cookies());
    await page.context().clearCookies({ name: "__Host-session" });
    asked.resolve();
    await held.promise;
    await route.fulfill({ response });
  }, { times: 1 });
  return { asked: asked.promise, comes: held.resolve };
}

/** A button by its whole name. */
export const button = (page, name) => page.getByRole("button", { name, exact: true });

/** Types login and password and presses Enter. */
export async function signIn(page, { login, password }) {
  await page.fill("#login", login);
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
}

/** The next code of the employee's authenticator: one that was not used yet and fits now. */
export function nextCode(employee) {
  const step = Math.max(totp.step(), (employee.step ?? 0) + 1);
  assert.ok(step <= totp.step() + 1, "a test has no more than two codes at once");
  employee.step = step;
  return totp.code(employee.key, step);
}

/** A code that no step near this one has. */
export function wrongCode({ key }) {
  const near = Array.from({ length: 61 }, (_, i) => totp.code(key, totp.step() - 30 + i));
  return ["314159", "271828", "141421", ...near].find(code => !near.includes(code));
}

/** Fills the next code in, which sends it. */
export const enterCode = (page, employee) => page.locator("#code").fill(nextCode(employee));
