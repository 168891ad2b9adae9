// Has Lighthouse look at pages: `node lighthouse.mjs CHROMIUM URL...`, each in both languages. Ends with an error when
// accessibility or best practices are less than all they can be, and says which audits were not passed.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const CATEGORIES = ["accessibility", "best-practices"];
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const [chromePath, ...urls] = process.argv.slice(2);

const chromium = await launch({ chromePath, chromeFlags: FLAGS, ignoreDefaultFlags: true, logLevel: "error" });
try {
  for (const url of urls) for (const language of ["en", "ru"]) await look(url, language);
} finally {
  chromium.kill();
}

async function look(url, language) {
  const extraHeaders = { Cookie: `language=${language}` };
  const flags = { port: chromium.port, onlyCategories: CATEGORIES, extraHeaders, logLevel: "error" };
  const { lhr } = await lighthouse(url, flags);
  if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  for (const { id, score, auditRefs } of CATEGORIES.map((name) => lhr.categories[name])) {
    const passed = score === 1;
    console.log(`${passed ? "ok  " : "FAIL"} ${url} ${language} ${id} ${Math.round(score * 100)}`);
    if (passed) continue;
    process.exitCode = 1;
    const audits = auditRefs.filter((it) => it.weight > 0).map((it) => lhr.audits[it.id]);
    for (const audit of audits.filter((it) => it.score !== null && it.score < 1)) {
      console.log(`  ${audit.id}: ${audit.title} ${JSON.stringify(audit.details?.items ?? [])}`);
    }
  }
}
