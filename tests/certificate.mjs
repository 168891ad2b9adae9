// A certificate for this machine, signed by itself (RFC 5280): `node certificate.mjs FOLDER` writes key and certificate.
import { createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const DAY_MS = 86_400_000;

function der(tag, ...parts) {
  const body = Buffer.concat(parts);
  const { length } = body;
  // The shortest form there is, as DER asks.
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const sequence = (...parts) => der(0x30, ...parts);
const identifier = (hex) => der(0x06, Buffer.from(hex, "hex"));
const utcTime = (ms) => der(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, "").slice(2)}`));
const extension = (hex, ...parts) => sequence(identifier(hex), ...parts);
const pem = (label, bytes) => `-----BEGIN ${label}-----\n${bytes.toString("base64")}\n-----END ${label}-----\n`;

const ECDSA_WITH_SHA256 = sequence(identifier("2a8648ce3d040302"));
const TRUE = der(0x01, Buffer.from([0xff]));
const NAME = sequence(der(0x31, sequence(identifier("550403"), der(0x0c, Buffer.from("localhost")))));
const NAMES = der(0x04, sequence(der(0x82, Buffer.from("localhost")), der(0x87, Buffer.from([127, 0, 0, 1]))));

export function selfSigned() {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1]), randomBytes(8)),
    ECDSA_WITH_SHA256,
    NAME,
    sequence(utcTime(Date.now() - DAY_MS), utcTime(Date.now() + DAY_MS)),
    NAME,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(extension("551d11", NAMES), extension("551d13", TRUE, der(0x04, sequence(TRUE))))),
  );
  const signature = createSign("SHA256").update(signed).sign(privateKey);
  const certificate = sequence(signed, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature));
  return { key: privateKey.export({ type: "pkcs8", format: "pem" }), cert: pem("CERTIFICATE", certificate) };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { key, cert } = selfSigned();
  writeFileSync(join(process.argv[2], "key.pem"), key, { mode: 0o600 });
  writeFileSync(join(process.argv[2], "cert.pem"), cert);
}
