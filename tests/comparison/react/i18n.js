import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import en from "./locales/en.json";
import ru from "./locales/ru.json";

const preferred = () => /^(ru|be|kk|uk)/.test(navigator.language) ? "ru" : "en";

i18next.use(initReactI18next).init({
  resources: { en: { translation: en }, ru: { translation: ru } },
  lng: localStorage.getItem("language") ?? preferred(),
  fallbackLng: "en",
  interpolation: { escapeValue: false },
});

function follow(language) {
  document.documentElement.lang = language;
  document.title = `${i18next.t("authorization")} · ${i18next.t("brand")} ${i18next.t("product_cashier")}`;
}

follow(i18next.language);
i18next.on("languageChanged", (language) => {
  localStorage.setItem("language", language);
  follow(language);
});
