// The list of what waits on this device: where each belongs, and what one may do with it.
import { KEPT_MS } from "./device.js";
import { textsOf, titleOf } from "./entries.js";
import { counted } from "./notices.js";

const ROWS = /\/rows\/[a-z_]+(\/\d+)?$/;
const DAY_MS = 86_400_000;
const DONE = new Set(["removed", "refused"]);

export function showList(page, entries, waiting, acts) {
  const place = page.querySelector("[data-waiting-list]");
  if (!place) return;
  const { words } = waiting.device;
  const cards = entries.map((entry) => cardOf(page, entry, words, acts));
  if (cards.length > 0) cards.push(pageButton(page, words.send, "secondary", acts.send));
  else cards.push(element(page, "p", "soft", words.nothing));
  place.replaceChildren(...cards);
}

function cardOf(page, entry, words, acts) {
  const card = element(page, "section", "card");
  const days = Math.max(Math.ceil((entry.at + KEPT_MS - Date.now()) / DAY_MS), 1);
  card.dataset.entry = entry.id;
  card.append(
    element(page, "h2", "", titleOf(entry)),
    element(page, "p", "soft", `${entry.place} · ${counted(words, "keeps", days)}`),
    element(page, "p", "", entry.told || words[entry.state] || words.waiting),
  );
  if (entry.state === "removed" || entry.state === "refused") {
    for (const text of textsOf(entry)) card.append(element(page, "p", "inset words", text));
  }
  card.append(buttonsOf(page, entry, words, acts));
  return card;
}

function buttonsOf(page, entry, words, acts) {
  const buttons = element(page, "div", "buttons");
  if (!DONE.has(entry.state)) {
    const open = element(page, "a", "button button--small", words.open);
    open.href = entry.begins ? `${entry.page}#waiting=${entry.id}` : entry.page;
    buttons.append(open);
  }
  const copy = pageButton(page, words.copy, "small", async () => {
    await navigator.clipboard.writeText(textsOf(entry).join("\n\n"));
    copy.textContent = words.copied;
  });
  buttons.append(copy);
  if (entry.state === "removed" && ROWS.test(entry.address)) {
    buttons.append(pageButton(page, words.anew, "small", () => acts.addAnew(entry)));
  }
  buttons.append(deleteButton(page, entry, words, acts));
  return buttons;
}

function deleteButton(page, entry, words, acts) {
  const button = pageButton(page, words.delete, "link", () => {
    if (button.textContent === words.sure) acts.drop(entry);
    else button.textContent = words.sure;
  });
  return button;
}

function pageButton(page, label, kind, act) {
  const button = element(page, "button", `button button--${kind}`, label);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

function element(page, name, className, text = "") {
  return Object.assign(page.createElement(name), { className, textContent: text });
}
