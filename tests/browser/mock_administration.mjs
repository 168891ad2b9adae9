// What the stand-in for the edge says of an agency: some employees, units, applications and rows of the audit log.
const MINUTE_MS = 60_000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS;
const AGENCY = 12036;
const now = Date.now();

const employee = (login, name, more) => ({
  login, agency: AGENCY, name, role: "cashier", products: ["cashier"], points_of_sale: ["12036_ALPHA"], state: "active",
  blocked_at_ms: null, blocked_reason: null, password_locked_at_ms: null, code_locked_at_ms: null, two_factor: "active",
  consents: ["cashier"], sessions: 0, devices: 1, locked_devices: 0, has_invitation: false, reissue_by_administrator: false, last_sign_in_at_ms: now - 20 * HOUR_MS,
  created_at_ms: now - 200 * DAY_MS, version: 1, ...more,
});
const EMPLOYEES = [
  employee("anna.petrova@alpha.example", "Анна Петрова", { points_of_sale: ["12036_ALPHA", "12036_DELTA"], sessions: 1, last_sign_in_at_ms: now - 40 * MINUTE_MS }),
  employee("igor.volkov@alpha.example", "Игорь Волков", { state: "password-locked", password_locked_at_ms: now - 12 * MINUTE_MS, locked_devices: 1 }),
  employee("maria.sokolova@alpha.example", "Мария Соколова", { state: "invited", has_invitation: true, two_factor: "none", consents: [], devices: 0, last_sign_in_at_ms: null, created_at_ms: now - DAY_MS }),
  employee("admin@demo.mixvel.com", "Ольга Новикова", { role: "administrator", products: ["boss"], points_of_sale: [], consents: ["boss"], sessions: 1, last_sign_in_at_ms: now - 5 * MINUTE_MS }),
  employee("pavel.smirnov@alpha.example", "Павел Смирнов", { state: "blocked", blocked_at_ms: now - 3 * DAY_MS, blocked_reason: "Уволился", devices: 0 }),
];
const SUPPORT = employee("support@demo.mixvel.com", "Support", { agency: 1, role: "support", products: ["boss"], points_of_sale: [] });
const unit = (id, name, address, seances, employees) =>
  ({ id, name, address, seances, blocked_at_ms: null, employees, applications: 1, version: 1 });
const UNITS = [
  unit("12036_ALPHA", "Central office", "Tverskaya 1, Moscow", ["Charter", "Regular"], 4),
  unit("12036_DELTA", "Airport desk", "Terminal B, Sheremetyevo", ["Regular"], 1),
];
const application = login => ({
  login, agency: AGENCY, units: ["12036_ALPHA"], blocked_at_ms: null, agency_blocked: false, live_tokens: 2,
  last_login_at_ms: now - 2 * HOUR_MS, created_at_ms: now - 90 * DAY_MS, rotations: 1,
});
const agency = (code, name) =>
  ({ code, name, may_change_point_of_sale: true, reissue_by_administrator: false, blocked_at_ms: null, version: 1 });
const row = (minutes, event, actor, subject, detail = "") => ({
  at_ms: now - minutes * MINUTE_MS, event, agency: AGENCY, actor, subject, detail, address: "192.0.2.1", request_id: "7f3c2a91d0",
});
const AUDIT = [
  row(12, "password.locked", "igor.volkov@alpha.example", "igor.volkov@alpha.example"),
  row(40, "session.opened", "anna.petrova@alpha.example", "anna.petrova@alpha.example", "cashier"),
  row(1440, "employee.invited", "admin@demo.mixvel.com", "maria.sokolova@alpha.example"),
  row(4320, "employee.blocked", "admin@demo.mixvel.com", "pavel.smirnov@alpha.example", "Уволился"),
];
const SESSION = {
  id: "one", product: "cashier", point_of_sale: "12036_ALPHA", opened_at_ms: now - 40 * MINUTE_MS, active_at_ms: now - MINUTE_MS,
  address: "192.0.2.1", country: "RU", user_agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
};
const CONSENT = { product: "cashier", version: "c0ffee", language: "ru", given_at_ms: now - 3 * DAY_MS, address: "192.0.2.1" };

const mail = (id, kind, login, state, attempts, error) => ({
  id, kind, agency: AGENCY, login, state, attempts, created_at_ms: now - 90 * MINUTE_MS, next_at_ms: state === "dead" ? null : now + 8 * MINUTE_MS,
  dead_at_ms: state === "dead" ? now - 5 * MINUTE_MS : null, error,
});
const MAILS = [
  mail("one", "invitation", "maria.sokolova@alpha.example", "waiting", 3, "451 4.7.1 Greylisted, try again later"),
  mail("two", "password-reset", "vera@closed.example", "dead", 12, "550 5.1.1 No such mailbox"),
];
const TEXTS = [
  { kind: "consent", product: "cashier", version: "c0ffee", since_ms: now - 3 * DAY_MS, published_at_ms: now - 4 * DAY_MS, published_by: "support@demo.mixvel.com" },
  { kind: "policy", product: "cashier", version: "decaf", since_ms: 0, published_at_ms: null, published_by: "" },
];

const page = items => ({ items });
const one = (items, key, value) => items.find(item => item[key] === value);

/** What is said to a `GET` of a path behind `/api/admin/`; nothing where nothing is. */
const told = path => {
  const [kind, id, part] = path.split("/").map(decodeURIComponent);
  if (kind === "employees") {
    if (!id) return page(EMPLOYEES);
    if (!part) return id === SUPPORT.login ? SUPPORT : one(EMPLOYEES, "login", id);
    return { sessions: page([SESSION]), consents: page([CONSENT]), ending: { sessions: 1, sign_ins: 0, tokens: 0, changed: false } }[part];
  }
  if (kind === "structure-units") return id ? one(UNITS, "id", id) : page(UNITS);
  if (kind === "applications") return id ? part ? page([]) : application(id) : page([application("booking@alpha.example")]);
  if (kind === "agencies") return id ? agency(Number(id), "Alpha Travel") : page([agency(12036, "Alpha Travel"), agency(12345, "Meridian")]);
  return { audit: page(AUDIT), mails: page(MAILS), texts: page(TEXTS), notices: page([]) }[kind];
};

/** The answer to a request of administration. */
export function administration(method, path, body) {
  if (method === "GET") return told(path);
  if (path !== "applications") return undefined;
  return { application: application(JSON.parse(body).login), password: "mXk7-Rw2q-Zt9v-Hn4c-Bd6s" };
}
