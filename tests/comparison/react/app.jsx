import { Navigate, Route, Routes } from "react-router";
import { Layout } from "./components/layout.jsx";
import { Code } from "./pages/code.jsx";
import { Credentials } from "./pages/credentials.jsx";
import { PointOfSale } from "./pages/point-of-sale.jsx";
import { Welcome } from "./pages/welcome.jsx";
import { paths, SignInProvider } from "./sign-in.jsx";

export function App() {
  return (
    <SignInProvider>
      <Routes>
        <Route element={<Layout />}>
          <Route path={paths.credentials} element={<Credentials />} />
          <Route path={paths.code} element={<Code />} />
          <Route path={paths.point_of_sale} element={<PointOfSale />} />
          <Route path={paths.signed_in} element={<Welcome />} />
          <Route path="*" element={<Navigate to={paths.credentials} replace />} />
        </Route>
      </Routes>
    </SignInProvider>
  );
}
