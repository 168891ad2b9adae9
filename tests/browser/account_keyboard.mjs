// The account page by keyboard alone; as it stands and with each form open it is looked at by axe as well.
import { came, comeIn, SAY, section } from "./account_page.mjs";
import { arrives, focused, passable, pointedAt, press, type } from "./keys.mjs";
import { button, heading, nextCode, run, wrongCode } from "./real.mjs";
import { audited, seed } from "./server.mjs";

const NEW = "Quite-another-1";
const field = (page, label) => page.getByLabel(label, { exact: true });
const status = (page, text) => page.getByRole("status").getByText(text).waitFor();

/** One of the other sessions is ended, then the rest. */
async function endSessions(page, say) {
  const list = section(page, say.sessions);
  await press(page, list.getByRole("button").first(), "Space");
  await status(page, say.sessionEnded);
  await focused(page, page.locator("#account-sessions"));
  await passable(page);
  await press(page, button(page, say.endOthers));
  await status(page, say.othersEnded);
  await focused(page, page.locator("#account-sessions"));
  await passable(page);
}

/** Types the three passwords and presses Enter in the last field. */
async function typePasswords(page, say, current, password) {
  await type(page, field(page, say.currentPassword), current);
  for (const label of [say.newPassword, say.repeatPassword]) await type(page, field(page, label), password);
  await page.keyboard.press("Enter");
}

async function changePassword(page, say, employee) {
  const opener = button(page, say.changePassword);
  const current = field(page, say.currentPassword);
  await press(page, opener);
  await focused(page, current);
  await passable(page);
  await press(page, button(page, say.cancel));
  await focused(page, page.locator("#change-password"));
  await press(page, opener, "Space");
  await typePasswords(page, say, "Wrong-passw0rd", NEW);
  await pointedAt(page, current, say.currentWrong);
  await passable(page);
  await typePasswords(page, say, employee.password, "Sunshine");
  await pointedAt(page, field(page, say.newPassword), say.common);
  await typePasswords(page, say, employee.password, NEW);
  await status(page, say.changed);
  await focused(page, page.locator("#change-password"));
  await passable(page);
}

async function reissue(page, say, employee) {
  const code = page.locator("#code");
  await press(page, button(page, say.reissue));
  await focused(page, code);
  await passable(page);
  await press(page, button(page, say.cancel));
  await focused(page, page.locator("#account-second-factor"));
  await press(page, button(page, say.reissue), "Space");
  await focused(page, code);
  await page.keyboard.type(wrongCode(employee));
  await page.keyboard.press("Enter");
  await pointedAt(page, code, say.codeWrong);
  await passable(page);
  await type(page, code, nextCode(employee));
  await press(page, button(page, say.reissue), "Space");
  await status(page, say.reissued);
  await focused(page, page.locator("#account-second-factor"));
  // It is offered until the page has been read anew.
  await button(page, say.reissue).waitFor({ state: "detached" });
  await passable(page);
}

async function byKeyboard(test, say, product, locale) {
  const employee = await seed({ product });
  const pages = [];
  for (let i = 0; i < 3; i++) {
    pages.push(await test.tab(product, { context: await test.person({ locale }) }));
    await comeIn(pages[i], say, employee);
  }
  const page = pages[2];
  await page.bringToFront();
  if (product === "cashier") {
    await heading(page, say.workspace);
    await press(page, button(page, say.account));
  }
  await section(page, say.consents).waitFor();
  await arrives(page, say.account);
  await endSessions(page, say);
  await changePassword(page, say, employee);
  await reissue(page, say, employee);
  if (product === "cashier") {
    await press(page, button(page, say.toWorkspace));
    await arrives(page, say.workspace);
  }
  await press(page, button(page, say.signOut), "Space");
  await heading(page, say.credentials);
  await focused(page, field(page, say.password));
  const [refused, ended] = ["password.change_refused", `session.ended ${product}`];
  await audited(employee, [
    ...came(employee), ...came(employee), ...came(employee), ended, ended,
    `${refused} invalid-credentials`, `${refused} weak-password`,
    `device.known ${product}`, `password.changed ${product}`,
    "code.refused invalid-code", "code.accepted", /^second_factor.mail_queued /,
    "second_factor.reissued active", ended,
  ]);
}

await run(Object.fromEntries(["cashier", "boss"].flatMap(product => ["en", "ru"].map(language => [
  `sessions, password and QR code are seen to without a mouse: ${product}, ${language}`,
  test => byKeyboard(test, SAY[language], product, language),
]))));
