// Every window and every error state: [state of the mock, what to do then, path].
const MINUTE_MS = 60_000;
const LOGIN = "cashier@demo.mixvel.com";

const fill = async (page, login, password) => {
  await page.fill("#login", login);
  await page.fill("#password", password);
};
const submit = (page) => page.click("form button[type=submit]");
const message = (page) => page.waitForSelector(".message p");

/** A sign-in that the mock refuses in this way. */
const refused = (status, code, more = {}) => async (page, server) => {
  await fill(page, LOGIN, "Demo-passw0rd");
  await server({ fail: { status, code, request_id: "7f3c2a91d0", ...more } });
  await submit(page);
  await message(page);
};
const code = (digits) => async (page) => {
  await page.fill("#code", digits);
  await message(page);
};
const cut = async (page) => {
  await fill(page, LOGIN, "Demo-passw0rd");
  await page.route("**/api/**", (route) => route.abort());
  await submit(page);
  await message(page);
};

const boss = { product: "boss", version: "2.3.0" };
const withoutPlace = { point_of_sale: null, seance: null, may_change_point_of_sale: false, last_sign_in: null };

export const states = {
  login: [{}],
  "login-demo-boss": [{ ...boss, stand: "demo" }],
  "login-missing": [{}, submit],
  "login-malformed": [{}, async (page) => { await fill(page, "cashier", "x"); await submit(page); }],
  "login-wrong": [{}, refused(401, "invalid-credentials", { attempts_left: 2 })],
  "login-locked": [{}, refused(403, "login-locked", { locked_until_ms: Date.UTC(2026, 10, 22, 11, 32) })],
  "login-locked-boss": [boss, refused(403, "login-locked")],
  "login-busy": [{}, refused(409, "busy", { retry_after_s: 1 })],
  "login-no-point-of-sale": [{}, refused(403, "no-access", { reason: "point-of-sale" })],
  "login-no-product": [{}, refused(403, "no-access", { reason: "product" })],
  "login-too-many": [{}, refused(429, "too-many-requests", { retry_after_s: 40 })],
  "login-third": [{}, refused(401, "invalid-credentials", {
    attempts_left: 0, locked_until_ms: Date.UTC(2026, 10, 22, 11, 32) })],
  "login-fault": [{}, refused(500, "internal")],
  "login-lost": [{}, cut],
  "login-cut": [{}, async (page) => {
    await page.route("**/*.js", (route) => route.abort());
    await page.reload();
    await page.waitForSelector("#lost:not([hidden])");
  }],
  "login-cyrillic": [{}, async (page) => { await fill(page, LOGIN, "Вуьщ"); await page.click(".inside"); }],
  "login-idle": [{ step: ["credentials", "idle"] }, message],
  requirements: [{ step: ["requirements"] }],
  "requirements-missing": [{ step: ["requirements"] }, (page) => page.click("#steps-root button[type=submit]")],
  "two-factor-only": [{ step: ["requirements", { consent: null }] }],
  sent: [{ step: ["setup"] }],
  "code-setup": [{ step: ["setup", false] }],
  code: [{ step: ["code"] }],
  "code-wrong": [{ step: ["code"] }, code("222 222")],
  "code-clock": [{ step: ["code"] }, code("111111")],
  "code-used": [{ step: ["code"] }, code("000000")],
  "code-locked": [{ step: ["code"] }, code("999999")],
  "point-of-sale": [{ step: ["point_of_sale"] }],
  "point-of-sale-changing": [{ step: ["point_of_sale", { changing: true }] }],
  "point-of-sale-fixed": [{ step: ["point_of_sale", { fixed: true }] }],
  session: [{ step: ["seance"] }],
  "session-changing": [{ step: ["seance", { changing: true }] }],
  "session-none": [{ step: ["seance", { choices: [], selected: "" }] }],
  workspace: [{ step: ["signed_in"] }],
  account: [{ ...boss, step: ["signed_in", withoutPlace] }],
  idle: [{ step: ["signed_in", { idle_in_ms: MINUTE_MS - 5000 }] }, (page) => page.waitForSelector("dialog")],
  "set-up": [{}, undefined, "/two-factor#token"],
  "set-up-key": [{}, (page) => page.click(".main"), "/two-factor#token"],
  "set-up-dead": [{}, async (page) => { await page.click(".main"); await page.waitForSelector("a.main"); },
    "/two-factor#used"],
  policy: [{}, undefined, "/legal/policy"],
  consent: [{}, undefined, "/legal/consent"],
};
