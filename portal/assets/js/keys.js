// Keys for reading: rows, comments, steps, help. Never while one writes, and only where the person wants them.
import { openForm } from "./commenting.js";
import { uncover } from "./covers.js";

const FIELDS = "input, select, textarea, [contenteditable]";
const STOPS = ".row > summary, [data-stop]";
const FIRST = "#rows";
const WORDS = ["comments", "answers", "reopening"]
  .map((end) => `form[action$='/${end}'] textarea`)
  .join();
const ASKS = "form[action$='/comments'] [name=is_required]:checked";
const NOTE = "#words [name=text]";
const ACTS = {
  j: (page) => goToRow(page, 1),
  k: (page) => goToRow(page, -1),
  c: comment,
  n: (page) => follow(page, "[rel=next]"),
  p: (page) => follow(page, "[rel=prev]"),
  v: (page) => follow(page, "[data-verdict]"),
  s: settle,
  h: handIn,
  "?": help,
  "/": search,
};
const LEAVING_MS = 3_000;
let last = null;
let leaving = false;

export function startKeys(page) {
  if (!page.querySelector("[data-keys=on]")) return;
  page.addEventListener("keydown", (event) => press(page, event));
  addEventListener("pageshow", () => (leaving = false));
  if (page.location.hash === FIRST) goToRow(page, 1);
}

function press(page, event) {
  const { target } = event;
  if (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.isComposing ||
    page.querySelector("dialog[open]")
  )
    return;
  if (target.closest(FIELDS)) {
    if (event.key === "Escape" && target.closest("main")) leave(target);
    return;
  }
  const act = ACTS[keyOf(event)];
  // What is pressed while the next page is on its way is meant for that page, not for this one.
  if (act && (leaving || act(page))) event.preventDefault();
}

function leaveBy(go) {
  leaving = true;
  setTimeout(() => (leaving = false), LEAVING_MS);
  go();
}

// On a Khmer keyboard the letter is another one; then the place of the key counts.
function keyOf({ key, code, shiftKey }) {
  if (/^[a-z?/]$/i.test(key)) return key.toLowerCase();
  if (code === "Slash") return shiftKey ? "?" : "/";
  return code.startsWith("Key") && key.length === 1 ? code.slice(3).toLowerCase() : "";
}

function stopOf(element) {
  const row = element?.closest(".row");
  return row ? row.querySelector("summary") : element?.closest("[data-stop]");
}

function goToRow(page, by) {
  const stops = [...page.querySelectorAll(STOPS)].filter((stop) => !isFolded(stop));
  const at = stops.indexOf(
    stopOf(page.activeElement) ?? last ?? stopOf(page.querySelector(":target")),
  );
  if (at >= 0 && !stops[at + by] && turn(page, by)) return true;
  const next = stops[Math.min(Math.max(at + by, 0), stops.length - 1)];
  if (next) show(next);
  return Boolean(next);
}

// What lies in a part that is closed is passed over; the line of that part is none of it.
function isFolded(stop) {
  return Boolean(
    stop.parentElement.closest("details")?.parentElement.closest("details:not([open])"),
  );
}

// A long step comes in pages: beyond the last stop there is the next one, before the first the one before.
function turn(page, by) {
  const link = page.querySelector(by > 0 ? "[data-turn=on]" : "[data-turn=back]");
  if (link) leaveBy(() => page.location.assign(link.href + (by > 0 ? FIRST : "#step")));
  return Boolean(link);
}

function show(stop) {
  last = stop;
  if (stop.parentElement.matches("details")) stop.parentElement.open = true;
  (stop.closest(".row") ?? stop).scrollIntoView();
  stop.focus({ preventScroll: true });
}

function comment(page) {
  const stop = stopOf(page.activeElement) ?? last ?? page.querySelector(STOPS);
  const place = stop?.closest(".row") ?? stop;
  const field =
    openForm(place?.querySelector("a[data-comment-on]")) ??
    [...(place?.querySelectorAll(WORDS) ?? [])].pop();
  if (!field) return false;
  last = stop;
  uncover(field);
  field.focus();
  return true;
}

function settle(page) {
  const stop = stopOf(page.activeElement) ?? last ?? stopOf(page.querySelector(":target"));
  const button = stop?.closest(".row")?.querySelector("form[action$='/resolution'] button");
  if (button) leaveBy(() => button.click());
  return Boolean(button);
}

// Sending is never one key: the button takes the focus, and Enter presses it.
// What was written since the page came may ask for changes.
function handIn(page) {
  const asks = page.querySelector(ASKS) || page.querySelector(NOTE)?.value.trim();
  const button =
    (asks && page.querySelector("button[formaction$='/change-request']")) ||
    page.querySelector("[data-hand-in]");
  button?.scrollIntoView({ block: "center" });
  button?.focus({ preventScroll: true });
  return Boolean(button);
}

function leave(field) {
  const stop = stopOf(field);
  if (stop) show(stop);
  else field.blur();
}

function follow(page, link) {
  const found = page.querySelector(link);
  if (found) leaveBy(() => found.click());
  return Boolean(found);
}

// Where the box is hidden, its button leads to the page of the search.
function search(page) {
  const box = page.querySelector("[data-search]");
  if (box?.offsetParent) box.focus();
  else box?.form.requestSubmit();
  return Boolean(box);
}

function help(page) {
  const keys = page.querySelector("[data-keys]");
  const dialog = page.createElement("dialog");
  const title = page.createElement("h2");
  const close = page.createElement("button");
  title.id = "keys-title";
  title.textContent = keys.querySelector("summary").textContent;
  close.className = "button button--secondary";
  close.textContent = keys.dataset.close;
  close.addEventListener("click", () => dialog.close());
  dialog.className = "card";
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title, keys.querySelector("dl").cloneNode(true), close);
  dialog.addEventListener("close", () => dialog.remove());
  page.body.append(dialog);
  dialog.showModal();
  return true;
}
