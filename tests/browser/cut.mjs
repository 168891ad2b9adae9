// A network that is cut and comes back, and an app that is late.
import { button } from "./real.mjs";

/** What Chromium says of it on the console. */
export const CUT = /net::ERR_(INTERNET_DISCONNECTED|FAILED|ADDRESS_UNREACHABLE)/;
/** What a window says then; the page says the same of an app that does not come. */
export const lost = page => page.getByText("No connection to the server. What you typed is still here.")
  .and(page.locator(":visible"));

/** Cuts the network, acts, looks at what is left, restores it and presses Retry. */
export async function cut(test, page, { act, kept }) {
  test.allow(CUT);
  await page.context().setOffline(true);
  await act();
  await lost(page).waitFor();
  await kept?.();
  await page.context().setOffline(false);
  await button(page, "Retry").click();
}

/** Loses the requests to one path while a page acts, and presses Retry when they get through again. */
export async function lose(test, page, path, act) {
  test.allow(CUT);
  const abort = route => route.abort("internetdisconnected");
  await page.route(`**${path}`, abort);
  await act();
  await lost(page).waitFor();
  await page.unroute(`**${path}`, abort);
  await button(page, "Retry").click();
}

/** A page whose modules come when the test lets them. */
export async function late(test, url) {
  let open;
  const gate = new Promise(done => { open = done; });
  await test.context.route("**/*.wasm", async route => { await gate; await route.continue(); });
  const page = await test.context.newPage();
  const urls = [];
  page.on("request", request => urls.push(request.url()));
  await page.goto(url, { waitUntil: "commit" });
  return { page, open, urls };
}
