// Speaks TLS in front of a port of this machine: `node tls_front.mjs FOLDER PORT` says its own port, and ends with its input.
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";

const [, , folder, port] = process.argv;
const file = (name) => readFileSync(join(folder, name));
const server = createServer({ key: file("key.pem"), cert: file("cert.pem") }, (outside) => {
  const inside = connect(Number(port), "127.0.0.1");
  for (const socket of [outside, inside]) socket.on("error", () => [outside, inside].forEach((one) => one.destroy()));
  outside.pipe(inside).pipe(outside);
});
server.on("tlsClientError", () => {});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();
