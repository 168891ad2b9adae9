// The windows of a sign-in in their order, what they are called, and how a person gets to each.
import { button, enterCode, heading, signIn } from "./real.mjs";
import { seed } from "./server.mjs";

/** Words of the windows that more than one test goes by. */
export const WORDS = {
  en: {
    cashier: "Cashier", boss: "Boss",
    credentials: "Authorization", requirements: "Authorization", code: "Authentication code",
    pointOfSale: "Point of sale", session: "Session", workspace: "Workspace", account: "Personal account",
    twoFactor: "Two-factor authentication", login: "Login", password: "Password", signIn: "Login",
    consent: "I consent to the processing of personal data", enableTwoFactor: "Enable two-factor authentication",
    ok: "OK", showQr: "Show QR code", confirm: "Confirm", select: "Select", signOut: "Sign out", retry: "Retry",
    change: "Change", notYou: "Not you?", back: "Back", changePointOfSale: "Change point of sale",
  },
  ru: {
    cashier: "Касса", boss: "Boss",
    credentials: "Авторизация", requirements: "Авторизация", code: "Код аутентификации",
    pointOfSale: "Точка продажи", session: "Сеанс", workspace: "Рабочее место", account: "Личный кабинет",
    twoFactor: "Двухфакторная аутентификация", login: "Логин", password: "Пароль", signIn: "Войти",
    consent: "Я согласен на обработку персональных данных", enableTwoFactor: "Включить двухфакторную аутентификацию",
    ok: "ОК", showQr: "Показать QR-код", confirm: "Подтвердить", select: "Выбрать", signOut: "Выйти",
    retry: "Повторить", change: "Изменить", notYou: "Это не вы?", back: "Назад",
    changePointOfSale: "Сменить точку продажи",
  },
};

/** Ways from the login window to each window of Cashier, in English; each yields who went it. */
export const WAYS = {
  credentials: () => seed(),
  async requirements(page) {
    const employee = await seed({ consent: false, key: false });
    await signIn(page, employee);
    await page.getByText("tick what is missing").waitFor();
    return employee;
  },
  async code(page) {
    const employee = await seed();
    await signIn(page, employee);
    await heading(page, "Authentication code");
    return employee;
  },
  async pointOfSale(page) {
    const employee = await WAYS.code(page);
    await enterCode(page, employee);
    await heading(page, "Point of sale");
    return employee;
  },
  async session(page) {
    const employee = await WAYS.pointOfSale(page);
    await button(page, "Select").click();
    await heading(page, "Session");
    return employee;
  },
  async workspace(page) {
    const employee = await WAYS.session(page);
    await button(page, "Select").click();
    await heading(page, "Workspace");
    return employee;
  },
};

/** What the audit log holds of an employee who has come to a window of {@link WAYS}. */
export function trail(step, { agency }) {
  const rows = ["sign_in.password_accepted cashier", "code.accepted", `session.opened cashier ${agency}_ALPHA Charter`];
  return rows.slice(0, { credentials: 0, requirements: 1, code: 1, pointOfSale: 2, session: 2, workspace: 3 }[step]);
}
