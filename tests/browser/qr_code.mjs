// A QR code on the screen, as a phone's camera has it.
import assert from "node:assert/strict";
import jsQR from "jsqr";
import { PNG } from "pngjs";

/** What the code on the screen says. */
export async function readQrCode(page) {
  const { data, width, height } = PNG.sync.read(await page.screenshot());
  const found = jsQR(new Uint8ClampedArray(data), width, height);
  assert.ok(found, "a QR reader finds a code on the screen");
  return new URL(found.data);
}
