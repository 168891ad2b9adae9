// A small stand-in for the edge: serves frontend/dist under the product's own policy and plays the contract of
// shared/src/api, so that every window and every refusal can be looked at. It proves nothing about the edge.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { administration } from "./mock_administration.mjs";

const dist = fileURLToPath(new URL("../../frontend/dist/", import.meta.url));
const types = { js: "text/javascript", wasm: "application/wasm", css: "text/css", html: "text/html; charset=utf-8" };
const KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const ALPHA = { id: "12036_ALPHA", name: "Central office", address: "Tverskaya 1, Moscow" };
const CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";
const SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Safari/604.1";
const MINUTE_MS = 60_000;
const SUPPORT = /^\/(agencies|mail|texts)$/;
const ADMINISTRATION = /^\/(agencies|agency|applications|audit|employees|structure-units)(\/|$)/;
const DELTA = { id: "12036_DELTA", name: "Airport desk", address: "Terminal B, Sheremetyevo" };

/** What one browser has reached; the tests put things here directly with POST /mock. */
const fresh = () => ({ step: { name: "credentials", notice: null }, product: "cashier", version: "1.9.1", stand: "local", app: "", fail: null, attempts: 3, sent: [], notices: [], account: account() });
/** An account with three sessions; the tests put others in its place. */
function account() {
  const now = Date.now();
  const session = (id, more) => ({ id, current: false, product: "cashier", opened_at_ms: now - 90 * MINUTE_MS, active_at_ms: now - 20_000,
    country: "RU", address: "192.0.2.1", user_agent: CHROME, point_of_sale: ALPHA.name, ...more });
  return {
    two_factor: true, may_reissue: true,
    sessions: [
      session("one", { current: true }),
      session("two", { product: "boss", active_at_ms: now - 21 * MINUTE_MS, user_agent: SAFARI, point_of_sale: null, address: "2001:db8:85a3:8d3::/64" }),
      session("three", { active_at_ms: now - 42 * MINUTE_MS, user_agent: "curl/8.5.0", country: null, address: null, point_of_sale: DELTA.name }),
    ],
    consents: [
      { product: "cashier", version: "c0ffee", given_at_ms: now - 3 * 86_400_000, current: true },
      { product: "boss", version: "decaf", given_at_ms: now - 90 * 86_400_000, current: false },
    ],
  };
}
let world = fresh();

const state = () => ({ product: world.product, version: world.version, stand: world.stand, app: world.app, now_ms: Date.now(), step: world.step });
export const steps = {
  credentials: (notice = null) => ({ name: "credentials", notice }),
  requirements: (more = {}) => ({ name: "requirements", who: "cashier@demo.mixvel.com", consent: { version: "c0ffee", operator_named: true }, two_factor: true, ...more }),
  code: (setup = null) => ({ name: "code", who: "cashier@demo.mixvel.com", attempts_left: 3, setup }),
  setup: (just_sent = true) => steps.code({ sent_to: "cashier@demo.mixvel.com", resend_at_ms: Date.now() + 60_000, just_sent }),
  point_of_sale: (more = {}) => ({ name: "point_of_sale", who: "cashier@demo.mixvel.com", choices: [ALPHA, DELTA], selected: ALPHA.id, fixed: false, ...more }),
  seance: (more = {}) => ({ name: "seance", who: "cashier@demo.mixvel.com", point_of_sale: ALPHA, choices: ["Charter", "Regular"], selected: "Regular", ...more }),
  signed_in: ({ idle_in_ms = 3_600_000, ...more } = {}) => ({
    name: "signed_in", login: "cashier@demo.mixvel.com", employee: "Anna Petrova", agency_code: 12036, agency: "Alpha Travel",
    point_of_sale: ALPHA, seance: "Regular", may_change_point_of_sale: true, last_sign_in: { at_ms: Date.now() - 86_400_000, country: "RU", address: "192.0.2.1" },
    app_url: null, idle_at_ms: Date.now() + idle_in_ms, ends_at_ms: Date.now() + 86_400_000, ...more,
  }),
};

const accountNow = () => {
  const { code_is_old, ...shown } = world.account;
  return { status: 200, body: { now_ms: Date.now(), ...shown } };
};
const problem = (status, code, more = {}) => ({ status, body: { type: `/problems/${code}`, title: code, status, code, request_id: "7f3c2a91", ...more } });
const ok = step => { world.step = step; return { status: 200, body: state() }; };

const answers = {
  "/api/auth/credentials": ({ login, password }) => {
    if (password !== "Demo-passw0rd") {
      world.attempts -= 1;
      return world.attempts > 0 ? problem(401, "invalid-credentials", { attempts_left: world.attempts })
        : problem(403, "login-locked", { locked_until_ms: Date.now() + 1_800_000 });
    }
    if (world.version === "1.8.0") return ok(steps.point_of_sale());
    return ok(login.startsWith("ready") || login.startsWith("admin") ? steps.code() : steps.requirements());
  },
  "/api/auth/requirements": ({ consent, two_factor }) => consent && two_factor ? ok(steps.setup()) : problem(400, "malformed-request"),
  "/api/auth/setup-mail": () => ok(steps.setup(false)),
  "/api/auth/code": ({ code }) => {
    if (code === "000000") return problem(403, "code-replayed");
    if (code === "999999") return problem(403, "code-locked");
    if (code !== "123456") return problem(403, "invalid-code", { attempts_left: 2, ...(code === "111111" ? { clock_off_s: 240 } : {}) });
    return ok(world.product === "boss" ? steps.signed_in({ point_of_sale: null, seance: null, may_change_point_of_sale: false }) : steps.point_of_sale());
  },
  "/api/auth/point-of-sale": ({ id }) => id === ALPHA.id ? ok(steps.seance()) : ok(steps.signed_in({ point_of_sale: DELTA })),
  "/api/auth/seance": ({ seance }) => ok(steps.signed_in({ seance })),
  "/api/auth/activity": () => ({ status: 200, body: state() }),
  "/api/auth/back": () => world.step.name === "seance" ? ok(steps.point_of_sale({ selected: world.step.point_of_sale.id })) : ok(steps.credentials()),
  "/api/auth/cancel": () => ok(steps.credentials()),
  "/api/auth/sign-out": () => ok(steps.credentials()),
  "/api/auth/change-point-of-sale": () => ok(steps.point_of_sale()),
  "/api/auth/password-reset": () => ({ status: 200, body: {} }),
  "/api/auth/password-link": ({ token }) => token === "used" ? problem(410, "link-invalid") : { status: 200, body: {
    purpose: token.startsWith("invite") ? "invitation" : "reset", login: "cashier@demo.mixvel.com", may_reissue: token === "token",
    consent: token.startsWith("invite") ? { version: "c0ffee", operator_named: true } : null } },
  "/api/auth/password": ({ token, password, reissue, consent }) => {
    if (password === "password1") return problem(422, "weak-password", { rule: "common" });
    if (password === "link-dies") return problem(410, "link-invalid");
    if (token.startsWith("invite") && consent !== "c0ffee") return problem(422, "consent-missing");
    return { status: 200, body: { reissued: reissue } };
  },
  "/api/auth/account/password": ({ current, password }) => {
    if (current !== "Demo-passw0rd") return problem(401, "invalid-credentials", { attempts_left: 2 });
    if (password === "password1") return problem(422, "weak-password", { rule: "breached" });
    world.account.sessions = world.account.sessions.filter(({ current }) => current);
    return { status: 200, body: state() };
  },
  "/api/auth/account/reissue": ({ code }) => {
    if (code !== "123456") return problem(403, "invalid-code", { attempts_left: 2 });
    world.account.two_factor = false;
    return { status: 200, body: { sent_to: "c•••@demo.mixvel.com" } };
  },
  "/api/auth/account/end-session": ({ id }) => {
    world.account.sessions = world.account.sessions.filter(session => session.id !== id);
    return accountNow();
  },
  "/api/auth/account/end-other-sessions": () => {
    if (world.account.code_is_old) return problem(403, "step-up-required");
    world.account.sessions = world.account.sessions.filter(({ current }) => current);
    return accountNow();
  },
  "/api/auth/setup-key": ({ token }) => token === "used" ? problem(410, "link-invalid")
    : { status: 200, body: { uri: `otpauth://totp/MixVel:cashier%40demo.mixvel.com?secret=${KEY}&issuer=MixVel`, key: KEY, login: "cashier@demo.mixvel.com" } },
};

const language = request => {
  const chosen = /(?:^|; )language=(ru|en)/.exec(request.headers.cookie ?? "");
  return chosen ? chosen[1] : /^(ru|be|kk|uk)/.test(request.headers["accept-language"] ?? "") ? "ru" : "en";
};

async function respond(request, body) {
  const { pathname } = new URL(request.url, "http://x");
  if (pathname === "/mock") {
    const { step, account, ...rest } = JSON.parse(body);
    world = { ...(rest.reset ? fresh() : world), ...rest };
    Object.assign(world.account, account);
    if (step) world.step = Array.isArray(step) ? steps[step[0]](...step.slice(1)) : step;
    return { status: 200, body: { sent: world.sent } };
  }
  if (pathname.startsWith("/api/auth/")) {
    if (request.method === "POST") {
      world.sent.push([pathname, body]);
      if (request.headers["x-mixvel-auth"] !== "1") return problem(403, "cross-site");
    }
    if (world.fail) { const { status, code, ...more } = world.fail; return problem(status, code, more); }
    if (pathname === "/api/auth/state") return { status: 200, body: state() };
    if (pathname === "/api/auth/account") return accountNow();
    if (pathname === "/api/auth/notices") return { status: 200, body: { notices: world.notices } };
    return answers[pathname]?.(JSON.parse(body)) ?? problem(404, "not-found");
  }
  if (pathname.startsWith("/api/admin/")) {
    const said = administration(request.method, pathname.slice("/api/admin/".length), body);
    return said ? { status: 200, body: said } : problem(404, "not-found");
  }
  const own = `${world.product}.${language(request)}`;
  const page = pathname === "/" || pathname === "/account" ? own
    : ["/two-factor", "/reset", "/invitation"].includes(pathname) ? `${pathname.slice(1)}.${own}`
    : SUPPORT.test(pathname) ? `support.${own}`
    : ADMINISTRATION.test(pathname) ? `administration.${own}`
    : pathname === "/nothing" ? `missing.${own}`
    : pathname === "/silent" ? `unanswered.${own}`
    : pathname.startsWith("/legal/") ? `legal-${pathname.slice(7)}.${language(request)}` : null;
  const path = page ? `pages/${page}.html` : pathname.startsWith("/assets/") ? pathname.slice(1) : null;
  return path ? { status: 200, file: await readFile(dist + path), type: types[path.split(".").pop()] } : { status: 404, file: "", type: "text/plain" };
}

/** Starts it on a free port of loopback. */
export async function start(port = 0) {
  const policy = JSON.parse(await readFile(`${dist}pages/policy.json`, "utf8"));
  const csp = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' ${policy.script_src.join(" ")}; style-src 'self' ${policy.style_src.join(" ")}; `
    + "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    try {
      if (world.delay && request.url.startsWith("/api")) await new Promise(done => setTimeout(done, world.delay));
      const { status, body: json, file, type } = await respond(request, body);
      const html = type?.startsWith("text/html");
      response.writeHead(status, {
        "content-type": json ? "application/json" : type, "x-content-type-options": "nosniff",
        "cache-control": html || json ? "no-cache" : "public, max-age=31536000, immutable", ...(html ? { "content-security-policy": csp } : {}),
      });
      response.end(json ? JSON.stringify(json) : file);
    } catch (error) {
      response.writeHead(404);
      response.end(String(error));
    }
  });
  await new Promise(done => server.listen(port, "127.0.0.1", done));
  return { url: `http://localhost:${server.address().port}`, close: () => server.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log((await start(Number(process.argv[2] ?? 8790))).url);
