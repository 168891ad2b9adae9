// The account page of both products: the ways to it, the password, the QR code, sessions and consents.
import assert from "node:assert/strict";
import { came, comeIn, SAY, savePassword, section, toAccount } from "./account_page.mjs";
import { focused, pointedAt } from "./keys.mjs";
import { readQrCode } from "./qr_code.mjs";
import { askedWith, back, button, heading, HOSTS, live, nextCode, patient, run, signIn, wrongCode } from "./real.mjs";
import { audited, mailbox, seed, sqlOf } from "./server.mjs";
import { code } from "./totp.mjs";

const NEW = "Quite-another-1";
const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const AGENTS = {
  here: `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36`,
  office: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
  phone: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    + "Version/18.6 Mobile/15E148 Safari/604.1",
};

const inEach = (name, test, products = ["cashier", "boss"], languages = ["en", "ru"]) =>
  products.flatMap(product => languages.map(language =>
    [`${name}: ${product}, ${language}`, given => test(given, SAY[language], product, language)]));
const path = page => new URL(page.url()).pathname;
const isAt = async (page, title, where) => {
  await heading(page, title);
  await page.waitForURL(url => url.pathname === where);
};

/** A person in a language, with a tab. */
async function person(test, product, locale, options = {}) {
  const context = await test.person({ locale, ...options });
  return test.tab(product, { context });
}

/** Somebody on the account page. */
async function onAccount(test, say, product, language) {
  const employee = await seed({ product });
  const page = await person(test, product, language);
  await toAccount(page, say, employee);
  return { employee, page };
}

async function cashierRoams(test, say, product, language) {
  const employee = await seed();
  const page = await person(test, product, language);
  await comeIn(page, say, employee);
  await isAt(page, say.workspace, "/");
  await button(page, say.account).click();
  await isAt(page, say.account, "/account");
  await focused(page, page.locator("h1:visible"));
  assert.match(await page.title(), new RegExp(`^${say.account} · `));
  await page.reload();
  await live(page);
  await isAt(page, say.account, "/account");
  await back(page, 1);
  await isAt(page, say.workspace, "/");
  await focused(page, page.locator("h1:visible"));
  // Going forward leads nowhere, as everywhere.
  await page.evaluate(() => {
    window.moves = 0;
    addEventListener("popstate", () => { window.moves += 1; });
    history.forward();
  });
  await page.waitForFunction(() => window.moves === 2 && history.state === null);
  await isAt(page, say.workspace, "/");
  await button(page, say.account).click();
  await isAt(page, say.account, "/account");
  await button(page, say.toWorkspace).click();
  await isAt(page, say.workspace, "/");

  const direct = await test.tab(product, { path: "/account", context: page.context() });
  await isAt(direct, say.account, "/account");
  await button(direct, say.toWorkspace).click();
  await isAt(direct, say.workspace, "/");
  await button(direct, say.account).click();
  await isAt(direct, say.account, "/account");
  await button(direct, say.signOut).click();
  for (const tab of [direct, page]) await isAt(tab, say.credentials, "/");

  await direct.goto(`${HOSTS.cashier}/account`);
  await live(direct);
  await heading(direct, say.credentials);
  await comeIn(direct, say, employee);
  await isAt(direct, say.account, "/account");
  await button(direct, say.toWorkspace).click();
  await isAt(direct, say.workspace, "/");
  const again = came(employee).filter(row => !row.startsWith("device.known"));
  await audited(employee, [...came(employee), "session.ended cashier", ...again]);
}

/** Opened while the browser is still on its way back from the choices, it has its address and its entry. */
async function opensAtOnce(test, say, product, language) {
  const page = await person(test, product, language);
  await page.addInitScript(() => {
    const go = history.go.bind(history);
    history.go = by => setTimeout(() => go(by), 1000);
  });
  await page.reload();
  await live(page);
  await comeIn(page, say, await seed());
  await button(page, say.account).click();
  await heading(page, say.account);
  assert.equal(path(page), "/", "it is not there yet");
  await isAt(page, say.account, "/account");
  await back(page, 1);
  await isAt(page, say.workspace, "/");
}

async function bossRoams(test, say, product, language) {
  const { employee, page } = await onAccount(test, say, product, language);
  assert.equal(path(page), "/");
  assert.equal(await button(page, say.toWorkspace).count(), 0, "Boss has no workspace");
  await page.reload();
  await live(page);
  await heading(page, say.account);
  const direct = await test.tab(product, { path: "/account", context: page.context() });
  await heading(direct, say.account);
  await section(direct, say.consents).waitFor();
  await button(direct, say.signOut).click();
  for (const tab of [direct, page]) await isAt(tab, say.credentials, "/");

  await direct.goto(`${HOSTS.boss}/account`);
  await live(direct);
  await heading(direct, say.credentials);
  await comeIn(direct, say, employee);
  await heading(direct, say.account);
  const again = came(employee).filter(row => !row.startsWith("device.known"));
  await audited(employee, [...came(employee), "session.ended boss", ...again]);
}

/** Every refusal, then a change; another browser is out at its next request, and this one goes on. */
async function changesPassword(test, say, product, language) {
  const { employee, page } = await onAccount(test, say, product, language);
  const other = await person(test, product, language);
  await toAccount(other, say, employee);
  const current = page.locator("#current-password");
  const chosen = page.locator("#new-password");
  await button(page, say.changePassword).click();
  await focused(page, current);
  await button(page, say.save).click();
  await pointedAt(page, current, say.currentMissing);
  await savePassword(page, say, { current: employee.password, password: "Seven-7" });
  await pointedAt(page, chosen, say.tooShort);
  await savePassword(page, say, { current: employee.password, password: NEW, repeated: `${NEW}!` });
  await pointedAt(page, page.locator("#repeat-password"), say.differ);
  await savePassword(page, say, { current: "Wrong-passw0rd", password: NEW });
  await pointedAt(page, current, say.currentWrong);
  assert.equal(await chosen.inputValue(), NEW, "what was typed stays");
  await savePassword(page, say, { current: employee.password, password: "Sunshine" });
  await pointedAt(page, chosen, say.common);
  await savePassword(page, say, { current: employee.password, password: NEW });
  await page.getByRole("status").getByText(say.changed).waitFor();
  await focused(page, page.locator("#change-password"));
  assert.equal(await current.count(), 0, "the form is closed");
  await button(page, say.reissue).waitFor();

  await button(other, say.endOthers).click();
  await other.getByText(say.ended).waitFor();
  await isAt(other, say.credentials, "/");
  await page.reload();
  await live(page);
  await heading(page, say.account);
  await section(page, say.sessions).getByRole("listitem").waitFor();

  const [{ subject, text }] = await mailbox(employee.login);
  assert.equal(subject, say.changedMail);
  assert.ok(![employee.password, NEW].some(secret => text.includes(secret)));
  await signIn(other, employee);
  await other.getByText(say.wrongLogin).waitFor();
  await comeIn(other, say, { ...employee, password: NEW });
  const refused = "password.change_refused";
  await audited(employee, [
    ...came(employee), ...came(employee), `${refused} invalid-credentials`, `${refused} weak-password`,
    `device.known ${product}`, `password.changed ${product}`, "sign_in.refused invalid-credentials",
    ...came(employee),
  ]);
}

/** Another tab goes on after a change that has crossed its question, which was sent with the value of before. */
async function tabGoesOn(test, say, product, language) {
  const { employee, page } = await onAccount(test, say, product, language);
  await toAccount(await person(test, product, language), say, employee);
  const tab = await test.tab(product, { path: "/account", context: page.context() });
  await button(tab, say.endOthers).waitFor();
  const cookies = await page.context().cookies(HOSTS[product]);
  let questions = 0;
  // Never taken away again: a request that meets the end of a route waits for ever.
  await tab.route("**/api/auth/state", async route => {
    questions += 1;
    if (questions > 1) return route.continue();
    return route.fulfill({ response: await askedWith(route, cookies) });
  });
  // From here to the change there is more to wait for than an answer.
  const patience = { timeout: 60_000 };
  const told = async turn => {
    let answers = 0;
    const isIt = response => response.url().endsWith("/api/auth/state") && ++answers === turn;
    return (await (await tab.waitForResponse(isIt, patience)).json()).step;
  };
  const both = Promise.all([told(1), told(2)]);

  await button(page, say.changePassword).click();
  await savePassword(page, say, { current: employee.password, password: NEW });
  await page.getByRole("status").getByText(say.changed).waitFor();
  const [crossed, next] = await both;
  assert.deepEqual(crossed, { name: "credentials", notice: null });
  assert.equal(next.name, "signed_in");
  const arrived = product === "boss" ? say.account : say.workspace;
  await heading(tab, arrived);
  for (const [each, title] of [[tab, arrived], [page, say.account]]) {
    await each.reload();
    await live(each);
    await heading(each, title);
  }
  await section(page, say.sessions).getByRole("listitem").waitFor();
  await audited(employee, [
    ...came(employee), ...came(employee), `device.known ${product}`, `password.changed ${product}`,
  ]);
}

/** A new QR code for a code of the old one, from the mail to the next sign-in. */
async function reissues(test, say, product, language) {
  const { employee, page } = await onAccount(test, say, product, language);
  const field = page.locator("#code");
  const send = async digits => {
    await field.fill(digits);
    await button(page, say.reissue).click();
  };
  await button(page, say.reissue).click();
  await focused(page, field);
  await button(page, say.cancel).click();
  await field.waitFor({ state: "detached" });
  await button(page, say.reissue).click();
  await send("12345");
  await pointedAt(page, field, say.codeMissing);
  await send(wrongCode(employee));
  await pointedAt(page, field, say.codeWrongLeft);
  assert.equal(await field.inputValue(), "");
  await send(nextCode(employee));
  await page.getByRole("status").getByText(say.reissued).waitFor();
  await focused(page, page.locator("#account-second-factor"));
  await button(page, say.reissue).waitFor({ state: "detached" });

  const mails = await mailbox(employee.login);
  assert.deepEqual(mails.map(({ subject }) => subject).sort(), [...say.reissuedMails].sort());
  const phone = await (await test.person({ locale: language })).newPage();
  await phone.goto(mails.flatMap(({ links }) => links).find(link => link.includes("/two-factor")));
  await live(phone);
  await button(phone, say.showQr).click();
  await phone.getByRole("img").filter({ visible: true }).first().waitFor();
  const key = (await readQrCode(phone)).searchParams.get("secret");
  assert.notEqual(key, employee.key);

  await button(page, say.signOut).click();
  await heading(page, say.credentials);
  await signIn(page, employee);
  await heading(page, say.code);
  await page.locator("#code").fill(code(employee.key));
  await page.getByText(say.codeWrong).waitFor();
  await page.locator("#code").fill(code(key));
  await heading(page, product === "boss" ? say.account : say.pointOfSale);
  const opened = product === "boss" ? ["session.opened boss"] : [];
  await audited(employee, [
    ...came(employee), "code.refused invalid-code", "code.accepted", /^second_factor.mail_queued /,
    "second_factor.reissued active", /^second_factor.key_revealed /, `session.ended ${product}`,
    `sign_in.password_accepted ${product}`, "code.refused invalid-code", "code.accepted",
    "second_factor.activated", ...opened,
  ]);
}

/** Where the administrator issues codes, the page offers none, and says who does. */
async function administratorIssues(test, say, product, language) {
  const { employee, page } = await onAccount(test, say, product, language);
  await button(page, say.reissue).click();
  await sqlOf(employee, "UPDATE agency SET reissue_by_administrator = 1 WHERE agency_code = ?1");
  await page.locator("#code").fill(nextCode(employee));
  await button(page, say.reissue).click();
  const elsewhere = section(page, say.twoFactor).getByText(say.reissueElsewhere);
  await elsewhere.waitFor();
  assert.equal(await button(page, say.reissue).count(), 0, "what cannot be done is not offered");
  await page.reload();
  await live(page);
  await elsewhere.waitFor();
  await button(page, say.changePassword).click();
  await savePassword(page, say, { current: employee.password, password: NEW });
  await page.getByRole("status").getByText(say.changed).waitFor();
  assert.equal(await button(page, say.reissue).count(), 0);
  await audited(employee, [...came(employee), `device.known ${product}`, `password.changed ${product}`]);
}

/** The page is read again now; what was read comes when it is called for. */
async function readLate(page) {
  await patient(page);
  const cookies = await page.context().cookies();
  const [read, comes] = [Promise.withResolvers(), Promise.withResolvers()];
  let reads = 0;
  await page.route("**/api/auth/account", async route => {
    reads += 1;
    if (reads > 1) return route.continue();
    const response = await askedWith(route, cookies);
    read.resolve();
    await comes.promise;
    return route.fulfill({ response });
  });
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await read.promise;
  return async () => {
    const answered = page.waitForResponse("**/api/auth/account");
    comes.resolve();
    await (await answered).finished();
    await page.waitForTimeout(500);
  };
}

/** Sessions are told apart by device and place; one is ended, then all others. */
async function endsSessions(test, say, product, language) {
  const employee = await seed({ product });
  const comers = [["here", "203.0.113.1"], ["office", "203.0.113.2"], ["phone", "203.0.113.3"]];
  const pages = [];
  for (const [name, address] of comers) {
    const extraHTTPHeaders = { "CF-Connecting-IP": address };
    pages.push(await person(test, product, language, { userAgent: AGENTS[name], extraHTTPHeaders }));
    await toAccount(pages.at(-1), say, employee);
  }
  const [page, office, phone] = pages;
  await page.reload();
  const list = section(page, say.sessions);
  const items = list.getByRole("listitem");
  const devices = { here: say.on("Chrome", "Linux"), office: say.on("Firefox", "Windows"),
    phone: say.on("Safari", "iPhone") };
  for (const [name, address] of comers) {
    const item = items.filter({ hasText: devices[name] });
    await item.getByText(say.from(address), { exact: true }).waitFor();
    await item.getByText(say.justNow).waitFor();
    await item.getByText(product === "cashier" ? `${say.cashier}, Central office` : say.boss).waitFor();
    assert.equal(await item.getByText(say.thisSession, { exact: true }).count(), name === "here" ? 1 : 0);
    assert.equal(await item.getByRole("button").count(), name === "here" ? 0 : 1);
  }
  assert.equal(await items.count(), 3);

  const late = await readLate(page);
  await list.getByRole("button", { name: say.end(devices.phone) }).click();
  await page.getByRole("status").getByText(say.sessionEnded).waitFor();
  await focused(page, page.locator("#account-sessions"));
  assert.equal(await items.count(), 2);
  await late();
  assert.equal(await items.count(), 2, "what was read before the end is no news");
  await button(phone, say.changePassword).click();
  await savePassword(phone, say, { current: employee.password, password: NEW });
  await phone.getByText(say.ended).waitFor();
  await isAt(phone, say.credentials, "/");

  // Ten minutes after the last code another one is asked for.
  await sqlOf(employee, "UPDATE session SET code_at = code_at - 600000 WHERE agency_code = ?1");
  await button(page, say.endOthers).click();
  const field = page.locator("#code");
  await focused(page, field);
  await button(page, say.cancel).click();
  await focused(page, page.locator("#account-sessions"));
  await button(page, say.endOthers).click();
  await field.fill(wrongCode(employee));
  await page.keyboard.press("Enter");
  await pointedAt(page, field, say.codeWrongLeft);
  await sqlOf(employee, "UPDATE second_factor SET last_step = 0 WHERE agency_code = ?1");
  await field.fill(code(employee.key));
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText(say.othersEnded).waitFor();
  await focused(page, page.locator("#account-sessions"));
  assert.deepEqual([await items.count(), await button(page, say.endOthers).count()], [1, 0]);
  await office.reload();
  await office.getByText(say.ended).waitFor();
  await page.reload();
  await live(page);
  await heading(page, say.account);
  const ended = `session.ended ${product}`;
  const proof = ["code.refused invalid-code", "code.accepted step-up"];
  await audited(employee, [...came(employee), ...came(employee), ...came(employee), ended, ...proof, ended]);
}

/** Consents are told with their product and date, and each leads to the very text that was read. */
async function showsConsents(test, say, product, language) {
  const { employee, page } = await onAccount(test, say, product, language);
  const given = section(page, say.consents).getByRole("listitem");
  await given.getByText(say.consentTo).waitFor();
  await given.getByText(say.given(say[product])).waitFor();
  const [text] = await Promise.all([
    page.context().waitForEvent("page"),
    given.getByRole("link", { name: say.textOfConsent }).click(),
  ]);
  await heading(text, say.consentTo);
  const [{ version }] = await sqlOf(employee, "SELECT version FROM consent WHERE agency_code = ?1");
  assert.ok(text.url().endsWith(`/legal/consent?version=${version}`), text.url());
  const earlier = "INSERT INTO consent SELECT agency_code, login, product, 'of-old', 'en', -1, 'tests' "
    + "FROM consent WHERE agency_code = ?1";
  await sqlOf(employee, earlier);
  await page.reload();
  await given.getByRole("link", { name: say.earlier }).waitFor();
  assert.deepEqual([await given.count(), await given.getByRole("link").count()], [2, 2]);
}

/** Somebody else has signed in since, in another tab: what was typed into a form, and what it is for, is not theirs. */
async function isNobodyElses(test, say, product, language) {
  const { page } = await onAccount(test, say, product, language);
  await button(page, say.changePassword).click();
  const typed = page.getByLabel(say.currentPassword, { exact: true });
  await typed.fill("typed by the first");
  const other = await person(test, product, language);
  await toAccount(other, say, await seed({ product }));
  await page.context().addCookies(await other.context().cookies(HOSTS[product]));
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await typed.waitFor({ state: "detached" });
  await heading(page, say.account);
}

await run(Object.fromEntries([
  ...inEach("the account page is opened, left, reloaded and gone to directly", cashierRoams, ["cashier"]),
  ...inEach("the account page waits for its address until the browser is back", opensAtOnce, ["cashier"], ["en"]),
  ...inEach("the account page is where Boss is, whatever the address", bossRoams, ["boss"]),
  ...inEach("a password is changed, and what does not fit is told", changesPassword),
  ...inEach("a password is changed in one tab, and the other one goes on", tabGoesOn),
  ...inEach("a form that somebody has begun is nobody else's", isNobodyElses, ["cashier", "boss"], ["en"]),
  ...inEach("a QR code is issued again for a code of the old one", reissues),
  ...inEach("where the administrator issues QR codes, nobody else does", administratorIssues),
  ...inEach("sessions are told apart and ended", endsSessions),
  ...inEach("consents are shown", showsConsents),
]));
