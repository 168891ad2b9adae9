// Administration in Boss: the way in, its parts, and codes for what asks for one.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { SAY } from "./account_page.mjs";
import { button, enterCode, heading, HOSTS, live, nextCode, signIn } from "./real.mjs";
import { sqlOf } from "./server.mjs";

const KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const PASSWORD = "Demo-passw0rd";
export const someone = name => `${name}${randomInt(1e9)}@example.test`;
export const field = (page, label) => page.getByLabel(label, { exact: true });
export const dialog = page => page.locator("dialog[open]");
export const row = (page, text) => page.getByRole("row").filter({ hasText: text });
export const done = page => page.getByText("Done.", { exact: true }).waitFor();
export const path = page => new URL(page.url()).pathname + new URL(page.url()).search;

/** Waits for an address, whichever way the page goes there. */
export const isAt = (page, address) => page.waitForFunction(address => location.pathname + location.search === address, address);

/** Signs in where administration sends whoever is not, and arrives where they wanted to be. */
export async function administers(test, admin, where = "/employees", title = "Employees", context = test.context) {
  // Refusals are told on the page; the browser reports them on its console as well.
  test.allow(/the server responded with a status of 4\d\d .*\/api\/admin\//);
  const page = await context.newPage();
  await page.goto(HOSTS.boss + where);
  await isAt(page, "/");
  await live(page);
  await signIn(page, admin);
  await heading(page, SAY.en.code);
  await fresh(admin);
  await enterCode(page, admin);
  await isAt(page, where);
  await heading(page, title);
  // The heading stands alone until it is known who is there.
  await page.locator(".nav a, #boss-problem").first().waitFor();
  return page;
}

/** The next code counts again: a test has more than two in a minute. */
export async function fresh(employee) {
  await sqlOf(employee, "UPDATE second_factor SET last_step = 0 WHERE agency_code = ?1");
  delete employee.step;
}

/** The code of the sign-in is no longer one of the last minutes. */
export const stale = employee => sqlOf(employee, "UPDATE session SET code_at = 0 WHERE agency_code = ?1");

/** Answers the dialog that asks for a current code. */
export async function proves(page, admin) {
  await heading2(page, "Confirm that it is you");
  await fresh(admin);
  await page.locator("#step-up").fill(nextCode(admin));
  await button(page, "Confirm").click();
}

export const heading2 = (page, text) => page.getByRole("heading", { name: text, exact: true }).waitFor();

/** An employee with everything, made by the session of a page. */
export async function hire(page, admin, wish) {
  const made = await page.evaluate(async body => {
    const headers = { "content-type": "application/json", "x-mixvel-auth": "1" };
    const reply = await fetch("/api/admin/employees", { method: "POST", headers, body: JSON.stringify(body) });
    return [reply.status, await reply.text()];
  }, {
    agency: admin.agency, products: ["boss"], name: "Second Hand", role: "administrator", password: PASSWORD,
    two_factor_key: KEY, consent: true, ...wish,
  });
  assert.equal(made[0], 200, made[1]);
  return { login: wish.login, password: PASSWORD, key: KEY, product: "boss", agency: admin.agency };
}
