// The Rust test that started this script (tests/src/script.rs): a line of JSON asks, a line of JSON answers.
import assert from "node:assert/strict";
import { createInterface } from "node:readline";

const PATIENCE_MS = 10_000;
const lines = createInterface({ input: process.stdin });
const waiting = [];
const next = () => new Promise(hear => waiting.push(hear));
lines.on("line", line => waiting.shift()?.(JSON.parse(line)));
// Whoever runs the tests has gone: nothing is worth finishing.
lines.on("close", () => process.exit(1));

/** Where the server and Chromium are. */
export const { port, chromium } = await next();

/** Has the Rust side do something; answers come in the order of the questions. */
export async function ask(operation, request = {}) {
  const answered = next();
  process.stdout.write(`${JSON.stringify({ operation, ...request })}\n`);
  const answer = await answered;
  if ("error" in answer) throw new Error(`${operation}: ${answer.error}`);
  return answer.ok;
}

/** The rows of a statement. */
export const sql = (text, ...values) => ask("sql", { sql: text, values });

/**
 * A new employee in an agency of their own, who has given consent and holds a key unless the wish says
 * otherwise: `{ product: "boss", consent: false, key: false }`. A cashier may choose between ALPHA with the
 * seances "Charter" and "Regular", and DELTA with "Regular".
 */
export const seed = (wish = {}) => ask("seed", wish);

/** The rows of a statement whose first values are the employee's agency and, if it names `?2`, login. */
export const sqlOf = ({ agency, login }, text, ...more) =>
  sql(text, agency, ...(text.includes("?2") ? [login] : []), ...more);

/** What the audit log says of the employee's agency, oldest first: "event" or "event detail". */
export async function audit(employee) {
  const text = "SELECT event, detail FROM audit WHERE agency_code = ?1 ORDER BY at, event, detail";
  const rows = await sqlOf(employee, text);
  return rows.map(({ event, detail }) => `${event} ${detail}`.trim());
}

/** The audit log of the employee's agency is this; a pattern stands for a detail of chance. */
export async function audited(employee, expected) {
  const rows = await audit(employee);
  const fits = (row, wish) => wish instanceof RegExp && wish.test(row) ? row : String(wish);
  assert.deepEqual(rows, expected.map((wish, i) => fits(rows[i], wish)), "the audit log");
}

/** Mails to this address, newest first, once all that was asked for has been sent: that is done behind answers. */
export async function mailbox(address) {
  const waiting = "SELECT 1 FROM outbox WHERE login = ?1 AND state = 'waiting' "
    + "UNION ALL SELECT 1 FROM link_request WHERE login = ?1 AND done_at IS NULL";
  for (const began = Date.now(); (await sql(waiting, address)).length;) {
    assert.ok(Date.now() - began < PATIENCE_MS, `a mail to ${address} is not sent`);
  }
  const mails = await (await fetch(`http://127.0.0.1:${port}/dev/mail.json`)).json();
  return mails.filter(({ to }) => to === address);
}
