// How the windows behave, against the mock: what no picture shows.  node tests/browser/behaviour.mjs [NAME]
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { start } from "./mock.mjs";

const mock = await start();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
const server = async world => (await fetch(`${mock.url}/mock`, { method: "POST", body: JSON.stringify(world) })).json();
const live = page => page.waitForSelector("html[data-live]:not([data-resume])", { state: "attached" });
const heading = (page, text) => page.waitForFunction(text => document.querySelector("body > div:not([hidden]) h1")?.textContent === text, text, { timeout: 8000 });
const signIn = async (page, login = "ready@demo.mixvel.com") => {
  await live(page);
  await page.fill("#login", login);
  await page.fill("#password", "Demo-passw0rd");
  await page.keyboard.press("Enter");
};

const tests = {
  async "what is typed before the app is live stays, in the same field, and its submit waits"(page) {
    let open;
    const gate = new Promise(done => { open = done; });
    await page.route("**/*.wasm", async route => { await gate; await route.continue(); });
    await page.goto(mock.url, { waitUntil: "commit" });
    await page.fill("#login", "ready@demo.mixvel.com");
    await page.fill("#password", "Demo-passw0rd");
    await page.evaluate(() => { window.typed = document.getElementById("login"); });
    await page.click("[data-language=ru]");
    await page.getByRole("heading", { name: "Авторизация" }).waitFor();
    assert.equal(await page.title(), "Авторизация · MixVel Касса");
    await page.click("form button[type=submit]");
    assert.equal(new URL(page.url()).search, "");
    assert.ok(await page.evaluate(() => window.typed === document.getElementById("login") && window.typed.value));
    open();
    await heading(page, "Код аутентификации");
    assert.ok(await page.evaluate(() => window.typed === document.getElementById("login")));
    assert.equal(await page.inputValue("#password"), "", "no password is kept");
  },
  async "an app that does not come is told, keeps what was typed, and comes when it is asked for again"(page, _, errors) {
    const gone = /\/assets\/login-.*\.js$/;
    for (const cut of [gone, /\/assets\/login-.*\.wasm$/]) {
      await server({ reset: true });
      await page.route(cut, route => route.abort());
      await page.goto(mock.url);
      await page.getByRole("alert").getByText("No connection to the server").waitFor();
      await page.fill("#login", "ready@demo.mixvel.com");
      await page.fill("#password", "Demo-passw0rd");
      await page.evaluate(() => { window.typed = document.getElementById("login"); });
      await page.click("form button[type=submit]");
      await page.evaluate(() => dispatchEvent(new Event("unhandledrejection")));
      assert.equal(await page.locator("html[data-held]").count(), 0, "nothing spins for ever");
      await page.unroute(cut);
      await page.getByRole("button", { name: "Retry" }).click();
      await heading(page, "Authentication code");
      assert.ok(await page.evaluate(() => window.typed === document.getElementById("login")), "the page stayed");
      assert.equal(await page.getByText("No connection to the server").isVisible(), false);
      assert.match(errors.splice(0).join(), /^(Failed to fetch)?$/);
    }
  },
  async "the password can be read before the app is live, and stays so"(page) {
    let open;
    const gate = new Promise(done => { open = done; });
    await page.route("**/*.wasm", async route => { await gate; await route.continue(); });
    await page.goto(mock.url, { waitUntil: "commit" });
    await page.fill("#password", "Demo-passw0rd");
    const eye = page.getByRole("button", { name: "Show password" });
    const seen = async () => [await page.getAttribute("#password", "type"), await eye.getAttribute("aria-pressed")];
    await eye.click();
    assert.deepEqual(await seen(), ["text", "true"]);
    open();
    await live(page);
    assert.deepEqual(await seen(), ["text", "true"]);
    await eye.click();
    assert.deepEqual(await seen(), ["password", "false"]);
    assert.equal(await page.inputValue("#password"), "Demo-passw0rd");
  },
  async "the whole way, with Back from the session to the point of sale to the credentials"(page) {
    await page.goto(mock.url);
    await signIn(page);
    await heading(page, "Authentication code");
    await page.getByLabel("Authentication code").pressSequentially("123456");
    await heading(page, "Point of sale");
    await page.getByRole("button", { name: "Select", exact: true }).click();
    await heading(page, "Session");
    await page.goBack();
    await heading(page, "Point of sale");
    await page.goBack();
    await heading(page, "Authorization");
    await page.goForward();
    await page.waitForTimeout(300);
    await heading(page, "Authorization");
    const { sent } = await server({});
    assert.equal(sent.filter(([path]) => path === "/api/auth/back").length, 2);
    assert.equal(sent.filter(([path]) => path === "/api/auth/point-of-sale").length, 1);
  },
  async "a finished sign-in replaces the choices in the history"(page) {
    await page.goto(mock.url + "/legal/policy");
    await server({ step: ["code"] });
    await page.goto(mock.url);
    await heading(page, "Authentication code");
    await page.fill("#code", "12 34 56");
    await heading(page, "Point of sale");
    await page.selectOption("select", "12036_ALPHA");
    await page.getByRole("button", { name: "Select", exact: true }).click();
    await heading(page, "Session");
    await page.getByRole("button", { name: "Select", exact: true }).click();
    await heading(page, "Workspace");
    await page.waitForTimeout(200);
    await page.goBack();
    await page.waitForURL("**/legal/policy");
  },
  async "a reload resumes the step, and a code is refused into an empty field with the focus"(page) {
    await server({ step: ["code"] });
    await page.goto(mock.url);
    await heading(page, "Authentication code");
    await page.reload();
    await heading(page, "Authentication code");
    await page.fill("#code", "222222");
    await page.getByText("2 attempts left").waitFor();
    assert.equal(await page.inputValue("#code"), "");
    assert.ok(await page.getByRole("button", { name: "Confirm" }).isDisabled());
    assert.equal(await page.evaluate(() => document.activeElement.id), "code");
  },
  async "a second tab follows sign-in, language and sign-out within a second"(page, context) {
    const second = await context.newPage();
    await page.goto(mock.url);
    await second.goto(mock.url);
    await live(second);
    await signIn(page);
    await heading(page, "Authentication code");
    await heading(second, "Authentication code");
    await second.click("#steps-root [data-language=ru]");
    await heading(page, "Код аутентификации");
    assert.equal(await page.getAttribute("html", "lang"), "ru");
    await page.getByRole("button", { name: "Это не вы?" }).click();
    await heading(second, "Авторизация");
    await second.close();
  },
  async "a lost connection keeps what was typed and is tried again by a button"(page) {
    await page.goto(mock.url);
    await live(page);
    await page.waitForSelector(".version:not(:empty)", { state: "attached" });
    await page.route("**/api/**", route => route.abort());
    await signIn(page);
    const retry = page.getByRole("button", { name: "Retry" });
    await retry.waitFor();
    assert.equal(await page.inputValue("#password"), "Demo-passw0rd");
    await page.unroute("**/api/**");
    await retry.click();
    await heading(page, "Authentication code");
  },
  async "an hour without input warns, counts down, and signs out with the reason"(page) {
    await page.clock.install();
    await server({ step: ["signed_in"] });
    await page.goto(mock.url);
    await page.clock.runFor(2000);
    await heading(page, "Workspace");
    await page.clock.fastForward("58:30");
    assert.equal(await page.locator("dialog").count(), 0);
    await page.clock.fastForward("00:31");
    await page.clock.runFor(2000);
    await page.getByRole("dialog", { name: "Are you still there?" }).waitFor();
    await page.getByRole("button", { name: "Stay signed in" }).click();
    await page.locator("dialog").waitFor({ state: "detached" });
    assert.ok((await server({})).sent.some(([path, body]) => path === "/api/auth/activity" && body === '{"age_ms":0}'));
    await page.clock.fastForward("59:59");
    await page.clock.fastForward("00:10");
    await page.clock.runFor(3000);
    await heading(page, "Authorization");
    await page.getByText("signed out after 60 minutes").waitFor();
  },
  async "the token of a set-up link leaves the address and the key is shown once asked for"(page) {
    await page.goto(`${mock.url}/two-factor#secret-token`);
    assert.equal(page.url(), `${mock.url}/two-factor`);
    await live(page);
    assert.equal((await server({})).sent.length, 0, "opening the page uses nothing up");
    await page.getByRole("button", { name: "Show QR code" }).click();
    await page.getByRole("img", { name: /QR code/ }).waitFor();
    assert.match(await page.textContent(".secret"), /^(\w{4} )+\w{4}$/);
    assert.deepEqual((await server({})).sent, [["/api/auth/setup-key", '{"token":"secret-token"}']]);
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  if (process.argv[2] && !name.includes(process.argv[2])) continue;
  await server({ reset: true });
  const context = await browser.newContext({ locale: "en" });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const errors = [];
  page.on("pageerror", error => errors.push(error.message));
  try {
    await test(page, context, errors);
    assert.deepEqual(errors, []);
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n     ${error.message.split("\n").slice(0, 6).join("\n     ")} ${errors}`);
  }
  await context.close();
}
await browser.close();
mock.close();
process.exit(failed ? 1 : 0);
