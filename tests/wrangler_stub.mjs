// Stands for wrangler at an operator's desk: writes down what it is told, and does to the local database below the place
// what would be done to the deployed one.
import { spawnSync } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";

const words = process.argv.slice(2);
appendFileSync("told", `${words.join("\n")}\n`);
if (words[0] === "secret") {
  appendFileSync("secrets", readFileSync(0));
  console.log(`Success! Uploaded secret ${words[2]}`);
} else {
  const local = words.filter((word, at) => !["--remote", "--env", "--yes"].includes(word) && words[at - 1] !== "--env");
  const place = ["--local", "--config", "../wrangler.toml", "--persist-to", "../.wrangler/state"];
  const { status } = spawnSync(process.execPath, ["REAL", ...local, ...place], { stdio: "inherit" });
  process.exit(status ?? 1);
}
