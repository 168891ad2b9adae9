// Links of mails that lead to a password, and what a person does with one.
import assert from "node:assert/strict";
import { button, enterCode, HOSTS, heading, live, signIn } from "./real.mjs";
import { ask, mailbox, sqlOf } from "./server.mjs";

/** A password that nobody had before. */
export const NEW_PASSWORD = "correct horse battery";

/** So many mails to the address have a link to this page; newest first. */
export async function mailsTo(address, page, count = 1) {
  const leads = ({ links: [link] }) => link && new URL(link).pathname === page && new URL(link).hash;
  const mails = (await mailbox(address)).filter(leads);
  assert.equal(mails.length, count, `mails to ${address} for ${page}`);
  return mails;
}

/** The newest of so many links to this page. */
export async function linkTo(address, page, count = 1) {
  const [{ links: [link] }] = await mailsTo(address, page, count);
  return link;
}

/** Kinds of all mails to the employee, sorted. */
export async function kinds(employee) {
  const rows = await sqlOf(employee, "SELECT kind FROM outbox WHERE agency_code = ?1 ORDER BY kind");
  return rows.map(({ kind }) => kind);
}

/** Time passes for the mails that were sent to the employee: another one may be. */
export const ageMails = (employee, ms = 60_000) =>
  sqlOf(employee, `UPDATE outbox SET created_at = created_at - ${ms} WHERE agency_code = ?1`);

/** Time passes for the links of the employee. */
export const ageLinks = (employee, ms) =>
  sqlOf(employee, `UPDATE link SET expires_at = expires_at - ${ms} WHERE agency_code = ?1`);

/** A reset link, asked for at the window that asks for an address; so many were sent before it. */
export async function resetLink(test, employee, before = 0) {
  if (before) await ageMails(employee);
  const page = await test.tab(employee.product, { path: "/reset" });
  await page.fill("#email", employee.login);
  await page.keyboard.press("Enter");
  await page.getByText(employee.login).waitFor();
  await page.close();
  return linkTo(employee.login, "/reset", before + 1);
}

/** Notes an invitation as `account create --invite` does, of somebody who has no password then. */
export async function invite(employee, { language = "en", before = 0 } = {}) {
  const { product } = employee;
  const unset = "UPDATE employee SET password_hash = '', password_version = 0 WHERE agency_code = ?1";
  if (!before) await sqlOf(employee, unset);
  const wish = "INSERT INTO link_request (link_id, purpose, login, product, language, origin, address, "
    + "request_id, requested_at) SELECT ?3, 'invitation', login, ?4, ?5, '', 'console', '', "
    + "CAST(?6 AS INTEGER) FROM employee WHERE agency_code = ?1 AND login = ?2";
  await sqlOf(employee, wish, crypto.randomUUID(), product, language, Date.now());
  await ask("cron");
  const link = new URL(await linkTo(employee.login, "/invitation", before + 1));
  assert.equal(link.hostname, new URL(HOSTS[product]).hostname);
  // No request says at which port this server is.
  return HOSTS[product] + link.pathname + link.hash;
}

/** Opens a link in a tab of its own; the token is out of the address bar by then. */
export async function open(test, link, options = {}) {
  const page = await (await test.person(options)).newPage();
  await follow(page, link);
  return page;
}

/** Opens a link in this tab. */
export async function follow(page, link) {
  // Without this, a tab that shows the page already would only see another fragment.
  await page.goto("about:blank");
  await page.goto(link);
  assert.equal(page.url(), link.split("#")[0], "the token has left the address bar");
  await live(page);
}

/** Types a new password twice. */
export async function typeTwice(page, say, password, repeated = password) {
  await page.getByLabel(say.newPassword, { exact: true }).fill(password);
  await page.getByLabel(say.repeatPassword, { exact: true }).fill(repeated);
}

/** What stands in both fields. */
export const typed = page =>
  Promise.all(["#new-password", "#repeat-password"].map(field => page.inputValue(field)));

/** From the login window to where a sign-in ends. */
export async function arrive(page, say, employee) {
  await signIn(page, employee);
  await heading(page, say.code);
  await enterCode(page, employee);
  await settle(page, say, employee);
}

/** From the code to where a sign-in ends; nothing is chosen but what is offered. */
export async function settle(page, say, { product }) {
  if (product === "boss") return heading(page, say.account);
  for (const next of ["pointOfSale", "session"]) {
    await heading(page, say[next]);
    await button(page, say.select).click();
  }
  await heading(page, say.workspace);
}

/** What the audit log holds of somebody who has come there, but for a device that it did not know. */
export const arrival = ({ agency, product }) => ({
  password: `sign_in.password_accepted ${product}`,
  opened: product === "boss" ? "session.opened boss" : `session.opened cashier ${agency}_ALPHA Charter`,
});

/** Where the login window of a product is. */
export const loginOf = product => `${HOSTS[product]}/`;
