// Links to a new password: what ends one, what a dead one says, and what ends none.
import assert from "node:assert/strict";
import { late } from "./cut.mjs";
import {
  ageLinks, ageMails, arrive, follow, linkTo, mailsTo, NEW_PASSWORD, open, resetLink, typeTwice,
} from "./links.mjs";
import { button, heading, HOSTS, live, run } from "./real.mjs";
import { ask, audited, seed, sqlOf } from "./server.mjs";
import { WORDS } from "./windows.mjs";

const say = WORDS.en;
const HOUR_MS = 3_600_000;
const queued = /^password.reset_mail_queued /;

/** The window of a dead link; nothing else can be had there but a new one. */
async function dead(page, words = say) {
  await page.getByText(words.resetDead).waitFor();
  assert.equal(await page.locator("#new-password").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.innerText), words.requestLink);
}

/** Saves a new password in the window at hand. */
async function save(page, password = NEW_PASSWORD) {
  await typeTwice(page, say, password);
  await button(page, say.save).click();
  await page.getByText(say.passwordSaved).waitFor();
}

/** What ends a link, by the number of reset mails that it leaves behind. */
const ENDS = {
  async "it was used"(test, employee, link) {
    await save(await open(test, link));
    return ["password.reset cashier"];
  },
  async "an hour has passed"(test, employee, link) {
    await ageLinks(employee, HOUR_MS - 60_000);
    await (await open(test, link)).locator("#new-password").waitFor();
    await ageLinks(employee, 60_000);
    return [];
  },
  async "a newer one was asked for"(test, employee) {
    await resetLink(test, employee, 1);
    return [queued];
  },
};

const deaths = Object.entries(ENDS).map(([cause, end]) => [
  `a link is dead when ${cause}, says so and offers a new one`,
  async test => {
    const employee = await seed({ key: false });
    const link = await resetLink(test, employee);
    const half = await open(test, link);
    await typeTwice(half, say, "another passphrase");
    const rows = await end(test, employee, link);
    const page = await open(test, link);
    await dead(page);
    // Who was typing meanwhile is told the same.
    await button(half, say.save).click();
    await dead(half);
    await button(page, say.requestLink).click();
    await heading(page, say.recovery.cashier);
    const before = 1 + rows.filter(row => row === queued).length;
    await ageMails(employee);
    await page.fill("#email", employee.login);
    await page.keyboard.press("Enter");
    await page.getByText(say.sent).waitFor();
    await follow(page, await linkTo(employee.login, "/reset", before + 1));
    await save(page);
    await audited(employee, [queued, ...rows, queued, "password.reset cashier"]);
  },
]);

await run({
  ...Object.fromEntries(deaths),

  async "a link is dead when the password was changed on the account page"(test) {
    const employee = await seed({ product: "boss" });
    const link = await resetLink(test, employee);
    const page = await test.tab("boss");
    await arrive(page, say, employee);
    await button(page, "Change password").click();
    await page.getByLabel("Current password", { exact: true }).fill(employee.password);
    await typeTwice(page, say, NEW_PASSWORD);
    await button(page, say.save).click();
    await page.getByText("Your password has been changed").waitFor();
    await dead(await open(test, link));
    await audited(employee, [
      queued, "sign_in.password_accepted boss", "code.accepted", "device.known boss", "session.opened boss",
      "device.known boss", "password.changed boss",
    ]);
  },

  ...Object.fromEntries(["en", "ru"].map(language => [
    `a link that nobody has made says so like any other: ${language}`,
    async test => {
      for (const token of ["A".repeat(43), "short", "%3Cb%3E"]) {
        const page = await open(test, `${HOSTS.cashier}/reset#${token}`, { locale: language });
        await dead(page, WORDS[language]);
      }
    },
  ])),

  async "a mail scanner that opens the link first, with scripts or without, uses nothing up"(test) {
    test.allow(/was preloaded using link preload but not used/);
    const employee = await seed({ key: false });
    const link = await resetLink(test, employee);
    const blind = await (await test.person({ javaScriptEnabled: false })).newPage();
    for (let i = 0; i < 3; i++) assert.equal((await blind.goto(`${link.split("#")[0]}?${i}`)).status(), 200);
    for (let i = 0; i < 3; i++) await (await open(test, link)).locator("#new-password").waitFor();
    await save(await open(test, link));
    await audited(employee, [queued, "password.reset cashier"]);
  },

  async "the token leaves the address bar before the app comes, and a reload keeps the page"(test) {
    const employee = await seed({ key: false });
    const link = await resetLink(test, employee);
    const token = new URL(link).hash.slice(1);
    const { page, open: come, urls } = await late(test, link);
    await page.waitForURL(`${HOSTS.cashier}/reset`);
    assert.ok(!await page.evaluate(() => "live" in document.documentElement.dataset));
    come();
    await live(page);
    await page.locator("#new-password").waitFor();
    await page.reload();
    await live(page);
    await save(page);
    assert.ok(!urls.join().includes(token) && !(await page.content()).includes(token));
    assert.ok(!(await ask("log")).includes(token));
    assert.equal(await page.evaluate(() => history.state), null, "nothing is left of it");
    await page.goBack().catch(() => {});
    assert.ok(!page.url().includes(token));
    await audited(employee, [queued, "password.reset cashier"]);
  },

  async "a link to a blocked account is dead, and none is sent to one"(test) {
    const employee = await seed();
    const link = await resetLink(test, employee);
    await sqlOf(employee, "UPDATE employee SET blocked_at = 1 WHERE agency_code = ?1");
    await dead(await open(test, link));
    await ageMails(employee);
    const page = await test.tab("cashier", { path: "/reset" });
    await page.fill("#email", employee.login);
    await page.keyboard.press("Enter");
    await page.getByText(say.sent).waitFor();
    await mailsTo(employee.login, "/reset");
    await audited(employee, [queued, "password.reset_refused blocked"]);
  },
});
