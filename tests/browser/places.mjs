// Points of sale and their sessions: who may choose, what passes by itself, the change from the workspace.
import assert from "node:assert/strict";
import { back, button, enterCode, heading, live, run, signIn } from "./real.mjs";
import { audited, seed, sqlOf } from "./server.mjs";
import { trail, WAYS } from "./windows.mjs";

const select = page => page.locator("select:visible");
const opened = ({ agency }, place) =>
  ["device.known cashier", `session.opened cashier ${agency}_${place}`];

/** A new employee past the code, with the statements carried out before. */
async function pastCode(page, ...changes) {
  const employee = await seed();
  for (const change of changes) await sqlOf(employee, change);
  await signIn(page, employee);
  await heading(page, "Authentication code");
  await enterCode(page, employee);
  return employee;
}

const WITHOUT = {
  delta: "DELETE FROM employee_unit WHERE agency_code = ?1 AND unit = 'DELTA'",
  charter: "DELETE FROM seance WHERE agency_code = ?1 AND name = 'Charter'",
  seancesOfAlpha: "DELETE FROM seance WHERE agency_code = ?1 AND unit = 'ALPHA'",
  change: "UPDATE agency SET may_change_point_of_sale = 0 WHERE agency_code = ?1",
};

await run({
  async "names, identifiers and addresses stand in the list, and the first one is selected"(test) {
    const page = await test.tab();
    const { agency } = await WAYS.pointOfSale(page);
    assert.deepEqual(await select(page).locator("option").allTextContents(), [
      `Central office, ${agency}_ALPHA, Tverskaya 1, Moscow`, `Airport desk, ${agency}_DELTA`,
    ]);
    assert.equal(await select(page).inputValue(), `${agency}_ALPHA`);
    await page.getByText("Choose the point of sale where you are.").waitFor();
  },

  async "an only point of sale with an only session is passed by itself"(test) {
    const page = await test.tab();
    const employee = await pastCode(page, WITHOUT.delta, WITHOUT.charter);
    await heading(page, "Workspace");
    await audited(employee, [...trail("pointOfSale", employee), ...opened(employee, "ALPHA Regular")]);
  },

  async "an only point of sale leaves the choice of its session"(test) {
    const page = await test.tab();
    const employee = await pastCode(page, WITHOUT.delta);
    await heading(page, "Session");
    await page.getByText("Central office").waitFor();
    await button(page, "Back").click();
    await heading(page, "Authorization");
    await audited(employee, [...trail("pointOfSale", employee), "sign_in.ended back"]);
  },

  async "where the agency forbids the choice, the first assigned one is shown fixed"(test) {
    const page = await test.tab();
    const employee = await pastCode(page, WITHOUT.change);
    await heading(page, "Point of sale");
    await page.getByText("Your agency’s administrator has assigned you this point of sale.").waitFor();
    assert.equal(await select(page).count(), 0);
    await page.getByText(`${employee.agency}_ALPHA`).waitFor();
    await button(page, "Select").click();
    await heading(page, "Session");
    await select(page).selectOption("Regular");
    await button(page, "Select").click();
    await heading(page, "Workspace");
    assert.equal(await button(page, "Change point of sale").count(), 0);
    await audited(employee, [...trail("pointOfSale", employee), ...opened(employee, "ALPHA Regular")]);
  },

  async "a point of sale without a session says who can help, and Back leads to the others"(test) {
    const page = await test.tab();
    const employee = await pastCode(page, WITHOUT.seancesOfAlpha);
    await heading(page, "Point of sale");
    await button(page, "Select").click();
    await heading(page, "Session");
    const text = "No session is open at this point of sale. Contact your agency’s administrator.";
    await page.getByText(text).waitFor();
    assert.equal(await button(page, "Select").count(), 0);
    await back(page, 2);
    await heading(page, "Point of sale");
    await select(page).selectOption(`${employee.agency}_DELTA`);
    await button(page, "Select").click();
    await heading(page, "Workspace");
    await audited(employee, [...trail("pointOfSale", employee), ...opened(employee, "DELTA Regular")]);
  },

  async "an only point of sale without a session says so, and Back leads to the login"(test) {
    const page = await test.tab();
    const employee = await pastCode(page, WITHOUT.delta, WITHOUT.seancesOfAlpha);
    await heading(page, "Session");
    await button(page, "RU").click();
    await page.getByText("Обратитесь к администратору агентства.").waitFor();
    await back(page, 2);
    await heading(page, "Авторизация");
    await audited(employee, [...trail("pointOfSale", employee), "sign_in.ended back"]);
  },

  async "the point of sale is changed from the workspace without a new sign-in"(test) {
    const page = await test.tab();
    const employee = await WAYS.workspace(page);
    await button(page, "Change point of sale").click();
    await heading(page, "Point of sale");
    assert.equal(await select(page).inputValue(), `${employee.agency}_ALPHA`);
    await select(page).selectOption(`${employee.agency}_DELTA`);
    await button(page, "Select").click();
    await heading(page, "Workspace");
    await page.getByText(`${employee.agency}_DELTA`).waitFor();
    await page.reload();
    await live(page);
    await page.getByText(`${employee.agency}_DELTA`).waitFor();
    await audited(employee, [
      ...trail("workspace", employee), `session.moved cashier ${employee.agency}_DELTA Regular`,
    ]);
  },

  async "a change of the point of sale that is given up leads back to the workspace, still signed in"(test) {
    const page = await test.tab();
    const employee = await WAYS.workspace(page);
    for (const leave of [() => back(page, 1), () => button(page, "Back").click()]) {
      await button(page, "Change point of sale").click();
      await heading(page, "Point of sale");
      await leave();
      await heading(page, "Workspace");
    }
    await page.getByText(`${employee.agency}_ALPHA`).waitFor();
    const rows = await sqlOf(employee, "SELECT * FROM session WHERE agency_code = ?1 AND ended_at IS NULL");
    assert.equal(rows.length, 1);
    await audited(employee, [...trail("workspace", employee), "sign_in.ended back", "sign_in.ended back"]);
  },

  async "a point of sale that is taken away between two windows is no choice any more"(test) {
    const page = await test.tab();
    const employee = await WAYS.pointOfSale(page);
    await select(page).selectOption(`${employee.agency}_DELTA`);
    await sqlOf(employee, WITHOUT.delta);
    await button(page, "Select").click();
    await heading(page, "Session");
    await page.getByText("Central office").waitFor();
    await audited(employee, trail("pointOfSale", employee));
  },
});
