// A forgotten password: from the login window by way of the mailbox to a new one.
import assert from "node:assert/strict";
import { cut, CUT, late, lose, lost } from "./cut.mjs";
import { focused } from "./keys.mjs";
import {
  arrival, arrive, kinds, linkTo, loginOf, mailsTo, NEW_PASSWORD, open, resetLink, settle, typed, typeTwice,
} from "./links.mjs";
import { button, enterCode, heading, HOSTS, live, run, signIn } from "./real.mjs";
import { audited, mailbox, seed, sql, sqlOf } from "./server.mjs";
import * as totp from "./totp.mjs";
import { WORDS } from "./windows.mjs";

const inEach = (name, test) => ["cashier", "boss"].flatMap(product => ["en", "ru"].map(language =>
  [`${name}: ${product}, ${language}`, given => test(given, product, language)]));
const queued = /^password.reset_mail_queued /;

/** Asks for a link from the login window, where the login was typed; the answer names the address. */
async function ask(page, say, { product, login }) {
  await page.getByLabel(say.login, { exact: true }).fill(login);
  await page.getByRole("link", { name: say.reset[product], exact: true }).click();
  await heading(page, say.recovery[product]);
  await live(page);
  assert.equal(await page.title(), `${say.recovery[product]} · MixVel ${say[product]}`);
  const email = page.getByLabel(say.email, { exact: true });
  assert.equal(await email.inputValue(), login, "the login goes along");
  await email.fill(`nobody.${login}`);
  await button(page, say.ask[product]).click();
  const answer = await told(page, say, `nobody.${login}`);
  await button(page, say.changeAddress).click();
  assert.equal(await email.inputValue(), `nobody.${login}`, "what was typed can be corrected");
  await email.fill(login);
  await page.keyboard.press("Enter");
  assert.equal(await told(page, say, login), answer, "nobody can tell who has an account");
}

/** The words of the answer without the address and the time until the next mail. */
async function told(page, say, address) {
  await page.getByText(say.sent).waitFor();
  await page.getByText(say.spam).waitFor();
  const words = await page.locator("main").innerText();
  const left = /\b(?:1:00|0:[2-5]\d)\b/;
  assert.ok(words.includes(address) && left.test(words), words);
  return words.replaceAll(address, "ADDRESS").replace(left, "TIME");
}

/** Rules are ticked off one after the other; what the server refuses stays typed. */
async function choose(page, say) {
  const met = () => page.locator(".rules li[data-met]").count();
  assert.equal(await met(), 0);
  await typeTwice(page, say, "seven77", "");
  assert.equal(await met(), 1, "not the login");
  await typeTwice(page, say, "iloveyou", "iloveyou2");
  assert.equal(await met(), 2, "long enough");
  await button(page, say.save).click();
  await page.getByText(say.differ).waitFor();
  await typeTwice(page, say, "iloveyou");
  assert.equal(await met(), 3, "the same twice");
  const refused = page.waitForResponse("**/api/auth/password");
  await button(page, say.save).click();
  assert.equal((await refused).status(), 422);
  await page.getByText(say.common).waitFor();
  assert.deepEqual(await typed(page), ["iloveyou", "iloveyou"], "what was typed stays");
  assert.equal(await page.evaluate(() => document.activeElement.id), "new-password");
  await typeTwice(page, say, NEW_PASSWORD);
}

async function restore(test, product, language) {
  const say = WORDS[language];
  const employee = await seed({ product });
  const elsewhere = await test.tab(product, { context: await test.person({ locale: language }) });
  await arrive(elsewhere, say, employee);

  const page = await test.tab(product, { context: await test.person({ locale: language }) });
  await ask(page, say, employee);
  const [mail] = await mailsTo(employee.login, "/reset");
  assert.match(mail.html, new RegExp(`<html lang="${language}"`));
  assert.ok(mail.subject.includes(say[product]), mail.subject);
  assert.equal(mail.links.length, 1);
  const form = await open(test, mail.links[0], { locale: language });
  await heading(form, say.recovery[product]);
  await form.getByLabel(say.newPassword, { exact: true }).waitFor();
  await elsewhere.reload();
  await live(elsewhere);
  await heading(elsewhere, product === "boss" ? say.account : say.workspace);

  await choose(form, say);
  assert.ok(!await form.getByLabel(say.reissue).isChecked());
  await button(form, say.save).click();
  await form.getByText(say.passwordSaved).waitFor();
  assert.equal(await form.getByText(say.qrMailed).count(), 0);
  await elsewhere.reload();
  await live(elsewhere);
  await heading(elsewhere, say.credentials);
  await elsewhere.getByText(say.ended).waitFor();

  await button(form, say.signIn).click();
  await heading(form, say.credentials);
  assert.equal(form.url(), loginOf(product));
  await live(form);
  assert.equal(await form.inputValue("#login"), employee.login, "who it is stands there already");
  await focused(form, form.locator("#password"));
  await signIn(form, employee);
  await form.getByText(say.wrong).waitFor();
  await arrive(form, say, { ...employee, password: NEW_PASSWORD });
  const { password, opened } = arrival(employee);
  await audited(employee, [
    password, "code.accepted", `device.known ${product}`, opened, queued, `password.reset ${product}`,
    "sign_in.refused invalid-credentials", password, "code.accepted", `device.known ${product}`, opened,
  ]);
}

/** With the box ticked: the old key dies with the old password, and a mail leads to the new one. */
async function reissue(test, product, language) {
  const say = WORDS[language];
  const employee = await seed({ product });
  const page = await open(test, await resetLink(test, employee), { locale: language });
  await typeTwice(page, say, NEW_PASSWORD);
  await page.getByLabel(say.reissue, { exact: true }).check();
  await button(page, say.save).click();
  await page.getByText(`${say.qrMailed} ${employee.login}`).waitFor();
  const link = await linkTo(employee.login, "/two-factor");
  assert.deepEqual(await kinds(employee),
    ["password-changed", "password-reset", "second-factor-changed", "two-factor-set-up"]);

  await button(page, say.signIn).click();
  await live(page);
  await signIn(page, { ...employee, password: NEW_PASSWORD });
  await heading(page, say.code);
  await enterCode(page, employee);
  await page.getByText(say.codeWrong).waitFor();
  const phone = await open(test, link, { locale: language });
  await button(phone, say.showQr).click();
  const key = (await phone.locator(".secret").textContent()).replaceAll(" ", "");
  assert.notEqual(key, employee.key);
  await page.locator("#code").fill(totp.code(key));
  await settle(page, say, employee);
  const { password, opened } = arrival(employee);
  const end = product === "boss"
    ? ["code.accepted", "device.known boss", "second_factor.activated", opened]
    : ["code.accepted", "second_factor.activated", "device.known cashier", opened];
  await audited(employee, [
    queued, `password.reset ${product}`, /^second_factor.mail_queued /,
    "second_factor.reissued password-reset", password, "code.refused invalid-code",
    /^second_factor.key_revealed /, ...end,
  ]);
}

await run({
  ...Object.fromEntries(inEach("a forgotten password is restored, and the old one opens nothing", restore)),
  ...Object.fromEntries(inEach("with the QR code issued again, only codes of the new one count", reissue)),

  async "a login that nobody has gets no mail, and the log names neither it nor an agency"(test) {
    const login = `nobody${Date.now()}@example.test`;
    const page = await test.tab("cashier", { path: "/reset" });
    await page.fill("#email", login);
    await button(page, "Recovery").click();
    await page.getByText(login).waitFor();
    assert.deepEqual(await mailbox(login), []);
    assert.deepEqual(await sql("SELECT event FROM audit WHERE subject = ?1 OR instr(detail, ?1) > 0", login), []);
    const rows = await sql("SELECT DISTINCT agency_code, actor, detail FROM audit "
      + "WHERE event = 'password.reset_refused' AND subject LIKE 'login#%'");
    assert.deepEqual(rows, [{ agency_code: 0, actor: "anonymous", detail: "unknown" }]);
  },

  async "what was not typed, or is no address, is pointed at before anything is sent"(test) {
    const page = await test.tab("boss", { path: "/reset" });
    const sent = [];
    page.on("request", request => request.method() === "POST" && sent.push(request.url()));
    for (const [text, said] of [["", "Enter your email"], ["cashier", "Use an email like name@company.com"]]) {
      await page.fill("#email", text);
      await button(page, "Reset").click();
      await page.getByText(said).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.id), "email");
    }
    assert.deepEqual(sent, []);
  },

  async "a flood of requests fills no mailbox, and the link of the first goes on"(test) {
    const employee = await seed();
    const link = await resetLink(test, employee);
    const page = await test.tab("cashier", { path: "/reset" });
    for (let i = 0; i < 4; i++) {
      await page.fill("#email", employee.login);
      await page.keyboard.press("Enter");
      await button(page, "Change address").click();
    }
    await mailsTo(employee.login, "/reset");
    assert.deepEqual(await kinds(employee), ["password-reset"]);
    const form = await open(test, link);
    await typeTwice(form, WORDS.en, NEW_PASSWORD);
    await button(form, "Save").click();
    await form.getByText(WORDS.en.passwordSaved).waitFor();
    await audited(employee, [queued, "password.reset_refused too-many-mails", "password.reset cashier"]);
  },

  async "a new password lifts the lock that three wrong ones have brought"(test) {
    const employee = await seed({ product: "boss" });
    const page = await test.tab("boss");
    for (let i = 0; i < 3; i++) {
      const answered = page.waitForResponse("**/api/auth/credentials");
      await signIn(page, { ...employee, password: "Wrong-passw0rd" });
      await answered;
      await page.locator("form button[type=submit]:not([aria-busy])").waitFor();
    }
    await page.getByText(/Sign-in is blocked .*Reset the password or contact support/).waitFor();
    const form = await open(test, await resetLink(test, employee));
    await typeTwice(form, WORDS.en, NEW_PASSWORD);
    await button(form, "Save").click();
    await form.getByText(WORDS.en.passwordSaved).waitFor();
    await arrive(page, WORDS.en, { ...employee, password: NEW_PASSWORD });
    const refused = "sign_in.refused invalid-credentials";
    await audited(employee, [
      refused, refused, "password.locked boss", refused, queued, "password.reset boss",
      "password.unlocked password-reset", "sign_in.password_accepted boss", "code.accepted",
      "device.known boss", "session.opened boss",
    ]);
  },

  async "the network is cut at each step: what was typed stays, and Retry works"(test) {
    const employee = await seed();
    const page = await test.tab("cashier", { path: "/reset" });
    await page.fill("#email", employee.login);
    await cut(test, page, {
      act: () => page.keyboard.press("Enter"),
      kept: async () => assert.equal(await page.inputValue("#email"), employee.login),
    });
    await page.getByText(WORDS.en.sent).waitFor();
    const link = await linkTo(employee.login, "/reset");

    const form = await test.context.newPage();
    await lose(test, form, "/api/auth/password-link", () => form.goto(link));
    await typeTwice(form, WORDS.en, NEW_PASSWORD);
    await form.getByLabel(WORDS.en.reissue).check();
    await cut(test, form, {
      act: () => button(form, "Save").click(),
      kept: async () => {
        assert.deepEqual(await typed(form), [NEW_PASSWORD, NEW_PASSWORD]);
        assert.ok(await form.getByLabel(WORDS.en.reissue).isChecked());
      },
    });
    await form.getByText(WORDS.en.qrMailed).waitFor();
    await audited(employee, [
      queued, "password.reset cashier", /^second_factor.mail_queued /,
      "second_factor.reissued password-reset",
    ]);
  },

  async "an address that is typed before the app is live stays, and its submit waits"(test) {
    const employee = await seed();
    const { page, open: come, urls } = await late(test, `${HOSTS.cashier}/reset`);
    await page.fill("#email", employee.login);
    await button(page, "RU").click();
    await heading(page, WORDS.ru.recovery.cashier);
    await button(page, WORDS.ru.ask.cashier).click();
    await page.waitForSelector("html[data-held]");
    assert.equal(await page.inputValue("#email"), employee.login);
    come();
    await page.getByText(WORDS.ru.sent).waitFor();
    await page.getByText(employee.login).waitFor();
    const [{ html }] = await mailsTo(employee.login, "/reset");
    assert.match(html, /<html lang="ru"/);
    assert.ok(!urls.some(url => decodeURIComponent(url).includes(employee.login)));
    await audited(employee, [queued]);
  },

  ...Object.fromEntries(["js", "wasm"].map(kind => [
    `an app whose ${kind} does not come is told, and the link counts when it comes after all`,
    async test => {
      test.allow(CUT);
      test.allow(/Failed to fetch|was preloaded/);
      const employee = await seed();
      const link = await resetLink(test, employee);
      const abort = route => route.abort("internetdisconnected");
      await test.context.route(`**/assets/links-*.${kind}*`, abort);
      const page = await test.context.newPage();
      await page.goto(link);
      await lost(page).waitFor();
      assert.equal(page.url(), `${HOSTS.cashier}/reset`);
      await test.context.unroute(`**/assets/links-*.${kind}*`, abort);
      await button(page, "Retry").click();
      await typeTwice(page, WORDS.en, NEW_PASSWORD);
      await button(page, "Save").click();
      await page.getByText(WORDS.en.passwordSaved).waitFor();
      await audited(employee, [queued, "password.reset cashier"]);
    },
  ])),

  async "an agency whose administrator approves new QR codes has none issued here"(test) {
    const employee = await seed();
    const form = await open(test, await resetLink(test, employee));
    await typeTwice(form, WORDS.en, NEW_PASSWORD);
    await form.getByLabel(WORDS.en.reissue).check();
    // The switch is turned while somebody types.
    await sqlOf(employee, "UPDATE agency SET reissue_by_administrator = 1 WHERE agency_code = ?1");
    await button(form, "Save").click();
    await form.getByText("Save the password without it.").waitFor();
    assert.equal(await form.getByLabel(WORDS.en.reissue).count(), 0);
    await button(form, "Save").click();
    await form.getByText(WORDS.en.passwordSaved).waitFor();
    assert.equal(await form.getByText(WORDS.en.qrMailed).count(), 0, "no mail is promised");
    assert.deepEqual(await kinds(employee), ["password-changed", "password-reset"]);
    const newer = await open(test, await resetLink(test, employee, 1));
    await newer.getByLabel("New password", { exact: true }).waitFor();
    assert.equal(await newer.getByLabel(WORDS.en.reissue).count(), 0);
    await audited(employee, [queued, "password.reset cashier", queued]);
  },
});
