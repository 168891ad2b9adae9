// axe-core with its default rules, nothing excluded.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What bars people from using the page as it stands, a line each. */
export async function barriers(page) {
  // What is still on its way in is not judged; what turns for as long as something is awaited never arrives.
  await page.evaluate(() => Promise.all(document.getAnimations()
    .filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime))
    .map(({ finished }) => finished.catch(() => {}))));
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.map(({ id, help, nodes }) => {
    const where = nodes.map(({ target, any }) => `${target} ${any.map(({ message }) => message).join("; ")}`);
    return `${id}: ${help}: ${where.join(" | ")}`;
  });
}
