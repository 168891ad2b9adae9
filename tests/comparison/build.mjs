// Builds the React page as it would be deployed: one minified bundle, its style beside it, names by content.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build as bundle } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = `${here}dist/`;

/** Builds it and returns its folder. */
export async function build() {
  await rm(dist, { recursive: true, force: true });
  const { metafile } = await bundle({
    absWorkingDir: here,
    entryPoints: ["react/main.jsx"],
    entryNames: "[name]-[hash]",
    outdir: `${dist}assets`,
    bundle: true,
    minify: true,
    metafile: true,
    format: "esm",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    target: ["chrome120", "firefox120", "safari16.4"],
    logLevel: "warning",
  });
  const names = Object.keys(metafile.outputs).map((path) => `/assets/${basename(path)}`);
  const ending = (extension) => names.find((name) => name.endsWith(extension));
  await mkdir(`${dist}pages`);
  await writeFile(`${dist}pages/index.html`, page(ending(".js"), ending(".css")));
  return dist;
}

const page = (script, style) => `<!doctype html>
<html lang="en" data-page="login"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
<title>MixVel Cashier</title><link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="modulepreload" href="${script}"><link rel="stylesheet" href="${style}">
<script type="module" src="${script}"></script></head><body><div id="root"></div></body></html>
`;
