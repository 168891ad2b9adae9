import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "../components/field.jsx";
import { Message } from "../components/message.jsx";
import { PasswordField } from "../components/password-field.jsx";
import { Submit } from "../components/submit.jsx";
import { useSignIn } from "../sign-in.jsx";

const ADDRESS = /^[^\s@]+@\S+$/;

function slipOf(login, password) {
  if (!login) return "login_missing";
  if (!ADDRESS.test(login)) return "login_malformed";
  return password ? null : "password_missing";
}

export function Credentials() {
  const { t } = useTranslation();
  const { state, problem, busy, send } = useSignIn();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [slip, setSlip] = useState(null);
  const notice = state.step.notice;
  const wrong = problem?.code === "invalid-credentials";
  const loginSlip = slip?.startsWith("login") ? slip : null;

  // What the measurement waits for: the app owns the form.
  useEffect(() => {
    document.documentElement.dataset.live = "";
  }, []);

  const submit = () => {
    const found = slipOf(login.trim(), password);
    setSlip(found);
    if (found) document.getElementById(found.split("_")[0]).focus();
    else if (!busy) send("credentials", { login: login.trim(), password });
  };
  return (
    <form method="post" noValidate onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <h1 tabIndex="-1">{t("authorization")}</h1>
      <p className="lead">{t("authorization_lead")}</p>
      <Field id="login" label={t("login")} note={loginSlip && t(loginSlip)}>
        <input
          id="login"
          name="username"
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck="false"
          autoFocus
          maxLength="254"
          value={login}
          onChange={(event) => { setLogin(event.target.value); setSlip(null); }}
          aria-describedby="login-note login-problem"
          aria-invalid={wrong || Boolean(loginSlip) || undefined}
        />
      </Field>
      <PasswordField
        value={password}
        onChange={(typed) => { setPassword(typed); setSlip(null); }}
        missing={slip === "password_missing"}
        invalid={wrong}
      />
      <Message id="login-problem" problem={problem} notice={notice && t(`notice_${notice}`)} onRetry={submit} />
      <Submit label={t("sign_in")} busy={busy} />
    </form>
  );
}
