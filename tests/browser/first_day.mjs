// From nothing but a login and a password to the workspace, and the morning after.
import assert from "node:assert/strict";
import { button, enterCode, HOSTS, heading, live, run, signIn } from "./real.mjs";
import { readQrCode } from "./qr_code.mjs";
import { audited, mailbox, seed, sqlOf } from "./server.mjs";
import { code } from "./totp.mjs";
import { trail, WAYS, WORDS } from "./windows.mjs";

async function firstDay(test, product, language) {
  const say = WORDS[language];
  const employee = await seed({ product, consent: false, key: false });
  const context = await test.person({ locale: language });
  const page = await test.tab(product, { context });
  await heading(page, say.credentials);
  await page.getByLabel(say.login, { exact: true }).fill(` ${employee.login.toUpperCase()} `);
  await page.getByLabel(say.password, { exact: true }).fill(employee.password);
  await button(page, say.signIn).click();

  await page.getByLabel(say.consent).check();
  await page.getByLabel(say.enableTwoFactor).check();
  assert.equal(await page.locator("#password:visible").count(), 0, "the password is not asked for again");
  await button(page, say.signIn).click();

  const dialog = page.getByRole("dialog", { name: say.twoFactor });
  await dialog.getByText("@example.test").waitFor();
  await button(dialog, say.ok).click();
  await heading(page, say.code);

  const [mail, ...more] = await mailbox(employee.login);
  assert.deepEqual([more.length, mail.links.length], [0, 1]);
  assert.match(mail.html, new RegExp(`<html lang="${language}"`));
  // On any device, and without the cookies of the sign-in.
  const phone = await (await test.person({ locale: language })).newPage();
  await phone.goto(mail.links[0]);
  assert.equal(phone.url(), `${HOSTS[product]}/two-factor`, "the token has left the address bar");
  await live(phone);
  await button(phone, say.showQr).click();
  await phone.getByRole("img").filter({ visible: true }).first().waitFor();
  const uri = await readQrCode(phone);
  assert.deepEqual(
    [uri.protocol, uri.host, decodeURIComponent(uri.pathname), uri.searchParams.get("issuer")],
    ["otpauth:", "totp", `/MixVel:${employee.login}`, "MixVel"],
  );
  const key = uri.searchParams.get("secret");
  const written = (await phone.locator(".secret").textContent()).trim();
  assert.match(written, /^(\w{4} )+\w{4}$/, "the key can be read in groups of four");
  assert.equal(written.replaceAll(" ", ""), key);
  assert.ok(!mail.raw.includes(key), "the key does not stand in the mail");

  await page.getByLabel(say.code).fill(code(key));
  if (product === "cashier") {
    await heading(page, say.pointOfSale);
    await button(page, say.select).click();
    await heading(page, say.session);
    await button(page, say.select).click();
    await heading(page, say.workspace);
  } else {
    await heading(page, say.account);
  }
  await page.getByText(employee.login).waitFor();
  // The last step of Boss is the code, so that its rows are of one moment, in the order of the alphabet.
  const done = product === "boss"
    ? ["code.accepted", "device.known boss", "second_factor.activated", "session.opened boss"]
    : ["code.accepted", "second_factor.activated", "device.known cashier",
      `session.opened cashier ${employee.agency}_ALPHA Charter`];
  await audited(employee, [
    `sign_in.password_accepted ${product}`,
    new RegExp(`^consent.given ${product} ${language} [0-9a-f]{64}$`),
    /^second_factor.mail_queued /,
    /^second_factor.key_revealed /,
    ...done,
  ]);
}

const firstDays = ["cashier", "boss"].flatMap(product => ["en", "ru"].map(language => [
  `a fresh account arrives with the mailbox and an authenticator: ${product}, ${language}`,
  test => firstDay(test, product, language),
]));

await run({
  ...Object.fromEntries(firstDays),

  async "the next morning two fields, six digits and two choices do it"(test) {
    const page = await test.tab();
    const employee = await WAYS.workspace(page);
    await page.getByText("This is your first sign-in").waitFor();
    await button(page, "Sign out").click();
    await heading(page, "Authorization");
    await page.getByText("You have signed out.", { exact: true }).waitFor();

    await signIn(page, employee);
    await heading(page, "Authentication code");
    await enterCode(page, employee);
    await heading(page, "Point of sale");
    await page.getByLabel("Point of sale", { exact: true }).selectOption(`${employee.agency}_ALPHA`);
    await button(page, "Select").click();
    await heading(page, "Session");
    await page.getByLabel("Session", { exact: true }).selectOption("Regular");
    await button(page, "Select").click();
    await heading(page, "Workspace");
    assert.equal(await page.getByText("This is your first sign-in").count(), 0, "the sign-in before is told");
    await page.getByRole("definition").filter({ hasText: "Regular" }).waitFor();
    await audited(employee, [
      ...trail("workspace", employee), "session.ended cashier",
      "sign_in.password_accepted cashier", "code.accepted",
      `session.opened cashier ${employee.agency}_ALPHA Regular`,
    ]);
  },

  async "the texts of the law open beside the sign-in, and a consent that is missing is pointed at"(test) {
    const page = await test.tab();
    const employee = await WAYS.requirements(page);
    for (const [link, title] of [
      ["Personal data policy", "Personal data policy"],
      ["Text of the consent", "Consent to the processing of personal data"],
    ]) {
      const [text] = await Promise.all([
        page.context().waitForEvent("page"),
        page.getByRole("link", { name: link }).click(),
      ]);
      await heading(text, title);
      await text.close();
    }
    await page.getByLabel("Enable two-factor authentication").check();
    await button(page, "Login").click();
    await page.getByText("Give your consent to continue").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "consent");
    await button(page, "Change").click();
    await heading(page, "Authorization");
    await page.locator("#password").waitFor();
    await audited(employee, [...trail("requirements", employee), "sign_in.ended cancelled"]);
  },

  async "a set-up link shows the key once, and the mail can be had again after a minute"(test) {
    const page = await test.tab();
    const employee = await WAYS.requirements(page);
    await page.getByLabel("I consent").check();
    await page.getByLabel("Enable two-factor").check();
    await button(page, "Login").click();
    await button(page, "OK").click();
    const [{ links: [link] }] = await mailbox(employee.login);

    const again = page.getByRole("button", { name: /^Send the email again in \d:\d\d$/ });
    assert.ok(await again.isDisabled(), "not before a minute has passed");
    await sqlOf(employee, "UPDATE second_factor SET mailed_at = mailed_at - 60000 WHERE agency_code = ?1");
    await page.reload();
    await live(page);
    await button(page, "Send the email again").click();
    await again.waitFor();
    await page.getByRole("status").getByText("We have sent the email again.").waitFor();
    const [{ links: [newer] }, ...older] = await mailbox(employee.login);
    assert.equal(older.length, 1);

    const phone = await test.tab("cashier", { path: new URL(link).pathname + new URL(link).hash });
    await button(phone, "Show QR code").click();
    await phone.getByText("This link has expired, has already been used").waitFor();
    await phone.goto("about:blank");
    await phone.goto(newer);
    await live(phone);
    await phone.reload();
    await live(phone);
    await button(phone, "Show QR code").click();
    const key = (await phone.locator(".secret").textContent()).replaceAll(" ", "");
    await phone.goto("about:blank");
    await phone.goto(newer);
    await live(phone);
    await button(phone, "Show QR code").click();
    await phone.getByText("This link has expired, has already been used").waitFor();

    await page.locator("#code").fill(code(key));
    await heading(page, "Point of sale");
    const mails = [/^second_factor.mail_queued/, /^second_factor.mail_queued/];
    await audited(employee, [
      ...trail("requirements", employee), /^consent.given/, ...mails, /^second_factor.key_revealed/,
      "code.accepted", "second_factor.activated",
    ]);
  },
});
