// Codes of RFC 6238 (SHA-1, six digits, 30 seconds) by Node's cryptography, which shares no code with the worker.
import { createHmac } from "node:crypto";

const STEP_MS = 30_000;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export const step = (now = Date.now()) => Math.floor(now / STEP_MS);

export function code(key, at = step()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(at));
  const digest = createHmac("sha1", bytes(key)).update(counter).digest();
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

function bytes(base32) {
  const bits = [...base32].map(letter => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
}
