// The page as somebody without a mouse has it: what Tab leads to, in which order, and what is said there.
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { barriers } from "./axe.mjs";
import { heading } from "./real.mjs";

const MOST_STOPS = 40;

/** Waits until the element has the focus. */
export const focused = (page, target) => target.and(page.locator(":focus")).waitFor();

/** Goes to an element by Tab, or Shift+Tab; every stop on the way can be seen to have the focus. */
export async function reach(page, target, key = "Tab") {
  await target.waitFor();
  for (let tries = 0; !(await target.evaluate(node => node === document.activeElement)); tries++) {
    assert.ok(tries < MOST_STOPS, `${key} never leads to ${target}`);
    await stop(page, key);
  }
}

/** Goes to an element and presses a key there. */
export async function press(page, target, key = "Enter") {
  await reach(page, target);
  await page.keyboard.press(key);
}

/** Goes to a field and types over what it holds. */
export async function type(page, field, text) {
  await reach(page, field);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

/** A window has come: it has taken the focus, bars nobody, and Tab goes through it as the eye does. */
export async function arrives(page, title, focus = page.locator("h1:visible")) {
  await heading(page, title);
  await focused(page, focus);
  await passable(page);
}

/** The page as it stands bars nobody, and Tab goes through it as the eye does, there and back. */
export async function passable(page) {
  assert.deepEqual(await barriers(page), []);
  const wanted = await page.evaluate(inSight);
  await leads(page, "Tab", wanted);
  await leads(page, "Shift+Tab", [...wanted].reverse());
}

/**
 * A key leads through these stops. Between the last one and the first the browser's own controls have their turn, and
 * give the focus back in their own time: a round may miss a stop beside them, three do not.
 */
async function leads(page, key, wanted) {
  for (let rounds = 1; ; rounds++) {
    const stops = await circle(page, key);
    if (isDeepStrictEqual(stops, wanted)) return;
    if (rounds === 3) assert.deepEqual(stops, wanted, `${key} leads through the page`);
  }
}

/** The field has the focus, is marked wrong, and its description, which is read out by itself, says why. */
export async function pointedAt(page, field, text) {
  await page.getByText(text).waitFor();
  await focused(page, field);
  const { invalid, regions } = await field.evaluate(node => ({
    invalid: node.getAttribute("aria-invalid"),
    regions: node.getAttribute("aria-describedby").trim().split(/\s+/).map(id => document.getElementById(id))
      .flatMap(region => [region, ...region.querySelectorAll("[aria-live]")])
      .map(({ innerText, role, ariaLive }) => ({ said: innerText, live: role === "alert" || ariaLive })),
  }));
  assert.equal(invalid, "true");
  assert.ok(regions.some(({ said, live }) => live && said.includes(text)), `${text} is none of the descriptions ${JSON.stringify(regions)}`);
}

/** All the stops of one round, from the first on the page to the last or the other way about. */
async function circle(page, key) {
  const stops = [];
  for (let lost = 0; ;) {
    const { index, name } = await stop(page, key, lost > 0);
    if (stops.some(stop => stop.index === index)) break;
    if (index < 0) assert.ok(++lost < 3, `${key} leads to ${name}`);
    else stops.push({ index, name });
  }
  const first = stops.findIndex(({ index }) => index === (key === "Tab" ? 0 : Math.max(...stops.map(at))));
  return [...stops.slice(first), ...stops.slice(0, first)].map(({ name }) => name);
}
const at = ({ index }) => index;

/** One step; its stop is in view and has a ring, and the stop before has none any more. */
async function stop(page, key, isBack) {
  await page.keyboard.press(key);
  // The browser gives the focus back in its own time.
  if (isBack) {
    const isHere = () => document.activeElement !== document.body;
    await page.waitForFunction(isHere, null, { timeout: 5000 }).catch(() => {});
  }
  const stop = await page.evaluate(look);
  assert.deepEqual(stop.faults, [], `${key} to ${stop.name}`);
  return stop;
}

function look() {
  // The six places of a code have the ring of their one field.
  const ringed = node => getComputedStyle(node.closest(".places") ?? node);
  const ring = node => ringed(node).outlineStyle !== "none";
  const node = document.activeElement;
  const name = node.innerText || node.id || node.tagName;
  const { stopBefore, stops = [] } = window;
  const faults = [];
  if (node !== document.body) {
    const { top, bottom, left, right } = node.getBoundingClientRect();
    // The browser scrolls by whole pixels.
    const inView = top > -1 && left > -1 && bottom < innerHeight + 1 && right < innerWidth + 1;
    if (!inView) faults.push("it is out of view");
    if (!ring(node) || parseFloat(ringed(node).outlineWidth) < 2) faults.push("it has no ring");
    if (stopBefore?.isConnected && stopBefore !== node && ring(stopBefore)) faults.push("so has another");
    window.stopBefore = node;
  }
  return { index: stops.indexOf(node), name, faults };
}

/** Whatever can be used now, by rows from top to bottom, each from left to right. */
function inSight() {
  const within = document.querySelector("dialog[open]") ?? document;
  const all = [...within.querySelectorAll("a[href], button, input, select")]
    .filter(node => node.checkVisibility() && !node.disabled)
    .map(node => ({ node, box: node.getBoundingClientRect() }));
  const above = (one, other) => one.bottom <= other.top + Math.min(one.height, other.height) / 2;
  all.sort(({ box: one }, { box: other }) =>
    above(one, other) ? -1 : above(other, one) ? 1 : one.left - other.left);
  window.stops = all.map(({ node }) => node);
  return window.stops.map(node => node.innerText || node.id || node.tagName);
}
