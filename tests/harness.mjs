// Runs the built worker in workerd for the Rust tests: JSON lines in, JSON lines out, until standard input ends.
//
// wrangler reads our configuration, so that it stands in one place. Its own test harness is not used: it puts a
// proxy in front of the worker and sends the worker's requests out through Node, which decodes what should pass.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig, unstable_splitSqlQuery } from "wrangler";
import { open, sign } from "./jwt.mjs";

// Longer than any honest answer takes; a helper that hangs must not hang the tests.
const PATIENCE_MS = 120_000;
// A hundred times what a test writes; old lines go first.
const MOST_LOGS = 10_000;

const root = process.argv[2];
const config = unstable_readConfig({ config: join(root, "wrangler.toml") });
const build = join(root, "build/local");
const logs = [];
const mails = [];
let runtime;
let counters;

// A mail that the worker sends by the platform becomes a file, which only this log names.
class Postman extends Log {
  logWithLevel(_level, message) {
    const [, file] = /Email: (.*\.eml)/.exec(message) ?? [];
    if (file) mails.push(readFileSync(file, "utf8"));
  }
}

const operations = {
  async start({ vars, inspected, demo, counted }) {
    counters = counted ? { serviceBindings: { COUNTERS: { name: "counters", entrypoint: "Counters" } } } : {};
    runtime = new Miniflare(options(vars, inspected ? { inspectorPort: 0 } : {}));
    const url = await runtime.ready;
    await migrate();
    // Where another agency is than those of the demo, the worker writes no demo data.
    if (!demo) await batch([{ sql: "INSERT INTO agency (agency_code, name) VALUES (19999, 'Tests')" }]);
    return { port: Number(url.port) };
  },
  async restart({ vars }) {
    await runtime.setOptions(options(vars));
    return { port: Number((await runtime.ready).port) };
  },
  sql: ({ statements }) => batch(statements),
  async cron({ times }) {
    const worker = await runtime.getWorker();
    const runs = Array.from({ length: times }, () => worker.scheduled({ cron: "* * * * *" }));
    return (await Promise.all(runs)).map(({ outcome }) => outcome);
  },
  collect,
  logs: () => logs.map(({ level, message }) => ({ level, message })),
  mails: () => mails.splice(0),
  sign,
  open,
};

// Miniflare's own way to the database stops this process until the runtime answers; a runtime whose log nobody reads
// meanwhile does not, once the pipe is full. So a second worker with the same database is asked over HTTP.
const DATABASE = `export default {
  async fetch(request, { DB }) {
    try {
      const statements = await request.json();
      const results = await DB.batch(statements.map(({ sql, values = [] }) => DB.prepare(sql).bind(...values)));
      return Response.json({ results: results.map(({ results }) => results) });
    } catch (error) {
      return Response.json({ error: String(error?.message ?? error) });
    }
  },
}`;

// Stands where Analytics Engine does, and writes every point down in the log.
const COUNTERS = `import { WorkerEntrypoint } from "cloudflare:workers";
export class Counters extends WorkerEntrypoint {
  writeDataPoint({ indexes, blobs, doubles }) {
    console.log(["counted", ...indexes, ...blobs, ...doubles].join(" "));
  }
}
export default {};`;

async function batch(statements) {
  const url = await runtime.unsafeGetDirectURL("database");
  const { results, error } = await (await fetch(url, { method: "POST", body: JSON.stringify(statements) })).json();
  if (error) throw new Error(error);
  return results;
}

// Secrets are variables like all others to the worker; those of a developer's `.dev.vars` must not get in.
function options(vars, more = {}) {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(config);
  return convertV4MiniflareOptions({
    ...more,
    host: "127.0.0.1",
    port: 0,
    log: new Postman(LogLevel.NONE),
    handleStructuredLogs(line) {
      logs.push(line);
      logs.splice(0, logs.length - MOST_LOGS);
    },
    workers: [
      {
        ...workerOptions,
        name: config.name,
        bindings: { ...config.vars, ...vars },
        ...counters,
        modulesRoot: build,
        modules: [
          { type: "ESModule", path: join(build, "index.js") },
          { type: "CompiledWasm", path: join(build, "index_bg.wasm") },
        ],
      },
      {
        name: "counters",
        modules: true,
        script: COUNTERS,
        compatibilityDate: config.compatibility_date,
      },
      {
        name: "database",
        modules: true,
        script: DATABASE,
        compatibilityDate: config.compatibility_date,
        d1Databases: workerOptions.d1Databases,
        unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      },
    ],
  });
}

async function migrate() {
  const folder = join(root, config.d1_databases[0].migrations_dir);
  for (const file of readdirSync(folder).sort()) {
    const statements = unstable_splitSqlQuery(readFileSync(join(folder, file), "utf8"));
    await batch(statements.map((sql) => ({ sql })));
  }
}

// The runtime lets garbage lie for hundreds of megabytes before it looks at it: what stays can only be told once
// it was made to. An isolate does so, and answers, when the next request enters it; a login enters all of them.
async function collect() {
  const inspector = await runtime.getInspectorURL();
  const targets = await (await fetch(new URL("/json", `http://${inspector.host}`))).json();
  const visited = /^(core:entry|core:user:(?!database|counters)|d1|ratelimit|assets:r)/;
  const busy = targets.filter(({ id }) => visited.test(id));
  const sockets = busy.map(({ webSocketDebuggerUrl }) => new WebSocket(webSocketDebuggerUrl));
  const first = (event) => sockets.map((socket) => new Promise((done) => socket.addEventListener(event, done)));
  await Promise.all(first("open"));
  const collected = first("message");
  for (const socket of sockets) socket.send(JSON.stringify({ id: 1, method: "HeapProfiler.collectGarbage" }));
  await logIn();
  await Promise.all(collected);
  for (const socket of sockets) socket.close();
}

async function logIn() {
  const url = new URL("/api/Accounts/login", await runtime.ready);
  const body = readFileSync(join(root, "tests/golden/login.xml"));
  // Once on the way in, and once more for what came to an isolate while it was at work.
  for (let i = 0; i < 2; i++) {
    await (await fetch(url, { method: "POST", body, headers: { "Content-Type": "application/xml" } })).text();
  }
}

async function answer(line) {
  const { operation, ...request } = JSON.parse(line);
  const watchdog = setTimeout(() => end(1, `${operation} took too long`), PATIENCE_MS);
  try {
    return { ok: (await operations[operation](request)) ?? null };
  } catch (error) {
    return { error: String(error?.message ?? error) };
  } finally {
    clearTimeout(watchdog);
  }
}

function end(code, message) {
  if (message) console.error(`tests/harness.mjs: ${message}`);
  // The runtime is a child that Miniflare ends when this process exits.
  process.exit(code);
}

// Ended with its tests whatever way they end: their pipe closes.
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
}
await runtime?.dispose();
end(0);
