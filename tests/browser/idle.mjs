// An hour without input: the browser's watchdog, and the server that does not rely on it.
import assert from "node:assert/strict";
import { askedWith, button, enterCode, heading, hearsLate, live, patient, run, signIn } from "./real.mjs";
import { audited, endSessions, sitsIdle, sqlOf, until } from "./server.mjs";
import { trail, WAYS } from "./windows.mjs";

const IDLE = "You were signed out after 60 minutes of inactivity. Please sign in again.";
const warning = page => page.getByRole("dialog", { name: "Are you still there?" });
const session = async employee =>
  (await sqlOf(employee, "SELECT * FROM session WHERE agency_code = ?1 ORDER BY created_at DESC"))[0];

/** An employee at the workspace in two tabs whose clock the test moves. */
async function twoTabs(test) {
  await test.context.clock.install();
  const first = await test.tab();
  const employee = await WAYS.workspace(first);
  const second = await test.tab();
  await heading(second, "Workspace");
  return { first, second, employee };
}

/** Eighty minutes, with input in one tab amid them; the other one has it in its storage. */
async function worksInOne(test, first, second) {
  await test.context.clock.fastForward("40:00");
  await first.keyboard.press("Shift");
  const input = await first.evaluate(() => localStorage["last-input"]);
  await second.waitForFunction(input => localStorage["last-input"] === input, input);
  await test.context.clock.fastForward("40:00");
}

/** The login window says why, and holds nothing of before. */
async function signedOut(page, why) {
  await heading(page, "Authorization");
  await page.getByText(why, { exact: true }).waitFor();
  assert.equal(await page.inputValue("#password"), "");
  const wanted = await page.inputValue("#login") ? "password" : "login";
  await page.waitForFunction(id => document.activeElement.id === id, wanted);
  await page.getByText("Tess Ter").waitFor({ state: "detached" });
  // The page has left all history entries but its own, and their address; the next one shows its form at once.
  await page.waitForFunction(() =>
    history.state === null && location.pathname === "/" && !("step" in localStorage));
}

await run({
  async "at 59 minutes a dialog counts down in all tabs, and who stays, stays"(test) {
    const { first, second, employee } = await twoTabs(test);
    await test.context.clock.fastForward("58:30");
    assert.equal(await first.locator("dialog").count(), 0);
    await test.context.clock.fastForward("00:31");
    await warning(first).waitFor();
    await warning(second).waitFor();
    const left = () => first.getByRole("timer").textContent();
    const before = await left();
    assert.match(before, /^0:[0-5]\d$/);
    await first.waitForFunction(text => document.querySelector("[role=timer]").textContent < text, before);
    const active = (await session(employee)).last_active_at;

    await button(first, "Stay signed in").focus();
    await first.keyboard.press("Enter");
    await warning(first).waitFor({ state: "detached" });
    await warning(second).waitFor({ state: "detached" });
    await until(async () => (await session(employee)).last_active_at > active, "the server is told at once");
    await test.context.clock.fastForward("58:00");
    assert.equal(await first.locator("dialog").count(), 0, "another hour has begun");
    await audited(employee, trail("workspace", employee));
  },

  async "at 60 minutes all tabs are signed out, and the next sign-in begins where the last one was"(test) {
    await test.context.clock.install();
    const first = await test.tab();
    const employee = await WAYS.pointOfSale(first);
    await sqlOf(employee, "INSERT INTO seance VALUES (?1, 'DELTA', 'Charter')");
    await first.locator("select").selectOption(`${employee.agency}_DELTA`);
    await button(first, "Select").click();
    await heading(first, "Session");
    await first.locator("select").selectOption("Regular");
    await button(first, "Select").click();
    await heading(first, "Workspace");
    const second = await test.tab();
    await heading(second, "Workspace");

    await sitsIdle(employee, 59);
    await test.context.clock.fastForward("59:30");
    await warning(first).waitFor();
    await test.context.clock.runFor(31_000);
    await signedOut(first, IDLE);
    await signedOut(second, IDLE);
    const opened = ["device.known cashier", `session.opened cashier ${employee.agency}_DELTA Regular`];
    await audited(employee, [...trail("pointOfSale", employee), ...opened, "session.expired idle"]);

    await signIn(first, employee);
    await heading(first, "Authentication code");
    await enterCode(first, employee);
    await heading(first, "Point of sale");
    assert.equal(await first.locator("select").inputValue(), `${employee.agency}_DELTA`);
    await button(first, "Select").click();
    await heading(first, "Session");
    assert.equal(await first.locator("select").inputValue(), "Regular");
  },

  async "a tab that is told of the end by another one, a moment before its own, says why"(test) {
    const { first, second, employee } = await twoTabs(test);
    await sitsIdle(employee, 59);
    await test.context.clock.pauseAt(Date.now() + 80 * 60_000);
    for (const tab of [first, second]) await tab.locator(".over").waitFor();
    const asked = Promise.all([first, second].map(tab => tab.waitForResponse("**/api/auth/state")));
    await test.context.clearCookies({ name: "__Host-session" });
    await first.evaluate(() => new BroadcastChannel("mixvel-auth").postMessage("moved"));
    await asked;
    await test.context.clock.resume();
    await signedOut(first, IDLE);
    await signedOut(second, IDLE);
  },

  async "a tab whose end was overtaken by the next sign-in says nothing of it later"(test) {
    const { first, second, employee } = await twoTabs(test);
    await test.context.clock.pauseAt(Date.now() + 80 * 60_000);
    await second.locator(".over").waitFor();
    await endSessions(employee);
    await test.context.clearCookies({ name: "__Host-session" });
    await signIn(await test.tab(), employee);
    await heading(second, "Authentication code");
    await test.context.clock.resume();
    await enterCode(second, employee);
    for (const tab of [first, second]) {
      await heading(tab, "Point of sale");
      assert.equal(await tab.evaluate(() => sessionStorage["mixvel-notice"]), undefined);
    }
  },

  async "a laptop that slept for three hours wakes up signed out"(test) {
    const { first, second, employee } = await twoTabs(test);
    await sitsIdle(employee, 59);
    await test.context.clock.fastForward("03:00:00");
    await signedOut(first, IDLE);
    await signedOut(second, IDLE);
    await audited(employee, [...trail("workspace", employee), "session.expired idle"]);
  },

  async "input in one tab keeps the other signed in"(test) {
    const { first, second, employee } = await twoTabs(test);
    await worksInOne(test, first, second);
    await heading(second, "Workspace");
    assert.equal(await second.locator("dialog").count(), 0);
    await audited(employee, trail("workspace", employee));
  },

  async "a tab that slept, and was not told of input in another one, signs nobody out"(test) {
    await test.context.addInitScript(() =>
      addEventListener("storage", event => event.stopImmediatePropagation()));
    const { first, second, employee } = await twoTabs(test);
    await worksInOne(test, first, second);
    await test.context.clock.runFor(2_000);
    await heading(second, "Workspace");
    await audited(employee, trail("workspace", employee));
  },

  async "a tab that wakes up before it is told of input in another one signs nobody out"(test) {
    const { first, second, employee } = await twoTabs(test);
    await test.context.clock.fastForward("40:00");
    const comesBack = await hearsLate(second);
    await first.keyboard.press("Shift");
    await test.context.clock.fastForward("40:00");
    await comesBack();
    for (const tab of [first, second]) await heading(tab, "Workspace");
    await audited(employee, trail("workspace", employee));
  },

  async "a tab that is told of nothing ends no session of somebody at work"(test) {
    await test.context.clock.install();
    const page = await test.tab();
    const employee = await WAYS.workspace(page);
    await button(page, "Personal account").click();
    await heading(page, "Personal account");
    await button(page, "Change password").click();
    await page.fill("#current-password", "typed");
    const answered = page.waitForResponse("**/api/auth/sign-out");
    await test.context.clock.pauseAt(Date.now() + 80 * 60_000);
    await page.locator(".over").waitFor();
    await test.context.clock.resume();
    await answered;
    await page.locator("dialog").waitFor({ state: "detached" });
    await heading(page, "Personal account");
    assert.equal(await page.inputValue("#current-password"), "typed");
    await audited(employee, trail("workspace", employee));
    await test.context.clock.fastForward("59:01");
    await warning(page).waitFor();
  },

  async "after an hour the server refuses even when the browser never noticed"(test) {
    const page = await test.tab();
    const employee = await WAYS.workspace(page);
    await sitsIdle(employee, 60);
    await button(page, "Change point of sale").click();
    await signedOut(page, IDLE);
    await audited(employee, [...trail("workspace", employee), "session.expired idle"]);
    assert.equal((await session(employee)).ended_by, "idle");
  },

  async "input does not bring a session back that the server has ended"(test) {
    await test.context.clock.install();
    const page = await test.tab();
    const employee = await WAYS.workspace(page);
    await sitsIdle(employee, 60);
    await test.context.clock.fastForward("02:00");
    await page.keyboard.press("Shift");
    await signedOut(page, IDLE);
    await page.reload();
    await live(page);
    await heading(page, "Authorization");
    await audited(employee, [...trail("workspace", employee), "session.expired idle"]);
  },

  async "an end that the first input finds out leaves the address of the account page"(test) {
    await test.context.clock.install();
    const page = await test.tab();
    const employee = await WAYS.workspace(page);
    await button(page, "Personal account").click();
    await heading(page, "Personal account");
    await sitsIdle(employee, 60);
    await test.context.clock.fastForward("02:00");
    await page.keyboard.press("Shift");
    await signedOut(page, IDLE);
  },

  async "an end leaves nothing behind, however late a busy browser draws it"(test) {
    await test.context.addInitScript(() => {
      // By its clock the app has always worked for so long that it lets the browser go first.
      const now = Date.now;
      let late = 0;
      Date.now = () => now() + 20 * ++late;
    });
    const page = await test.tab();
    const employee = await WAYS.session(page);
    await sqlOf(employee, "UPDATE sign_in SET touched_at = touched_at - 600000 WHERE agency_code = ?1");
    await button(page, "Select").click();
    await signedOut(page, "The sign-in was not finished within 10 minutes. Please start again.");

    const other = await WAYS.workspace(page);
    await button(page, "Personal account").click();
    await heading(page, "Personal account");
    await sitsIdle(other, 60);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await signedOut(page, IDLE);
  },

  async "no session outlasts 24 hours, whatever its owner does"(test) {
    const page = await test.tab();
    const employee = await WAYS.workspace(page);
    await sqlOf(employee, "UPDATE session SET created_at = created_at - 86400000 WHERE agency_code = ?1");
    await page.reload();
    await live(page);
    await signedOut(page, "You were signed out: a sign-in lasts 24 hours at most. Please sign in again.");
    await audited(employee, [...trail("workspace", employee), "session.expired absolute"]);
  },

  async "a sign-in that was left for ten minutes has to be begun again"(test) {
    const page = await test.tab();
    const employee = await WAYS.session(page);
    await sqlOf(employee, "UPDATE sign_in SET touched_at = touched_at - 600000 WHERE agency_code = ?1");
    await button(page, "Select").click();
    await signedOut(page, "The sign-in was not finished within 10 minutes. Please start again.");
    await audited(employee, trail("session", employee));
  },

  async "a sign-out of a session that others have ended says so"(test) {
    const page = await test.tab();
    const employee = await WAYS.workspace(page);
    await endSessions(employee);
    await button(page, "Sign out").click();
    await signedOut(page, "You have been signed out. Please sign in again.");
    await audited(employee, trail("workspace", employee));
  },

  async "a reason that comes when the next request is on its way already is told all the same"(test) {
    const page = await test.tab();
    const employee = await WAYS.workspace(page);
    await endSessions(employee);
    await patient(page);
    const [told, moves] = [Promise.withResolvers(), Promise.withResolvers()];
    let questions = 0;
    await page.route("**/api/auth/state", async route => {
      questions += 1;
      if (questions > 1) return route.continue();
      const response = await askedWith(route, await test.context.cookies());
      told.resolve();
      await moves.promise;
      return route.fulfill({ response });
    });
    // Its own answer waits until the older one is there.
    const crossed = Promise.withResolvers();
    await page.route("**/api/auth/change-point-of-sale", async route => {
      await crossed.promise;
      return route.continue();
    });
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await told.promise;
    const sent = page.waitForRequest("**/api/auth/change-point-of-sale");
    await button(page, "Change point of sale").click();
    await sent;
    const answered = page.waitForResponse("**/api/auth/state");
    moves.resolve();
    await (await answered).finished();
    const next = page.waitForResponse("**/api/auth/state");
    crossed.resolve();
    assert.deepEqual((await (await next).json()).step, { name: "credentials", notice: null });
    await signedOut(page, "You have been signed out. Please sign in again.");
    await audited(employee, trail("workspace", employee));
  },

  async "a reason that is on its way to the login window is told although another tab moves"(test) {
    const page = await test.tab();
    const employee = await WAYS.workspace(page);
    const other = await test.tab();
    await endSessions(employee);
    const [told, moves] = [Promise.withResolvers(), Promise.withResolvers()];
    let questions = 0;
    await page.route("**/api/auth/state", async route => {
      questions += 1;
      // Its cookie is gone with the first answer.
      if (questions > 1) return route.fulfill({ response: await askedWith(route, []) });
      const response = await askedWith(route, await test.context.cookies());
      told.resolve();
      await moves.promise;
      return route.fulfill({ response });
    });
    await page.reload();
    await told.promise;
    const next = page.waitForResponse("**/api/auth/state");
    await other.evaluate(() => new BroadcastChannel("mixvel-auth").postMessage("moved"));
    await (await next).finished();
    moves.resolve();
    await page.getByText("You have been signed out. Please sign in again.").waitFor();
  },

  async "whoever is blocked while at work is out with the next click"(test) {
    const page = await test.tab();
    const employee = await WAYS.workspace(page);
    await sqlOf(employee, "UPDATE employee SET blocked_at = 1 WHERE agency_code = ?1");
    await button(page, "Change point of sale").click();
    await signedOut(page, "You have been signed out. Please sign in again.");
    await audited(employee, trail("workspace", employee));
  },
});
