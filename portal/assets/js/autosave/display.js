// Shows what came of saving a form: a word beside it, its faults, the head of its row.
// The words come from the server, in the language of the page.
import { uncover } from "../covers.js";
import { showErrors } from "../field-errors.js";
import { renewParts } from "../renewed-parts.js";

const SLOW_MS = 500;
const FAULTY = "[aria-invalid=true], .govuk-form-group--error :is(input, select, textarea)";

export class Display {
  constructor(form) {
    this.form = form;
    this.place = form.querySelector("[data-save-state]");
    this.words = document.body.dataset;
    if (this.place?.closest(".row-foot") && !this.place.textContent.trim()) {
      this.say("", this.words.saves);
    }
  }

  saving() {
    clearTimeout(this.slow);
    this.slow = setTimeout(() => this.say("saving", this.words.saving), SLOW_MS);
  }

  // What was saved is no longer all that is written; the words stay, they say when.
  older() {
    if (this.place?.dataset.saveState === "saved") this.place.dataset.saveState = "older";
  }

  saved({ saved_at: savedAt, said, asks, hints, parts }) {
    showErrors(this.form, asks ?? {});
    this.say("saved", said || this.words.saved.replace("{time}", savedAt));
    const row = this.form.closest(".row");
    const place = row?.querySelector("[data-hints]");
    if (place && hints !== undefined) place.innerHTML = hints;
    renewParts(parts ?? {}, row);
  }

  // One of "waiting", "signedOut", "owesStep": the words are sent again later.
  later(why, words = "") {
    this.say("waiting", words || this.words[why]);
  }

  invalid({ errors, message }) {
    if (!errors) return this.refused(message);
    showErrors(this.form, errors);
    this.say("refused", this.words.mend);
  }

  differs() {
    this.say("refused", this.words.differs);
  }

  refused(message) {
    this.say("refused", message ? `${this.words.refused} ${message}` : this.words.refused);
  }

  // Says why a button did not act, and leads to the field that keeps it from acting.
  lead() {
    const field =
      this.form.querySelector(FAULTY) ??
      this.form.querySelector("textarea, select, input:not([type=hidden])");
    this.say("refused", this.words.first);
    uncover(field);
    field?.focus();
    field?.scrollIntoView({ block: "center" });
  }

  leadToFault() {
    this.form.querySelector("[aria-invalid=true]")?.focus();
  }

  say(state, text) {
    clearTimeout(this.slow);
    if (!this.place) return;
    this.place.dataset.saveState = state;
    // The same words again would be read out again.
    if (this.place.textContent !== text) this.place.textContent = text;
  }
}
