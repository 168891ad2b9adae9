// One request of the command line: JSON in by standard input, where no other process sees the key, JSON out.
//
// A redirect is answered like anything else and never followed: the key goes to the host that was meant, or nowhere.
import { once } from "node:events";
import { text } from "node:stream/consumers";

const { url, method, key, body, patience_ms } = JSON.parse(await text(process.stdin));
const { request } = await import(url.startsWith("https:") ? "node:https" : "node:http");

async function ask() {
  const headers = { Accept: "application/json", Authorization: `Bearer ${key}` };
  if (body !== null) {
    headers["Content-Type"] = "application/json";
    headers["Content-Length"] = Buffer.byteLength(body);
  }
  const sent = request(url, { method, headers, signal: AbortSignal.timeout(patience_ms) });
  sent.end(body ?? undefined);
  const [answer] = await once(sent, "response");
  const { location = null, "retry-after": retry_after = null } = answer.headers;
  return { status: answer.statusCode, location, retry_after, body: await text(answer) };
}

const failed = ({ code, name, message }) => ({ failure: code ?? name, message });
process.stdout.write(JSON.stringify(await ask().catch(failed)));
