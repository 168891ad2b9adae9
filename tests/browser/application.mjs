// The application of a product behind the guard: how one comes to a page of it, and back to it.
import assert from "node:assert/strict";
import { HOSTS, enterCode, heading, live, run, signIn } from "./real.mjs";
import { port, seedAtOnePlace } from "./server.mjs";

const WANTED = `${HOSTS.cashier}/app/orders/7?tab=a&b=%2F`;

/** Signs in at the page at hand, which has come from the application. */
async function comeBack(page, employee) {
  await live(page);
  await signIn(page, employee);
  await heading(page, "Authentication code");
  await enterCode(page, employee);
}

const arrived = page => page.getByText("The application is here").waitFor();

await run({
  async "whoever wanted a page of the application is there after the sign-in"(test) {
    const page = await test.context.newPage();
    await page.goto(WANTED);
    await comeBack(page, await seedAtOnePlace());
    await arrived(page);
    assert.equal(page.url(), WANTED);
  },

  async "a reload in the middle of the sign-in loses nothing of the way"(test) {
    const page = await test.context.newPage();
    const who = await seedAtOnePlace();
    await page.goto(WANTED);
    await live(page);
    await signIn(page, who);
    await heading(page, "Authentication code");
    await page.reload();
    await heading(page, "Authentication code");
    await enterCode(page, who);
    await arrived(page);
    assert.equal(page.url(), WANTED);
  },

  async "a sign-in without a wish leads to the application's own page, and a wish for another host too"(test) {
    for (const path of ["/", "/?to=//evil.example/app/", "/?to=%2Fapp%2F%2Fevil.example"]) {
      const page = await test.tab("cashier", { path, context: await test.person() });
      await comeBack(page, await seedAtOnePlace());
      await arrived(page);
      assert.equal(page.url(), `${HOSTS.cashier}/app/`);
    }
  },

  async "a link on another site opens the page for whoever is signed in, and the sign-in for nobody"(test) {
    const page = await test.tab();
    await comeBack(page, await seedAtOnePlace());
    await arrived(page);
    for (const [context, arrives] of [[test.context, true], [await test.person(), false]]) {
      const other = await context.newPage();
      await other.goto(`http://127.0.0.1:${port}/`);
      await other.evaluate(address => { location.href = address; }, WANTED);
      if (arrives) {
        await arrived(other);
        assert.equal(other.url(), WANTED);
      } else {
        await other.waitForURL(address => address.searchParams.get("to") === WANTED.slice(HOSTS.cashier.length));
        await live(other);
      }
    }
  },
});
