// An old tab after a deployment: it reloads itself between windows, never over what was typed, and never in a loop.
import assert from "node:assert/strict";
import { enterCode, heading, run, signIn } from "./real.mjs";
import { audited, seed } from "./server.mjs";
import { trail, WAYS } from "./windows.mjs";

const STATE = "**/api/auth/state";

/** Makes the page one of an application that is not deployed any more; the one that is has not been seen here. */
const age = page => page.evaluate(() => {
  document.documentElement.dataset.app = "old";
  sessionStorage.clear();
});
const isOld = page => page.evaluate(() => document.documentElement.dataset.app === "old");
const renewed = page => page.waitForFunction(() => document.documentElement.dataset.app !== "old");

/** Lets the edge name another application from now on, until the page is loaded again. */
const deploy = page => page.evaluate(() => {
  const exchange = window.fetch;
  window.isBefore = true;
  window.fetch = async (...request) => {
    const answer = await exchange(...request);
    return Response.json({ ...await answer.json(), app: "next" });
  };
});

/** Has the page ask where the sign-in stands, as it does when its tab is looked at again. */
async function lookAgain(page) {
  const answered = page.waitForResponse(STATE);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await answered;
}

await run({
  async "after the password and after the code the page makes room for the new one, and the sign-in goes on"(test) {
    const page = await test.tab();
    const employee = await seed();
    await age(page);
    await signIn(page, employee);
    await renewed(page);
    await heading(page, "Authentication code");
    await age(page);
    await enterCode(page, employee);
    await renewed(page);
    await heading(page, "Point of sale");
    await audited(employee, trail("pointOfSale", employee));
  },

  async "a code that is being typed stays, and a workspace that is looked at again is renewed"(test) {
    const page = await test.tab();
    const employee = await WAYS.code(page);
    await age(page);
    await page.fill("#code", "123");
    await lookAgain(page);
    await lookAgain(page);
    assert.equal(await page.inputValue("#code"), "123");
    assert.ok(await isOld(page));

    await page.fill("#code", "");
    await enterCode(page, employee);
    await renewed(page);
    await page.getByRole("button", { name: "Select", exact: true }).click();
    await heading(page, "Session");
    await page.getByRole("button", { name: "Select", exact: true }).click();
    await heading(page, "Workspace");
    await deploy(page);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.waitForFunction(() => !window.isBefore);
    await heading(page, "Workspace");
  },

  async "a cache that brings the old page again makes no loop"(test) {
    await test.context.addInitScript(() => {
      // Earlier than every module of the page.
      const stale = () => { document.documentElement.dataset.app = "stale"; };
      document.addEventListener("readystatechange", stale, { once: true });
    });
    const page = await test.tab();
    let loads = 0;
    page.on("load", () => { loads += 1; });
    const employee = await seed();
    await signIn(page, employee);
    await heading(page, "Authentication code");
    await lookAgain(page);
    await enterCode(page, employee);
    await heading(page, "Point of sale");
    assert.ok(loads <= 1, `${loads} reloads`);
  },
});
