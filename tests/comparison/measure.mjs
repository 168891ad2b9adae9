// How fast the login window loads, beside the same in React: `node measure.mjs CHROMIUM [ROUNDS]`. Both are
// loaded by turns, each time with nothing cached, over a slow line and a slow processor. Prints the medians
// and ends with an error when a ratio is over its budget or the window moves while it loads.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { launch } from "./chromium.mjs";
import { load } from "./load.mjs";
import { serve } from "./serve.mjs";

/** Less is the rounding of half a pixel while the page is parsed. */
const SHIFT = 0.001;
const BUDGETS = { painted: 0.45, live: 0.75 };
const [executablePath, rounds = "9"] = process.argv.slice(2);

const app = fileURLToPath(new URL("../../frontend/dist/", import.meta.url));
const policy = JSON.parse(readFileSync(`${app}pages/policy.json`, "utf8"));
const ours = { runs: [], ...await serve({ folder: app, page: "cashier.en.html", policy }) };
const react = { runs: [], ...await serve({ folder: await build(), page: "index.html" }) };

const browser = await launch(executablePath);
for (const page of [ours, react]) await load(browser, page.url);
for (let round = 0; round < Number(rounds); round += 1) {
  for (const page of round % 2 ? [react, ours] : [ours, react]) page.runs.push(await load(browser, page.url));
}
await browser.close();
ours.close();
react.close();

const median = (page, what) => page.runs.map((run) => run[what]).sort((a, b) => a - b)[page.runs.length >> 1];
const ratio = (what) => median(ours, what) / median(react, what);
const row = (name, what, unit, budget = "") => {
  const [mine, theirs] = [ours, react].map((page) => `${Math.round(median(page, what))} ${unit}`);
  console.log(`| ${name} | ${mine} | ${theirs} | ${ratio(what).toFixed(2)} | ${budget} |`);
};
console.log(`\n| login window, median of ${rounds} loads | ours | React | ratio | budget |`);
console.log("|---|---|---|---|---|");
row("first paint with fields one can type in", "painted", "ms", BUDGETS.painted);
row("live", "live", "ms", BUDGETS.live);
row("bytes until then, brotli", "bytes", "B");
const [shift, other] = [ours, react].map((page) => Math.max(...page.runs.map((run) => run.shift)));
console.log(`| layout shift, worst | ${shift.toFixed(4)} | ${other.toFixed(4)} | | ${SHIFT} |`);

const over = Object.keys(BUDGETS).filter((what) => ratio(what) > BUDGETS[what]);
if (shift > SHIFT) over.push("layout shift");
if (over.length > 0) {
  console.error(`over budget: ${over.join(", ")}`);
  process.exitCode = 1;
}
