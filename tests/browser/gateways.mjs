// An application behind gateways beside the edge, as somebody who works in it meets them.
import assert from "node:assert/strict";
import { enterCode, heading, live, run, signIn } from "./real.mjs";
import { endSessions, gateways, seedAtOnePlace } from "./server.mjs";

const ENDED = "You have been signed out. Please sign in again.";
const PAGE = "/app/orders/7?tab=a&b=%2F";

/** Signs in at the page at hand, and is at the page of the application that was wanted, which says who is there. */
async function comeBack(page, who) {
  await live(page);
  await signIn(page, who);
  await heading(page, "Authentication code");
  await enterCode(page, who);
  await heading(page, `Application of ${who.login}`);
  assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, PAGE);
}

/** The tab is at the sign-in, which knows where it was; whoever has left by himself need not come back there. */
async function isOut(page, { left } = {}) {
  await page.waitForURL(url => url.pathname === "/" && (left || url.searchParams.get("to") === PAGE));
  await heading(page, "Authorization");
}

const tests = Object.entries(gateways).map(([kind, { port, origin }]) => [
  `${kind}: one signs in on the way to a page, is out everywhere, and hears of an end that others have made`,
  async test => {
    test.allow(/status of 401 .*\/app\//);
    const own = `http://cashier.localhost:${port}`;
    const who = await seedAtOnePlace();
    const tab = async () => {
      const page = await test.context.newPage();
      await page.goto(own + PAGE);
      return page;
    };
    const first = await tab();
    await isOut(first);
    assert.equal(new URL(first.url()).origin, origin);
    // Where the gateway has led to the edge's own address, which is the product's where it is deployed.
    if (origin !== own) await first.goto(`${own}/?to=${encodeURIComponent(PAGE)}`);
    await comeBack(first, who);

    const second = await tab();
    await heading(second, `Application of ${who.login}`);
    await second.getByRole("button", { name: "Leave" }).click();
    for (const page of [first, second]) await isOut(page, { left: true });
    assert.equal(await first.evaluate(async page => (await fetch(page)).status, PAGE), 401);

    // The reason is told once, to the tab that asks first.
    await second.close();
    const other = await seedAtOnePlace();
    await first.goto(`${own}/?to=${encodeURIComponent(PAGE)}`);
    await comeBack(first, other);
    // The page has looked who is there, and looks again when somebody comes back to it.
    await first.waitForLoadState("networkidle");
    await endSessions(other);
    assert.equal(await first.evaluate(async () => (await fetch("/app/data")).status), 401);
    await first.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await isOut(first);
    await first.getByText(ENDED, { exact: true }).waitFor();
  },
]);

await run(Object.fromEntries(tests));
