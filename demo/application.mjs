// A web application behind the products of a local run: it shows who is there, by the guard's signature alone.
// `cargo xtask dev` starts it; SIGNATURE_KEYS and ISSUER come from there.
import { createServer } from 'node:http';
import { verify } from '../docs/examples/verify_signature.mjs';

const KEYS = JSON.parse(process.env.SIGNATURE_KEYS);
const PRODUCTS = ['cashier', 'boss'];
const ROWS = [
  ['Login', 'employee'], ['Name', 'name'], ['Role', 'role'], ['Agency', 'agency'],
  ['Structure unit', 'structure_unit'], ['Seance', 'seance'], ['Session', 'session_id'],
];
const HEADERS = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };

/** The claims of whoever is asking, at whichever product; an Error says why nobody is. */
function whoIsThere(request) {
  const sent = { method: request.method, path: request.url, signature: request.headers['x-auth-signature'] };
  let why;
  for (const audience of PRODUCTS) {
    const keys = Object.fromEntries((KEYS[audience] ?? []).map(({ id, secret }) => [id, secret]));
    try {
      return verify(sent, { keys, issuer: process.env.ISSUER, audience });
    } catch (error) {
      why = error;
    }
  }
  throw why;
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function page(claims, path) {
  const rows = ROWS.filter(([, claim]) => claim in claims).map(([title, claim]) =>
    `<tr><th>${title}</th><td>${escaped(decodeURIComponent(claims[claim]))}</td></tr>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Demo application</title>
<meta name="viewport" content="width=device-width">
<style>body{font:16px/1.5 system-ui;margin:2rem auto;max-width:40rem;padding:0 1rem}th{text-align:left;padding-right:2rem}</style>
<h1>Demo application of ${escaped(claims.aud)}</h1>
<p>You are at <code>${escaped(path)}</code>, and the guard says who you are:</p><table>${rows.join('')}</table>
<p><a href="/account">Personal account</a> · <button data-mixvel-sign-out>Sign out</button></p>
<script src="/session.js" defer></script>
`;
}

createServer((request, response) => {
  try {
    const claims = whoIsThere(request);
    response.writeHead(200, HEADERS).end(page(claims, request.url));
  } catch (error) {
    response.writeHead(403, { 'content-type': 'text/plain' }).end(`Nobody is there: ${error.message}.\n`);
  }
}).listen(0, '127.0.0.1', function () {
  console.log(`http://127.0.0.1:${this.address().port}`);
});
