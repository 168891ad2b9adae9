// What support announces, from its publication to the windows.
import assert from "node:assert/strict";
import { button, HOSTS, live, run } from "./real.mjs";
import { port } from "./server.mjs";

/** The key of the operator of tests (tests/src/settings.rs). */
const KEY = `mvop_${"A".repeat(43)}`;
/** So long may a notice be on its way. */
const ON_ITS_WAY_MS = 120_000;

async function administer(path, body) {
  const headers = { Authorization: `Bearer ${KEY}`, "Content-Type": "application/json" };
  const answer = await fetch(`http://127.0.0.1:${port}/api/admin/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

await run({
  async "a notice stands in open windows of its product within two minutes, and goes when it is withdrawn"(test) {
    const context = await test.person({ viewport: { width: 320, height: 640 } });
    const open = await test.tab("cashier", { context });
    const boss = await test.tab("boss");
    const en = "Maintenance tonight from 02:00 to 03:00 Moscow time: sales and sign-in will be interrupted";
    const { id } = await administer("notices", {
      product: "cashier", level: "warning", ru: "Ночью работы", en, until_ms: Date.now() + 3_600_000,
    });
    await open.getByText(en).waitFor({ timeout: ON_ITS_WAY_MS });
    await button(open, "RU").click();
    await open.getByText("Ночью работы").waitFor();
    await button(open, "EN").click();
    const foot = open.locator("footer:visible a").last();
    await foot.scrollIntoViewIfNeeded();
    await open.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const [link, notice] = [await foot.boundingBox(), await open.locator("#notices").boundingBox()];
    assert.ok(link.y + link.height <= notice.y, "the foot of the page can be read below no notice");
    await boss.reload();
    await live(boss);
    assert.equal(await boss.locator("#notices p").count(), 0, "it is another product's");
    await administer(`notices/${id}/withdraw`, {});
    await open.getByText(en).waitFor({ state: "detached", timeout: ON_ITS_WAY_MS });
    assert.ok(open.url().startsWith(HOSTS.cashier));
  },
});
