// A network that is cut and comes back, and a page whose app is late, broken or not allowed to run.
import assert from "node:assert/strict";
import { cut, CUT, late, lost } from "./cut.mjs";
import { came, comeIn, SAY, savePassword, section } from "./account_page.mjs";
import { askedWith, back, button, enterCode, heading, HOSTS, live, nextCode, patient, run, signIn } from "./real.mjs";
import { ask, audited, mailbox, seed, until } from "./server.mjs";
import { trail, WAYS } from "./windows.mjs";

/** No address that the page has asked for or shows holds what was typed. */
function assertNoSecret(page, urls, { login, password }) {
  for (const url of [...urls, page.url()]) {
    assert.ok(![login, password].some(secret => decodeURIComponent(url).includes(secret)), url);
  }
}

await run({
  async "the network is cut at the login window: what was typed stays, and Retry works"(test) {
    const page = await test.tab();
    const employee = await seed();
    await cut(test, page, {
      act: () => signIn(page, employee),
      kept: async () => {
        assert.equal(await page.inputValue("#login"), employee.login);
        assert.equal(await page.inputValue("#password"), employee.password);
      },
    });
    await heading(page, "Authentication code");
    await audited(employee, trail("code", employee));
  },

  async "the network is cut at every later window: what was chosen stays, and Retry works"(test) {
    const page = await test.tab();
    const employee = await WAYS.requirements(page);
    await page.getByLabel("I consent").check();
    await page.getByLabel("Enable two-factor").check();
    const ticked = () => page.locator("input:checked").count();
    await cut(test, page, {
      act: () => button(page, "Login").click(),
      kept: async () => assert.equal(await ticked(), 2),
    });
    await button(page, "OK").click();

    const [{ links: [link] }] = await mailbox(employee.login);
    const phone = await test.context.newPage();
    await phone.goto(link);
    await live(phone);
    await cut(test, phone, { act: () => button(phone, "Show QR code").click() });
    employee.key = (await phone.locator(".secret").textContent()).replaceAll(" ", "");
    await phone.close();

    const code = nextCode(employee);
    await cut(test, page, {
      act: () => page.locator("#code").fill(code),
      kept: async () => assert.equal(await page.inputValue("#code"), code),
    });
    await heading(page, "Point of sale");
    const delta = `${employee.agency}_DELTA`;
    const select = page.locator("select");
    await select.selectOption(delta);
    await cut(test, page, {
      act: () => button(page, "Select").click(),
      kept: async () => assert.equal(await select.inputValue(), delta),
    });
    await heading(page, "Workspace");
    await cut(test, page, { act: () => button(page, "Change point of sale").click() });
    await heading(page, "Point of sale");
    await select.selectOption(`${employee.agency}_ALPHA`);
    await button(page, "Select").click();
    await heading(page, "Session");
    await select.selectOption("Regular");
    await cut(test, page, {
      act: () => button(page, "Select").click(),
      kept: async () => assert.equal(await select.inputValue(), "Regular"),
    });
    await heading(page, "Workspace");
    await cut(test, page, { act: () => button(page, "Sign out").click() });
    await heading(page, "Authorization");
    await audited(employee, [
      ...trail("requirements", employee), /^consent.given/, /^second_factor.mail_queued/,
      /^second_factor.key_revealed/, "code.accepted", "second_factor.activated",
      "device.known cashier", `session.opened cashier ${delta} Regular`,
      `session.moved cashier ${employee.agency}_ALPHA Regular`, "session.ended cashier",
    ]);
  },

  async "a lost Back is tried again, and leads where it should"(test) {
    const page = await test.tab();
    const employee = await WAYS.session(page);
    await cut(test, page, { act: () => back(page, 2) });
    await heading(page, "Point of sale");
    await back(page, 1);
    await heading(page, "Authorization");
    await audited(employee, [...trail("session", employee), "sign_in.ended back"]);
  },

  ...Object.fromEntries([".js", ".wasm"].map(kind => [
    `the second module's ${kind} is lost on its way: Retry after the right password arrives all the same`,
    async test => {
      test.allow(CUT);
      const file = `**/assets/steps-*${kind}*`;
      const lose = route => route.abort("internetdisconnected");
      await test.context.route(file, lose);
      const page = await test.tab();
      const employee = await seed();
      await signIn(page, employee);
      await lost(page).waitFor();
      await test.context.unroute(file, lose);
      await button(page, "Retry").click();
      await heading(page, "Authentication code");
      await audited(employee, trail("code", employee));
    },
  ])),

  ...Object.fromEntries(["cashier", "boss"].map(product => [
    `the network is cut on the account page: what was typed stays, and Retry works: ${product}`,
    async test => {
      const [say, password] = [SAY.en, "Quite-another-1"];
      const employee = await seed({ product });
      const other = await test.tab(product, { context: await test.person() });
      await comeIn(other, say, employee);
      const page = await test.tab(product);
      const done = text => page.getByRole("status").getByText(text).waitFor();
      const [account, lose] = ["**/api/auth/account", route => route.abort("internetdisconnected")];
      test.allow(CUT);
      await test.context.route(account, lose);
      await comeIn(page, say, employee);
      if (product === "cashier") await button(page, say.account).click();
      await lost(page).waitFor();
      await test.context.unroute(account, lose);
      await button(page, say.retry).click();
      await section(page, say.consents).waitFor();

      await cut(test, page, { act: () => page.getByRole("button", { name: /^End .*signed in/ }).click() });
      await done(say.sessionEnded);
      await button(page, say.changePassword).click();
      await cut(test, page, {
        act: () => savePassword(page, say, { current: employee.password, password }),
        kept: async () => assert.equal(await page.inputValue("#repeat-password"), password),
      });
      await done(say.changed);
      await button(page, say.reissue).click();
      const code = nextCode(employee);
      await page.fill("#code", code);
      await cut(test, page, {
        act: () => button(page, say.reissue).click(),
        kept: async () => assert.equal(await page.inputValue("#code"), code),
      });
      await done(say.reissued);
      await cut(test, page, { act: () => button(page, say.signOut).click() });
      await heading(page, say.credentials);
      await audited(employee, [
        ...came(employee), ...came(employee), `session.ended ${product}`,
        `device.known ${product}`, `password.changed ${product}`, "code.accepted", /^second_factor.mail_queued/, "second_factor.reissued active",
        `session.ended ${product}`,
      ]);
    },
  ])),

  async "an answer that says what was true before the code takes nobody back to the beginning"(test) {
    const employee = await seed({ product: "boss" });
    const page = await test.tab("boss");
    await signIn(page, employee);
    await heading(page, "Authentication code");
    await patient(page);
    const cookies = await test.context.cookies();
    const questions = [];
    const { promise: arrival, resolve: arrive } = Promise.withResolvers();
    await page.route("**/api/auth/state", async route => {
      if (questions.push(route) > 1) return route.continue();
      await arrival;
      return route.fulfill({ response: await askedWith(route, cookies) });
    });
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await until(() => questions.length === 1, "the tab asks where it stands");
    await enterCode(page, employee);
    await heading(page, SAY.en.account);
    const answered = page.waitForResponse("**/api/auth/state");
    arrive();
    assert.deepEqual((await (await answered).json()).step, { name: "credentials", notice: "ended" });
    await page.evaluate(() => new Promise(resolve => setTimeout(resolve, 500)));
    await heading(page, SAY.en.account);
    await audited(employee, came(employee));
  },

  async "a tab that has missed the sign-in of another one follows when it is used"(test) {
    const deaf = await test.context.newPage();
    await deaf.addInitScript(() => {
      window.BroadcastChannel = class extends EventTarget { postMessage() {} close() {} };
    });
    await deaf.goto(HOSTS.cashier);
    await live(deaf);
    const page = await test.tab();
    const employee = await WAYS.code(page);
    await heading(deaf, "Authorization");
    await signIn(deaf, employee);
    await heading(deaf, "Authentication code");
    await audited(employee, trail("code", employee));
  },

  ...Object.fromEntries(["cashier", "boss"].map(product => [
    `what is typed before the app is live stays in the same field, and its submit waits: ${product}`,
    async test => {
      const employee = await seed({ product });
      const { page, open, urls } = await late(test, HOSTS[product]);
      await page.fill("#login", employee.login);
      await page.fill("#password", employee.password);
      await page.evaluate(() => { window.typed = document.getElementById("login"); });
      await button(page, "RU").click();
      await heading(page, "Авторизация");
      await button(page, "Войти").click();
      await page.waitForSelector("html[data-held]");
      assert.equal(await page.inputValue("#password"), employee.password);
      assert.ok(!await page.evaluate(() => "live" in document.documentElement.dataset));
      assertNoSecret(page, urls, employee);
      open();
      await heading(page, "Код аутентификации");
      const same = () => window.typed === document.getElementById("login") && window.typed.value;
      assert.equal(await page.evaluate(same), employee.login);
      assert.equal(await page.inputValue("#password"), "", "the password is not kept");
      assertNoSecret(page, urls, employee);
      await audited(employee, [`sign_in.password_accepted ${product}`]);
    },
  ])),

  ...Object.fromEntries(["js", "wasm"].map(kind => [
    `an app whose ${kind} does not come is told, keeps what was typed, and comes when it is asked for again`,
    async test => {
      test.allow(CUT);
      test.allow(/Failed to fetch|was preloaded/);
      const file = `**/assets/login-*.${kind}*`;
      const lose = route => route.abort("internetdisconnected");
      await test.context.route(file, lose);
      const employee = await seed();
      const page = await test.context.newPage();
      const urls = [];
      page.on("request", request => urls.push(request.url()));
      await page.goto(HOSTS.cashier);
      await lost(page).waitFor();
      await page.evaluate(() => { window.typed = document.getElementById("login"); });
      await page.fill("#login", employee.login);
      await page.fill("#password", employee.password);
      await button(page, "Login").click();
      await lost(page).waitFor();
      assert.equal(await page.locator("html[data-held]").count(), 0, "nothing turns for ever");
      assert.equal(await page.inputValue("#password"), employee.password);
      assertNoSecret(page, urls, employee);
      await test.context.unroute(file, lose);
      await button(page, "Retry").click();
      await heading(page, "Authentication code");
      assert.ok(await page.evaluate(() => window.typed === document.getElementById("login")));
      assertNoSecret(page, urls, employee);
      await audited(employee, trail("code", employee));
    },
  ])),

  async "the password can be read before the app is live, and stays so"(test) {
    const { page, open } = await late(test, HOSTS.cashier);
    await page.fill("#password", "Demo-passw0rd");
    const eye = button(page, "Show password");
    const seen = async () =>
      [await page.getAttribute("#password", "type"), await eye.getAttribute("aria-pressed")];
    await eye.click();
    assert.deepEqual(await seen(), ["text", "true"]);
    open();
    await live(page);
    assert.deepEqual(await seen(), ["text", "true"]);
    await eye.click();
    assert.deepEqual(await seen(), ["password", "false"]);
    assert.equal(await page.inputValue("#password"), "Demo-passw0rd");
  },

  async "without scripts the page says in both languages what it needs, and has no form that leads nowhere"(test) {
    test.allow(/was preloaded using link preload but not used/);
    const context = await test.person({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(HOSTS.cashier);
    const needs = await page.locator(".needs:visible").innerText();
    assert.match(needs, /This page needs JavaScript and WebAssembly/);
    assert.match(needs, /Странице нужны JavaScript и WebAssembly/);
    assert.equal(await page.locator("#login:visible, #password:visible").count(), 0);
    await page.getByText("MixVel").first().waitFor();
  },

  async "a browser without WebAssembly is told what it lacks"(test) {
    await test.context.addInitScript(() => { delete self.WebAssembly; });
    test.allow(/WebAssembly is not defined|was preloaded/);
    const page = await test.context.newPage();
    await page.goto(HOSTS.cashier);
    await page.getByRole("alert").getByText("This page needs JavaScript and WebAssembly").waitFor();
    assert.equal(await page.locator("#login:visible").count(), 0);
  },
});
