import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { useLocation, useNavigate } from "react-router";

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
  const request = body && { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(path, request);
  const json = await answer.json();
  if (!answer.ok) throw json;
  return json;
}

export function SignInProvider({ children }) {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [state, setState] = useState({ version: "", step: { name: "credentials" } });
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);

  const send = useCallback(async (name, body) => {
    setBusy(true);
    setProblem(null);
    try {
      setState(await ask(`/api/auth/${name}`, body));
    } catch (refusal) {
      setProblem(refusal.code ? refusal : LOST);
    } finally {
      setBusy(false);
    }
  }, []);

  useEffect(() => {
    ask("/api/auth/state").then(setState, () => {});
  }, []);

  const path = paths[state.step.name];
  useEffect(() => {
    if (pathname !== path) navigate(path, { replace: true });
  }, [navigate, pathname, path]);

  const value = useMemo(() => ({ state, problem, busy, send }), [state, problem, busy, send]);
  return <SignIn value={value}>{children}</SignIn>;
}
