// Administration in Boss, as an administrator uses it: lists, forms, what ends, what somebody else has changed.
import assert from "node:assert/strict";
import { comeIn, SAY } from "./account_page.mjs";
import {
  administers, dialog, done, field, fresh, heading2, hire, isAt, path, proves, row, someone, stale,
} from "./administration.mjs";
import { barriers } from "./axe.mjs";
import { focused, press, reach, type } from "./keys.mjs";
import { button, enterCode, heading, holdReason, HOSTS, run, signIn } from "./real.mjs";
import { audit, endSessions, mailbox, seed, sql, sqlOf, until } from "./server.mjs";

async function invites(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin);
  assert.deepEqual(await barriers(page), []);
  const login = someone("cashier");
  await button(page, "Invite an employee").click();
  await heading2(page, "Invite an employee");
  await focused(page, field(page, "Login"));
  assert.deepEqual(await barriers(page), []);
  await button(page, "Send the invitation").click();
  await page.getByText("Enter the employee’s email address").waitFor();
  await page.getByText("Enter a name", { exact: true }).waitFor();
  await page.getByText("Cashier needs a point of sale: add one").waitFor();
  await field(page, "Login").fill(login.toUpperCase());
  await dialog(page).getByLabel("Name", { exact: true }).fill("Vera Cash");
  for (const unit of ["DELTA", "ALPHA"]) {
    await page.locator("#add-point-of-sale").selectOption(`${admin.agency}_${unit}`);
    await button(page, "Add").click();
  }
  await dialog(page).getByRole("button", { name: /own point of sale/ }).click();
  await button(page, "Send the invitation").click();
  await heading(page, "Vera Cash");
  assert.equal(path(page), `/employees/${encodeURIComponent(login)}`);
  assert.equal((await mailbox(login)).length, 1, "the invitation is in the mailbox");
  const [{ unit }] = await sqlOf({ ...admin, login },
    "SELECT unit FROM employee_unit WHERE agency_code = ?1 AND login = ?2 ORDER BY position LIMIT 1");
  assert.equal(unit, "ALPHA", "what was made the own one is the first");
  assert.deepEqual(await barriers(page), []);

  await page.goBack();
  await heading(page, "Employees");
  await row(page, login).waitFor();
  await field(page, "Name or login").fill("ver");
  await page.waitForURL(/search=ver/);
  await row(page, "Vera Cash").waitFor();
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await page.reload();
  await row(page, "Vera Cash").waitFor();
  assert.equal(await field(page, "Name or login").inputValue(), "ver", "a reload keeps the search");
  await field(page, "Name or login").fill("nobody at all");
  await page.getByText("Nothing matches.").waitFor();
  await field(page, "Name or login").fill("");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 2);
  await button(page, "Name").click();
  await page.locator("th[aria-sort=ascending]").waitFor();
  await button(page, "Name").click();
  await page.locator("th[aria-sort=descending]").waitFor();
  await field(page, "State").selectOption("invited");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);

  const saved = page.waitForEvent("download");
  await button(page, "Save as CSV").click();
  const stream = await (await saved).createReadStream();
  const text = (await stream.toArray()).join("");
  assert.match(text, /"Vera Cash","cashier\d+@example.test","Cashier"/);
}

async function changesAndBlocks(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin);
  const login = someone("worker");
  // A role that may do more asks for a code first.
  await button(page, "Invite an employee").click();
  await field(page, "Login").fill(someone("colleague"));
  await dialog(page).getByLabel("Name", { exact: true }).fill("Colleague");
  await page.locator("#employee-role").selectOption("administrator");
  await dialog(page).getByLabel("Cashier", { exact: true }).uncheck();
  await dialog(page).getByLabel("Boss", { exact: true }).check();
  await stale(admin);
  await button(page, "Send the invitation").click();
  await heading2(page, "Confirm that it is you");
  assert.deepEqual(await barriers(page), []);
  await button(page, "Cancel").last().click();
  await page.getByText("Nothing was changed: the code was not confirmed.").waitFor();
  await button(page, "Send the invitation").click();
  await proves(page, admin);
  await heading(page, "Colleague");

  const cashier = await hire(page, admin, {
    login, name: "Ivan Worker", role: "cashier", products: ["cashier", "boss"],
    points_of_sale: [`${admin.agency}_ALPHA`],
  });
  const other = await hire(page, admin, { login: someone("second") });
  const theirs = await test.person();
  const own = await test.tab("boss", { context: theirs });
  await comeIn(own, SAY.en, { ...cashier, product: "boss" });
  await page.goto(`${HOSTS.boss}/employees/${encodeURIComponent(login)}`);
  await heading(page, "Ivan Worker");

  // The second administrator is told what the first one has changed.
  const second = await administers(test, other, `/employees/${encodeURIComponent(login)}`, "Ivan Worker",
    await test.person());
  await button(second, "Change").click();
  await button(page, "Change").click();
  await dialog(page).getByLabel("Name", { exact: true }).fill("Ivan Newname");
  await button(page, "Save").click();
  await done(page);
  await heading(page, "Ivan Newname");
  await dialog(second).getByLabel("Name", { exact: true }).fill("Ivan Overwritten");
  await button(second, "Save").click();
  await second.getByText("Name: was “Ivan Worker”, is “Ivan Newname”").waitFor();
  assert.deepEqual(await barriers(second), []);
  await button(second, "Load what is there now").click();
  assert.equal(await dialog(second).getByLabel("Name", { exact: true }).inputValue(), "Ivan Newname");
  await dialog(second).getByLabel("Name", { exact: true }).fill("Ivan Both");
  await button(second, "Save").click();
  await heading(second, "Ivan Both");

  // A block says what ends, and ends it on the next request.
  await page.reload();
  await heading(page, "Ivan Both");
  await button(page, "Block").click();
  await page.getByText("Ends at once: 1 session.").waitFor();
  assert.deepEqual(await barriers(page), []);
  await field(page, "Reason").fill("left the company");
  await dialog(page).getByRole("button", { name: "Block", exact: true }).click();
  await done(page);
  await page.getByText(/^Blocked, .*: left the company$/).waitFor();
  await own.reload();
  await heading(own, SAY.en.credentials);
  await button(page, "Unblock").click();
  await dialog(page).getByRole("button", { name: "Unblock", exact: true }).click();
  await done(page);
  const events = await audit(admin);
  for (const event of ["employee.blocked", "employee.unblocked", "employee.changed"]) {
    assert.ok(events.some(told => told.startsWith(event)), event);
  }

  // Nobody does it to the own account, and the log says all of it in words.
  await page.goto(`${HOSTS.boss}/employees/${encodeURIComponent(admin.login)}`);
  await button(page, "Change").waitFor();
  assert.equal(await button(page, "Block").count(), 0);
  await page.getByRole("link", { name: "Audit log", exact: true }).click();
  await heading(page, "Audit log");
  await field(page, "What").selectOption("employee.blocked");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await row(page, "Employee blocked").getByText("left the company").waitFor();
  assert.deepEqual(await barriers(page), []);
}

async function moves(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin);
  const cashier = {
    ...await hire(page, admin, {
      login: someone("mover"), name: "Mila Mover", role: "cashier", products: ["cashier"],
      points_of_sale: [`${admin.agency}_ALPHA`, `${admin.agency}_DELTA`],
    }),
    product: "cashier",
  };
  await sqlOf(cashier, "UPDATE agency SET may_change_point_of_sale = 1 WHERE agency_code = ?1");
  const work = await test.tab("cashier", { context: await test.person() });
  await comeIn(work, SAY.en, cashier);
  await page.goto(`${HOSTS.boss}/employees/${encodeURIComponent(cashier.login)}`);
  await heading(page, "Mila Mover");
  await button(page, "Change").click();
  await page.getByRole("link", { name: `Central office (${admin.agency}_ALPHA)`, exact: true }).waitFor();
  await dialog(page).getByRole("button", { name: /^Remove .*_DELTA/ }).click();
  await dialog(page).getByText("Nothing is open now, so nothing ends.").waitFor();
  await dialog(page).getByRole("button", { name: /^Remove .*_ALPHA/ }).click();
  await dialog(page).getByText("Ends at once: 1 session.").waitFor();
  await page.locator("#add-point-of-sale").selectOption(`${admin.agency}_DELTA`);
  await button(page, "Add").click();
  await button(page, "Save").click();
  await done(page);
  await row(page, "Employee changed").getByText(/^Ended: 1 session; Points of sale: .*_ALPHA, .* → .*_DELTA$/).waitFor();
  await work.reload();
  await heading(work, SAY.en.credentials);
  await work.getByText("An administrator has changed your point of sale. Please sign in again.").waitFor();
  await fresh(cashier);
  await signIn(work, cashier);
  await heading(work, SAY.en.code);
  await enterCode(work, cashier);
  await heading(work, SAY.en.workspace);
  const [{ unit }] = await sqlOf(cashier,
    "SELECT unit FROM session WHERE agency_code = ?1 AND login = ?2 AND ended_at IS NULL");
  assert.equal(unit, "DELTA", "it goes on with the others");
}

async function units(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin, "/structure-units", "Structure Units");
  await button(page, "Create a Structure Unit").click();
  await focused(page, dialog(page).getByLabel("Name", { exact: true }));
  const id = dialog(page).getByLabel("StructureUnitID", { exact: true });
  await until(async () => new RegExp(`^${admin.agency}_[A-NP-Z]{5}$`).test(await id.inputValue()), "a suggestion");
  await id.fill(`${admin.agency}_`);
  await button(page, "Create").click();
  await page.getByText("Enter the agency code, an underscore and 1 to 16 letters A to Z without O").waitFor();
  await id.fill(`${admin.agency}_kiosk`.replace("o", "u"));
  await dialog(page).getByLabel("Name", { exact: true }).fill("Station kiosk");
  await dialog(page).getByLabel("Seances, one a line").fill("Charter\nRegular");
  await button(page, "Create").click();
  await heading(page, "Station kiosk");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await button(page, "Copy the StructureUnitID").click();
  await page.getByText("Copied", { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${admin.agency}_KIUSK`);
  assert.deepEqual(await barriers(page), []);
  await button(page, "Block").click();
  await page.getByText("Nothing is open now, so nothing ends.").waitFor();
  await dialog(page).getByRole("button", { name: "Block", exact: true }).click();
  await done(page);
  await page.getByRole("link", { name: "Data", exact: true }).waitFor();
  await page.locator(".tabs").getByRole("link", { name: "Employees", exact: true }).click();
  await page.getByText("Nothing here yet.").waitFor();
  await page.goBack();
  await button(page, "Unblock").waitFor();
  await page.locator(".tabs").getByRole("link", { name: "Seances", exact: true }).click();
  await page.locator(".list li").getByText("Regular", { exact: true }).waitFor();
  await button(page, "Change").click();
  await dialog(page).getByLabel("Seances, one a line").fill("Charter\nNight");
  await dialog(page).getByText("Whoever works in a seance that you remove is signed out at once.").waitFor();
  await button(page, "Save").click();
  await page.locator(".list li").getByText("Night", { exact: true }).waitFor();
  await done(page);
  assert.deepEqual(await page.locator(".list li").allInnerTexts(), ["Charter", "Night"]);
  assert.deepEqual(await barriers(page), []);
}

async function programs(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin, "/applications", "Applications");
  const login = someone("program");
  await button(page, "Create an application").click();
  await dialog(page).getByLabel("Login", { exact: true }).fill(login);
  await dialog(page).getByRole("checkbox").first().check();
  await stale(admin);
  await button(page, "Create").click();
  await proves(page, admin);
  const password = await page.locator("#new-password").innerText();
  const request = await page.locator("pre.curl").innerText();
  assert.deepEqual(await barriers(page), []);
  assert.match(request, /--data-binary @- \\\n +http:\/\/127\.0\.0\.1:\d+\/api\/Accounts\/login <<'XML'/);
  const body = request.split("<<'XML'\n")[1].replace(/\nXML$/, "");
  assert.ok(body.includes(`<Password>${password}</Password>`), "the request carries the password");
  const url = request.match(/http:\S+/)[0];
  const logIn = async () => {
    const headers = { "Content-Type": "application/xml; charset=utf-8" };
    const text = await (await fetch(url, { method: "POST", headers, body })).text();
    return text.match(/<Token>([^<]+)<\/Token>/)?.[1];
  };
  const token = await logIn();
  assert.ok(token, "the shown request logs in");
  const verified = async () => {
    const headers = { Authorization: `Bearer ${token}` };
    return (await fetch(url.replace("login", "verify"), { headers })).status;
  };
  assert.equal(await verified(), 204);
  await button(page, "I have saved the password").click();
  await heading(page, login);
  await page.reload();
  await heading(page, login);
  assert.equal(await page.getByText(password).count(), 0, "the password is shown once");
  assert.deepEqual(await barriers(page), []);
  await button(page, "Block").click();
  await page.getByText("Ends at once: 1 token.").waitFor();
  await dialog(page).getByRole("button", { name: "Block", exact: true }).click();
  await done(page);
  assert.equal(await verified(), 401, "its token dies on the next call");
  await button(page, "Unblock").click();
  await dialog(page).getByRole("button", { name: "Unblock", exact: true }).click();
  await done(page);
  await button(page, "Replace the password").click();
  await dialog(page).getByRole("button", { name: "Replace the password", exact: true }).click();
  await until(async () => await page.locator("#new-password").count() === 1, "another password");
  assert.notEqual(await page.locator("#new-password").innerText(), password);
  assert.equal(await logIn(), undefined, "the old password opens nothing");
  await button(page, "I have saved the password").click();
  await done(page);
}

/** What ends an application's password is neither left half-way nor done without its owner's word. */
async function leaves(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin, "/applications", "Applications");
  await button(page, "Create an application").click();
  await dialog(page).getByLabel("Login", { exact: true }).fill(someone("program"));
  await dialog(page).getByRole("checkbox").first().check();
  await button(page, "Create").click();
  await button(page, "I have saved the password").click();
  await button(page, "Replace the password").waitFor();
  const asksToReplace = async () => {
    await button(page, "Replace the password").click();
    await page.getByText("Nothing is open now, so nothing ends.").waitFor();
    await dialog(page).getByRole("button", { name: "Replace the password", exact: true }).click();
  };
  const replaced = async () => (await audit(admin)).filter(told => told.startsWith("application.password_rotated")).length;

  await stale(admin);
  await asksToReplace();
  await heading2(page, "Confirm that it is you");
  await page.goBack();
  await heading(page, "Applications");
  await dialog(page).waitFor({ state: "detached" });
  assert.equal(await replaced(), 0, "Back has confirmed nothing");

  await page.goForward();
  await button(page, "Replace the password").waitFor();
  let held;
  await page.route("**/rotate", route => { held = route });
  await sqlOf(admin, "UPDATE session SET code_at = 9000000000000 WHERE agency_code = ?1");
  await asksToReplace();
  await until(() => held, "it is under way");
  await page.keyboard.press("Escape");
  await button(page, "Cancel").click();
  await held.continue();
  await page.locator("#new-password").waitFor();
  assert.equal(await replaced(), 1);
}

/** A file that does not come is told of. */
async function losesTheFile(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin);
  await page.route("**/api/admin/employees?**limit=200**", route => route.abort());
  test.allow(/ERR_FAILED/);
  await button(page, "Save as CSV").click();
  await page.locator("#csv-problem").getByText("No connection to the server.").waitFor();
}

/** The edge looks at so many rows for one part, whoever of them fits: none of them may, and one behind them. */
async function looksOn(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin);
  await page.route("**/api/admin/employees?**state=password-locked**", route => {
    const next = new URL(route.request().url()).searchParams.has("cursor") ? null : "WyIiLCJhIl0";
    return route.fulfill({ json: { items: [], next } });
  });
  await page.goto(`${HOSTS.boss}/employees?state=password-locked`);
  await page.getByRole("link", { name: "Next", exact: true }).waitFor();
  assert.equal(await page.getByText("Nothing matches.").count(), 0);
  await page.getByRole("link", { name: "Next", exact: true }).click();
  await page.getByText("Nothing matches.").waitFor();
}

async function foreign(test) {
  const [admin, stranger] = [await seed({ product: "boss" }), await seed({ product: "boss" })];
  const page = await administers(test, admin);
  for (const where of [
    `/employees/${encodeURIComponent(stranger.login)}`, `/structure-units/${stranger.agency}_ALPHA`,
    `/applications/nobody%40example.test`, `/agencies/${stranger.agency}/agency`,
    `/agencies/${stranger.agency}/employees`, `/agencies/${stranger.agency}/audit`,
  ]) {
    await page.goto(HOSTS.boss + where);
    await page.getByText("There is nothing here, or it is not yours to see.").waitFor();
    assert.equal(await page.locator("tbody tr, dl").count(), 0, where);
  }
  await page.goto(`${HOSTS.boss}/agencies`);
  await heading(page, "No such page");
}

async function support(test) {
  const [helper, admin] = [await seed({ product: "boss" }), await seed({ product: "boss" })];
  await sqlOf(helper, "UPDATE employee SET role = 'support' WHERE agency_code = ?1 AND login = ?2");
  await sqlOf(admin, "UPDATE agency SET search = ' ' || agency_code || ' tests' WHERE agency_code = ?1");
  const page = await administers(test, helper, "/agencies", "Agencies");
  // Whoever comes without an agency chooses one first.
  await page.goto(`${HOSTS.boss}/employees`);
  await heading(page, "Agencies");
  assert.deepEqual(await barriers(page), []);
  await field(page, "Name or code").fill(String(admin.agency));
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await page.locator("tbody a").click();
  await heading(page, "Employees");
  assert.equal(path(page), `/agencies/${admin.agency}/employees`);
  await row(page, admin.login).getByRole("link").click();
  await heading(page, "Tess Ter");
  // Each of its writes asks for a code.
  await stale(helper);
  await button(page, "Block").click();
  await dialog(page).getByRole("button", { name: "Block", exact: true }).click();
  await proves(page, helper);
  await done(page);
  await page.getByRole("link", { name: "Agency", exact: true }).click();
  await button(page, "Block").waitFor();
  assert.equal(path(page), `/agencies/${admin.agency}/agency`);
}

async function cashierOfBoss(test) {
  const cashier = await seed({ product: "boss" });
  await sqlOf(cashier, "UPDATE employee SET role = 'cashier' WHERE agency_code = ?1 AND login = ?2");
  const page = await administers(test, cashier);
  await page.getByText("This page is for the agency’s administrators.").waitFor();
  assert.equal(await page.getByRole("navigation").count(), 0);
  await page.getByRole("link", { name: SAY.en.account, exact: true }).click();
  await heading(page, SAY.en.account);
  await page.getByRole("link", { name: "Administration", exact: true }).waitFor();
}

async function byKeyboard(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin, "/agency", "Agency");
  const tick = field(page, "Employees may change the point of sale");
  const was = await tick.isChecked();
  await press(page, tick, "Space");
  await press(page, button(page, "Save"));
  await done(page);
  assert.notEqual(await tick.isChecked(), was);
  assert.deepEqual(await barriers(page), []);
  await reach(page, page.getByRole("link", { name: "Employees", exact: true }), "Shift+Tab");
  await page.keyboard.press("Enter");
  await heading(page, "Employees");
  await press(page, button(page, "Invite an employee"));
  await type(page, field(page, "Login"), "x");
  await page.keyboard.press("Enter");
  await page.getByText("Use an email like name@company.com").waitFor();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
}

/** Names as long as they may be, without a place to break, with the marks of HTML, and from right to left. */
async function names(test) {
  const admin = await seed({ product: "boss" });
  const most = text => text.repeat(100).slice(0, 100);
  for (const name of [most("W"), most("<img src=x onerror=document.title='taken'>"), most("שלום עולם ")]) {
    await sql("UPDATE employee SET name = ?2 WHERE agency_code = ?1", admin.agency, name);
    await sql("UPDATE agency SET name = ?2 WHERE agency_code = ?1", admin.agency, name);
    await sql("UPDATE structure_unit SET name = ?2, address = ?2 || ?2 WHERE agency_code = ?1", admin.agency, name);
    await sql("INSERT INTO seance (agency_code, unit, name) VALUES (?1, 'ALPHA', ?2)", admin.agency, name);
    const context = await test.person();
    const page = await administers(test, admin, "/employees", "Employees", context);
    const login = encodeURIComponent(admin.login);
    const unit = `structure-units/${admin.agency}_ALPHA`;
    for (const where of ["employees", `employees/${login}`, "structure-units", unit, "agency", "audit"]) {
      await page.goto(`${HOSTS.boss}/${where}`);
      await page.waitForFunction(() => document.querySelector("main :is(tbody tr, dl, form)"));
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${where} at ${width}: nothing is wider: ${wide} of ${name}`);
      }
      assert.equal(await page.locator("main img").count(), 0, where);
      assert.notEqual(await page.title(), "taken");
    }
    await page.goto(`${HOSTS.boss}/employees/${login}`);
    await button(page, "Change").click();
    assert.equal(await dialog(page).getByLabel("Name", { exact: true }).inputValue(), name);
    await page.setViewportSize({ width: 320, height: 900 });
    const wide = await dialog(page).evaluate(dialog => dialog.scrollWidth - dialog.clientWidth);
    assert.ok(wide <= 0, `the form: ${wide} of ${name}`);
    await context.close();
  }
}

async function inRussianOnAPhone(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin);
  await button(page, "RU").click();
  await heading(page, "Сотрудники");
  for (const width of [320, 768, 1280, 3840]) {
    await page.setViewportSize({ width, height: 900 });
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      assert.deepEqual(await barriers(page), [], `${width} ${scheme}`);
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `nothing is wider than ${width}: ${wide}`);
  }
}

/** Somebody else has signed in since, in another tab or window: what stands here is not theirs. */
async function anotherPerson(test) {
  const [admin, other] = [await seed({ product: "boss" }), await seed({ product: "boss" })];
  const theirs = await test.person();
  await administers(test, other, "/employees", "Employees", theirs);
  const page = await administers(test, admin);
  await row(page, admin.login).waitFor();
  await test.context.addCookies(await theirs.cookies(HOSTS.boss));
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await row(page, other.login).waitFor();
  assert.equal(await row(page, admin.login).count(), 0);
}

async function isToldWhy(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin);
  await endSessions(admin);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  const why = page.getByText("You have been signed out. Please sign in again.");
  await why.waitFor();
  await isAt(page, "/");
  await signIn(page, admin);
  await heading(page, SAY.en.code);
  await fresh(admin);
  await enterCode(page, admin);
  await isAt(page, "/employees");
  await row(page, admin.login).waitFor();
  await endSessions(admin);
  await page.goto(`${HOSTS.boss}/employees`);
  await why.waitFor();
}

/** A list finds out that the session is over while the answer that says why is on its way. */
async function isToldByTheLaterAnswer(test) {
  await test.context.clock.install();
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin);
  await row(page, admin.login).waitFor();
  await test.context.clock.pauseAt(Date.now() + 60_000);
  await endSessions(admin);
  const { asked, comes } = await holdReason(page, "**/api/auth/state");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await asked;
  const refusal = page.waitForResponse(response => response.url().includes("/api/admin/") && !response.ok());
  await page.fill("#search", "x");
  await test.context.clock.runFor(1000);
  await refusal;
  await page.waitForTimeout(300);
  comes();
  await test.context.clock.resume();
  await page.getByText("You have been signed out. Please sign in again.").waitFor();
}

async function signedOut(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin, "/employees?search=x", "Employees");
  await page.getByText("Nothing matches.").waitFor();
  // One that did not arrive is none.
  test.allow(/ERR_INTERNET_DISCONNECTED/);
  await test.context.setOffline(true);
  await button(page, "Sign out").click();
  const stayed = page.locator("#stayed-problem");
  await stayed.getByText("you are still signed in").waitFor();
  await isAt(page, "/employees?search=x");
  assert.deepEqual(await barriers(page), []);
  await test.context.setOffline(false);
  await button(page, "Sign out").click();
  await isAt(page, "/");
  await heading(page, SAY.en.credentials);
  await page.getByText("You have signed out.", { exact: true }).waitFor();
  await page.goto(`${HOSTS.boss}/employees`);
  await isAt(page, "/");
}

await run({
  "whose session has ended is told why, however the page finds out": isToldWhy,
  "whose session has ended is told why by an answer that comes after a refusal": isToldByTheLaterAnswer,
  "an administrator invites a cashier and finds them": invites,
  "an employee is changed by two, and blocked": changesAndBlocks,
  "the administrator moves the cashier to another point of sale, and the open workspace ends and says why": moves,
  "a structure unit is created, copied and blocked": units,
  "an application logs in with the shown request until it is blocked": programs,
  "a replaced password is not left half-way, and Back confirms nothing": leaves,
  "a file that does not come is told of": losesTheFile,
  "an empty part that others may follow is not the end": looksOn,
  "another agency's rows are nowhere": foreign,
  "support chooses an agency, and proves itself for each write": support,
  "a cashier with Boss has the account page alone": cashierOfBoss,
  "the agency's switches and a form by keyboard": byKeyboard,
  "names of every kind stay names, and within the page": names,
  "Russian, every width, light and dark": inRussianOnAPhone,
  "a page of somebody who is no longer signed in begins anew for whoever is": anotherPerson,
  "whoever is not signed in signs in first": signedOut,
});
