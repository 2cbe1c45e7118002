// Serves emulate's Slack on a free port until stdin closes; prints the port.
//
// Its own code makes and keeps everything. One thing only is done in front of it: slack_sdk sends
// the fields of some methods as a query, by GET (users.info, conversations.history ...) or by POST
// (conversations.open, chat.delete), as the real Slack allows; emulate reads the body of a POST only.
import http from "node:http";
import { createEmulator } from "emulate";

const [token, botUser, bot] = process.argv.slice(2);
const seed = {
  tokens: { [token]: { login: botUser } },
  slack: {
    team: { name: "Aurala", domain: "aurala" },
    users: [
      { name: "anna", real_name: "Anna Virtanen", email: "anna@aurala.example" },
      { name: "bertta", real_name: "Bertta Niemi", email: "bertta@aurala.example" },
    ],
    oauth_apps: [{
      client_id: "1.1", client_secret: "secret", name: "aura", redirect_uris: [],
      bot_id: bot, bot_user_id: botUser, bot_name: "aura",
    }],
    channels: [{ name: "talvi" }, { name: "salaa", is_private: true }],
    tokens: [{ token, type: "bot", user_id: botUser, bot_id: bot, bot_user_id: botUser }],
  },
};
const theirs = await createEmulator({ service: "slack", port: await freePort(), seed });

async function freePort() {
  const probe = http.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

const front = http.createServer(async (request, response) => {
  const url = new URL(request.url, theirs.url);
  const given = await bodyOf(request);
  const headers = { authorization: request.headers.authorization ?? "" };
  const reads = url.search && !given.length;
  const kind = reads ? "application/x-www-form-urlencoded" : request.headers["content-type"];
  if (kind) headers["content-type"] = kind;
  const body = reads ? url.search.slice(1) : given;
  const answer = await fetch(new URL(url.pathname, theirs.url), { method: "POST", headers, body });
  response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") });
  response.end(Buffer.from(await answer.arrayBuffer()));
});
front.listen(0, "127.0.0.1", () => console.log(front.address().port));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
