import { useTranslation } from "react-i18next";

export function Welcome() {
  const { t } = useTranslation();
  return <h1 tabIndex="-1">{t("welcome")}</h1>;
}
