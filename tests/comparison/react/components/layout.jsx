import { useTranslation } from "react-i18next";
import { Outlet } from "react-router";
import { useSignIn } from "../sign-in.jsx";
import { LanguageToggle } from "./language-toggle.jsx";

export function Layout() {
  const { t } = useTranslation();
  const { state } = useSignIn();
  return (
    <div className="page">
      <header className="top">
        <span className="brand">
          <svg className="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect className="mark-ground" width="32" height="32" rx="9" />
            <path className="mark-line" d="M8 22V11.5l8 8 8-8V22" />
          </svg>
          <span className="name">{t("brand")}</span>
          <span className="product">{t("product_cashier")}</span>
        </span>
        <span className="ribbon">{state.stand === "demo" && <span>{t("demo_stand")}</span>}</span>
        <LanguageToggle />
      </header>
      <main className="card">
        <Outlet />
      </main>
      <footer className="foot">
        <span className="version">{state.version && t("version", { version: state.version })}</span>
        <a href="mailto:support@mixvel.com">support@mixvel.com</a>
      </footer>
    </div>
  );
}
