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
    consent: "I consent to the processing of personal data",
    enableTwoFactor: "Enable two-factor authentication", ok: "OK", showQr: "Show QR code", select: "Select", confirm: "Confirm",
    showPassword: "Show password", loginMissing: "Enter your login: your work email",
    passwordMissing: "Enter your password", wrong: "Wrong login or password. 2 attempts left.",
    consentMissing: "Give your consent to continue",
    twoFactorMissing: "Tick this to continue",
    resend: "Send the email again", copy: "Copy key", copied: "Copied", toSignIn: "Go to sign-in",
    linkDead: "This link has expired, has already been used (the QR code is shown only once), or has been replaced by a newer one.", codeWrong: "Incorrect code.",
    accountLocked: "This account is locked after three incorrect authentication codes.",
    lost: "No connection to the server.", retry: "Retry", back: "Back", change: "Change",
    changePointOfSale: "Change point of sale", signOut: "Sign out",
    stillThere: "Are you still there?", stay: "Stay signed in",
    reset: { cashier: "Reset password", boss: "Reset Password" },
    recovery: { cashier: "Password recovery", boss: "Password reset" },
    ask: { cashier: "Recovery", boss: "Reset" },
    email: "Email",
    sent: "If there is an account with this address, a link to create a new password is on its way to",
    spam: "check the Spam folder", changeAddress: "Change address", requestLink: "Request a new link",
    resetDead: "This link has expired, has already been used, or has been replaced by a newer one.",
    newPassword: "New password", repeatPassword: "Repeat password", save: "Save",
    reissue: "Reissue QR code for two-factor authentication",
    passwordSaved: "Your new password is saved. You have been signed out everywhere.",
    qrMailed: "We have emailed a link to the new QR code to",
    newPasswordMissing: "Enter a new password", tooShort: "The password is shorter than 8 characters", common: "This is one of the most common passwords",
    differ: "The passwords do not match", showNewPassword: "Show password: New password",
    createPassword: "Create a password", invited: product => `You now have access to ${product}.`,
    passwordCreated: "Your password is saved. You can now sign in.",
    invitationDead: "This invitation has expired, has already been used, or has been replaced by a newer one.",
    ended: "You have been signed out. Please sign in again.",
  },
  ru: {
    cashier: "Касса", boss: "Boss",
    credentials: "Авторизация", requirements: "Авторизация", code: "Код аутентификации",
    pointOfSale: "Точка продажи", session: "Сеанс", workspace: "Рабочее место", account: "Личный кабинет",
    twoFactor: "Двухфакторная аутентификация", login: "Логин", password: "Пароль", signIn: "Войти",
    consent: "Даю согласие на обработку персональных данных",
    enableTwoFactor: "Включить двухфакторную аутентификацию", ok: "ОК", showQr: "Показать QR-код",
    select: "Выбрать", confirm: "Подтвердить",
    showPassword: "Показать пароль", loginMissing: "Введите логин: рабочую почту",
    passwordMissing: "Введите пароль", wrong: "Неверный логин или пароль. Осталось 2 попытки.",
    consentMissing: "Нужно ваше согласие",
    twoFactorMissing: "Отметьте, чтобы продолжить",
    resend: "Отправить письмо ещё раз", copy: "Скопировать ключ", copied: "Скопировано",
    toSignIn: "Перейти ко входу", linkDead: "Срок действия ссылки истёк, она уже использована (QR-код показывается один раз) или заменена более новой.",
    codeWrong: "Неверный код.",
    accountLocked: "Учётная запись заблокирована после трёх неверных кодов аутентификации.",
    lost: "Нет связи с сервером.", retry: "Повторить", back: "Назад", change: "Изменить",
    changePointOfSale: "Сменить точку продажи", signOut: "Выйти",
    stillThere: "Вы ещё здесь?", stay: "Остаться в системе",
    reset: { cashier: "Восстановить пароль", boss: "Сбросить пароль" },
    recovery: { cashier: "Восстановление пароля", boss: "Сброс пароля" },
    ask: { cashier: "Восстановить", boss: "Сбросить" },
    email: "Электронная почта",
    sent: "Если учётная запись с этим адресом есть, ссылка для создания нового пароля уже отправлена:",
    spam: "проверьте папку «Спам»", changeAddress: "Изменить адрес", requestLink: "Запросить новую ссылку",
    resetDead: "Срок действия ссылки истёк, она уже использована или заменена более новой.",
    newPassword: "Новый пароль", repeatPassword: "Повторите пароль", save: "Сохранить",
    reissue: "Выпустить новый QR-код для двухфакторной аутентификации",
    passwordSaved: "Новый пароль сохранён. Вы вышли из системы на всех устройствах.",
    qrMailed: "Ссылка на новый QR-код отправлена на",
    newPasswordMissing: "Введите новый пароль", tooShort: "Пароль короче 8 символов", common: "Это один из самых распространённых паролей",
    differ: "Пароли не совпадают", showNewPassword: "Показать пароль: Новый пароль",
    createPassword: "Создание пароля", invited: product => `Теперь у вас есть доступ к продукту ${product}.`,
    passwordCreated: "Пароль сохранён. Теперь можно войти.",
    invitationDead: "Срок действия приглашения истёк, оно уже использовано или заменено более новым.",
    ended: "Вход завершён. Войдите снова.",
  },
};

/** Ways from the login window to each window of Cashier, in English; each yields who went it. */
export const WAYS = {
  credentials: () => seed(),
  async requirements(page) {
    const employee = await seed({ consent: false, key: false });
    await signIn(page, employee);
    await page.getByText("Still to confirm:").waitFor();
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
  const opened = `session.opened cashier ${agency}_ALPHA Charter`;
  const rows = ["sign_in.password_accepted cashier", "code.accepted", "device.known cashier", opened];
  const counts = { credentials: 0, requirements: 1, code: 1, pointOfSale: 2, session: 2, workspace: 4 };
  return rows.slice(0, counts[step]);
}
