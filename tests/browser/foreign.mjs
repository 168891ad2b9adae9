// Pages under other people's hands: password managers, translators, proxies that save bytes or hide addresses.
import assert from "node:assert/strict";
import { once } from "node:events";
import { get } from "node:http";
import { late } from "./cut.mjs";
import { button, enterCode, HOSTS, live, run, signIn, wrongCode } from "./real.mjs";
import { audited, seed } from "./server.mjs";
import { WORDS } from "./windows.mjs";

const say = WORDS.en;
/** A heading, whatever stands inside it. */
const heading = (page, text) => page.locator("h1:visible").filter({ hasText: text }).waitFor();

/** What is done to a page, by those who do not ask. */
const DEEDS = {
  "nodes of a password manager": () => {
    const strange = () => Object.assign(document.createElement("div"), { className: "strange", innerText: "" });
    for (const input of document.querySelectorAll("input, select")) input.after(strange());
    for (const label of document.querySelectorAll("label")) label.append(strange());
    for (const place of document.querySelectorAll("form, main, h1, [id$=-root]")) place.prepend(strange());
    document.body.append(strange());
  },
  "a translator that puts elements in the place of texts": () => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walk.nextNode()) if (!walk.currentNode.parentNode.closest("script, style, select")) texts.push(walk.currentNode);
    for (const text of texts.filter(({ data }) => data.trim())) {
      const font = document.createElement("font");
      font.append(document.createElement("font"));
      font.firstChild.append(text.data);
      text.replaceWith(font);
    }
  },
  "a translator that puts elements around texts": () => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walk.nextNode()) if (!walk.currentNode.parentNode.closest("script, style, select")) texts.push(walk.currentNode);
    for (const text of texts.filter(({ data }) => data.trim())) {
      const font = document.createElement("font");
      text.replaceWith(font);
      font.append(document.createElement("font"));
      font.firstChild.append(text);
    }
  },
  "an element around each field": () => {
    for (const input of document.querySelectorAll("input")) {
      const around = document.createElement("span");
      input.replaceWith(around);
      around.append(input);
    }
  },
  "comments that are taken out": () => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
    const comments = [];
    while (walk.nextNode()) comments.push(walk.currentNode);
    for (const comment of comments) comment.remove();
  },
};

/** What proxies make of a page on its way. */
const PROXIES = {
  "saves comments and quotes": html => {
    const [page, ...scripts] = html.split("<script");
    const saved = page.replaceAll(/<!--.*?-->/g, "").replaceAll(/="([\w-]+)"/g, "=$1");
    return [saved, ...scripts].join("<script");
  },
  "hides addresses": html => html.replaceAll(
    /<a href="mailto:[^"]*"[^>]*>[^<]*<\/a>/g, '<a href="/cdn/email"><span class="email">[email protected]</span></a>'),
  "puts a bar into the window": html => html.replace("<form", "<div>An offer</div><form"),
};

/** A page as the server sends it; Node finds no name under localhost. */
async function fetched(url, headers) {
  const { host, port } = new URL(url);
  const request = get({ host: "127.0.0.1", port, headers: { ...headers, host, "accept-encoding": "identity" } });
  const [answer] = await once(request, "response");
  let text = "";
  for await (const part of answer.setEncoding("utf8")) text += part;
  return { statusCode: answer.statusCode, headers: answer.headers, text };
}

/** Typed before the app comes: the login window goes live with it, in the very same field. */
function beforeLive(deed) {
  return async test => {
    const employee = await seed();
    const { page, open } = await late(test, HOSTS.cashier);
    await page.fill("#login", employee.login);
    await page.fill("#password", employee.password);
    await page.evaluate(() => { window.typed = document.getElementById("password"); });
    await page.evaluate(deed);
    await page.focus("#password");
    open();
    await live(page);
    assert.ok(await page.evaluate(() => window.typed === document.getElementById("password")), "the same field");
    assert.equal(await page.evaluate(() => document.activeElement.id), "password");
    assert.equal(await page.inputValue("#password"), employee.password);
    await page.keyboard.press("Enter");
    await heading(page, say.code);
  };
}

/** A page that a proxy has changed goes live, and what was typed before is there. */
function throughProxy(change) {
  return async test => {
    test.allow(/unreachable|was preloaded/);
    const employee = await seed();
    await test.context.route(`${HOSTS.cashier}/`, async route => {
      const { statusCode: status, headers, text } = await fetched(HOSTS.cashier, route.request().headers());
      delete headers["content-encoding"];
      await route.fulfill({ status, headers, body: change(text) });
    });
    const { page, open } = await late(test, HOSTS.cashier);
    await page.fill("#login", employee.login);
    await page.fill("#password", employee.password);
    await page.keyboard.press("Enter");
    open();
    await heading(page, say.code);
    await audited(employee, ["sign_in.password_accepted cashier"]);
  };
}

/** The whole way, each window changed as soon as it has come. */
function afterLive(deed) {
  return async test => {
    const employee = await seed();
    const page = await test.tab();
    const change = () => page.evaluate(deed);
    await change();
    await signIn(page, { ...employee, password: "Wrong-passw0rd" });
    await page.getByText(say.wrong).waitFor();
    await change();
    await signIn(page, employee);
    await heading(page, say.code);
    await change();
    await page.locator("#code").fill(wrongCode(employee));
    await page.getByText(say.codeWrong).waitFor();
    await change();
    await button(page, "RU").click();
    await heading(page, WORDS.ru.code);
    await change();
    await button(page, "EN").click();
    await heading(page, say.code);
    await enterCode(page, employee);
    await heading(page, say.pointOfSale);
    await change();
    await button(page, say.select).click();
    await heading(page, say.session);
    await change();
    await button(page, say.back).click();
    await heading(page, say.pointOfSale);
    await change();
    await button(page, say.select).click();
    await heading(page, say.session);
    await button(page, say.select).click();
    await heading(page, say.workspace);
    await change();
    await button(page, say.signOut).click();
    await heading(page, say.credentials);
    await change();
    await signIn(page, employee);
    await heading(page, say.code);
  };
}

/** The set-up's countdown goes on under a translator's hands. */
function countsOn(deed) {
  return async test => {
    const employee = await seed({ consent: false, key: false });
    const page = await test.tab();
    await signIn(page, employee);
    await page.getByLabel(say.consent).check();
    await page.evaluate(deed);
    await page.getByLabel(say.enableTwoFactor).check();
    await button(page, say.signIn).click();
    await page.evaluate(deed);
    await button(page, say.ok).click();
    await heading(page, say.code);
    await page.evaluate(deed);
    const left = () => page.getByText(/Send the email again in/).first().innerText();
    const before = await left();
    await page.waitForFunction(
      before => ![...document.querySelectorAll("button")].some(({ innerText }) => innerText.trim() === before.trim()), before);
    assert.match(await left(), /again in \d/);
  };
}

const each = (deeds, title, make) =>
  Object.fromEntries(Object.entries(deeds).map(([name, deed]) => [title(name), make(deed)]));

await run({
  ...each(DEEDS, name => `before the app is live, ${name} leave the field as it was`, beforeLive),
  ...each(PROXIES, name => `a proxy that ${name} leaves nobody at a dead form`, throughProxy),
  ...each(DEEDS, name => `in every window, ${name} stop nothing`, afterLive),
  ...each(DEEDS, name => `the countdown goes on with ${name}`, countsOn),
});
