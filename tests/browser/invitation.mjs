// An invitation: from its mail to a password with the consent, and to a sign-in that asks for two-factor.
import assert from "node:assert/strict";
import { cut, lose } from "./cut.mjs";
import {
  ageLinks, invite, loginOf, mailsTo, NEW_PASSWORD, open, resetLink, settle, typed, typeTwice,
} from "./links.mjs";
import { button, heading, HOSTS, live, run, signIn } from "./real.mjs";
import { audited, seed } from "./server.mjs";
import { code } from "./totp.mjs";
import { WORDS } from "./windows.mjs";

const DAY_MS = 86_400_000;
const en = WORDS.en;
const invited = /^employee.invited /;
const asked = /^password.reset_mail_queued /;
const consented = (product, language) => new RegExp(`^consent.given ${product} ${language} [0-9a-f]{64}$`);
const newcomer = product => seed({ product, consent: false, key: false });

/** Saves a password with the consent. */
async function create(page, say = en) {
  await typeTwice(page, say, NEW_PASSWORD);
  await page.getByLabel(say.consent, { exact: true }).check();
  await button(page, say.save).click();
  await page.getByText(say.passwordCreated).waitFor();
}

/** The window of a dead invitation. */
async function dead(page, say = en) {
  await page.getByText(say.invitationDead).waitFor();
  assert.equal(await page.locator("#new-password").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.innerText), say.toSignIn);
  await page.getByRole("link", { name: say.reset.cashier, exact: true }).waitFor();
}

async function firstPassword(test, product, language) {
  const say = WORDS[language];
  const employee = await newcomer(product);
  const link = await invite(employee, { language });
  const [mail] = await mailsTo(employee.login, "/invitation");
  assert.match(mail.html, new RegExp(`<html lang="${language}"`));
  const page = await open(test, link, { locale: language });
  assert.equal(page.url(), `${HOSTS[product]}/invitation`);
  await heading(page, say.createPassword);
  assert.equal(await page.title(), `${say.createPassword} · MixVel ${say[product]}`);
  await page.getByText(say.invited(say[product])).waitFor();
  assert.equal(await page.getByLabel(say.reissue).count(), 0, "there is no QR code yet");
  await typeTwice(page, say, NEW_PASSWORD);
  await button(page, say.save).click();
  await page.getByText(say.consentMissing).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "consent");
  assert.deepEqual(await typed(page), [NEW_PASSWORD, NEW_PASSWORD]);
  await create(page, say);

  await button(page, say.signIn).click();
  await heading(page, say.credentials);
  assert.equal(page.url(), loginOf(product));
  await live(page);
  await signIn(page, { ...employee, password: NEW_PASSWORD });
  await page.getByLabel(say.enableTwoFactor).check();
  assert.equal(await page.getByLabel(say.consent).count(), 0, "consent was given with the password");
  await button(page, say.signIn).click();
  await button(page.getByRole("dialog"), say.ok).click();
  await heading(page, say.code);
  const [{ links: [setUp] }] = await mailsTo(employee.login, "/two-factor");
  const phone = await open(test, setUp, { locale: language });
  await button(phone, say.showQr).click();
  const key = (await phone.locator(".secret").textContent()).replaceAll(" ", "");
  await page.locator("#code").fill(code(key));
  await settle(page, say, employee);
  const end = product === "boss"
    ? ["code.accepted", "device.known boss", "second_factor.activated", "session.opened boss"]
    : ["code.accepted", "second_factor.activated", "device.known cashier",
      `session.opened cashier ${employee.agency}_ALPHA Charter`];
  await audited(employee, [
    invited, consented(product, language), `password.created ${product}`,
    `sign_in.password_accepted ${product}`, /^second_factor.mail_queued /,
    /^second_factor.key_revealed /, ...end,
  ]);
}

const first = ["cashier", "boss"].flatMap(product => ["en", "ru"].map(language => [
  `who is invited creates a password, and is asked only for two-factor then: ${product}, ${language}`,
  test => firstPassword(test, product, language),
]));

/** What ends an invitation; yields what the audit log has of it. */
const ENDS = {
  async "it was used"(test, employee, link) {
    await create(await open(test, link));
    return [consented("cashier", "en"), "password.created cashier"];
  },
  async "three days have passed"(test, employee, link) {
    await ageLinks(employee, 3 * DAY_MS - 60_000);
    await (await open(test, link)).locator("#new-password").waitFor();
    await ageLinks(employee, 60_000);
    return [];
  },
  async "a newer one was sent"(test, employee) {
    await invite(employee, { before: 1 });
    return [invited];
  },
  async "the password was made by a reset"(test, employee) {
    const page = await open(test, await resetLink(test, employee));
    await typeTwice(page, en, NEW_PASSWORD);
    await button(page, en.save).click();
    await page.getByText(en.passwordSaved).waitFor();
    return [asked, "password.reset cashier"];
  },
};

await run({
  ...Object.fromEntries(first),

  ...Object.fromEntries(Object.entries(ENDS).map(([cause, end]) => [
    `an invitation is dead when ${cause}, says so and who can help`,
    async test => {
      const employee = await newcomer("cashier");
      const link = await invite(employee);
      const half = await open(test, link);
      await typeTwice(half, en, "another passphrase");
      await half.getByLabel(en.consent).check();
      const rows = await end(test, employee, link);
      await dead(await open(test, link));
      await dead(await open(test, link, { locale: "ru" }), WORDS.ru);
      await button(half, en.save).click();
      await dead(half);
      await half.getByText("ask your agency’s administrator for a new invitation").waitFor();
      await audited(employee, [invited, ...rows]);
    },
  ])),

  async "an invitation without its token is told to be incomplete"(test) {
    const page = await test.tab("cashier", { path: "/invitation" });
    await page.getByText("This address is incomplete. Open the link in the email again.").waitFor();
    await page.getByRole("link", { name: "Go to sign-in" }).click();
    await heading(page, "Authorization");
  },

  async "a scanner, a reload, a cut network and the texts of the law use no invitation up"(test) {
    const employee = await newcomer("cashier");
    const link = await invite(employee);
    await (await open(test, link)).locator("#new-password").waitFor();
    const page = await test.context.newPage();
    await lose(test, page, "/api/auth/password-link", () => page.goto(link));
    await page.locator("#new-password").waitFor();
    await page.reload();
    await live(page);
    await typeTwice(page, en, NEW_PASSWORD);
    await page.getByLabel(en.consent).check();
    const [text] = await Promise.all([
      page.context().waitForEvent("page"),
      page.getByRole("link", { name: "Text of the consent" }).click(),
    ]);
    await heading(text, "Consent to the processing of personal data");
    await text.close();
    await cut(test, page, {
      act: () => button(page, en.save).click(),
      kept: async () => {
        assert.deepEqual(await typed(page), [NEW_PASSWORD, NEW_PASSWORD]);
        assert.ok(await page.getByLabel(en.consent).isChecked());
      },
    });
    await page.getByText(en.passwordCreated).waitFor();
    await audited(employee, [invited, consented("cashier", "en"), "password.created cashier"]);
  },
});
