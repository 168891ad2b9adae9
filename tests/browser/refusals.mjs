// Wrong passwords, wrong codes, and what is told to whom.
import assert from "node:assert/strict";
import { button, enterCode, heading, nextCode, run, signIn, wrongCode } from "./real.mjs";
import { audited, seed, sql, sqlOf } from "./server.mjs";
import * as totp from "./totp.mjs";
import { trail, WAYS } from "./windows.mjs";

const MINUTE_MS = 60_000;
const alert = page => page.locator("[role=alert]:visible p");
const says = (page, text) => alert(page).getByText(text, { exact: true }).waitFor();
const wrong = { password: "Wrong-passw0rd" };
const refused = "sign_in.refused invalid-credentials";

/** A moment as the clock on a wall in Moscow shows it. */
const inMoscow = ms =>
  new Intl.DateTimeFormat("ru", { timeZone: "Europe/Moscow", hour: "2-digit", minute: "2-digit" }).format(ms);

/** Two wrong passwords, told in both languages. */
async function twoWrongPasswords(page, employee) {
  await signIn(page, { ...employee, ...wrong });
  await says(page, "Wrong login or password. 2 attempts left.");
  assert.equal(await page.evaluate(() => document.activeElement.id), "password");
  assert.equal(await page.inputValue("#password"), "", "what is typed next is no longer password");
  for (const id of ["login", "password"]) await page.locator(`#${id}[aria-invalid=true]`).waitFor();
  await button(page, "RU").click();
  await says(page, "Неверный логин или пароль. Осталось 2 попытки.");
  await page.fill("#password", wrong.password);
  await page.keyboard.press("Enter");
  await says(page, "Неверный логин или пароль. Осталась 1 попытка.");
  await button(page, "EN").click();
  await says(page, "Wrong login or password. 1 attempt left.");
}

await run({
  async "three wrong passwords block a login of Cashier until a time that is told, and no longer"(test) {
    const employee = await seed();
    const page = await test.tab();
    await twoWrongPasswords(page, employee);
    await signIn(page, { ...employee, ...wrong });
    const blocked = "Sign-in is blocked after three wrong attempts.";
    await alert(page).getByText(`Wrong login or password. ${blocked}`).waitFor();
    const text = await alert(page).textContent();
    const help = /(Try again at (\d\d:\d\d), reset the password, or contact your agency’s administrator\.)$/;
    const [, advice, time] = text.match(help);
    const until = Date.now() + 30 * MINUTE_MS;
    assert.ok([inMoscow(until), inMoscow(until - MINUTE_MS)].includes(time), text);
    // Right or wrong: while the login is blocked, no password is looked at.
    await signIn(page, employee);
    await says(page, `${blocked} ${advice}`);
    await button(page, "RU").click();
    await says(page, "После трёх неверных попыток вход заблокирован. "
      + `Повторите попытку в ${time}, восстановите пароль или обратитесь к администратору агентства.`);
    await button(page, "EN").click();
    await sql("UPDATE password_try SET locked_at = locked_at - ?1", 30 * MINUTE_MS);
    await signIn(page, employee);
    await heading(page, "Authentication code");
    await audited(employee, [
      refused, refused, "password.locked cashier", refused,
      "sign_in.refused locked", "sign_in.password_accepted cashier",
    ]);
  },

  async "three wrong passwords block a login of Boss until support helps"(test) {
    const employee = await seed({ product: "boss" });
    const page = await test.tab("boss");
    await twoWrongPasswords(page, employee);
    await signIn(page, { ...employee, ...wrong });
    const locked = "Sign-in is blocked after three wrong attempts. "
      + "Reset the password or contact support@mixvel.com.";
    await says(page, `Wrong login or password. ${locked}`);
    await signIn(page, employee);
    await says(page, locked);
    await button(page, "RU").click();
    await says(page, "После трёх неверных попыток вход заблокирован. "
      + "Сбросьте пароль или напишите на support@mixvel.com.");
    await audited(employee, [refused, refused, "password.locked boss", refused, "sign_in.refused locked"]);
  },

  async "a login that nobody has is told the same, and the log names neither it nor an agency"(test) {
    const page = await test.tab();
    const login = `nobody${Date.now()}@example.test`;
    await twoWrongPasswords(page, { login });
    await signIn(page, { login, ...wrong });
    await alert(page).getByText(/^Wrong login .* Sign-in is blocked .* Try again at \d\d:\d\d, /).waitFor();
    const named = await sql("SELECT event FROM audit WHERE actor = ?1 OR instr(detail, ?1) > 0", login);
    assert.deepEqual(named, [], "a password may have been typed as a login");
    const locks = await sql("SELECT detail FROM audit WHERE agency_code = 0 AND event = 'password.locked'");
    assert.ok(locks.some(({ detail }) => detail === "cashier"), "the lock is on record without the name");
  },

  async "three wrong codes lock the account, which is told again only after the right password"(test) {
    const page = await test.tab();
    const employee = await WAYS.code(page);
    const enter = () => page.locator("#code").fill(wrongCode(employee));
    const every30 = "The code changes every 30 seconds: enter the one the app shows now.";
    await enter();
    await says(page, `Incorrect code. 2 attempts left. ${every30}`);
    assert.equal(await page.inputValue("#code"), "");
    assert.equal(await page.evaluate(() => document.activeElement.id), "code");
    assert.ok(await button(page, "Confirm").isDisabled());
    await button(page, "RU").click();
    await alert(page).getByText(/^Неверный код\. Осталось 2 попытки\. /).waitFor();
    await enter();
    await alert(page).getByText(/^Неверный код\. Осталась 1 попытка\. /).waitFor();
    await button(page, "EN").click();
    await says(page, `Incorrect code. 1 attempt left. ${every30}`);
    await enter();
    const locked = "This account is locked after three incorrect authentication codes. "
      + "Contact support@mixvel.com.";
    await says(page, locked);
    assert.ok(await page.locator("#code").isDisabled());
    await button(page, "Back").click();
    await page.locator("#password:visible").waitFor();

    await signIn(page, { ...employee, ...wrong });
    await says(page, "Wrong login or password. 2 attempts left.");
    await signIn(page, employee);
    await says(page, locked);
    await button(page, "RU").click();
    await says(page, "Учётная запись заблокирована после трёх неверных кодов аутентификации. "
      + "Напишите на support@mixvel.com.");
    const bad = "code.refused invalid-code";
    await audited(employee, [
      ...trail("code", employee), bad, bad, "code.locked cashier", bad,
      "sign_in.refused invalid-credentials", "sign_in.refused code-locked",
    ]);
  },

  async "a code that was used is refused and not counted"(test) {
    const page = await test.tab();
    const employee = await WAYS.pointOfSale(page);
    const used = totp.code(employee.key, employee.step);
    await button(page, "Not you?").click();
    await page.locator("#password:visible").waitFor();
    await signIn(page, employee);
    await heading(page, "Authentication code");
    for (let i = 0; i < 3; i++) {
      await page.locator("#code").fill(used);
      await says(page, "This code has already been used. "
        + "Wait for the next one: the code changes every 30 seconds.");
      assert.equal(await page.inputValue("#code"), "");
    }
    await page.locator("#code").fill(wrongCode(employee));
    await alert(page).getByText(/2 attempts left/).waitFor();
    await enterCode(page, employee);
    await heading(page, "Point of sale");
    await audited(employee, [
      ...trail("pointOfSale", employee), "sign_in.ended cancelled", ...trail("code", employee),
      "code.replayed", "code.refused invalid-code", "code.accepted",
    ]);
  },

  async "a code with spaces is pasted, and sends itself"(test) {
    const page = await test.tab();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const employee = await WAYS.code(page);
    const code = nextCode(employee);
    const text = ` ${code.slice(0, 3)} ${code.slice(3)} `;
    await page.evaluate(text => navigator.clipboard.writeText(text), text);
    await page.locator("#code").press("Control+V");
    await heading(page, "Point of sale");
    await audited(employee, trail("pointOfSale", employee));
  },

  async "six typed digits wait for Enter, since three slips lock"(test) {
    const page = await test.tab();
    const employee = await WAYS.code(page);
    const sent = [];
    page.on("request", request => request.url().endsWith("/api/auth/code") && sent.push(request));
    const code = nextCode(employee);
    await page.locator("#code").pressSequentially(code.slice(0, 5));
    assert.ok(await button(page, "Confirm").isDisabled());
    assert.deepEqual(sent, []);
    await page.locator("#code").pressSequentially(code[5]);
    assert.ok(await button(page, "Confirm").isEnabled());
    assert.deepEqual(sent, []);
    await page.keyboard.press("Enter");
    await heading(page, "Point of sale");
    assert.equal(sent.length, 1);
    await audited(employee, trail("pointOfSale", employee));
  },

  async "a device whose clock is off is told so with its wrong code"(test) {
    const ahead = 4 * MINUTE_MS;
    await test.context.clock.install({ time: Date.now() + ahead });
    const page = await test.tab();
    const employee = await WAYS.code(page);
    await page.locator("#code").fill(totp.code(employee.key, totp.step(Date.now() + ahead)));
    await alert(page).getByText(/2 attempts left.* This device’s clock is 4 minutes ahead\./).waitFor();
    await button(page, "RU").click();
    await alert(page).getByText(/Часы этого устройства спешат на 4 минуты\./).waitFor();
    await enterCode(page, employee);
    await heading(page, "Точка продажи");
    await audited(employee, [...trail("code", employee), "code.refused invalid-code", "code.accepted"]);
  },

  async "who is blocked, at the wrong product or without a point of sale is told after the password"(test) {
    const page = await test.tab();
    const contact = "Contact your agency’s administrator.";
    const boss = await seed({ product: "boss" });
    const cases = [
      [await seed(), "blocked", "UPDATE employee SET blocked_at = 1 WHERE agency_code = ?1",
        `The password is correct, but this account is blocked. ${contact}`],
      [boss, "product", "DELETE FROM employee_unit WHERE agency_code = ?1",
        `The password is correct, but this account has no access to Cashier. ${contact}`],
      [await seed(), "point-of-sale", "DELETE FROM employee_unit WHERE agency_code = ?1",
        `The password is correct, but no point of sale is assigned to this account. ${contact}`],
    ];
    for (const [employee, reason, change, text] of cases) {
      await sqlOf(employee, change);
      await signIn(page, { ...employee, ...wrong });
      await says(page, "Wrong login or password. 2 attempts left.");
      await signIn(page, employee);
      await says(page, text);
      assert.equal((await sqlOf(employee, "SELECT * FROM sign_in WHERE agency_code = ?1")).length, 0);
      await audited(employee, [refused, `sign_in.refused ${reason}`]);
    }
    await button(page, "RU").click();
    await says(page, "Пароль верный, но этой учётной записи не назначена точка продажи. "
      + "Обратитесь к администратору агентства.");
  },

  async "what was not typed, or not an address, is pointed at before anything is sent"(test) {
    const page = await test.tab();
    const sent = [];
    page.on("request", request => request.method() === "POST" && sent.push(request.url()));
    const focused = () => page.evaluate(() => document.activeElement.id);
    await button(page, "Login").click();
    await page.getByText("Enter your login: your work email").waitFor();
    assert.equal(await focused(), "login");
    await page.fill("#login", "cashier");
    await page.keyboard.press("Enter");
    await page.getByText("Use an email like name@company.com").waitFor();
    await page.fill("#login", "cashier@example.test");
    await page.keyboard.press("Enter");
    await page.getByText("Enter your password").waitFor();
    assert.equal(await focused(), "password");
    await page.fill("#password", "Зфыыцщкв");
    await page.getByText("Cyrillic letters: check the keyboard layout").waitFor();
    await page.getByRole("button", { name: "Show password" }).click();
    assert.equal(await page.getAttribute("#password", "type"), "text");
    assert.deepEqual(sent, []);
  },
});
