// The account page: its words, the way there, and what a person does on it.
import { button, enterCode, heading, signIn } from "./real.mjs";
import { sqlOf } from "./server.mjs";
import { WORDS } from "./windows.mjs";

const en = {
  toWorkspace: "Back to the workspace", ended: "You have been signed out. Please sign in again.",
  changePassword: "Change password", currentPassword: "Current password", newPassword: "New password",
  repeatPassword: "Repeat password", save: "Save", cancel: "Cancel",
  currentMissing: "Enter your current password",
  currentWrong: "This is not your current password. 2 attempts left.",
  tooShort: "The password is shorter than 8 characters",
  common: "This is one of the most common passwords: choose another one",
  differ: "The passwords do not match",
  changed: "Your password has been changed, and you have been signed out everywhere else.",
  changedMail: "Your MixVel password has been changed",
  reissue: "Reissue QR code", codeMissing: "Enter the six digits from the app",
  codeWrongLeft: "Incorrect code. 2 attempts left.",
  reissued: "We have emailed a link to the new QR code to ",
  reissuedMails: ["Set up two-factor authentication for MixVel", "Your MixVel two-factor authentication has changed"],
  reissueElsewhere: "Ask your agency’s administrator: only they can reissue it.",
  sessions: "Where you are signed in", thisSession: "This device", justNow: "Active just now",
  from: address => `From address ${address}`, on: (browser, system) => `${browser} on ${system}`,
  end: device => `End ${device}, signed in`, endOthers: "End all other sessions",
  sessionEnded: "That device has been signed out.", othersEnded: "All your other devices have been signed out.",
  consents: "Your consents", consentTo: "Consent to the processing of personal data",
  given: product => `${product}, given 1 January 1970`, textOfConsent: "Text of the consent",
  earlier: "An earlier version of the text", nothingGiven: "None yet.",
  wrongLogin: "Wrong login or password.", nameLocked: "Sign-in is blocked after three wrong attempts.",
};
const ru = {
  toWorkspace: "Вернуться на рабочее место", ended: "Вход завершён. Войдите снова.",
  changePassword: "Сменить пароль", currentPassword: "Текущий пароль", newPassword: "Новый пароль",
  repeatPassword: "Повторите пароль", save: "Сохранить", cancel: "Отмена",
  currentMissing: "Введите текущий пароль",
  currentWrong: "Текущий пароль введён неверно. Осталось 2 попытки.",
  tooShort: "Пароль короче 8 символов",
  common: "Это один из самых распространённых паролей: придумайте другой",
  differ: "Пароли не совпадают",
  changed: "Пароль изменён. На остальных устройствах вы вышли из системы.",
  changedMail: "Пароль MixVel изменён",
  reissue: "Выпустить новый QR-код", codeMissing: "Введите шесть цифр из приложения",
  codeWrongLeft: "Неверный код. Осталось 2 попытки.",
  reissued: "Ссылка на новый QR-код отправлена на ",
  reissuedMails: ["Двухфакторная аутентификация MixVel изменена", "Настройка двухфакторной аутентификации MixVel"],
  reissueElsewhere: "обратитесь к администратору агентства: выпустить его может только он.",
  sessions: "Где вы вошли", thisSession: "Это устройство", justNow: "Активность: только что",
  from: address => `С адреса ${address}`, on: (browser, system) => `${browser} на ${system}`,
  end: device => `Завершить ${device}, вход:`, endOthers: "Выйти на всех остальных устройствах",
  sessionEnded: "На выбранном устройстве вы вышли из системы.", othersEnded: "На остальных устройствах вы вышли из системы.",
  consents: "Ваши согласия", consentTo: "Согласие на обработку персональных данных",
  given: product => `${product}, дано 1 января 1970`, textOfConsent: "Текст согласия",
  earlier: "Прежняя редакция текста", nothingGiven: "Пока нет.",
  wrongLogin: "Неверный логин или пароль.",
  nameLocked: "После трёх неверных попыток вход заблокирован.",
};

/** Words of the account page and of all windows. */
export const SAY = { en: { ...WORDS.en, ...en }, ru: { ...WORDS.ru, ...ru } };

/** Signs in, to the workspace or to the account page of Boss; as often as a test likes. */
export async function comeIn(page, say, employee) {
  await signIn(page, employee);
  await heading(page, say.code);
  await sqlOf(employee, "UPDATE second_factor SET last_step = 0 WHERE agency_code = ?1");
  delete employee.step;
  await enterCode(page, employee);
  for (const choice of employee.product === "boss" ? [] : [say.pointOfSale, say.session]) {
    await heading(page, choice);
    await button(page, say.select).click();
  }
  await button(page, say.signOut).waitFor();
}

/** Signs in and goes to the account page. */
export async function toAccount(page, say, employee) {
  await comeIn(page, say, employee);
  if (employee.product === "cashier") await button(page, say.account).click();
  await heading(page, say.account);
  await section(page, say.consents).waitFor();
}

/** What the audit log holds of a sign-in to the end. */
export function came({ product, agency }) {
  const place = product === "cashier" ? ` ${agency}_ALPHA Charter` : "";
  const opened = [`device.known ${product}`, `session.opened ${product}${place}`];
  return [`sign_in.password_accepted ${product}`, "code.accepted", ...opened];
}

/** A part of the page by its heading. */
export const section = (page, name) => page.getByRole("region", { name, exact: true });

/** Types into the open form of the password and saves. */
export async function savePassword(page, say, { current, password, repeated = password }) {
  await page.fill("#current-password", current);
  await page.fill("#new-password", password);
  await page.fill("#repeat-password", repeated);
  await button(page, say.save).click();
}
