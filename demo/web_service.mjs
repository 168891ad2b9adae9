// A web service behind the agents' guard of a local run: it answers every method in the envelope with what it was told
// about the sender, by the guard's signature alone. `cargo xtask dev` starts it; SIGNATURE_KEYS and ISSUER come from there.
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { verify } from '../docs/examples/verify_signature.mjs';

const KEYS = Object.fromEntries(
  (JSON.parse(process.env.SIGNATURE_KEYS)['web-service'] ?? []).map(({ id, secret }) => [id, secret]));
const ENVELOPE = 'https://www.mixvel.com/API/XSD/mixvel_envelope/1_06';
const MOST = 1024 * 1024;

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** An envelope around what the body holds behind `MessageInfo`. */
function envelope(replyTo, content) {
  const reply = replyTo ? ` ReplyTo="${escaped(replyTo)}"` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>
<MixEnv:Envelope xmlns:MixEnv="${ENVELOPE}">
  <Header/>
  <Body>
    <MessageInfo MessageId="${randomUUID()}" TimeSent="${new Date().toISOString()}"${reply}/>
    ${content}
  </Body>
</MixEnv:Envelope>
`;
}

/** What a method of this service answers: who asked, and for what. A real one would read the message here. */
function answer(request, claims) {
  const method = request.url.split('?')[0].replace(/^\/api\//i, '');
  const told = { Method: method, Application: claims.application, Agency: claims.agency, StructureUnitID: claims.structure_unit };
  const lines = Object.entries(told).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`);
  return `<AppData><d:Told xmlns:d="urn:mixvel:demo">${lines.join('')}</d:Told></AppData>`;
}

function refusal(why) {
  return `<Error><ErrorType>BadRequest</ErrorType><CanRetry>false</CanRetry><Code>MIX-100000</Code>` +
    `<DescText>NotFromTheGuard</DescText><DescText>${escaped(why)}</DescText></Error>`;
}

/** The body of a request as text; anything longer than a megabyte is left unread. */
async function read(request) {
  const pieces = [];
  let length = 0;
  for await (const piece of request) {
    length += piece.length;
    if (length > MOST) break;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

createServer(async (request, response) => {
  const message = await read(request);
  const replyTo = /<(?:\w+:)?MessageInfo\b[^>]*?\sMessageId="([^"]*)"/.exec(message)?.[1];
  const sent = { method: request.method, path: request.url, signature: request.headers['x-auth-signature'] };
  let [status, content] = [200, ''];
  try {
    content = answer(request, verify(sent, { keys: KEYS, issuer: process.env.ISSUER, audience: 'web-service' }));
  } catch (error) {
    [status, content] = [403, refusal(error.message)];
  }
  response.writeHead(status, { 'content-type': 'application/xml; charset=utf-8' }).end(envelope(replyTo, content));
}).listen(0, '127.0.0.1', function () {
  console.log(`http://127.0.0.1:${this.address().port}`);
});
