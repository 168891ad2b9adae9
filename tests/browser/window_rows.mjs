// What people trip over in windows: Back, a lost focus, a toggle out of reach, links that lead nowhere.
import assert from "node:assert/strict";
import { late } from "./cut.mjs";
import { back, button, enterCode, heading, HOSTS, live, nextCode, run, signIn, wrongCode } from "./real.mjs";
import { audited, mailbox, seed } from "./server.mjs";
import { trail, WAYS } from "./windows.mjs";

const focused = page => page.evaluate(() => document.activeElement.id);
const credentials = page => page.locator("#password:visible").waitFor();

/** Back from a window leads to the credentials, which keep the login and say that the sign-in starts anew. */
async function backFrom(page, employee) {
  await back(page, 1);
  await credentials(page);
  await page.getByText("The sign-in was cancelled. Enter your password to start again.").waitFor();
  assert.equal(await page.inputValue("#login"), employee.login);
  assert.equal(await focused(page), "password");
}

await run({
  async "Back from the requirements and from the code leads to the credentials"(test) {
    const page = await test.tab();
    for (const step of ["requirements", "code"]) {
      const employee = await WAYS[step](page);
      await backFrom(page, employee);
      await audited(employee, [...trail(step, employee), "sign_in.ended back"]);
      await page.reload();
      await live(page);
    }
  },

  async "who is somebody else finds an empty login with the focus"(test) {
    const page = await test.tab();
    const employee = await WAYS.code(page);
    await page.getByText(employee.login, { exact: true }).waitFor();
    await button(page, "Not you?").click();
    await credentials(page);
    assert.deepEqual([await page.inputValue("#login"), await focused(page)], ["", "login"]);
    await audited(employee, [...trail("code", employee), "sign_in.ended cancelled"]);
  },

  async "a dialog has a language toggle of its own"(test) {
    const page = await test.tab();
    const employee = await WAYS.requirements(page);
    await page.getByLabel("I consent").check();
    await page.getByLabel("Enable two-factor").check();
    await button(page, "Login").click();
    await page.getByRole("dialog").getByRole("button", { name: "RU", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "ОК", exact: true }).click();
    await heading(page, "Код аутентификации");
    assert.equal(await focused(page), "code");
    await mailbox(employee.login);
  },

  async "a QR code that was shown says so after a reload, and the way that it names brings another mail"(test) {
    const page = await test.tab();
    const employee = await WAYS.requirements(page);
    await page.getByLabel("I consent").check();
    await page.getByLabel("Enable two-factor").check();
    await button(page, "Login").click();
    await button(page, "OK").click();
    const [{ links: [link] }] = await mailbox(employee.login);
    // Pressed before the app is there.
    const { page: setUp, open } = await late(test, link);
    await button(setUp, "Show QR code").click();
    open();
    await setUp.getByRole("img").waitFor();
    const said = /the QR code is shown only once\), .* press “Send the email again”\.$/;
    await setUp.reload();
    await setUp.getByText(said).waitFor();
    await setUp.goto("about:blank");
    await setUp.goto(link);
    await button(setUp, "Show QR code").click();
    await setUp.getByText(said).waitFor();
    await setUp.getByRole("link", { name: "Go to sign-in" }).click();
    await setUp.getByRole("button", { name: /^Send the email again/ }).waitFor();
  },

  async "a request for a new password survives a reload, and another mail can be had after a minute"(test) {
    const page = await test.tab();
    const employee = await seed();
    await page.goto(new URL("/reset", page.url()).href);
    await live(page);
    await page.fill("#email", employee.login);
    await button(page, "Recovery").click();
    const again = page.getByRole("button", { name: /^Send the email again in \d:\d\d$/ });
    await again.waitFor();
    await page.reload();
    await again.waitFor();
    await page.getByText(employee.login, { exact: true }).waitFor();
    assert.ok(await again.isDisabled());
    await mailbox(employee.login);
  },

  async "white space around a password is told, and what cannot be seen in a login is taken out"(test) {
    const page = await test.tab();
    const employee = await seed();
    await page.fill("#password", `${employee.password} `);
    await page.getByText("The password begins or ends with a space").waitFor();
    await signIn(page, { ...employee, login: `\u200b${employee.login}\u00a0` });
    await heading(page, "Authentication code");
    await enterCode(page, employee);
    await heading(page, "Point of sale");
    await audited(employee, trail("pointOfSale", employee));
  },

  ...Object.fromEntries(["cashier", "boss"].map(product => [
    `an address that nobody has is a page for people and a problem for programs: ${product}`,
    async test => {
      test.allow(/status of 404/);
      const page = await test.context.newPage();
      const answer = await page.goto(`${HOSTS[product]}/no/such/page`);
      assert.equal(answer.status(), 404);
      await heading(page, "No such page");
      await button(page, "RU").click();
      await heading(page, "Такой страницы нет");
      const told = await page.evaluate(() => fetch("/no/such/page").then(async reply => [reply.status, (await reply.json()).code]));
      assert.deepEqual(told, [404, "not-found"]);
      await page.getByRole("link", { name: "Перейти ко входу" }).click();
      await heading(page, "Авторизация");
    },
  ])),

  async "a notice stands in every window, in its language, and moves nothing"(test) {
    const told = { notices: [{ id: "n1", level: "warning", ru: "Работы ночью", en: "Maintenance tonight" }] };
    let open;
    const gate = new Promise(done => { open = done; });
    await test.context.route("**/api/auth/notices", async route => { await gate; await route.fulfill({ json: told }); });
    const page = await test.tab();
    const title = page.locator("h1:visible");
    const before = await title.boundingBox();
    open();
    await page.getByText("Maintenance tonight").waitFor();
    assert.deepEqual(await title.boundingBox(), before);
    await button(page, "RU").click();
    await page.getByText("Работы ночью").waitFor();
    assert.ok(!await page.getByText("Maintenance tonight").isVisible());
    await button(page, "EN").click();
    const employee = await WAYS.workspace(page);
    await page.getByText("Maintenance tonight").waitFor();
    await page.goto(`${HOSTS.cashier}/reset`);
    await page.getByText("Maintenance tonight").waitFor();
    await audited(employee, trail("workspace", employee));
  },

  ...Object.fromEntries([320, 1440].map(width => [
    `an error of any length moves neither button nor link: ${width} px`,
    async test => {
      const page = await (await test.person({ viewport: { width, height: 900 } })).newPage();
      await page.goto(HOSTS.cashier);
      await live(page);
      const places = async () => [await button(page, "Login").boundingBox(), await page.getByRole("link", { name: "Reset password" }).boundingBox()];
      const before = await places();
      const refuse = (status, code, more) => page.route("**/api/auth/credentials", route => route.fulfill({
        status, contentType: "application/problem+json", body: JSON.stringify({ code, request_id: "r", status, ...more }),
      }));
      const heights = [];
      for (const [status, code, more] of [
        [429, "busy", {}], [401, "invalid-credentials", { attempts_left: 2 }],
        [403, "login-locked", { locked_until_ms: Date.now() + 600_000 }],
      ]) {
        await page.unroute("**/api/auth/credentials");
        await refuse(status, code, more);
        const answered = page.waitForResponse("**/api/auth/credentials");
        await signIn(page, { login: "anna@alpha.example", password: "wrong" });
        await answered;
        await page.locator("[role=alert]:visible").filter({ hasText: code === "busy" ? /progress/ : code === "login-locked" ? /blocked/ : /Wrong/ }).waitFor();
        assert.deepEqual(await places(), before, code);
        heights.push((await page.locator("#login-problem").boundingBox()).height);
      }
      assert.ok(heights[2] > heights[0], `the last one is longer: ${heights}`);
    },
  ])),

  async "a typed code waits for Confirm or Enter, and one that comes at once sends itself"(test) {
    const page = await test.tab();
    const employee = await WAYS.code(page);
    let sent = 0;
    page.on("request", request => sent += request.url().endsWith("/api/auth/code"));
    await page.locator("#code").pressSequentially(wrongCode(employee), { delay: 20 });
    await page.waitForTimeout(500);
    assert.equal(sent, 0);
    await button(page, "Confirm").click();
    await page.getByText(/Incorrect code. 2 attempts left/).waitFor();
    assert.equal(sent, 1);
    await page.locator("#code").focus();
    await page.keyboard.insertText(nextCode(employee));
    await heading(page, "Point of sale");
    assert.equal(sent, 2);
  },

  ...Object.fromEntries([["cashier", "Восстановить пароль"], ["boss", "Сбросить пароль"]].map(([product, words]) => [
    `window and mail call a new password the same: ${product}`,
    async test => {
      const page = await (await test.person({ locale: "ru" })).newPage();
      await page.goto(HOSTS[product]);
      await live(page);
      const employee = await seed({ product });
      for (let tries = 1; tries <= 3; tries++) {
        const answered = page.waitForResponse("**/api/auth/credentials");
        await signIn(page, { ...employee, password: `wrong${tries}` });
        await answered;
        await page.waitForFunction(() => document.querySelector("#password").value === "");
      }
      await page.getByRole("link", { name: words, exact: true }).waitFor();
      const [mail] = await mailbox(employee.login);
      assert.ok(mail.html.includes(`>${words}</a>`), mail.html);
      // The sentence above the button names it, too.
      assert.ok(mail.text.includes(`нажмите «${words}»`), mail.text);
    },
  ])),

  async "a reload of a locked code window says why"(test) {
    const page = await test.tab();
    const employee = await WAYS.code(page);
    for (let tries = 0; tries < 3; tries++) {
      const answered = page.waitForResponse("**/api/auth/code");
      await page.locator("#code").fill(wrongCode(employee));
      await answered;
    }
    await page.getByText(/This account is locked after three incorrect/).waitFor();
    await page.reload();
    await live(page);
    await page.getByText(/This account is locked after three incorrect/).waitFor();
    await heading(page, "Authorization");
  },
});
