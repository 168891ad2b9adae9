// Draws every window and error state in both languages, both schemes and three widths, and runs axe over each:
//   node tests/browser/screens.mjs [--only NAME] [--axe]
// Pictures go to tests/browser/out (git-ignored); a violation or a message on the console fails the run.
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { start } from "./mock.mjs";

const out = fileURLToPath(new URL("out/", import.meta.url));
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const option = name => process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined;
const minute = 60_000;

const fill = async (page, login, password) => {
  await page.fill("#login", login);
  await page.fill("#password", password);
};
const submit = page => page.click("form button[type=submit]");
const refused = (status, code, more = {}) => ({ fail: { status, code, request_id: "7f3c2a91d0", ...more } });
const signIn = async (page, world, server) => {
  await fill(page, "cashier@demo.mixvel.com", "Demo-passw0rd");
  await server(world);
  await submit(page);
  await page.waitForSelector(".message p");
};
const code = async (page, digits) => {
  await page.fill("#code", digits);
  await page.waitForSelector(".message p");
};

/** name: [state of the mock, what to do, path, context options] */
const states = {
  login: [{}],
  "login-demo-boss": [{ product: "boss", stand: "demo", version: "2.3.0" }],
  "login-missing": [{}, submit],
  "login-malformed": [{}, async page => { await fill(page, "cashier", "x"); await submit(page); }],
  "login-wrong": [{}, (page, server) => signIn(page, refused(401, "invalid-credentials", { attempts_left: 2 }), server)],
  "login-locked": [{}, (page, server) => signIn(page, refused(403, "login-locked", { locked_until_ms: Date.UTC(2026, 10, 22, 11, 32) }), server)],
  "login-locked-boss": [{ product: "boss", version: "2.3.0" }, (page, server) => signIn(page, refused(403, "login-locked"), server)],
  "login-no-point-of-sale": [{}, (page, server) => signIn(page, refused(403, "no-access", { reason: "point-of-sale" }), server)],
  "login-no-product": [{}, (page, server) => signIn(page, refused(403, "no-access", { reason: "product" }), server)],
  "login-too-many": [{}, (page, server) => signIn(page, refused(429, "too-many-requests", { retry_after_s: 40 }), server)],
  "login-fault": [{}, (page, server) => signIn(page, refused(500, "internal"), server)],
  "login-lost": [{}, async page => { await fill(page, "cashier@demo.mixvel.com", "Demo-passw0rd"); await page.route("**/api/**", route => route.abort()); await submit(page); await page.waitForSelector(".message p"); }],
  "login-cut": [{}, async page => { await page.route("**/*.js", route => route.abort()); await page.reload(); await page.waitForSelector("#lost:not([hidden])"); }],
  "login-cyrillic": [{}, async page => { await fill(page, "cashier@demo.mixvel.com", "Вуьщ"); await page.click(".inside"); }],
  "login-idle": [{ step: ["credentials", "idle"] }, page => page.waitForSelector(".message p")],
  requirements: [{ step: ["requirements"] }],
  "requirements-missing": [{ step: ["requirements"] }, page => page.click("#steps-root button[type=submit]")],
  "two-factor-only": [{ step: ["requirements", { consent: null }] }],
  sent: [{ step: ["setup"] }],
  "code-setup": [{ step: ["setup", false] }],
  code: [{ step: ["code"] }],
  "code-wrong": [{ step: ["code"] }, page => code(page, "222 222")],
  "code-clock": [{ step: ["code"] }, page => code(page, "111111")],
  "code-used": [{ step: ["code"] }, page => code(page, "000000")],
  "code-locked": [{ step: ["code"] }, page => code(page, "999999")],
  "point-of-sale": [{ step: ["point_of_sale"] }],
  "point-of-sale-fixed": [{ step: ["point_of_sale", { fixed: true }] }],
  session: [{ step: ["seance"] }],
  "session-none": [{ step: ["seance", { choices: [], selected: "" }] }],
  workspace: [{ step: ["signed_in"] }],
  account: [{ product: "boss", version: "2.3.0", step: ["signed_in", { point_of_sale: null, seance: null, may_change_point_of_sale: false, last_sign_in: null }] }],
  idle: [{ step: ["signed_in", { idle_at_ms: Date.now() + minute }] }, page => page.waitForSelector("dialog")],
  "set-up": [{}, undefined, "/two-factor#token"],
  "set-up-key": [{}, page => page.click(".main"), "/two-factor#token"],
  "set-up-dead": [{}, async page => { await page.click(".main"); await page.waitForSelector("a.main"); }, "/two-factor#used"],
  policy: [{}, undefined, "/legal/policy"],
  consent: [{}, undefined, "/legal/consent"],
};

const mock = await start();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
const server = world => fetch(`${mock.url}/mock`, { method: "POST", body: JSON.stringify(world) });
await mkdir(out, { recursive: true });
let failures = 0;
const fail = message => { failures += 1; console.error(message); };

async function draw(name, language, scheme, width) {
  const [world, act, path = "/"] = states[name];
  const at = `${name}.${language}.${scheme}.${width}`;
  await server({ reset: true, ...world, ...(name === "idle" ? { step: ["signed_in", { idle_at_ms: Date.now() + minute - 5000 }] } : {}) });
  const context = await browser.newContext({ viewport: { width, height: width < 700 ? 720 : 900 }, colorScheme: scheme, locale: language, timezoneId: "Europe/Moscow", reducedMotion: "reduce", bypassCSP: false, hasTouch: width < 700 });
  await context.addCookies([{ name: "language", value: language, url: mock.url }]);
  const page = await context.newPage();
  page.on("pageerror", error => fail(`${at}: ${error.message}`));
  page.on("console", line => line.type() === "error" && !/Failed to load resource/.test(line.text()) && fail(`${at}: ${line.text()}`));
  try {
    await page.goto(mock.url + path);
    if (!path.startsWith("/legal")) await page.waitForSelector("html[data-live]:not([data-resume])", { state: "attached", timeout: 15_000 });
    if (world.step && world.step[0] !== "credentials") await page.waitForSelector("#steps-root h1");
    else if (path === "/") await page.waitForSelector(".version:not(:empty)", { state: "attached" });
    await act?.(page, server);
    await page.waitForTimeout(80);
    await page.screenshot({ path: `${out}${at}.png`, fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) fail(`${at}: scrolls ${wide} px sideways`);
    if (process.argv.includes("--axe")) {
      await page.evaluate(await axeSource);
      const { violations } = await page.evaluate(() => axe.run());
      for (const it of violations) fail(`${at}: ${it.id}: ${it.help}: ${it.nodes.map(node => `${node.target} ${node.any.map(check => check.message).join("; ")}`).join(" | ")}`);
    }
  } catch (error) {
    fail(`${at}: ${error.message.split("\n")[0]}`);
    await page.screenshot({ path: `${out}${at}.png` }).catch(() => {});
  }
  await context.close();
}

const { readFile } = await import("node:fs/promises");
const axeSource = readFile(axe, "utf8");
const [languages, schemes, widths] = [option("--language")?.split(",") ?? ["en", "ru"], option("--scheme")?.split(",") ?? ["light", "dark"], (option("--width") ?? "320,768,1440").split(",").map(Number)];
for (const name of option("--only")?.split(",") ?? Object.keys(states))
  for (const language of languages) for (const scheme of schemes) for (const width of widths) await draw(name, language, scheme, width);
await browser.close();
mock.close();
console.log(failures ? `${failures} failures` : "all windows drawn, nothing wrong");
process.exit(failures ? 1 : 0);
