import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { useNavigate } from "react-router";

export const paths = {
  credentials: "/",
  code: "/code",
  point_of_sale: "/point-of-sale",
  signed_in: "/welcome",
};

const SignIn = createContext(null);
export const useSignIn = () => useContext(SignIn);

const LOST = { code: "lost" };

async function ask(path, body) {
  const headers = { "Content-Type": "application/json", "X-MixVel-Auth": "1" };
  const answer = await fetch(path, body ? { method: "POST", headers, body: JSON.stringify(body) } : undefined);
  const json = await answer.json();
  if (!answer.ok) throw json;
  return json;
}

export function SignInProvider({ children }) {
  const navigate = useNavigate();
  const [state, setState] = useState({ version: "", step: { name: "credentials" } });
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);

  const show = useCallback((next) => {
    setState(next);
    navigate(paths[next.step.name], { replace: true });
  }, [navigate]);

  const send = useCallback(async (name, body) => {
    setBusy(true);
    setProblem(null);
    try {
      show(await ask(`/api/auth/${name}`, body));
    } catch (refusal) {
      setProblem(refusal.code ? refusal : LOST);
    } finally {
      setBusy(false);
    }
  }, [show]);

  useEffect(() => {
    ask("/api/auth/state").then(show, () => {});
  }, [show]);

  const value = useMemo(() => ({ state, problem, busy, send }), [state, problem, busy, send]);
  return <SignIn value={value}>{children}</SignIn>;
}
