// What the deployed version demands, a new text of the consent, and a server in trouble. Each test has the
// server to itself, since it is started again with other settings.
import assert from "node:assert/strict";
import { button, enterCode, heading, live, run, signIn } from "./real.mjs";
import { ask, audited, logged, seed, sql, sqlOf } from "./server.mjs";
import { trail, WAYS } from "./windows.mjs";

const deploy = version => ask("restart", { vars: { CASHIER_VERSION: version } });
const consent = page => page.getByLabel("I consent to the processing of personal data");
const twoFactor = page => page.getByLabel("Enable two-factor authentication");

/** An employee without consent and key who has typed the password, at this version. */
async function newcomer(test, version) {
  await deploy(version);
  const page = await test.tab();
  await page.getByText(`Version ${version}`).waitFor();
  const employee = await seed({ consent: false, key: false });
  await signIn(page, employee);
  return { page, employee };
}

await run({
  async "1.8.0 demands neither consent nor a second factor"(test) {
    const { page, employee } = await newcomer(test, "1.8.0");
    await heading(page, "Point of sale");
    await audited(employee, ["sign_in.password_accepted cashier"]);
  },

  async "1.9.0 demands consent, and no second factor"(test) {
    const { page, employee } = await newcomer(test, "1.9.0");
    await consent(page).check();
    assert.equal(await twoFactor(page).count(), 0);
    await button(page, "Login").click();
    await heading(page, "Point of sale");
    await audited(employee, ["sign_in.password_accepted cashier", /^consent.given cashier en /]);
  },

  async "1.9.1 demands both"(test) {
    const { page, employee } = await newcomer(test, "1.9.1");
    await consent(page).waitFor();
    await twoFactor(page).waitFor();
    await audited(employee, ["sign_in.password_accepted cashier"]);
  },

  async "a key that is active is asked for whatever the version"(test) {
    await deploy("1.8.0");
    const page = await test.tab();
    const employee = await WAYS.pointOfSale(page);
    await audited(employee, trail("pointOfSale", employee));
  },

  async "a deploy in the middle of a sign-in asks for what it demands"(test) {
    const { page, employee } = await newcomer(test, "1.8.0");
    await heading(page, "Point of sale");
    await deploy("1.9.1");
    await button(page, "Select").click();
    await consent(page).waitFor();
    await twoFactor(page).waitFor();
    await audited(employee, ["sign_in.password_accepted cashier"]);
  },

  async "a new text of the consent is asked for once"(test) {
    await deploy("1.9.1");
    const page = await test.tab();
    const employee = await seed();
    await sqlOf(employee, "UPDATE consent SET version = 'the text before' WHERE agency_code = ?1");
    await signIn(page, employee);
    await consent(page).check();
    assert.equal(await twoFactor(page).count(), 0, "the second factor is there already");
    await button(page, "Login").click();
    await heading(page, "Authentication code");
    await enterCode(page, employee);
    await heading(page, "Point of sale");
    await button(page, "Not you?").click();
    await page.locator("#password:visible").waitFor();
    await signIn(page, employee);
    await heading(page, "Authentication code");
    await audited(employee, [
      ...trail("requirements", employee), /^consent.given cashier en /, "code.accepted",
      "sign_in.ended cancelled", ...trail("requirements", employee),
    ]);
  },

  async "a fault of the server names the request and keeps what was chosen; Retry works after it"(test) {
    test.allow(/the server responded with a status of 5\d\d .*\/api\/auth\//);
    const page = await test.tab();
    const employee = await WAYS.pointOfSale(page);
    await page.locator("select").selectOption(`${employee.agency}_DELTA`);
    await sql("ALTER TABLE seance RENAME TO seance_away");
    try {
      await button(page, "Select").click();
      const text = await page.getByText(/give support the code /).textContent();
      const [, id] = text.match(/the code ([\w-]+)\./);
      await logged(id);
      assert.equal(await page.locator("select").inputValue(), `${employee.agency}_DELTA`);
    } finally {
      await sql("ALTER TABLE seance_away RENAME TO seance");
    }
    await button(page, "Retry").click();
    await heading(page, "Workspace");
    await audited(employee, [
      ...trail("pointOfSale", employee), "device.known cashier",
      `session.opened cashier ${employee.agency}_DELTA Regular`,
    ]);
  },

  async "a fault at the login window names the request and keeps the password; Retry works after it"(test) {
    test.allow(/the server responded with a status of 5\d\d .*\/api\/auth\//);
    const page = await test.tab();
    const employee = await seed();
    await sql("ALTER TABLE password_try RENAME TO password_try_away");
    try {
      await signIn(page, employee);
      await page.getByText(/give support the code [\w-]+\./).waitFor();
      assert.equal(await page.inputValue("#password"), employee.password);
    } finally {
      await sql("ALTER TABLE password_try_away RENAME TO password_try");
    }
    await button(page, "Retry").click();
    await heading(page, "Authentication code");
    await audited(employee, trail("code", employee));
  },

  async "a server that starts again between two windows is not noticed"(test) {
    const page = await test.tab();
    const employee = await WAYS.session(page);
    await deploy("1.9.1");
    await button(page, "Select").click();
    await heading(page, "Workspace");
    await page.reload();
    await live(page);
    await heading(page, "Workspace");
    await audited(employee, trail("workspace", employee));
  },
}, { abreast: 1 });
