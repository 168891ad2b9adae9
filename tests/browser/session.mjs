// `/session.js` in the pages of an application: idleness and sign-out are one thing with our own windows.
import assert from "node:assert/strict";
import { askedWith, HOSTS, heading, hearsLate, holdReason, live, run } from "./real.mjs";
import { audited, endSessions, lastActive, sitsIdle, until } from "./server.mjs";
import { trail, WAYS } from "./windows.mjs";

const IDLE = "You were signed out after 60 minutes of inactivity. Please sign in again.";
const ENDED = "You have been signed out. Please sign in again.";
const STAYED = "Signing out did not work: you are still signed in. Please try again.";
const PAGE = "/app/desk?order=1";
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'";
const HTML = `<!doctype html><html lang="en"><title>Application</title><h1>The application</h1>
<input id="typed"><button data-mixvel-sign-out>Leave</button><script src="/session.js" defer></script>`;

const warning = page => page.getByRole("dialog", { name: "Are you still there?" });
const stay = page => page.getByRole("button", { name: "Stay signed in" });

/** A tab of an application that knows nothing of us but the one line. */
async function application(test) {
  const page = await test.context.newPage();
  await page.route(`**${PAGE}`, route => route.fulfill({
    contentType: "text/html", headers: { "Content-Security-Policy": POLICY }, body: HTML,
  }));
  const asked = page.waitForResponse("**/api/auth/state");
  await page.goto(HOSTS.cashier + PAGE);
  await asked;
  await heading(page, "The application");
  return page;
}

/** Somebody at the workspace and in two tabs of an application, whose clock the test moves. */
async function atWork(test) {
  await test.context.clock.install();
  const own = await test.tab();
  const employee = await WAYS.workspace(own);
  return { own, employee, first: await application(test), second: await application(test) };
}

/** The sign-in says why, and knows where one was. */
async function isOut(page, why) {
  await page.waitForURL(url => url.pathname === "/");
  await heading(page, "Authorization");
  if (why) await page.getByText(why, { exact: true }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("to") ?? PAGE, PAGE);
}

/** Somebody else has signed in, and the page begins anew. */
async function becomesTheirs(test, page) {
  const theirs = await test.person();
  await WAYS.workspace(await test.tab("cashier", { context: theirs }));
  await test.context.addCookies(await theirs.cookies(HOSTS.cashier));
  await page.evaluate(() => {
    document.querySelector("h1").dataset.left = "behind";
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await page.locator("h1:not([data-left])").waitFor();
  await heading(page, "The application");
}

await run({
  async "a minute before the end all tabs warn, under any policy of the page, and one answer counts for all"(test) {
    const { own, first, second } = await atWork(test);
    await second.locator("#typed").focus();
    await test.context.clock.fastForward("58:30");
    assert.equal(await warning(first).count(), 0);
    await test.context.clock.fastForward("00:31");
    for (const page of [own, first, second]) await warning(page).waitFor();
    await stay(second).click();
    for (const page of [own, first, second]) await warning(page).waitFor({ state: "detached" });
    assert.equal(await second.evaluate(() => document.activeElement.id), "typed", "the focus is where it was");
    await test.context.clock.fastForward("30:00");
    for (const page of [first, second]) await heading(page, "The application");
  },

  async "input in the application keeps our own windows, and input there keeps the application"(test) {
    const { own, first, employee } = await atWork(test);
    const before = await lastActive(employee);
    await test.context.clock.fastForward("40:00");
    await first.locator("#typed").pressSequentially("x");
    await until(async () => await lastActive(employee) > before, "the edge knows of it");
    await test.context.clock.fastForward("40:00");
    await heading(own, "Workspace");
    assert.equal(await warning(own).count(), 0);
    await own.keyboard.press("Shift");
    await test.context.clock.fastForward("40:00");
    await heading(first, "The application");
    assert.equal(await warning(first).count(), 0);
  },

  async "a page that wakes up before it is told of input in another tab signs nobody out"(test) {
    const { own, first, employee } = await atWork(test);
    await test.context.clock.fastForward("40:00");
    const comesBack = await hearsLate(first);
    await own.keyboard.press("Shift");
    await test.context.clock.fastForward("40:00");
    await comesBack();
    await heading(own, "Workspace");
    await heading(first, "The application");
    await audited(employee, trail("workspace", employee));
  },

  async "a page that is told of nothing ends no session of somebody at work"(test) {
    const { own, first, second, employee } = await atWork(test);
    await Promise.all([own.close(), second.close()]);
    await first.evaluate(() => { document.documentElement.style.display = "flow-root"; });
    const answered = first.waitForResponse("**/api/auth/sign-out");
    // Older than any session may be: one that has begun since is known by the edge alone.
    await test.context.clock.fastForward("25:00:00");
    assert.equal((await (await answered).json()).step.name, "signed_in");
    await first.waitForFunction(() => document.documentElement.style.display === "flow-root");
    await heading(first, "The application");
    await audited(employee, trail("workspace", employee));
    await test.context.clock.fastForward("59:01");
    await warning(first).waitFor();
  },

  async "who works on pages that are left within the minute is at work"(test) {
    const { own, first, second, employee } = await atWork(test);
    await Promise.all([own.close(), second.close()]);
    await sitsIdle(employee, 30);
    const before = await lastActive(employee);
    await first.locator("#typed").pressSequentially("x");
    await first.route("**/api/auth/activity", route => route.abort());
    await first.close();
    const next = await application(test);
    await until(async () => {
      await test.context.clock.runFor(1000);
      return await lastActive(employee) > before;
    }, "the next page tells the edge of it");
    await heading(next, "The application");
  },

  async "after an hour all tabs are out, and the sign-in says why and where one was"(test) {
    const { own, employee, first, second } = await atWork(test);
    await own.close();
    await sitsIdle(employee, 60);
    await test.context.clock.fastForward("01:00:01");
    await test.context.clock.runFor(5000);
    await isOut(first, IDLE);
    await isOut(second, IDLE);
  },

  async "a sign-out in the application is one everywhere"(test) {
    const { own, first, second } = await atWork(test);
    await first.getByRole("button", { name: "Leave" }).click();
    await isOut(first, "You have signed out.");
    await isOut(second);
    await heading(own, "Authorization");
  },

  async "a sign-out of a session that others have ended says what has ended it"(test) {
    const { employee, first, second, own } = await atWork(test);
    await Promise.all([own.close(), second.close()]);
    await endSessions(employee);
    await first.getByRole("button", { name: "Leave" }).click();
    await isOut(first, ENDED);
  },

  async "a sign-out that did not arrive leaves no word behind"(test) {
    const { employee, first, second, own } = await atWork(test);
    await Promise.all([own.close(), second.close()]);
    test.allow(/ERR_FAILED/);
    await first.route("**/api/auth/sign-out", route => route.abort(), { times: 1 });
    await first.getByRole("button", { name: "Leave" }).click();
    await first.getByRole("dialog", { name: STAYED }).waitFor();
    await endSessions(employee);
    await first.goto(HOSTS.cashier + PAGE);
    await isOut(first, ENDED);
    const answered = first.waitForResponse("**/api/auth/state");
    await first.reload();
    await (await answered).finished();
    await live(first);
    await first.waitForTimeout(500);
    assert.equal(await first.getByText(/signed out/).count(), 0, "it is said once");
  },

  async "whoever is still signed in, since a sign-out did not arrive, is told so where they are and tries again"(test) {
    const { first, own } = await atWork(test);
    test.allow(/ERR_FAILED|status of 503/);
    const leave = first.getByRole("button", { name: "Leave" });
    const stayed = first.getByRole("dialog", { name: STAYED });
    for (const fails of [route => route.abort(), route => route.fulfill({ status: 503 })]) {
      await first.route("**/api/auth/sign-out", fails, { times: 1 });
      await leave.focus();
      await first.keyboard.press("Enter");
      await stayed.waitFor();
      await first.keyboard.press("Enter");
      await stayed.waitFor({ state: "detached" });
      assert.ok(await leave.evaluate(it => it === document.activeElement), "the focus is where it was");
    }
    await heading(own, "Workspace");
    await first.keyboard.press("Enter");
    await isOut(first, "You have signed out.");
    await heading(own, "Authorization");
  },

  async "a page that was left by a sign-out leads to the sign-in, should somebody come back to it"(test) {
    const { first, second, own } = await atWork(test);
    await Promise.all([own.close(), second.close()]);
    const { promise: left, resolve: leaves } = Promise.withResolvers();
    let ways = 0;
    await first.route(`${HOSTS.cashier}/`, async route => {
      ways += 1;
      if (ways > 1) return route.continue();
      // An answer without content keeps the page.
      await route.fulfill({ status: 204 });
      leaves();
    });
    await first.getByRole("button", { name: "Leave" }).click();
    await left;
    const comesBack = () => {
      for (const kind of ["pagehide", "pageshow"]) dispatchEvent(new PageTransitionEvent(kind, { persisted: true }));
    };
    // In a while, as it leads away from here.
    await first.evaluate(`setTimeout(${comesBack})`);
    await isOut(first, "You have signed out.");
  },

  async "a page knows its owner although a gateway keeps the header field to itself"(test) {
    const { own, first } = await atWork(test);
    await own.close();
    const asked = first.waitForResponse("**/api/auth/state");
    await first.route("**/api/auth/verify", async route => {
      const response = await askedWith(route, await test.context.cookies());
      const { "x-auth-employee": _, ...headers } = response.headers();
      return route.fulfill({ response, headers });
    });
    await first.goto(HOSTS.cashier + PAGE);
    await asked;
    await first.evaluate(() => { document.querySelector("h1").dataset.left = "behind"; });
    await first.waitForTimeout(1000);
    assert.equal(await first.locator("h1[data-left]").count(), 1, "nothing was loaded again");
  },

  async "an hour that is over here and not yet at the edge is told as the reason"(test) {
    const { employee, first, second, own } = await atWork(test);
    await Promise.all([own.close(), second.close()]);
    await sitsIdle(employee, 59);
    await test.context.clock.fastForward("01:00:01");
    await test.context.clock.runFor(5000);
    await isOut(first, IDLE);
  },

  async "a page whose first question was not answered asks again who is there"(test) {
    const { own, first, second } = await atWork(test);
    await Promise.all([own.close(), second.close()]);
    test.allow(/status of 503/);
    let questions = 0;
    await first.route("**/api/auth/verify", route => {
      questions += 1;
      return questions === 1 ? route.fulfill({ status: 503 }) : route.continue();
    });
    const refused = first.waitForResponse("**/api/auth/verify");
    await first.goto(HOSTS.cashier + PAGE);
    await refused;
    const asked = first.waitForResponse("**/api/auth/state");
    await test.context.clock.runFor(11_000);
    assert.equal((await (await asked).json()).step.name, "signed_in");
    await becomesTheirs(test, first);
  },

  async "a page that has not heard whose it is begins anew when somebody moves"(test) {
    const { own, first, second } = await atWork(test);
    await own.close();
    test.allow(/status of 503/);
    const silent = route => route.fulfill({ status: 503 });
    await first.route("**/api/auth/verify", silent);
    const refused = first.waitForResponse("**/api/auth/verify");
    await first.goto(HOSTS.cashier + PAGE);
    await refused;
    await heading(first, "The application");
    const again = first.waitForEvent("framenavigated");
    await second.evaluate(() => new BroadcastChannel("mixvel-auth").postMessage("moved"));
    await again;
    await heading(first, "The application");
  },

  async "a sign-out in our own window is one in the application"(test) {
    const { own, first } = await atWork(test);
    await own.getByRole("button", { name: "Sign out", exact: true }).click();
    await isOut(first);
  },

  async "a session that others have ended is over when the tab is looked at, and the sign-in says why"(test) {
    const { employee, first, own } = await atWork(test);
    await own.close();
    await endSessions(employee);
    await first.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await isOut(first, ENDED);
  },

  async "a page that is opened after its session has ended leaves the reason to the sign-in"(test) {
    const { employee, first, own } = await atWork(test);
    await own.close();
    await endSessions(employee);
    await first.goto(HOSTS.cashier + PAGE);
    await isOut(first, ENDED);
  },

  async "a session that ends while a page looks who is there leaves the reason to the sign-in"(test) {
    const { employee, first, own } = await atWork(test);
    await own.close();
    let questions = 0;
    await first.route("**/api/auth/state", async route => {
      questions += 1;
      if (questions === 1) await endSessions(employee);
      return route.continue();
    });
    await first.goto(HOSTS.cashier + PAGE);
    await isOut(first, ENDED);
  },

  async "a session that ends while a page reports input leaves the reason to the sign-in"(test) {
    const { employee, first, second, own } = await atWork(test);
    await Promise.all([own.close(), second.close()]);
    await first.route("**/api/auth/activity", async route => {
      await endSessions(employee);
      return route.continue();
    }, { times: 1 });
    await test.context.clock.fastForward("02:00");
    await first.locator("#typed").pressSequentially("x");
    await isOut(first, ENDED);
  },

  async "whoever signs out and hears meanwhile that it is over waits for the reason"(test) {
    const { employee, first, second, own } = await atWork(test);
    await Promise.all([own.close(), second.close()]);
    await endSessions(employee);
    const { asked, comes } = await holdReason(first, "**/api/auth/sign-out");
    await first.getByRole("button", { name: "Leave" }).click();
    await asked;
    const refusal = first.waitForResponse("**/api/auth/verify");
    await first.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await refusal;
    await first.waitForTimeout(300);
    comes();
    await isOut(first, ENDED);
  },

  async "a page of somebody who is no longer signed in begins anew for whoever is"(test) {
    const { own, first } = await atWork(test);
    await own.close();
    await becomesTheirs(test, first);
  },

  async "a report that is lost is sent again, and a page that scrolls by itself keeps nobody signed in"(test) {
    const { own, first, second, employee } = await atWork(test);
    await Promise.all([own.close(), second.close()]);
    await sitsIdle(employee, 10);
    const before = await lastActive(employee);
    const asked = [];
    test.allow(/ERR_FAILED/);
    await first.route("**/api/auth/activity", route => {
      asked.push(route.request());
      return asked.length === 1 ? route.abort() : route.continue();
    });
    await test.context.clock.fastForward("10:00");
    await first.evaluate(() => {
      document.body.style.height = "9999px";
      scrollTo(0, 500);
    });
    await test.context.clock.runFor(3000);
    assert.equal(asked.length, 0, "nobody has scrolled");
    await first.locator("#typed").pressSequentially("x");
    await until(() => asked.length === 1, "it is reported");
    await until(async () => {
      await test.context.clock.runFor(1000);
      return asked.length > 1;
    }, "it is reported again");
    await until(async () => await lastActive(employee) > before, "the edge knows of it");
  },
});
