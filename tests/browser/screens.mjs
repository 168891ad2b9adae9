// Every window and error state, over the mock, in both languages and schemes, narrow to wide:
//   node tests/browser/screens.mjs draw|check|guides [--only NAME,...] [--language en|ru] [--scheme light|dark] [--width N,...]
// `draw` puts pictures into tests/browser/out; `check` runs axe with its default rules instead; `guides` draws those of
// the guides, into docs/pictures. All fail when a window scrolls sideways, moves while it loads, or says something on
// the console.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { barriers } from "./axe.mjs";
import { start } from "./mock.mjs";
import { states } from "./states.mjs";

const [mode = "draw", ...rest] = process.argv.slice(2);
const isForGuides = mode === "guides";
const out = fileURLToPath(new URL(isForGuides ? "../../docs/pictures/" : "out/", import.meta.url));
/** What the guides of docs/ show. */
const GUIDES = ["employees", "employee", "unit", "application", "agencies", "mail", "texts"].map(name => `administration-${name}`);
const option = (name, otherwise) => {
  const at = rest.indexOf(`--${name}`);
  return at < 0 ? otherwise : rest[at + 1].split(",");
};
const mock = await start();
const server = (world) => fetch(`${mock.url}/mock`, { method: "POST", body: JSON.stringify(world) });
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
await mkdir(out, { recursive: true });

const failures = [];

/** Shows one state in one dress. */
async function show(name, language, scheme, width) {
  const at = isForGuides ? `${name}.${language}` : `${name}.${language}.${scheme}.${width}`;
  const fail = (message) => failures.push(`${at}: ${message}`);
  const context = await browser.newContext({
    viewport: { width, height: isForGuides ? 640 : width < 700 ? 720 : 900 }, colorScheme: scheme, locale: language,
    timezoneId: "Europe/Moscow", reducedMotion: "reduce", hasTouch: width < 700,
  });
  await context.addCookies([{ name: "language", value: language, url: mock.url }]);
  const page = await context.newPage();
  await page.addInitScript(watchShifts);
  page.on("pageerror", (error) => fail(error.message));
  page.on("console", (line) => {
    // Refusals that a state is about are answers, not mistakes of the page.
    if (line.type() === "error" && !/Failed to load resource/.test(line.text())) fail(line.text());
  });
  try {
    await reach(page, fail, ...states[name]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) fail(`scrolls ${wide} px sideways`);
    if (mode === "check") (await barriers(page)).forEach(fail);
    else await page.screenshot({ path: `${out}${at}.png`, fullPage: true });
  } catch (error) {
    fail(error.message.split("\n")[0]);
    await page.screenshot({ path: `${out}${at}.png` }).catch(() => {});
  }
  await context.close();
}

/** Adds up how far the page moves without the user's doing. */
function watchShifts() {
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value } of list.getEntries()) window.shifts += hadRecentInput ? 0 : value;
  }).observe({ type: "layout-shift", buffered: true });
}

/** Brings a page into a state. */
async function reach(page, fail, world, act, path = "/") {
  await server({ reset: true, ...world });
  await page.goto(mock.url + path);
  if (!/^\/(legal|nothing|silent)/.test(path)) {
    await page.waitForSelector("html[data-live]:not([data-resume])", { state: "attached", timeout: 15_000 });
  }
  if (/^\/(ag|app|aud|emp|mail|str|texts)/.test(path)) await page.waitForSelector("#boss-root :is(table, dl)");
  else if (world.step && world.step[0] !== "credentials") await page.waitForSelector("#steps-root h1");
  else if (path === "/") await page.waitForSelector(".version:not(:empty)", { state: "attached" });
  // What somebody does may move what is below an answer; a page that loads moves nothing.
  await still(page, fail);
  await act?.(page, server);
  // Two frames, so that what was asked for is on the screen.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  if (!act) await still(page, fail);
}

/** Nothing has moved but by what somebody did. */
async function still(page, fail) {
  const shifts = await page.evaluate(() => window.shifts);
  // Less than a thousandth is a rounding of half a pixel.
  if (shifts > 0.001) fail(`moves by ${shifts} while it loads`);
}

const widths = { check: ["320"], guides: ["1200"], draw: ["320", "768", "1440"] }[mode];
for (const name of option("only", isForGuides ? GUIDES : Object.keys(states)))
  for (const language of option("language", ["en", "ru"]))
    for (const scheme of option("scheme", isForGuides ? ["light"] : ["light", "dark"]))
      for (const width of option("width", widths)) await show(name, language, scheme, Number(width));
await browser.close();
mock.close();
for (const failure of failures) console.error(failure);
process.exit(failures.length ? 1 : 0);
