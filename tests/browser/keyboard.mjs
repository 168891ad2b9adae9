// Every window by keyboard alone: Tab, Shift+Tab, Space, Enter, arrows and what is typed. Nothing is clicked,
// nothing is filled in but by keys; each window of the way is looked at by axe as well.
import assert from "node:assert/strict";
import { arrives, focused, passable, pointedAt, press, reach, type } from "./keys.mjs";
import { button, heading, live, nextCode, run, wrongCode } from "./real.mjs";
import { audited, mailbox, seed, sqlOf } from "./server.mjs";
import { trail, WORDS } from "./windows.mjs";

const LANGUAGES = ["en", "ru"];
const REFUSED = "sign_in.refused invalid-credentials";
const field = (page, label) => page.getByLabel(label, { exact: true });
const code = page => page.locator("#code");
const inEach = (name, test) =>
  LANGUAGES.map(language => [`${name}: ${language}`, given => test(given, WORDS[language], language)]);

/** A tab in a language. */
async function tab(test, product, locale) {
  const context = await test.person({ locale, permissions: ["clipboard-read", "clipboard-write"] });
  return test.tab(product, { context });
}

/** There and back by the toggle, which keeps the focus. */
async function toggle(page, title, language) {
  const [here, there] = language === "en" ? LANGUAGES : [...LANGUAGES].reverse();
  for (const [tag, key] of [[there, "Space"], [here, "Enter"]]) {
    const choice = button(page, tag.toUpperCase());
    await press(page, choice, key);
    await heading(page, WORDS[tag][title]);
    await focused(page, choice);
    assert.equal(await page.evaluate(() => document.documentElement.lang), tag);
  }
}

/** Types login and password, and presses Enter in the last field. */
async function signIn(page, say, { login, password }) {
  await type(page, field(page, say.login), login);
  await type(page, field(page, say.password), password);
  await page.keyboard.press("Enter");
}

/** From the login window to the window after the code, for somebody whose set-up is over. */
async function pastCode(page, say, employee, next) {
  await signIn(page, say, employee);
  await heading(page, say.code);
  await focused(page, code(page));
  await page.keyboard.type(nextCode(employee));
  await page.keyboard.press("Enter");
  await heading(page, say[next]);
}

/** Login and password, with every mistake that the window tells of. */
async function credentials(page, say, language, employee) {
  const [login, password] = [field(page, say.login), field(page, say.password)];
  await arrives(page, say.credentials, login);
  await toggle(page, "credentials", language);
  await press(page, button(page, say.signIn));
  await pointedAt(page, login, say.loginMissing);
  await type(page, login, employee.login);
  await page.keyboard.press("Enter");
  await pointedAt(page, password, say.passwordMissing);
  await passable(page);
  await signIn(page, say, { ...employee, password: "Wrong-passw0rd" });
  await pointedAt(page, password, say.wrong);
  await passable(page);

  await type(page, password, employee.password);
  const show = button(page, say.showPassword);
  for (const [key, kind] of [["Space", "text"], ["Enter", "password"]]) {
    await press(page, show, key);
    assert.equal(await password.getAttribute("type"), kind);
    await focused(page, show);
  }
  await reach(page, login, "Shift+Tab");
  await press(page, button(page, say.signIn), "Space");
}

/** Both boxes and the dialog after them. */
async function requirements(page, say, language) {
  const [consent, twoFactor] = [field(page, say.consent), field(page, say.enableTwoFactor)];
  const submit = button(page, say.signIn);
  await arrives(page, say.requirements);
  await toggle(page, "requirements", language);
  for (const [box, missing] of [[consent, say.consentMissing], [twoFactor, say.twoFactorMissing]]) {
    await press(page, submit);
    await pointedAt(page, box, missing);
    await passable(page);
    await press(page, box, "Space");
    assert.ok(await box.isChecked());
  }
  await press(page, submit);

  const dialog = page.getByRole("dialog", { name: say.twoFactor });
  await focused(page, button(dialog, say.ok));
  await passable(page);
  await press(page, button(dialog, say.ok));
  await dialog.waitFor({ state: "detached" });
  await arrives(page, say.code, code(page));
}

/** The mail once more; the field of the code is where to go on. */
async function resend(page, say, employee) {
  await sqlOf(employee, "UPDATE second_factor SET mailed_at = mailed_at - 60000 WHERE agency_code = ?1");
  await page.reload();
  await live(page);
  await arrives(page, say.code, code(page));
  await press(page, button(page, say.resend));
  await page.getByRole("button", { name: /\d:\d\d$/ }).waitFor();
  await focused(page, code(page));
  // The wait is over before the rest, so that the button does not change amid it.
  await sqlOf(employee, "UPDATE second_factor SET mailed_at = mailed_at - 60000 WHERE agency_code = ?1");
  await page.reload();
  await live(page);
}

/** The set-up page: the key is shown and copied; a link that was used says so. */
async function setUp(page, say, language, employee) {
  const [{ links: [link] }] = await mailbox(employee.login);
  await page.goto(link);
  await live(page);
  await heading(page, say.twoFactor);
  await passable(page);
  await toggle(page, "twoFactor", language);
  await press(page, button(page, say.showQr));
  await arrives(page, say.twoFactor);
  // What is copied, not what is there to paste: the tests beside this one have the same clipboard.
  await page.evaluate(() => {
    const { clipboard } = navigator;
    const write = clipboard.writeText.bind(clipboard);
    clipboard.writeText = text => write(window.copied = text);
  });
  await press(page, button(page, say.copy), "Space");
  await page.getByRole("status").getByText(say.copied).waitFor();
  await focused(page, button(page, say.copy));
  const key = await page.evaluate(() => window.copied);
  assert.equal((await page.locator(".secret").textContent()).replaceAll(" ", ""), key);
  await passable(page);

  await page.goto("about:blank");
  await page.goto(link);
  await live(page);
  await press(page, button(page, say.showQr));
  await page.getByRole("alert").getByText(say.linkDead).waitFor();
  await focused(page, page.getByRole("link", { name: say.toSignIn }));
  await passable(page);
  return key;
}

/** A wrong code and then a right one. */
async function codes(page, say, language, employee) {
  await toggle(page, "code", language);
  await reach(page, code(page));
  await page.keyboard.type(wrongCode(employee));
  await page.keyboard.press("Enter");
  await pointedAt(page, code(page), say.codeWrong);
  assert.equal(await code(page).inputValue(), "");
  await passable(page);
  await reach(page, code(page));
  await page.keyboard.type(nextCode(employee));
  await press(page, button(page, say.confirm));
}

/** Point of sale and session by arrows; Back leads from one to the other. */
async function places(page, say, language, { agency }) {
  const [place, session] = [field(page, say.pointOfSale), field(page, say.session)];
  const chosen = async (list, key, value) => {
    await press(page, list, key);
    assert.equal(await list.inputValue(), value);
  };
  await arrives(page, say.pointOfSale);
  await toggle(page, "pointOfSale", language);
  await chosen(place, "ArrowDown", `${agency}_DELTA`);
  await chosen(place, "ArrowUp", `${agency}_ALPHA`);
  await press(page, button(page, say.select));
  await arrives(page, say.session);
  await toggle(page, "session", language);
  await press(page, button(page, say.back));
  await heading(page, say.pointOfSale);
  await focused(page, page.locator("h1:visible"));
  await press(page, button(page, say.select), "Space");
  await arrives(page, say.session);
  await chosen(session, "ArrowDown", "Regular");
  await press(page, button(page, say.select));
  await arrives(page, say.workspace);
  await toggle(page, "workspace", language);

  await press(page, button(page, say.changePointOfSale));
  await arrives(page, say.pointOfSale);
  await chosen(place, "ArrowDown", `${agency}_DELTA`);
  await press(page, button(page, say.select));
  await heading(page, say.workspace);
  await focused(page, page.locator("h1:visible"));
  await page.getByText(`${agency}_DELTA`).waitFor();
}

async function firstDay(test, say, language) {
  const employee = await seed({ consent: false, key: false });
  const page = await tab(test, "cashier", language);
  await credentials(page, say, language, employee);
  await requirements(page, say, language);
  await resend(page, say, employee);
  employee.key = await setUp(await page.context().newPage(), say, language, employee);
  await page.bringToFront();
  await codes(page, say, language, employee);
  await places(page, say, language, employee);
  await press(page, button(page, say.signOut));
  await heading(page, say.credentials);
  await focused(page, field(page, say.password));
  const mailed = /^second_factor.mail_queued/;
  await audited(employee, [
    REFUSED, "sign_in.password_accepted cashier", /^consent.given cashier/, mailed, mailed,
    /^second_factor.key_revealed/, "code.refused invalid-code", "code.accepted", "second_factor.activated",
    "device.known cashier", `session.opened cashier ${employee.agency}_ALPHA Regular`,
    `session.moved cashier ${employee.agency}_DELTA Regular`, "session.ended cashier",
  ]);
}

async function boss(test, say, language) {
  const employee = await seed({ product: "boss" });
  const page = await tab(test, "boss", language);
  await arrives(page, say.credentials, field(page, say.login));
  await pastCode(page, say, employee, "account");
  await arrives(page, say.account);
  await press(page, button(page, say.signOut), "Space");
  await heading(page, say.credentials);
  await focused(page, field(page, say.password));
  await audited(employee, [
    "sign_in.password_accepted boss", "code.accepted", "device.known boss", "session.opened boss",
    "session.ended boss",
  ]);
}

/** The dialog before the idle sign-out keeps the focus, and gives it back to where it was. */
async function idle(test, say, language) {
  const employee = await seed();
  const page = await tab(test, "cashier", language);
  await page.context().clock.install();
  await page.reload();
  await live(page);
  await pastCode(page, say, employee, "pointOfSale");
  for (const next of ["session", "workspace"]) {
    await press(page, button(page, say.select));
    await heading(page, say[next]);
  }
  const dialog = page.getByRole("dialog", { name: say.stillThere });
  for (const key of ["Enter", "Space", "Escape"]) {
    await reach(page, button(page, say.signOut));
    await page.context().clock.fastForward("59:01");
    await focused(page, button(dialog, say.stay));
    await passable(page);
    await reach(page, button(dialog, say.stay));
    await page.keyboard.press(key);
    await dialog.waitFor({ state: "detached" });
    await focused(page, button(page, say.signOut));
  }
  await audited(employee, trail("workspace", employee));
}

/** Three wrong codes: the only way on has the focus. */
async function locked(test, say, language) {
  const employee = await seed();
  const page = await tab(test, "cashier", language);
  await signIn(page, say, employee);
  for (let tries = 0; tries < 3; tries++) {
    await focused(page, code(page));
    const answered = page.waitForResponse("**/api/auth/code");
    await page.keyboard.type(wrongCode(employee));
    await page.keyboard.press("Enter");
    await answered;
    await page.waitForFunction(() => document.querySelector("#code").value === "");
  }
  await page.getByRole("alert").getByText(say.accountLocked).waitFor();
  await focused(page, button(page, say.back));
  await passable(page);
  await press(page, button(page, say.back));
  await heading(page, say.credentials);
  await focused(page, field(page, say.login));
  const bad = "code.refused invalid-code";
  await audited(employee, [...trail("code", employee), bad, bad, "code.locked cashier", bad]);
}

/** A request that is lost again and again: who presses Retry never loses the place. */
async function lost(test, say, language) {
  test.allow(/^Failed to load resource: net::ERR_INTERNET_DISCONNECTED/);
  const employee = await seed();
  const page = await tab(test, "cashier", language);
  await pastCode(page, say, employee, "pointOfSale");
  const retry = button(page, say.retry);
  await page.context().setOffline(true);
  await press(page, button(page, say.select));
  await retry.waitFor();
  await passable(page);
  for (let tries = 0; tries < 2; tries++) {
    await press(page, retry);
    await focused(page, retry);
  }
  await page.context().setOffline(false);
  await press(page, retry);
  await arrives(page, say.session);
  await audited(employee, trail("session", employee));
}

await run(Object.fromEntries([
  ...inEach("a cashier's first day, from the mailbox to the workspace and out again", firstDay),
  ...inEach("a morning of Boss", boss),
  ...inEach("the dialog before the idle sign-out is answered, and gives the focus back", idle),
  ...inEach("after the third wrong code the way out has the focus", locked),
  ...inEach("a request that is lost is tried again from where the focus is", lost),
]));
