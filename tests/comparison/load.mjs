// One load of a page with nothing cached, over a slow line and a slow processor.
import assert from "node:assert/strict";

const LINE = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const SLOWER = 4;

/** Loads `url` and tells milliseconds since navigation, bytes until live, and how much the page moved. */
export async function load(browser, url) {
  const tab = await browser.tab();
  const size = { width: 1280, height: 800, deviceScaleFactor: 1, mobile: false };
  await tab.send("Page.enable");
  await tab.send("Network.enable");
  await tab.send("Runtime.enable");
  await tab.send("Emulation.setDeviceMetricsOverride", size);
  await tab.send("Network.emulateNetworkConditions", LINE);
  await tab.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await tab.send("Runtime.addBinding", { name: "settled" });
  await tab.send("Page.addScriptToEvaluateOnNewDocument", { source: `(${watch})()` });
  const settled = tab.next("Runtime.bindingCalled");
  await tab.send("Page.navigate", { url });
  const run = JSON.parse((await settled).payload);
  // A mere picture of a form would have been painted sooner.
  await tab.send("Input.insertText", { text: "x" });
  const typed = await tab.send("Runtime.evaluate", { expression: "document.getElementById('login').value" });
  assert.equal(typed.result.value, "x", `${url}: the field takes no input`);
  await tab.close();
  return run;
}

/** Runs in the page before anything of its own does. */
function watch() {
  /** What the page still does after it went live belongs to its load: no request for so long ends it. */
  const QUIET_MS = 1000;
  const seen = { shift: 0 };
  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  const entries = (type) => performance.getEntriesByType(type);

  observe("layout-shift", ({ value }) => { seen.shift += value; });
  observe("paint", ({ name, startTime }) => { if (name === "first-contentful-paint") seen.content = startTime; });
  const look = () => {
    const field = document.getElementById("login");
    if (!field?.checkVisibility({ visibilityProperty: true }) || field.disabled) return requestAnimationFrame(look);
    // The frame that shows the field is drawn after this callback; what is posted here comes behind it.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { seen.field = performance.now(); };
    port2.postMessage("");
  };
  requestAnimationFrame(look);
  const mark = () => { if ("live" in document.documentElement.dataset) seen.live ??= performance.now(); };
  new MutationObserver(mark).observe(document, { attributes: true, attributeFilter: ["data-live"], subtree: true });

  const poll = setInterval(() => {
    const loaded = [...entries("navigation"), ...entries("resource")];
    const last = Math.max(seen.live, ...loaded.map((it) => it.responseEnd));
    if (!seen.content || !seen.field || !(last + QUIET_MS < performance.now())) return;
    clearInterval(poll);
    const bytes = loaded.filter((it) => it.responseEnd <= seen.live).reduce((all, it) => all + it.encodedBodySize, 0);
    const { content, field, live, shift } = seen;
    settled(JSON.stringify({ painted: Math.max(content, field), live, bytes, shift }));
  }, 250);
}
