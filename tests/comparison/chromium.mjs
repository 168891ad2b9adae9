// Chromium by its own protocol, over a pipe. A driver with more comfort evaluates scripts of its own while a page
// loads, which on a slow processor takes longer than the page.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
  "--remote-debugging-pipe", "about:blank"];

/** Starts a browser; `tab` opens one with nothing cached, `close` ends it all. */
export async function launch(executable) {
  const profile = await mkdtemp(join(tmpdir(), "comparison-"));
  const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"];
  const browser = spawn(executable, [`--user-data-dir=${profile}`, ...FLAGS], { stdio });
  const ended = new Promise((done) => browser.once("exit", done));
  const { send, on } = speak(browser.stdio[3], browser.stdio[4]);
  return {
    async tab() {
      const { browserContextId } = await send("Target.createBrowserContext");
      const { targetId } = await send("Target.createTarget", { url: "about:blank", browserContextId });
      const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
      return {
        send: (method, params) => send(method, params, sessionId),
        on: (event, take) => on(`${sessionId} ${event}`, take),
        next: (event) => new Promise((done) => on(`${sessionId} ${event}`, done)),
        close: () => send("Target.disposeBrowserContext", { browserContextId }),
      };
    },
    async close() {
      await send("Browser.close");
      await ended;
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Requests and events of the protocol: JSON, each message ended by a zero byte. */
function speak(input, output) {
  const asked = new Map();
  const awaited = new Map();
  let rest = "";
  const hear = ({ id, result, error, method, params, sessionId }) => {
    if (!id) return awaited.get(`${sessionId} ${method}`)?.(params);
    const { resolve, reject } = asked.get(id);
    asked.delete(id);
    return error ? reject(new Error(error.message)) : resolve(result);
  };
  output.setEncoding("utf8").on("data", (chunk) => {
    const messages = (rest + chunk).split("\0");
    rest = messages.pop();
    messages.map(JSON.parse).forEach(hear);
  });
  let last = 0;
  return {
    on: (event, take) => awaited.set(event, take),
    send: (method, params = {}, sessionId = undefined) => new Promise((resolve, reject) => {
      last += 1;
      asked.set(last, { resolve, reject });
      input.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    }),
  };
}
