// Lists of administration: the way back to one as it was left, the log in words, a file on its way, a narrow screen.
import assert from "node:assert/strict";
import { administers, field, hire, isAt, path, row, someone } from "./administration.mjs";
import { barriers } from "./axe.mjs";
import { button, heading, HOSTS, run } from "./real.mjs";
import { seed, sql, until } from "./server.mjs";

async function goesBack(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin, "/employees?state=active&sort=-name");
  const list = path(page);
  await row(page, admin.login).getByRole("link").click();
  await heading(page, "Tess Ter");
  const back = page.getByRole("link", { name: "← Employees" });
  assert.equal(await back.getAttribute("href"), list);
  await back.click();
  await isAt(page, list);
  await row(page, admin.login).waitFor();
  assert.equal(await field(page, "State").inputValue(), "active");
  await page.locator("th[aria-sort=descending]").waitFor();
  // It was a step back: the page is ahead, and a reload of it still knows the list.
  await page.goForward();
  await heading(page, "Tess Ter");
  await page.reload();
  await heading(page, "Tess Ter");
  assert.equal(await back.getAttribute("href"), list);

  // Behind another tab of a page the list is farther away, and stays the same.
  await page.goto(`${HOSTS.boss}/structure-units?state=active`);
  await row(page, "Central office").getByRole("link").click();
  await page.locator(".tabs").getByRole("link", { name: "Seances", exact: true }).click();
  await isAt(page, `/structure-units/${admin.agency}_ALPHA?tab=seances`);
  await page.getByRole("link", { name: "← Structure Units" }).click();
  await isAt(page, "/structure-units?state=active");

  // Whoever came by an address has the whole list.
  await page.goto("about:blank");
  await page.goto(`${HOSTS.boss}/employees/${encodeURIComponent(admin.login)}`);
  await back.click();
  await isAt(page, "/employees");
}

async function saysItInWords(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin, "/audit", "Audit log");
  await hire(page, admin, {
    login: someone("worker"), name: "Ivan Worker", role: "cashier", products: ["cashier"], points_of_sale: [`${admin.agency}_ALPHA`],
  });
  const groups = await field(page, "What").locator("optgroup").evaluateAll(all => all.map(one => one.label));
  assert.equal(groups.length, 8);
  assert.ok(groups.includes("Applications and tokens"), groups.join());
  await field(page, "What").selectOption({ label: "Employee created" });
  await row(page, "Employee created").first().getByText(/^Role: Cashier; Products: Cashier; Points of sale: /).waitFor();
  assert.deepEqual(await barriers(page), []);
  await button(page, "RU").click();
  await row(page, "Сотрудник создан").first().getByText(/^Роль: Кассир; Продукты: Касса; Точки продажи: /).waitFor();
  await page.reload();
  assert.equal(await page.locator("#event").inputValue(), "employee.created", "a reload keeps the kind");
}

async function savesInParts(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin);
  await row(page, admin.login).waitFor();
  const one = { login: "a@b.test", agency: admin.agency, name: "Anna", role: "cashier", products: ["cashier"], points_of_sale: [`${admin.agency}_ALPHA`], state: "active" };
  const [real] = await page.evaluate(async agency =>
    (await (await fetch(`/api/admin/employees?agency=${agency}`, { headers: { "x-mixvel-auth": "1" } })).json()).items, admin.agency);
  const items = Array.from({ length: 200 }, () => ({ ...real, ...one, last_sign_in_at_ms: 1_700_000_000_000 }));
  let parts = 0;
  let last = 2;
  await page.route("**/api/admin/employees?**limit=200**", route => {
    parts += 1;
    return route.fulfill({ json: { items, next: parts < last ? "WyIiLCJhIl0" : null } }).catch(() => {});
  });
  const saved = page.waitForEvent("download");
  await button(page, "Save as CSV").click();
  const text = (await (await (await saved).createReadStream()).toArray()).join("");
  assert.equal(text.trim().split("\r\n").length, 401, "a line of headings and two parts");
  assert.match(text, new RegExp(`"Central office \\(${admin.agency}_ALPHA\\)","[^"]*","2023-11-14T22:13:20.000Z"\r\n`));

  // One that takes long says how far it is, and is stopped by the same button.
  last = 400;
  let downloads = 0;
  page.on("download", () => { downloads += 1; });
  await button(page, "Save as CSV").click();
  await page.getByRole("button", { name: /^[1-9]\d* rows: stop$/ }).click();
  await button(page, "Save as CSV").waitFor();
  assert.ok(parts < last, `${parts} parts were asked for`);
  assert.equal(downloads, 0);
}

async function fitsANarrowScreen(test) {
  const admin = await seed({ product: "boss" });
  const page = await administers(test, admin);
  await page.setViewportSize({ width: 320, height: 640 });
  for (const [where, name] of [["audit", "Audit log"], ["employees", "Employees"], ["agency", "Agency"]]) {
    await page.goto(`${HOSTS.boss}/${where}`);
    await heading(page, name);
    const current = page.locator(".nav [aria-current] a");
    await until(async () => {
      const { x, width } = await current.boundingBox();
      return x >= 0 && x + width <= 320;
    }, `${name} is in view`);
  }
  await page.getByRole("link", { name: "Employees", exact: true }).evaluate(link => link.click());
  await heading(page, "Employees");
  const box = await page.locator(".nav [aria-current] a").boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 320, "nor does a step within the page leave it out of view");
}

async function tellsOfNoSeances(test) {
  const admin = await seed({ product: "boss" });
  await sql("DELETE FROM seance WHERE agency_code = ?1 AND unit = 'DELTA'", admin.agency);
  const page = await administers(test, admin, `/structure-units/${admin.agency}_DELTA`, "Airport desk");
  const told = "No seances yet. Whoever chooses this point of sale at the sign-in goes no further. Press Change and add at least one.";
  await page.getByText(told).waitFor();
  await page.locator(".tabs").getByRole("link", { name: "Seances", exact: true }).click();
  await page.locator("p.nothing").getByText(told).waitFor();
  await button(page, "Change").waitFor();
}

await run({
  "the way back leads to the list as it was left": goesBack,
  "the log has its kinds in groups and its details in words": saysItInWords,
  "a file of several parts comes whole, says how far it is and stops": savesInParts,
  "where one is stands in view on a narrow screen": fitsANarrowScreen,
  "a point of sale without seances says what that means": tellsOfNoSeances,
});
