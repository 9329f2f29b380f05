// Sends what waits, one after the other, each as the form would have sent it.
import { renewToken, send } from "../autosave/transport.js";
import { idOfSaved, SAVED, STEP } from "./entries.js";

const NOBODYS = { page: "" };
const ENDS = new Set(["waiting", "signedOut", "owesStep"]); // nothing else would get through either

// Sends the entries that no open page has. Returns what was sent and why it ended, if it did.
export async function sendAll(waiting) {
  const sent = [];
  for (const entry of await waiting.list()) {
    if (entry.isOpen || entry.state) continue;
    const outcome = await sendEntry(waiting, entry);
    if (ENDS.has(outcome)) return { sent, why: outcome };
    if (outcome === "saved") sent.push(entry);
  }
  return { sent, why: "" };
}

// Those that may be saved already go first as they were: see `Saver.post`.
async function sendEntry(waiting, entry) {
  for (const words of entry.sent) {
    const { outcome, told } = isSame(words, entry.words)
      ? { outcome: "conflict" }
      : await deliver(entry, words);
    if (outcome === "saved") {
      follow(entry, words, told);
      await waiting.keep(entry.id, entry, NOBODYS);
      break;
    }
    if (outcome !== "conflict") return settle(waiting, entry, { outcome });
  }
  return settle(waiting, entry, await deliver(entry, entry.words));
}

async function settle(waiting, entry, { outcome, told, part }) {
  if (outcome === "saved") await finish(waiting, entry, told);
  else if (!ENDS.has(outcome)) {
    const state = part?.includes("/restoration") ? "removed" : stateOf(outcome);
    await waiting.keep(entry.id, { ...entry, state, told: told?.message ?? "" }, NOBODYS);
  }
  return outcome;
}

// Copies of its page are older than what was saved now: see `Keeper.renew`.
async function finish(waiting, entry, told) {
  follow(entry, entry.words, told);
  if (STEP.test(entry.page.split("?")[0]) && entry.words.some(([name]) => name === "was")) {
    const saved = { ...entry, form: entry.address, at: Date.now(), state: SAVED };
    await waiting.keep(await idOfSaved(entry.address), saved, NOBODYS);
  }
  await waiting.drop(entry.id);
}

function stateOf(outcome) {
  return outcome === "conflict" ? "differs" : outcome;
}

async function deliver(entry, pairs) {
  const words = new URLSearchParams(pairs);
  try {
    const answer = await send(entry.address, words);
    if (answer.outcome !== "signedOut") return answer;
    const token = { value: words.get("csrf_token") };
    if (!(await renewToken(token))) return answer;
    words.set("csrf_token", token.value);
    return await send(entry.address, words);
  } catch {
    return { outcome: "waiting" };
  }
}

// What was sent first is saved: the rest goes on from there, as in a form.
function follow(entry, words, told) {
  const [before, now] = [new URLSearchParams(words), new URLSearchParams(entry.words)];
  const fields = Object.entries(told.fields ?? {});
  if (fields.every(([name]) => now.get(name) === before.get(name))) {
    const known = Object.entries({ version: told.version, was: told.was });
    const more = known.filter(([name, value]) => now.has(name) && value !== undefined);
    for (const [name, value] of [...fields, ...more]) now.set(name, value);
  }
  Object.assign(entry, { words: [...now], sent: [], address: told.address ?? entry.address });
}

function isSame(one, other) {
  return new URLSearchParams(one).toString() === new URLSearchParams(other).toString();
}
