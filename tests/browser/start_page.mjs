// Opens the start page in a real browser: `node start_page.mjs URL CHROMIUM`. Ends with an error when the page
// reports one, breaks its own policy, is not readable at 320 px, or links to something that is not there.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [url, executablePath] = process.argv.slice(2);
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath, args });
try {
  const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  assert.equal(await page.locator("h1").textContent(), "MixVel Auth");
  const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(scrolls, false, "the page scrolls sideways at 320 px");
  const font = await page.evaluate(() => getComputedStyle(document.documentElement).fontFamily);
  assert.match(font, /system-ui/, "the style block was refused");
  assert.deepEqual(complaints, []);
  const targets = await page.locator("a").evaluateAll((links) => links.map((link) => link.href));
  for (const target of targets) {
    // The browser knows hosts below `localhost`; not every resolver does.
    const answer = await page.goto(target);
    assert.equal(answer.status(), 200, `${target} is answered ${answer.status()}`);
  }
} finally {
  await browser.close();
}
