// Every mail as a mail program shows it, in both languages and schemes, narrow and wide:
//   node tests/browser/mails.mjs draw|check
// `draw` puts pictures into tests/browser/out; `check` runs axe with its default rules instead. Both fail when a mail
// scrolls sideways.
import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { barriers } from "./axe.mjs";

const out = fileURLToPath(new URL("out/", import.meta.url));
const mode = process.argv[2] ?? "draw";
const print = ["run", "--quiet", "-p", "edge", "--example", "mails"];
const mails = JSON.parse(execFileSync("cargo", print, { stdio: ["ignore", "pipe", "inherit"] }));
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
await mkdir(out, { recursive: true });
const failures = [];

/** Shows one mail in one dress. */
async function show({ name, language, html }, colorScheme, width) {
  const at = `mail-${name}.${language}.${colorScheme}.${width}`;
  const page = await browser.newPage({ viewport: { width, height: 720 }, colorScheme });
  await page.setContent(html);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) failures.push(`${at}: scrolls ${wide} px sideways`);
  if (mode === "check") failures.push(...(await barriers(page)).map((barrier) => `${at}: ${barrier}`));
  else await page.screenshot({ path: `${out}${at}.png`, fullPage: true });
  await page.close();
}

for (const mail of mails)
  for (const scheme of ["light", "dark"])
    for (const width of [320, 768]) await show(mail, scheme, width);
await browser.close();
for (const failure of failures) console.error(failure);
process.exit(failures.length ? 1 : 0);
