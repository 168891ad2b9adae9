import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "./field.jsx";

const CYRILLIC = /[\u0400-\u052f]/;

export function PasswordField({ value, onChange, missing, invalid }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const onKey = (event) => setCapsLock(event.getModifierState("CapsLock"));
  const hint = (CYRILLIC.test(value) && t("cyrillic")) || (capsLock && t("caps_lock"));
  return (
    <Field id="password" label={t("password")} note={missing ? t("password_missing") : hint} hint={!missing}>
      <div className="with-button">
        <input
          id="password"
          name="password"
          type={shown ? "text" : "password"}
          autoComplete="current-password"
          autoCapitalize="none"
          spellCheck="false"
          maxLength="512"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={onKey}
          onKeyUp={onKey}
          aria-describedby="password-note login-problem"
          aria-invalid={invalid || missing || undefined}
        />
        <button type="button" className="inside" aria-pressed={shown} onClick={() => setShown(!shown)}>
          <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d="M1.8 10S4.6 4.6 10 4.6 18.2 10 18.2 10 15.4 15.4 10 15.4 1.8 10 1.8 10Z" />
            <circle cx="10" cy="10" r="2.4" />
            {shown && <path d="M3.4 16.6 16.6 3.4" />}
          </svg>
          <span className="unseen">{t("show_password")}</span>
        </button>
      </div>
    </Field>
  );
}
