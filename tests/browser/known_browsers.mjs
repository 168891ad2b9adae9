// A browser that has finished a sign-in is known by its cookie: strangers lock the login, and not its owner out.
import assert from "node:assert/strict";
import { came, comeIn, SAY } from "./account_page.mjs";
import { button, heading, HOSTS, run, signIn } from "./real.mjs";
import { audited, mailbox, seed, sqlOf } from "./server.mjs";

const DAY_S = 86_400;
const refused = "sign_in.refused invalid-credentials";
const LOCKED_MAIL = { en: name => `Sign-in to MixVel ${name} is blocked`, ru: name => `Вход заблокирован: MixVel ${name}` };

/** The cookie that makes a browser known. */
async function deviceCookie(page, product) {
  const cookies = await page.context().cookies(HOSTS[product]);
  return cookies.find(({ name }) => name === "__Host-device");
}

async function strangersLock(test, say, product, locale) {
  const employee = await seed({ product });
  const arrived = product === "boss" ? say.account : say.workspace;
  const person = async () => test.tab(product, { context: await test.person({ locale }) });
  const own = await person();
  assert.equal(await deviceCookie(own, product), undefined);
  await comeIn(own, say, employee);
  await heading(own, arrived);
  const first = await deviceCookie(own, product);
  assert.deepEqual([first.httpOnly, first.secure, first.path], [true, true, "/"]);
  assert.ok(first.expires > Date.now() / 1000 + 30 * DAY_S, "it outlives the session");
  const inside = Buffer.from(first.value, "base64url").toString("latin1") + decodeURIComponent(first.value);
  assert.ok(![employee.login, String(employee.agency)].some(secret => inside.includes(secret)));
  await button(own, say.signOut).click();
  await heading(own, say.credentials);

  const stranger = await person();
  for (let tries = 0; tries < 3; tries++) {
    const answered = stranger.waitForResponse("**/api/auth/credentials");
    await signIn(stranger, { ...employee, password: "Wrong-passw0rd" });
    assert.equal((await answered).status(), 401);
    await stranger.getByText(say.wrongLogin).waitFor();
  }
  await signIn(stranger, employee);
  await stranger.getByText(say.nameLocked).waitFor();
  const [{ subject }] = await mailbox(employee.login);
  assert.equal(subject, LOCKED_MAIL[locale](say[product]));

  await comeIn(own, say, employee);
  await heading(own, arrived);
  const second = await deviceCookie(own, product);
  assert.notEqual(second.value, first.value, "every sign-in brings a new one");
  await button(own, say.signOut).click();
  await heading(own, say.credentials);
  // Once the account has forgotten its browsers, this one is a stranger's as well.
  await sqlOf(employee, "DELETE FROM device WHERE agency_code = ?1");
  await signIn(own, employee);
  await own.getByText(say.nameLocked).waitFor();

  const [locked, ended] = ["sign_in.refused locked", `session.ended ${product}`];
  const again = came(employee).filter(row => !row.startsWith("device.known"));
  const rows = [
    ...came(employee), ended, refused, refused, `password.locked ${product}`, refused, locked, ...again, ended,
  ];
  await audited(employee, rows);
}

await run(Object.fromEntries(["cashier", "boss"].flatMap(product => ["en", "ru"].map(language => [
  `a stranger's wrong passwords lock the login but for the owner's known browser: ${product}, ${language}`,
  test => strangersLock(test, SAY[language], product, language),
]))));
