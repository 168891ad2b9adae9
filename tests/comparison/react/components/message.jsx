import { useTranslation } from "react-i18next";
import { canRetry, words } from "../problem.js";

export function Message({ id, problem, notice, onRetry }) {
  const { t } = useTranslation();
  const text = problem ? words(t, problem) : notice;
  return (
    <div className="message" id={id} role="alert">
      {text && (
        <>
          <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d="M10 5.5v5.5M10 14.2v.1M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z" />
          </svg>
          <p>
            {text}
            {problem && canRetry(problem) && (
              <>
                {" "}
                <button type="button" className="link" onClick={onRetry}>{t("retry")}</button>
              </>
            )}
          </p>
        </>
      )}
    </div>
  );
}
