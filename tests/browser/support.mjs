// What support alone does in Boss: mails that were given up, new texts, notices, from its pages to whom they concern.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { comeIn, SAY } from "./account_page.mjs";
import { administers, dialog, done, field, heading2, isAt, path, proves, row, stale } from "./administration.mjs";
import { barriers } from "./axe.mjs";
import { button, enterCode, heading, HOSTS, live, run, signIn } from "./real.mjs";
import { audit, seed, sql, sqlOf, until } from "./server.mjs";

/** So long may a text or a notice be on its way, with what a busy machine adds. */
const ON_ITS_WAY_MS = 180_000;

/** Somebody of support at one of its pages. */
async function helps(test, where, title) {
  const helper = await seed({ product: "boss" });
  await sqlOf(helper, "UPDATE employee SET role = 'support' WHERE agency_code = ?1 AND login = ?2");
  return { helper, page: await administers(test, helper, where, title) };
}

/** A list that is read anew is pale. */
const settled = page => page.locator("main:not(:has([aria-busy]))").waitFor();

/** A moment as the field of a moment has it, in the time zone of the test's browser. */
const local = (page, at) => page.evaluate(at => {
  const two = number => String(number).padStart(2, "0");
  const date = new Date(at);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}, at);

async function mails(test) {
  const cashier = await seed();
  const words = "550 5.1.1 no such mailbox";
  await sqlOf(cashier, `INSERT INTO outbox (agency_code, mail_id, kind, login, language, product, origin,
      created_at, next_at, attempts, state, dead_at, error)
    VALUES (?1, ?3, 'password-changed', ?2, 'en', 'cashier', ?4, ?5, ?5, 9, 'dead', ?5, ?6)`,
  randomUUID(), HOSTS.cashier, Date.now(), words);
  const { helper, page } = await helps(test, "/mail", "Mail");
  await field(page, "State").selectOption("dead");
  await isAt(page, "/mail?state=dead");
  await field(page, "Agency code").fill(String(cashier.agency));
  await field(page, "Agency code").press("Enter");
  await isAt(page, `/mail?state=dead&agency=${cashier.agency}`);
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await row(page, cashier.login).getByText(words).waitFor();
  await settled(page);
  assert.deepEqual(await barriers(page), []);
  await stale(helper);
  await button(page, `Send again to ${cashier.login}`).click();
  await heading2(page, `Send the email to ${cashier.login} again?`);
  await dialog(page).getByRole("button", { name: "Send again", exact: true }).click();
  await proves(page, helper);
  await done(page);
  await page.getByText("Nothing matches.").waitFor();
  const state = "SELECT state FROM outbox WHERE agency_code = ?1 AND login = ?2";
  await until(async () => (await sqlOf(cashier, state))[0].state !== "dead", "the mail is tried again");
  assert.ok((await audit(cashier)).some(told => told.startsWith("mail.retried")));

  // All at once, by keyboard, in Russian and on a narrow screen.
  const dies = () => sqlOf(cashier,
    "UPDATE outbox SET state = 'dead', dead_at = next_at, sent_at = NULL WHERE agency_code = ?1 AND login = ?2");
  await dies();
  await page.setViewportSize({ width: 320, height: 900 });
  await button(page, "RU").click();
  await heading(page, "Почта");
  await settled(page);
  assert.deepEqual(await barriers(page), []);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `nothing is wider than 320: ${wide}`);
  await button(page, "Отправить снова все недоставленные").focus();
  await page.keyboard.press("Enter");
  await dialog(page).getByRole("button", { name: "Отправить снова все недоставленные" }).press("Enter");
  await page.getByText("Готово.", { exact: true }).waitFor();
  await until(async () => (await sqlOf(cashier, state))[0].state !== "dead", "all are tried again");

  await dies();
  // Whoever it went to is one link away, in the document of all other pages.
  await page.goto(`${HOSTS.boss}/mail?agency=${cashier.agency}`);
  await page.locator("tbody a").click();
  await heading(page, "Tess Ter");
  assert.equal(path(page), `/agencies/${cashier.agency}/employees/${encodeURIComponent(cashier.login)}`);
  await page.goBack();
  await heading(page, "Почта");
}

async function texts(test) {
  const reader = await seed();
  const { helper, page } = await helps(test, "/texts", "Texts and notices");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 4);
  await button(page, "Publish a text").click();
  await heading2(page, "Publish a text");
  await button(page, "Preview").click();
  await page.getByText("Write it in Russian").waitFor();
  await page.getByText("Write it in English").waitFor();
  assert.deepEqual(await barriers(page), []);
  await field(page, "In Russian").fill("Согласие.\n\nМы храним имя и адрес почты.");
  await field(page, "In English").fill("Consent.\n\nWe keep name and email address.");
  await field(page, "Counts from (your time)").fill(await local(page, Date.now()));
  await button(page, "Preview").click();
  await page.getByText("Choose a moment at least two minutes ahead").waitFor();
  await field(page, "Counts from (your time)").fill("");
  await button(page, "Preview").click();
  await dialog(page).getByText("We keep name and email address.").waitFor();
  await dialog(page).getByText(/^Counts in two minutes\. Everybody is asked for consent once/).waitFor();
  assert.deepEqual(await barriers(page), []);
  await button(page, "Back").click();
  assert.match(await field(page, "In English").inputValue(), /^Consent\.\n\nWe keep/);
  await button(page, "Preview").click();
  await stale(helper);
  await button(page, "Publish").click();
  await proves(page, helper);
  await done(page);
  const published = row(page, "Planned");
  await published.getByText(helper.login).waitFor();
  assert.deepEqual(await barriers(page), []);
  const [shown] = await Promise.all([
    page.context().waitForEvent("page"), published.getByRole("link").click(),
  ]);
  await shown.getByText("We keep name and email address.").waitFor();

  // Once it counts, everybody is asked once.
  const since = "SELECT since FROM text_version WHERE kind = 'consent' AND product = 'cashier'";
  const [{ since: at }] = await sql(since);
  await page.waitForTimeout(Math.max(0, at - Date.now()) + 1000);
  const asked = await test.tab("cashier", { context: await test.person() });
  const agree = asked.getByLabel("I consent to the processing of personal data");
  await signIn(asked, reader);
  await agree.check({ timeout: ON_ITS_WAY_MS });
  await button(asked, "Login").click();
  await heading(asked, SAY.en.code);
  await enterCode(asked, reader);
  await heading(asked, "Point of sale");
  const again = await test.tab("cashier", { context: await test.person() });
  await comeIn(again, SAY.en, reader);
  await page.reload();
  await row(page, "Counts now").filter({ hasText: helper.login }).waitFor();
}

async function notices(test) {
  const { helper, page } = await helps(test, "/texts?tab=notices", "Texts and notices");
  const open = await test.tab("cashier", { context: await test.person() });
  await page.getByText("No notice is or will be shown.").waitFor();
  await button(page, "Announce a notice").click();
  await field(page, "Level").selectOption("warning");
  await button(page, "Announce").click();
  await page.getByText("Choose a moment that is still to come, after the beginning").waitFor();
  assert.deepEqual(await barriers(page), []);
  const en = "Maintenance tonight from 02:00 to 03:00 Moscow time";
  await field(page, "In Russian").fill("Ночью работы");
  await field(page, "In English").fill(en);
  await field(page, "Until").fill(await local(page, Date.now() + 3_600_000));
  await stale(helper);
  await button(page, "Announce").click();
  await proves(page, helper);
  await done(page);
  await row(page, en).getByText("Warning").waitFor();
  assert.deepEqual(await barriers(page), []);
  await open.getByText(en).waitFor({ timeout: ON_ITS_WAY_MS });
  await button(page, `End: ${en}`).click();
  await dialog(page).getByRole("button", { name: "End", exact: true }).click();
  await done(page);
  await page.getByText("No notice is or will be shown.").waitFor();
  await open.getByText(en).waitFor({ state: "detached", timeout: ON_ITS_WAY_MS });
}

async function archived(test) {
  const admin = await seed({ product: "boss" });
  const day = 86_400_000;
  const [now, last] = [Date.now() - 8 * day, Date.UTC(2026, 0, 2, 9)];
  const made = Math.max(now, last + 91 * day);
  await sql(`INSERT INTO audit_export (export_id, made_at, made_by, from_at, from_agency, from_id, last_at,
      last_agency, last_id, rows, digest, confirmed_at, released_at, done_at)
    VALUES ('old', ?1, 'operator:tests', 0, 0, '', ?2, 1, 'last', 1, 'digest', ?1, ?3, ?3)`, made, last, made + 7 * day);
  const page = await administers(test, admin, "/audit", "Audit log");
  await page.getByText(/^Older rows, up to 02\/01\/2026, 12:00:00, are in the archive\./).waitFor();
  assert.deepEqual(await barriers(page), []);
  await button(page, "RU").click();
  await page.getByText(/^Более старые записи, по 02\.01\.2026, 12:00:00, — в архиве\./).waitFor();
}

async function othersFindNothing(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin);
  assert.equal(await page.getByRole("link", { name: "Mail", exact: true }).count(), 0);
  for (const where of ["/mail", "/texts"]) {
    await page.goto(HOSTS.boss + where);
    await heading(page, "No such page");
    await live(page);
    assert.equal(await page.locator("table").count(), 0, where);
  }
}

await run({
  "support sees what the server said last of a dead mail, and has it tried again": mails,
  "support publishes a consent text, and everybody is asked once": texts,
  "support announces maintenance, and it stands in the login window": notices,
  "the end of the audit log says that older rows are in the archive": archived,
  "an administrator finds no page of support": othersFindNothing,
}, { abreast: 3 });
