// Serves a built page the way the edge does, compressed beforehand: hashed assets for ever, pages anew each time.
// What asks the edge is answered by a stub, the same for every page.
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { brotliCompressSync } from "node:zlib";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};
const FAVICON = new URL("../../edge/src/http/favicon.svg", import.meta.url);
/** What the edge takes to answer. */
const EDGE_MS = 20;

/** Serves `folder`, with `page` of its `pages` at `/`, on a free port of loopback. */
export async function serve({ folder, page, policy = {} }) {
  const files = new Map([["/favicon.svg", file(FAVICON)], ["/", file(`${folder}pages/${page}`)]]);
  for (const name of readdirSync(`${folder}assets`)) files.set(`/assets/${name}`, file(`${folder}assets/${name}`));
  const headers = { "content-security-policy": csp(policy), "x-content-type-options": "nosniff" };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname.startsWith("/api/")) return answer(request, response);
    const found = files.get(pathname);
    if (!found) return response.writeHead(404).end();
    const cached = pathname.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    response.writeHead(200, { ...headers, ...found.headers, "cache-control": cached }).end(found.body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://localhost:${server.address().port}/`, close: () => server.close() };
}

function file(path) {
  const body = brotliCompressSync(readFileSync(path));
  const type = TYPES[extname(path.pathname ?? path)];
  return { body, headers: { "content-type": type, "content-encoding": "br", "content-length": body.length } };
}

const csp = ({ script_src: scripts = [], style_src: styles = [] }) =>
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' ${scripts.join(" ")}; ` +
  `style-src 'self' ${styles.join(" ")}; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; ` +
  "frame-ancestors 'none'; require-trusted-types-for 'script'";

const WHO = "ca•••••@demo.mixvel.com";
const PLACES = [
  { id: "12036_ALPHA", name: "Central office", address: "Tverskaya 1, Moscow" },
  { id: "12036_DELTA", name: "Airport desk", address: "Terminal B, Sheremetyevo" },
];
const STEPS = {
  "/api/auth/state": { name: "credentials", notice: null },
  "/api/auth/cancel": { name: "credentials", notice: null },
  "/api/auth/credentials": { name: "code", who: WHO, attempts_left: 3, setup: null },
  "/api/auth/code": { name: "point_of_sale", who: WHO, choices: PLACES, selected: PLACES[0].id, fixed: false },
  "/api/auth/point-of-sale": {
    name: "signed_in", login: "cashier@demo.mixvel.com", employee: "Anna Petrova", agency_code: 12036,
    agency: "Alpha Travel", point_of_sale: PLACES[0], seance: "Regular", may_change_point_of_sale: true,
    last_sign_in: null, app_url: null, idle_at_ms: 0, ends_at_ms: 0,
  },
};

function answer(request, response) {
  const step = STEPS[request.url];
  const state = { product: "cashier", version: "1.9.1", stand: "local", now_ms: Date.now(), step };
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  request.resume();
  setTimeout(() => response.writeHead(step ? 200 : 404, headers).end(JSON.stringify(state)), EDGE_MS);
}
