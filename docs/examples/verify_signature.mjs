// Who is asking, as the guard of MixVel says: for services behind it, on Node.js 18 or newer, without packages.
import { createHmac, timingSafeEqual } from 'node:crypto';

const json = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

/**
 * The claims of a request's `X-Auth-Signature`; throws an Error that says why there are none. `request` has `method`, `path`
 * (with the query, as it came) and `signature`; `expected` has `keys` (secrets by their id), `issuer` and `audience`.
 * `nowS` is the moment in seconds. Texts are percent-encoded: `decodeURIComponent(claims.name)`.
 */
export function verify(request, expected, nowS = Date.now() / 1000) {
  const parts = (request.signature ?? '').split('.');
  if (parts.length !== 3) throw new Error('there is no signature');
  const [head, body, sent] = parts;
  const { alg, kid } = json(head);
  if (alg !== 'HS512' || !Object.hasOwn(expected.keys, kid)) throw new Error('the key is unknown');
  const key = Buffer.from(expected.keys[kid], 'base64url');
  const right = createHmac('sha512', key).update(`${head}.${body}`).digest();
  const given = Buffer.from(sent, 'base64url');
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw new Error('the signature is wrong');
  const claims = json(body);
  if (claims.iss !== expected.issuer || claims.aud !== expected.audience) throw new Error('it is for another service');
  // Five seconds for clocks that differ.
  if (nowS >= claims.exp + 5 || nowS < claims.iat - 5) throw new Error('it is too old, or a clock is wrong');
  if (claims.method !== request.method || claims.path !== request.path) throw new Error('it is for another request');
  return claims;
}
