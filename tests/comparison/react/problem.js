const ANSWERS = ["invalid-credentials", "login-locked", "no-access", "code-locked", "invalid-code", "code-replayed",
  "too-many-requests"];

/** Whether trying the same again is all that can be done about it. */
export const canRetry = (problem) => !ANSWERS.includes(problem.code);

/** What a person is told. */
export function words(t, problem) {
  switch (problem.code) {
    case "invalid-credentials":
      return `${t("wrong_credentials")} ${t("attempts_left", { count: problem.attempts_left })}`;
    case "login-locked":
      return `${t("login_locked")} ${locked(t, problem.locked_until_ms)}`;
    case "invalid-code":
      return t("code_wrong", { count: problem.attempts_left });
    case "code-replayed":
      return t("code_used");
    case "code-locked":
      return t("account_locked");
    case "no-access":
      return t("refused");
    case "busy":
      return t("busy");
    case "too-many-requests":
      return t("too_many", { span: span(t, problem.retry_after_s ?? 60) });
    case "lost":
      return t("lost");
    default:
      return problem.request_id ? t("failed", { id: problem.request_id }) : t("failed_nameless");
  }
}

function locked(t, until) {
  if (!until) return t("locked_ask_administrator");
  const time = new Date(until).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return t("locked_until", { time });
}

function span(t, seconds) {
  return seconds < 90 ? t("seconds", { count: seconds }) : t("minutes", { count: Math.ceil(seconds / 60) });
}
