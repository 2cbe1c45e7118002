// Serves telegram-test-api on a free port until stdin closes; prints the port.
//
// Its own code makes and keeps every message. Only three things are added in front of it, because
// it lacks them: getUpdates waits and keeps what no higher offset has confirmed, methods it does
// not know (setMyCommands, sendChatAction ...) are answered with true instead of an error, and
// forms are read as Telegram reads them (JSON inside fields).
const http = require("node:http");
const express = require("express");
const TelegramServer = require("telegram-test-api");

const KNOWN = new Set([
  "deleteMessage", "getUpdates", "answerCallbackQuery", "getMe", "editMessageText",
  "editMessageReplyMarkup", "sendMessage", "setWebhook", "deleteWebhook",
]);
const LOOK_MS = 50;

const theirs = new TelegramServer({ storeTimeout: 600 });
const waiting = new Map(); // token -> updates not yet confirmed
const asked = []; // every method that was called, in order
const answered = []; // callback queries, as answered

function unconfirmed(token, offset) {
  const all = [...(waiting.get(token) || []), ...theirs.getUpdates(token)];
  const left = all.filter((update) => update.update_id >= offset);
  waiting.set(token, left);
  return left;
}

async function getUpdates(req, res) {
  const { offset = 0, timeout = 0 } = req.body;
  const end = Date.now() + Number(timeout) * 1000;
  let gone = false;
  res.on("close", () => { gone = true; });
  for (;;) {
    const result = unconfirmed(req.params.token, Number(offset));
    if (result.length || Date.now() >= end || gone) return res.json({ ok: true, result });
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const front = express();
front.use(express.json(), express.urlencoded({ extended: true }));
front.get("/asked", (_req, res) => res.json({ asked, answered }));
front.all("/bot:token/:method", (req, res, next) => {
  const { method } = req.params;
  asked.push(method);
  if (method === "answerCallbackQuery") answered.push(req.body);
  if (method === "getUpdates") return getUpdates(req, res);
  if (!KNOWN.has(method)) return res.json({ ok: true, result: true });
  return next();
});
front.use(theirs.webServer);

const server = http.createServer(front);
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
