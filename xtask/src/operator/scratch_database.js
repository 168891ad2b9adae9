// A stand-in for `wrangler d1 execute` in tests: the same arguments, answers and transactions over SQLite.
const { DatabaseSync } = require("node:sqlite");
const fs = require("node:fs");

const argument = (name) => process.argv[process.argv.indexOf(name) + 1];
const text = process.argv.includes("--file") ? fs.readFileSync(argument("--file"), "utf8") : argument("--command");
const isNew = !fs.existsSync("database");
const database = new DatabaseSync("database");
if (isNew) {
  const folder = "MIGRATIONS";
  fs.readdirSync(folder).sort().forEach((name) => database.exec(fs.readFileSync(`${folder}/${name}`, "utf8")));
}
try {
  database.exec("BEGIN");
  // No quoted value holds a semicolon.
  const results = text.split(";").map((one) => ({ results: database.prepare(one).all(), success: true }));
  database.exec("COMMIT");
  console.log(JSON.stringify(results));
} catch (error) {
  console.log(JSON.stringify({ error: { text: error.message } }));
  process.exitCode = 1;
}
