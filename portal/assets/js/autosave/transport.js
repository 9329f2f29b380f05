// Sends words to the portal, and tells what came of it.

const PATIENCE_MS = 20_000;
const FORBIDDEN = 403;
const LARGEST_KEPT_ALIVE = 60_000;

// A request that is kept alive outlives its page; browsers do that for small ones alone.
export function isKeptAlive(words) {
  return words.toString().length < LARGEST_KEPT_ALIVE;
}

// Returns an outcome, with what the portal told or the part of a page that it sent.
// Throws where no answer comes, or none in time.
export async function send(address, words) {
  const response = await fetch(address, {
    method: "POST",
    body: words,
    headers: { "X-Autosave": "1", Accept: "application/json, text/html" },
    redirect: "manual",
    keepalive: isKeptAlive(words),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (response.headers.get("Content-Type")?.includes("json")) {
    const told = await response.json();
    return { outcome: outcomeOf(response, told), told };
  }
  return { outcome: outcomeOfPage(response), told: {}, part: await response.text() };
}

// Brings a fresh token into a form of a page that is too old to be sent, and tells whether it did:
// the portal gives one to whoever was shown the page, and to nobody who signed in after them.
// Throws where it cannot say who is here, as `send` does.
export async function renewToken(field) {
  const response = await fetch("/form-token", {
    headers: { "X-Autosave": "1", "X-CSRFToken": field.value },
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (response.status === FORBIDDEN) return false;
  if (!response.ok) throw new Error(`no token: ${response.status}`);
  field.value = await response.text();
  return true;
}

function outcomeOf(response, told) {
  if (response.ok) return "saved";
  if (response.status === 422) return "invalid";
  if (response.status === 401 && told.owes_second_step) return "owesStep";
  return outcomeOfRefusal(response);
}

function outcomeOfPage(response) {
  if (response.type === "opaqueredirect") return "signedOut";
  if (response.status === 409) return "conflict";
  return outcomeOfRefusal(response);
}

function outcomeOfRefusal({ status }) {
  if (status === 401) return "signedOut";
  return status >= 500 || status === 429 ? "waiting" : "refused";
}
