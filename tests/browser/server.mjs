// The Rust test that started this script (tests/src/script.rs): a line of JSON asks, a line of JSON answers.
import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

const PATIENCE_MS = 30_000;
const lines = createInterface({ input: process.stdin });
const waiting = [];
const next = () => new Promise(hear => waiting.push(hear));
lines.on("line", line => waiting.shift()?.(JSON.parse(line)));
// Whoever runs the tests has gone: nothing is worth finishing.
lines.on("close", () => process.exit(1));

/** Where the server, the browsers and, for a script that drives them, the gateways are. */
export const { port, chromium, firefox, gateways } = await next();

/** Has the Rust side do something; answers come in the order of the questions. */
export async function ask(operation, request = {}) {
  const answered = next();
  process.stdout.write(`${JSON.stringify({ operation, ...request })}\n`);
  const answer = await answered;
  if ("error" in answer) throw new Error(`${operation}: ${answer.error}`);
  return answer.ok;
}

/** Waits for what the server does in its own time. */
export async function until(isSo, what) {
  for (const began = Date.now(); !await isSo();) {
    assert.ok(Date.now() - began < PATIENCE_MS, `in vain: ${what}`);
    await setTimeout(20);
  }
}

/** Waits until the server's log says this: its lines come by another way than answers, and later. */
export const logged = text => until(async () => (await ask("log")).includes(text), `the log says ${text}`);

/** The rows of a statement. */
export const sql = (text, ...values) => ask("sql", { sql: text, values });

/**
 * A new employee in an agency of their own, who has given consent and holds a key unless the wish says
 * otherwise: `{ product: "boss", consent: false, key: false }`. A cashier may choose between ALPHA with the
 * seances "Charter" and "Regular", and DELTA with "Regular".
 */
export const seed = (wish = {}) => ask("seed", wish);

/** A new employee with one place to work in. */
export async function seedAtOnePlace() {
  const employee = await seed();
  await sqlOf(employee, "DELETE FROM employee_unit WHERE agency_code = ?1 AND unit = 'DELTA'");
  await sqlOf(employee, "DELETE FROM seance WHERE agency_code = ?1 AND name = 'Charter'");
  return employee;
}

/** The rows of a statement whose first values are the employee's agency and, if it names `?2`, login. */
export const sqlOf = ({ agency, login }, text, ...more) =>
  sql(text, agency, ...(text.includes("?2") ? [login] : []), ...more);

/** Ends the sessions of an employee as others do. */
export const endSessions = employee =>
  sqlOf(employee, "UPDATE session SET ended_at = 1, ended_by = 'elsewhere' WHERE agency_code = ?1");

/** Lets minutes pass at the edge in which an employee does nothing. */
export const sitsIdle = (employee, minutes) => sqlOf(employee,
  `UPDATE session SET last_active_at = last_active_at - ${minutes * 60_000} WHERE agency_code = ?1`);

/** When the edge last heard of input of an employee with one session. */
export const lastActive = async employee =>
  (await sqlOf(employee, "SELECT last_active_at AS at FROM session WHERE agency_code = ?1"))[0].at;

/**
 * What the audit log says of the employee's agency, oldest first: "event" or "event detail". What is noted once a
 * minute, under a name with the minute in it, is told once: a minute may end amid a test.
 */
export async function audit(employee) {
  const text = "SELECT audit_id, event, detail FROM audit WHERE agency_code = ?1 ORDER BY at, event, detail";
  const rows = new Map();
  for (const { audit_id, event, detail } of await sqlOf(employee, text)) {
    const name = audit_id.replace(/-\d{8}-/, "-");
    if (!rows.has(name)) rows.set(name, `${event} ${detail}`.trim());
  }
  return [...rows.values()];
}

/**
 * The audit log of the employee's agency comes to be this; a pattern stands for a detail of chance. What a window tells
 * the server behind its back may still be on its way.
 */
export async function audited(employee, expected) {
  const fits = (row, wish) => wish instanceof RegExp && wish.test(row) ? row : String(wish);
  for (const began = Date.now();;) {
    const rows = await audit(employee);
    const wanted = expected.map((wish, i) => fits(rows[i], wish));
    if (isDeepStrictEqual(rows, wanted)) return;
    // What is there too much does not go away.
    if (rows.length >= wanted.length && Date.now() - began > 1000 || Date.now() - began > PATIENCE_MS) {
      assert.deepEqual(rows, wanted, "the audit log");
    }
    await setTimeout(20);
  }
}

/** Mails to this address, newest first, once all that was asked for has been sent: that is done behind answers. */
export async function mailbox(address) {
  const waiting = "SELECT 1 FROM outbox WHERE login = ?1 AND state = 'waiting' "
    + "UNION ALL SELECT 1 FROM link_request WHERE login = ?1 AND done_at IS NULL";
  await until(async () => !(await sql(waiting, address)).length, `a mail to ${address} is sent`);
  const mails = await (await fetch(`http://127.0.0.1:${port}/dev/mail.json`)).json();
  return mails.filter(({ to }) => to === address);
}
