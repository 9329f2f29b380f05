// Sends what waits, one after the other, each as the form would have sent it.
import { renewToken, send } from "../autosave/transport.js";

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

async function sendEntry(waiting, entry) {
  let outcome = "saved";
  // Those that may be saved already go first as they were: see `Saver.post`.
  if (entry.sent && !isSame(entry.sent, entry.words)) {
    const answer = await deliver(entry, entry.sent);
    outcome = answer.outcome;
    if (outcome === "saved") {
      follow(entry, answer.told);
      await waiting.keep(entry.id, entry, "");
    }
  }
  if (outcome !== "saved") return settle(waiting, entry, { outcome });
  return settle(waiting, entry, await deliver(entry, entry.words));
}

async function settle(waiting, entry, { outcome, told, part }) {
  if (outcome === "saved") await waiting.drop(entry.id);
  else if (!ENDS.has(outcome)) {
    const state = part?.includes("/restoration") ? "removed" : stateOf(outcome);
    await waiting.keep(entry.id, { ...entry, state, told: told?.message ?? "" }, "");
  }
  return outcome;
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
function follow(entry, told) {
  const [before, now] = [new URLSearchParams(entry.sent), new URLSearchParams(entry.words)];
  const fields = Object.entries(told.fields ?? {});
  if (fields.every(([name]) => now.get(name) === before.get(name))) {
    const known = Object.entries({ version: told.version, was: told.was });
    const more = known.filter(([name, value]) => now.has(name) && value !== undefined);
    for (const [name, value] of [...fields, ...more]) now.set(name, value);
  }
  Object.assign(entry, { words: [...now], sent: null, address: told.address ?? entry.address });
}

function isSame(one, other) {
  return new URLSearchParams(one).toString() === new URLSearchParams(other).toString();
}
