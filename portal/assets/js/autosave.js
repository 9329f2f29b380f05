// Saves the forms marked data-autosave while one types; no word is lost when a save fails.
import { keeping } from "./autosave/keeping.js";
import { NewRowSaver } from "./autosave/new-row.js";
import { Saver } from "./autosave/saver.js";

const savers = new Set();
// They act although a row cannot be saved; its words are kept as a draft.
const ALWAYS_ACT = "[action='/sign-out'], [action='/language'], [action$='/removal']";

export function startAutosave(page, others = []) {
  for (const form of page.querySelectorAll("form[data-autosave]")) watch(form);
  for (const saver of others) add(saver);
}

// Saves a form from now on; one that came to the page later too.
export function watch(form) {
  add(form.matches("[data-begins]") ? new NewRowSaver(form) : new Saver(form));
}

function add(saver) {
  if (savers.size === 0) listen(saver.form.ownerDocument);
  savers.add(saver);
}

function listen(page) {
  addEventListener("online", () => each((saver) => saver.flush()));
  page.addEventListener("visibilitychange", () => page.hidden && each((saver) => saver.flush()));
  page.addEventListener("submit", sendAfterSaving);
  addEventListener("beforeunload", (event) => {
    if ([...savers].some((saver) => saver.wouldLose())) event.preventDefault();
  });
}

function each(act) {
  for (const saver of savers) act(saver);
}

// Returns what saves on this page, with what came to it later.
export function saversOf() {
  return savers;
}

// The device has what cannot be sent now, so nothing is lost when the page is left.
function isKept(saver) {
  return saver.failures > 0 && keeping.by.holds(saver);
}

function choose(saver, form) {
  if (!saver.stopped) return;
  saver.letGo();
  if (saver.choice === form) keeping.by.chosen(saver, form);
}

// Another form leaves the page: the rows are saved first, so that the next page shows them.
function sendAfterSaving(event) {
  if (event.target.matches("[data-conflict] form")) each((saver) => choose(saver, event.target));
  if (event.defaultPrevented || event.target.matches("[data-autosave]")) return;
  const { target: form, submitter } = event;
  const alwaysActs = form.matches(ALWAYS_ACT) || submitter?.name === "locale";
  const waits = (saver) => alwaysActs || !(saver.stopped || isKept(saver));
  const unsaved = [...savers].filter((saver) => saver.isDirty() && waits(saver));
  if (unsaved.length === 0) return;
  event.preventDefault();
  const longEnough = new Promise((resolve) => setTimeout(resolve, 5_000));
  Promise.race([Promise.all(unsaved.map((saver) => saver.flush())), longEnough]).then(async () => {
    await Promise.all(unsaved.map((saver) => keeping.by.written(saver)));
    const left = unsaved.filter((saver) => saver.isDirty() && waits(saver));
    if (left.length > 0 && !alwaysActs) return left[0].display.lead();
    await Promise.all(left.map((saver) => saver.leaveBehind(form.getAttribute("action"))));
    form.requestSubmit(submitter);
  });
}
