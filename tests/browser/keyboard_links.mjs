// The windows that mails lead to, by keyboard alone, each looked at by axe: restoration and invitation.
import assert from "node:assert/strict";
import { follow, invite, linkTo, NEW_PASSWORD } from "./links.mjs";
import { arrives, focused, passable, pointedAt, press, reach, type } from "./keys.mjs";
import { button, heading, live, run } from "./real.mjs";
import { audited, seed } from "./server.mjs";
import { WORDS } from "./windows.mjs";

const field = (page, label) => page.getByLabel(label, { exact: true });
const link = (page, name) => page.getByRole("link", { name, exact: true });
const inEach = (name, test) =>
  ["en", "ru"].map(language => [`${name}: ${language}`, given => test(given, WORDS[language], language)]);

/** There and back by the toggle; what was typed stays. */
async function toggle(page, say, language) {
  for (const tag of ["en", "ru"].filter(tag => tag !== language).concat(language)) {
    await press(page, button(page, tag.toUpperCase()), "Space");
    await focused(page, button(page, tag.toUpperCase()));
    assert.equal(await page.evaluate(() => document.documentElement.lang), tag);
  }
}

/** The form of a new password, with every mistake that it tells of before anything is sent, and one after. */
async function choose(page, say, language) {
  const [first, second] = [field(page, say.newPassword), field(page, say.repeatPassword)];
  await press(page, button(page, say.save));
  await pointedAt(page, first, say.newPasswordMissing);
  await passable(page);
  await type(page, first, "short");
  await page.keyboard.press("Enter");
  await pointedAt(page, first, say.tooShort);
  assert.equal(await second.getAttribute("aria-invalid"), "true", "all that is wrong is told at once");
  await type(page, first, "iloveyou");
  await page.keyboard.press("Enter");
  await pointedAt(page, second, say.differ);
  await type(page, second, "iloveyou");
  await press(page, button(page, say.showNewPassword), "Space");
  assert.equal(await first.getAttribute("type"), "text");
  await toggle(page, say, language);
  assert.equal(await first.inputValue(), "iloveyou");
}

async function restore(test, say, language) {
  const product = "cashier";
  const employee = await seed({ product });
  const page = await test.tab(product, { context: await test.person({ locale: language }) });
  const email = field(page, say.email);
  await type(page, field(page, say.login), employee.login);
  await press(page, link(page, say.reset[product]));
  await live(page);
  await arrives(page, say.recovery[product], email);
  await toggle(page, say, language);
  await type(page, email, "cashier");
  await page.keyboard.press("Enter");
  await pointedAt(page, email, "name@company.com");
  await passable(page);
  await type(page, email, employee.login);
  await page.keyboard.press("Enter");
  await page.getByText(say.sent).waitFor();
  await arrives(page, say.recovery[product]);
  await press(page, button(page, say.changeAddress), "Space");
  await focused(page, email);
  await heading(page, say.recovery[product]);

  const mailed = await linkTo(employee.login, "/reset");
  await follow(page, mailed);
  await arrives(page, say.recovery[product], page.locator("#new-password"));
  await choose(page, say, language);
  await press(page, button(page, say.save));
  await pointedAt(page, field(page, say.newPassword), say.common);
  await passable(page);
  for (const name of [say.newPassword, say.repeatPassword]) await type(page, field(page, name), NEW_PASSWORD);
  await press(page, field(page, say.reissue), "Space");
  await press(page, button(page, say.save), "Space");
  await page.getByText(say.passwordSaved).waitFor();
  await arrives(page, say.recovery[product]);
  await press(page, button(page, say.signIn));
  await live(page);
  await arrives(page, say.credentials, field(page, say.password));
  assert.equal(await field(page, say.login).inputValue(), employee.login);

  await follow(page, mailed);
  await page.getByText(say.resetDead).waitFor();
  await arrives(page, say.recovery[product], button(page, say.requestLink));
  await press(page, button(page, say.requestLink));
  await focused(page, email);
  await audited(employee, [
    /^password.reset_mail_queued /, `password.reset ${product}`, /^second_factor.mail_queued /,
    "second_factor.reissued password-reset",
  ]);
}

async function create(test, say, language) {
  const employee = await seed({ product: "boss", consent: false, key: false });
  const mailed = await invite(employee, { language });
  const page = await (await test.person({ locale: language })).newPage();
  await follow(page, mailed);
  await arrives(page, say.createPassword, page.locator("#new-password"));
  await choose(page, say, language);
  for (const name of [say.newPassword, say.repeatPassword]) await type(page, field(page, name), NEW_PASSWORD);
  await page.keyboard.press("Enter");
  const consent = field(page, say.consent);
  await pointedAt(page, consent, say.consentMissing);
  await passable(page);
  await press(page, consent, "Space");
  await press(page, button(page, say.save));
  await page.getByText(say.passwordCreated).waitFor();
  await arrives(page, say.createPassword);
  await press(page, button(page, say.signIn), "Space");
  await live(page);
  await arrives(page, say.credentials, field(page, say.password));
  assert.equal(await field(page, say.login).inputValue(), employee.login);

  await follow(page, mailed);
  await page.getByText(say.invitationDead).waitFor();
  await arrives(page, say.createPassword, link(page, say.toSignIn));
  await audited(employee, [
    /^employee.invited /, new RegExp(`^consent.given boss ${language} `), "password.created boss",
  ]);
}

/** A request that is lost again and again: who presses Retry never loses the place. */
async function lost(test, say, language) {
  test.allow(/net::ERR_INTERNET_DISCONNECTED/);
  const page = await test.tab("boss", { path: "/reset", context: await test.person({ locale: language }) });
  await type(page, field(page, say.email), `nobody${Date.now()}@example.test`);
  await page.context().setOffline(true);
  await page.keyboard.press("Enter");
  const retry = button(page, say.retry);
  await retry.waitFor();
  await passable(page);
  for (let tries = 0; tries < 2; tries++) {
    await press(page, retry);
    await focused(page, retry);
  }
  await page.context().setOffline(false);
  await reach(page, retry);
  await page.keyboard.press("Enter");
  await page.getByText(say.sent).waitFor();
  await arrives(page, say.recovery.boss);
}

await run(Object.fromEntries([
  ...inEach("a forgotten password is restored, from the login window and back to it", restore),
  ...inEach("an invited employee creates a password", create),
  ...inEach("a request that is lost is tried again from where the focus is", lost),
]));
