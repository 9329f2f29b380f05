// Forms that are sent once by their button, such as an answer: typed words are kept, and sent when
// the line is back if the button was pressed.
import { fill } from "../autosave/filling.js";
import { send } from "../autosave/transport.js";
import { placeOf } from "./entries.js";
import { newId } from "./waiting.js";

const FORMS = "form[action$='/answers'], form[action$='/reopening']";
export const UNFINISHED = "unfinished"; // typed, and not sent by anybody yet

export function startAnswering(page, waiting, entries) {
  const known = new Map(); // what is kept of a form
  const answerOf = (form) => {
    if (!known.has(form)) known.set(form, new Answer(form, waiting));
    return known.get(form);
  };
  for (const form of page.querySelectorAll(FORMS)) {
    const found = entries.find((entry) => !entry.isOpen && isOf(form, entry));
    if (found) answerOf(form).restore(found);
  }
  page.addEventListener("input", ({ target }) => {
    if (target.form?.matches(FORMS)) answerOf(target.form).keep({ state: UNFINISHED });
  });
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches(FORMS) || !form.elements.text.value.trim()) return;
    event.preventDefault();
    answerOf(form).send();
  });
}

function isOf(form, { state, address }) {
  return state === UNFINISHED && address === form.getAttribute("action");
}

class Answer {
  isBusy = false;
  id = newId();
  kept = Promise.resolve();

  constructor(form, waiting) {
    this.form = form;
    this.waiting = waiting;
  }

  restore({ id, words }) {
    this.id = id;
    fill(this.form, words);
    this.keep({ state: UNFINISHED });
  }

  // One after the other: what was typed first never replaces what was typed last.
  keep({ state = "", page = this.waiting.page } = {}) {
    const { form, id, waiting } = this;
    const address = form.getAttribute("action");
    const words = [...this.words()];
    const entry = {
      form: address,
      address,
      words,
      sent: [],
      state,
      ...placeOf(form.ownerDocument),
    };
    const isEmpty = !form.elements.text.value.trim();
    const act = () => (isEmpty ? waiting.drop(id) : waiting.keep(id, entry, { page }));
    this.kept = this.kept.then(act).catch(() => {});
    return this.kept;
  }

  async send() {
    if (this.isBusy) return;
    this.isBusy = true;
    this.keep();
    const { outcome, told } = await this.post();
    if (outcome === "saved") {
      await this.drop();
      leaveFor(told.page);
    } else if (outcome === "waiting" || outcome === "signedOut") {
      await this.keep({ page: "" });
      this.lay(this.waiting.device.words[outcome === "waiting" ? "kept" : "signedOut"]);
    } else {
      await this.drop(); // the page that comes says what is wrong, with the words in it
      this.form.submit();
    }
  }

  async post() {
    try {
      return await send(this.form.getAttribute("action"), this.words());
    } catch {
      return { outcome: "waiting" };
    }
  }

  words() {
    return new URLSearchParams(new FormData(this.form));
  }

  async drop() {
    await this.kept;
    await this.waiting.drop(this.id).catch(() => {});
  }

  // It is sent as it is: who wants other words deletes it from what waits.
  lay(words) {
    const { form } = this;
    const said = Object.assign(document.createElement("p"), {
      className: "save",
      textContent: words,
    });
    said.dataset.saveState = "waiting";
    said.setAttribute("role", "status");
    form.elements.text.readOnly = true;
    form.querySelector(".buttons").replaceChildren(said);
  }
}

// The answer may stand on the page at hand: then only a reload shows it.
function leaveFor(page) {
  const here = location.pathname + location.search;
  location.assign(page);
  if (page.split("#")[0] === here) location.reload();
}
