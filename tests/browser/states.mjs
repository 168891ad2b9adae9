// Every window and every error state: [state of the mock, what to do then, path].
const MINUTE_MS = 60_000;
const LOGIN = "cashier@demo.mixvel.com";

const fill = async (page, login, password) => {
  await page.fill("#login", login);
  await page.fill("#password", password);
};
const submit = (page) => page.click("form button[type=submit]:visible");
const message = (page) => page.waitForSelector(".message p");

/** A sign-in that the mock refuses in this way. */
const refused = (status, code, more = {}) => async (page, server) => {
  await fill(page, LOGIN, "Demo-passw0rd");
  await server({ fail: { status, code, request_id: "7f3c2a91d0", ...more } });
  await submit(page);
  await message(page);
};
const code = (digits) => async (page) => {
  // By keys: what moves below an answer is then the doing of who typed.
  await page.locator("#code").pressSequentially(digits);
  await page.keyboard.press("Enter");
  await message(page);
};
const cut = async (page) => {
  await fill(page, LOGIN, "Demo-passw0rd");
  await page.route("**/api/**", (route) => route.abort());
  await submit(page);
  await message(page);
};

/** Types a new password twice. */
const newPassword = async (page, password, repeated = password) => {
  await page.waitForSelector("#new-password");
  await page.fill("#new-password", password);
  await page.fill("#repeat-password", repeated);
};
const saved = (password, box) => async (page) => {
  await newPassword(page, password);
  if (box) await page.check(box);
  await submit(page);
};
const note = (page, id) => page.waitForSelector(`#${id}:not(:empty)`);
const asked = async (page) => {
  await page.fill("#email", LOGIN);
  await submit(page);
};
const press = (name) => (page) => page.getByRole("button", { name }).click();
const CHANGE = /Change password|Сменить пароль/;
const REISSUE = /Reissue QR code|Выпустить новый QR-код/;
const END = /^(End|Завершить) .*Safari/;
const END_OTHERS = /End all other sessions|Выйти на всех остальных устройствах/;

const loaded = (page) => page.waitForSelector("#account-consents");
const changed = (current, password) => async (page) => {
  await press(CHANGE)(page);
  await newPassword(page, password);
  await page.fill("#current-password", current);
  await submit(page);
  await page.waitForSelector("[aria-invalid], .good:not(:empty)");
};
const reissued = (digits) => async (page) => {
  await press(REISSUE)(page);
  await page.fill("#code", digits);
  await submit(page);
  await page.waitForSelector("[aria-invalid], .good:not(:empty)");
};

const boss = { product: "boss", version: "2.3.0" };
const withoutPlace = { point_of_sale: null, seance: null, may_change_point_of_sale: false, last_sign_in: null };

/** Somebody in administration. */
const administers = (login) => ({
  product: "boss", version: "2.3.0",
  step: ["signed_in", { login, employee: "Ольга Новикова", point_of_sale: null, seance: null, may_change_point_of_sale: false }],
});
const administrator = administers("admin@demo.mixvel.com");
const support = administers("support@demo.mixvel.com");
const made = async (page) => {
  await press(/Create an application|Создать приложение/)(page);
  const dialog = page.locator("dialog[open]");
  await dialog.getByRole("textbox").first().fill("booking@alpha.example");
  await dialog.getByRole("checkbox").first().check();
  await dialog.locator("button[type=submit]").click();
  await page.waitForSelector("#new-password");
};

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
  "login-cookies-blocked": [{}, refused(403, "cookies-blocked")],
  "login-code-locked": [{ step: ["credentials", "code_locked"] }, message],
  "login-notices": [{ notices: [
    { id: "n1", level: "warning", ru: "Сегодня с 02:00 до 03:00 по Москве — технические работы: вход и продажи будут недоступны", en: "Maintenance tonight from 02:00 to 03:00 Moscow time: sales and sign-in will be interrupted" },
    { id: "n2", level: "information", ru: "Новая версия Кассы — с понедельника", en: "A new version of Cashier arrives on Monday" },
  ] }, (page) => page.waitForSelector("#notices p")],
  missing: [{}, undefined, "/nothing"],
  "missing-boss": [boss, undefined, "/nothing"],
  unanswered: [{}, undefined, "/silent"],
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
  "account-boss": [{ ...boss, step: ["signed_in", withoutPlace] }, loaded],
  account: [{ step: ["signed_in"] }, loaded, "/account"],
  "account-alone": [{ step: ["signed_in"], account: { sessions: [], consents: [], two_factor: false } }, loaded, "/account"],
  "account-unread": [{ step: ["signed_in"] }, async (page, server) => {
    await server({ fail: { status: 500, code: "internal", request_id: "7f3c2a91d0" } });
    await press(/Personal account|Личный кабинет/)(page);
    await message(page);
  }],
  "account-password": [{ step: ["signed_in"] }, press(CHANGE), "/account"],
  "account-password-wrong": [{ step: ["signed_in"] }, changed("Wrong-passw0rd", "New-passw0rd"), "/account"],
  "account-password-weak": [{ step: ["signed_in"] }, changed("Demo-passw0rd", "password1"), "/account"],
  "account-password-changed": [{ step: ["signed_in"] }, async (page) => {
    await changed("Demo-passw0rd", "New-passw0rd")(page);
    await page.waitForSelector(".good:not(:empty)");
  }, "/account"],
  "account-reissue": [{ step: ["signed_in"] }, press(REISSUE), "/account"],
  "account-reissue-missing": [{ step: ["signed_in"] }, reissued(""), "/account"],
  "account-reissue-wrong": [{ step: ["signed_in"] }, reissued("222222"), "/account"],
  "account-reissued": [{ step: ["signed_in"] }, reissued("123456"), "/account"],
  "account-reissue-elsewhere": [{ step: ["signed_in"], account: { may_reissue: false } }, loaded, "/account"],
  "account-ended": [{ step: ["signed_in"] }, press(END), "/account"],
  "account-step-up": [{ step: ["signed_in"], account: { code_is_old: true } }, async (page) => {
    await press(END_OTHERS)(page);
    await page.waitForSelector("#code");
  }, "/account"],
  "account-others-ended": [{ step: ["signed_in"] }, press(END_OTHERS), "/account"],
  idle: [{ step: ["signed_in", { idle_in_ms: MINUTE_MS - 5000 }] }, (page) => page.waitForSelector("dialog")],
  "set-up": [{}, undefined, "/two-factor#token"],
  "set-up-key": [{}, (page) => page.click(".main"), "/two-factor#token"],
  "set-up-dead": [{}, async (page) => { await page.click(".main"); await page.waitForSelector("a.main"); },
    "/two-factor#used"],
  reset: [{}, undefined, "/reset"],
  "reset-boss": [boss, undefined, "/reset"],
  "reset-missing": [{}, submit, "/reset"],
  "reset-malformed": [{}, async (page) => { await page.fill("#email", "cashier"); await submit(page); }, "/reset"],
  "reset-too-many": [{}, async (page, server) => {
    await server({ fail: { status: 429, code: "too-many-requests", retry_after_s: 2400 } });
    await asked(page);
    await message(page);
  }, "/reset"],
  "reset-lost": [{}, async (page) => {
    await page.route("**/api/**", (route) => route.abort());
    await asked(page);
    await message(page);
  }, "/reset"],
  "reset-sent": [{}, async (page) => { await asked(page); await page.waitForSelector("p.fixed"); }, "/reset"],
  "reset-dead": [{}, message, "/reset#used"],
  "reset-unread": [{ fail: { status: 503, code: "unavailable", request_id: "7f3c2a91d0" } }, message, "/reset#token"],
  "reset-password": [{}, (page) => page.waitForSelector("#new-password"), "/reset#token"],
  "reset-password-plain": [boss, (page) => page.waitForSelector("#new-password"), "/reset#plain"],
  "reset-password-typed": [{}, async (page) => {
    await page.waitForSelector("#new-password");
    await page.locator("#new-password").pressSequentially("A long one");
    await page.locator("#repeat-password").pressSequentially("A long");
  }, "/reset#token"],
  "reset-password-short": [{}, saved("short"), "/reset#token"],
  "reset-password-differs": [{}, async (page) => {
    await newPassword(page, "New-passw0rd", "New-passw0rt");
    await submit(page);
  }, "/reset#token"],
  "reset-password-common": [{}, async (page) => {
    await saved("password1")(page);
    await note(page, "new-note");
  }, "/reset#token"],
  "reset-password-lost": [{}, async (page) => {
    await newPassword(page, "New-passw0rd");
    await page.route("**/api/**", (route) => route.abort());
    await submit(page);
    await message(page);
  }, "/reset#token"],
  "reset-saved": [{}, async (page) => {
    await saved("New-passw0rd")(page);
    await page.waitForSelector("[role=status]");
  }, "/reset#token"],
  "reset-saved-reissued": [{}, async (page) => {
    await saved("New-passw0rd", "#reissue")(page);
    await page.waitForSelector("[role=status]");
  }, "/reset#token"],
  invitation: [{}, (page) => page.waitForSelector("#new-password"), "/invitation#invite"],
  "invitation-boss": [boss, (page) => page.waitForSelector("#new-password"), "/invitation#invite"],
  "invitation-no-consent": [{}, saved("New-passw0rd"), "/invitation#invite"],
  "invitation-saved": [{}, async (page) => {
    await saved("New-passw0rd", "#consent")(page);
    await page.waitForSelector("p[role=status]");
  }, "/invitation#invite"],
  "invitation-dead": [{}, message, "/invitation#used"],
  "invitation-incomplete": [{}, message, "/invitation"],
  "administration-employees": [administrator, undefined, "/employees"],
  "administration-employee": [administrator, undefined, "/employees/igor.volkov@alpha.example"],
  "administration-unit": [administrator, undefined, "/structure-units/12036_ALPHA"],
  "administration-application": [administrator, made, "/applications"],
  "administration-audit": [administrator, undefined, "/audit"],
  "administration-agencies": [support, undefined, "/agencies"],
  "administration-mail": [support, undefined, "/mail"],
  "administration-texts": [support, undefined, "/texts"],
  policy: [{}, undefined, "/legal/policy"],
  consent: [{}, undefined, "/legal/consent"],
};
