// What an entry says of a form: where its words go, on which page they belong, how one knows them.

const NO_WORDS = new Set(["csrf_token", "token", "version", "was", "draft", "back", "sign"]);
export const SAVED = "saved"; // nothing of it waits
export const STEP = /^\/o\/[^/]+\/analyses\/\d+\/steps\/\d+(\/[a-z_]+)?$/; // kept as a page
const LONGEST_TITLE = 90;
const OF_THE_PAGE = new Set(["draft", "answered", "removed", "list"]);

export function entryOf(saver) {
  const form = saver.whole();
  return {
    form: formOf(saver),
    address: saver.address(),
    words: [...saver.words()],
    sent: saver.unanswered.list(),
    begins: form.matches("[data-begins]"),
    ...placeOf(form.ownerDocument),
  };
}

export function placeOf(page) {
  const here = new URL(location.href);
  for (const name of OF_THE_PAGE) here.searchParams.delete(name);
  return {
    at: Date.now(),
    page: here.pathname + here.search,
    place: page.querySelector("h1")?.textContent.trim() ?? "",
  };
}

// Two pages have the same form where it is about the same row, cell or comment.
export function formOf(saver) {
  const address = saver.address();
  if (saver.form.dataset.cell) return `${address} ${saver.form.dataset.cell}`;
  const isOfRow = /\/\d+$/.test(address);
  return isOfRow ? address : `${address} ${saver.whole().elements.token?.value ?? ""}`;
}

// One of each form, by a name that does not tell which.
export async function idOfSaved(form) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(form));
  return `${SAVED} ${Array.from(new Uint8Array(hash).slice(0, 12)).join("-")}`;
}

export function textsOf({ words }) {
  return words
    .filter(([name, value]) => !NO_WORDS.has(name) && value.trim() && !/^[\w-]*$/.test(value))
    .map(([, value]) => value.trim());
}

export function titleOf(entry) {
  const all = entry.words.filter(([name, value]) => !NO_WORDS.has(name) && value.trim());
  const title = textsOf(entry)[0] ?? all[0]?.[1] ?? "";
  return title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE)}…` : title;
}
