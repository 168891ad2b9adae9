import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Message } from "../components/message.jsx";
import { Submit } from "../components/submit.jsx";
import { Who } from "../components/who.jsx";
import { useSignIn } from "../sign-in.jsx";

const COMPLETE = 6;

export function Code() {
  const { t } = useTranslation();
  const { state, problem, busy, send } = useSignIn();
  const [code, setCode] = useState("");
  const locked = problem?.code === "code-locked";
  const refused = problem?.code === "invalid-code" || problem?.code === "code-replayed";

  // A code that was refused is of no more use.
  useEffect(() => {
    if (problem) setCode("");
  }, [problem]);

  const submit = (digits) => {
    if (digits.length === COMPLETE && !busy) send("code", { code: digits, device_now_ms: Date.now() });
  };
  const onChange = (event) => {
    const digits = event.target.value.replace(/\D/g, "").slice(0, COMPLETE);
    setCode(digits);
    submit(digits);
  };
  return (
    <form noValidate onSubmit={(event) => { event.preventDefault(); submit(code); }}>
      <h1 tabIndex="-1">{t("authentication_code")}</h1>
      <p className="lead">{t("code_lead")}</p>
      <Who who={state.step.who} />
      <div className="field">
        <label htmlFor="code">{t("authentication_code")}</label>
        <input
          id="code"
          className="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          maxLength="32"
          spellCheck="false"
          pattern="[0-9]*"
          value={code}
          onChange={onChange}
          disabled={locked}
          aria-describedby="window-problem"
          aria-invalid={refused || undefined}
        />
      </div>
      <Message id="window-problem" problem={problem} onRetry={() => submit(code)} />
      {locked ? (
        <button type="button" className="main" onClick={() => send("cancel", {})}>{t("back")}</button>
      ) : (
        <>
          <Submit label={t("confirm")} busy={busy} disabled={code.length < COMPLETE} />
          <div className="after"><p>{t("lost_device")}</p></div>
        </>
      )}
    </form>
  );
}
