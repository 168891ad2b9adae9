import { useTranslation } from "react-i18next";
import { useSignIn } from "../sign-in.jsx";

export function Who({ who }) {
  const { t } = useTranslation();
  const { send } = useSignIn();
  return (
    <div className="who">
      <span>{t("signing_in_as")} <strong>{who}</strong></span>
      <button type="button" className="link tall" onClick={() => send("cancel", {})}>{t("not_you")}</button>
    </div>
  );
}
