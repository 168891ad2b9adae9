// A mail server for the Rust tests: lines of JSON tell what is to become of the next connections, lines of JSON say what
// has happened. It ends when its input does.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { SMTPServer } from "smtp-server";
import { selfSigned } from "./certificate.mjs";

const { folder, tls, methods, hidesStartTls } = JSON.parse(process.argv[2]);
const USER = "mixvel";
const PASSWORD = "hunter2-of-the-tests";

// What becomes of the connections to come; those after them are served.
const fates = [];
const fateOf = new Map();
const held = [];

const tell = (event, more = {}) => process.stdout.write(`${JSON.stringify({ event, ...more })}\n`);
const refusal = ({ code, text }) => Object.assign(new Error(text), { responseCode: code });

function read(stream) {
  return new Promise((done) => {
    const pieces = [];
    stream.on("data", (piece) => pieces.push(piece));
    stream.on("end", () => done(Buffer.concat(pieces)));
  });
}

function hangUp({ id }) {
  for (const connection of server.connections) if (connection.id === id) connection._socket.destroy();
}

async function onData(stream, session, callback) {
  const fate = fateOf.get(session.id);
  if (fate.is === "dies in the mail") return stream.once("data", () => hangUp(session));
  const raw = (await read(stream)).toString("base64");
  if (fate.at === "data") return callback(refusal(fate));
  if (fate.is === "held") {
    tell("held");
    await new Promise((done) => held.push(done));
  }
  const { mailFrom, rcptTo } = session.envelope;
  tell("mail", { from: mailFrom.address, to: rcptTo.map(({ address }) => address), user: session.user, raw });
  return fate.is === "loses its answer" ? hangUp(session) : callback();
}

const server = new SMTPServer({
  ...(folder
    ? { key: readFileSync(`${folder}/key.pem`), cert: readFileSync(`${folder}/cert.pem`) }
    : selfSigned()),
  secure: tls === true,
  hideSTARTTLS: hidesStartTls === true,
  authMethods: methods ?? ["PLAIN", "LOGIN"],
  disableReverseLookup: true,
  logger: false,
  onConnect(session, callback) {
    const fate = fates.shift() ?? {};
    fateOf.set(session.id, fate);
    tell("connected");
    if (fate.is !== "silent") callback();
  },
  onAuth({ method, username, password }, { secure }, callback) {
    tell("auth", { method, secure });
    const known = username === USER && password === PASSWORD;
    return known ? callback(null, { user: method }) : callback(new Error(`not you, ${password}`));
  },
  onRcptTo(_address, session, callback) {
    const fate = fateOf.get(session.id);
    callback(fate.at === "rcpt" ? refusal(fate) : null);
  },
  onData,
});
// A client that goes away is no fault of the server.
server.on("error", ({ message }) => tell("error", { message }));
server.listen(0, "127.0.0.1", () => tell("listening", { port: server.server.address().port }));

for await (const line of createInterface({ input: process.stdin })) {
  const { next, release } = JSON.parse(line);
  fates.push(...(next ?? []));
  if (release) for (const done of held.splice(0)) done();
}
process.exit(0);
