// Saves the forms marked data-autosave while one types; no word is lost when a save fails.
import { uncover } from "./covers.js";
import { keepDraft } from "./drafts.js";
import { showErrors } from "./field-errors.js";
import { saying } from "./saying.js";

const PAUSE_MS = 900;
const PATIENCE_MS = 20_000;
const LARGEST_KEPT_ALIVE = 60_000;
const WAITS_MS = [2_000, 5_000, 15_000, 30_000, 60_000];
const savers = new Set();
const NOT_WORDS = new Set(["csrf_token", "version", "token", "was", "draft"]);
// They act although a row cannot be saved; its words are kept as a draft.
const ALWAYS_ACT = "[action='/sign-out'], [action='/language'], [action$='/removal']";

export function startAutosave(page, others = []) {
  for (const form of page.querySelectorAll("form[data-autosave]")) watch(form);
  for (const saver of others) add(saver);
}

// Saves a form from now on; one that came to the page later too.
export function watch(form) {
  add(new Saver(form));
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

// Another form leaves the page: the rows are saved first, so that the next page shows them.
function sendAfterSaving(event) {
  if (event.target.matches("[data-conflict] form")) each((saver) => saver.stopped && saver.letGo());
  if (event.defaultPrevented || event.target.matches("[data-autosave]")) return;
  const { target: form, submitter } = event;
  const alwaysActs = form.matches(ALWAYS_ACT) || submitter?.name === "locale";
  const unsaved = [...savers].filter((saver) => saver.isDirty() && (alwaysActs || !saver.stopped));
  if (unsaved.length === 0) return;
  event.preventDefault();
  const longEnough = new Promise((resolve) => setTimeout(resolve, 5_000));
  Promise.race([Promise.all(unsaved.map((saver) => saver.flush())), longEnough]).then(async () => {
    const left = unsaved.filter((saver) => saver.isDirty());
    if (left.length > 0 && !alwaysActs) return left[0].lead();
    await Promise.all(left.map((saver) => saver.leaveBehind(form.getAttribute("action"))));
    form.requestSubmit(submitter);
  });
}

export class Saver {
  edits = 0;
  savedEdits = 0;
  sentEdits = 0;
  failures = 0;
  sending = null;
  pressed = null;
  stopped = false;
  choice = null;

  constructor(form) {
    this.form = form;
    this.say = saying(form);
    form.addEventListener("input", () => this.noticeEdit());
    form.addEventListener("focusout", () => this.isDirty() && this.flush());
    form.addEventListener("submit", (event) => this.saveNow(event));
    if (form.elements.draft) this.noticeEdit(); // its words came from a draft
  }

  isDirty() {
    return this.edits !== this.savedEdits;
  }

  // A request that is kept alive outlives the page; anything newer, or refused, does not.
  wouldLose() {
    return this.isDirty() && !(this.sending && this.sentEdits === this.edits && this.keptAlive);
  }

  letGo() {
    this.savedEdits = this.edits;
  }

  // Says why a button did not act, and leads to the field that keeps it from acting.
  lead() {
    const field =
      this.form.querySelector("[aria-invalid=true], .govuk-form-group--error :is(input, select, textarea)") ??
      this.form.querySelector("textarea, select, input:not([type=hidden])");
    this.say.first();
    uncover(field);
    field?.focus();
    field?.scrollIntoView({ block: "center" });
  }

  // The page is left for good: the words go into a draft, unless their own row is removed.
  async leaveBehind(address) {
    clearTimeout(this.timer);
    if (address !== `${this.address()}/removal`) {
      await keepDraft(this.choice ?? this.whole(), this.choice ? new URLSearchParams(new FormData(this.choice)) : this.words());
    }
    this.letGo();
  }

  noticeEdit() {
    this.edits += 1;
    this.say.older();
    if (!this.stopped) this.later(PAUSE_MS);
  }

  // A button with an address of its own sends the words itself, once no older ones are under way:
  // otherwise they would seem to be another person's.
  saveNow(event) {
    const { submitter } = event;
    if (!this.stopped && !submitter?.hasAttribute("formaction")) {
      event.preventDefault();
      if (!this.isDirty()) this.edits += 1;
      this.flush().then(() => this.form.querySelector("[aria-invalid=true]")?.focus());
      return;
    }
    clearTimeout(this.timer);
    if (this.sending && !this.stopped) {
      event.preventDefault();
      this.pressed ??= this.sending.finally(() => {
        this.pressed = null;
        if (!this.stopped) this.form.requestSubmit(submitter);
      });
      return;
    }
    this.letGo();
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  flush() {
    clearTimeout(this.timer);
    if (this.stopped || !this.isDirty()) return this.sending ?? Promise.resolve();
    this.sending ??= this.send().finally(() => {
      this.sending = null;
      if (this.again) this.flush();
    });
    return this.sending;
  }

  async send() {
    this.again = false;
    this.sentEdits = this.edits;
    this.say.saving();
    let response;
    try {
      response = await fetch(this.address(), this.request());
      await this.take(response);
    } catch {
      this.tryLater("waiting");
    }
  }

  address() {
    return this.form.getAttribute("action");
  }

  words() {
    return new URLSearchParams(new FormData(this.form));
  }

  request() {
    const body = this.words();
    this.sentWords = body;
    this.keptAlive = body.toString().length < LARGEST_KEPT_ALIVE;
    return {
      method: "POST",
      body,
      headers: { "X-Autosave": "1", Accept: "application/json, text/html" },
      redirect: "manual",
      keepalive: this.keptAlive,
      signal: AbortSignal.timeout(PATIENCE_MS),
    };
  }

  async take(response) {
    const isJson = response.headers.get("Content-Type")?.includes("json");
    if (response.type === "opaqueredirect") this.tryLater("signedOut");
    else if (response.status === 401) this.tryLater(isJson && (await response.json()).owes_second_step ? "owesStep" : "signedOut");
    else if (response.ok && isJson) this.settle(await response.json());
    else if (response.status === 409 && !isJson) this.showBoth(await response.text());
    else if (response.status === 422 && isJson) this.mend(await response.json());
    else if (response.status >= 500 || response.status === 429) this.tryLater("waiting");
    else this.say.refused(isJson ? (await response.json()).message : "");
  }

  settle({ version, saved_at: savedAt, nudges, title, is_missing: isMissing, was, fields, said, asks }) {
    if (this.adopt(fields)) {
      this.keepVersion(version);
      if (this.form.elements.was) this.form.elements.was.value = was;
    }
    this.savedEdits = this.sentEdits;
    this.form.elements.draft?.remove();
    this.failures = 0;
    this.again = this.isDirty();
    showErrors(this.form, asks ?? {});
    this.say.saved(savedAt, said);
    if (this.again) this.say.older();
    const row = this.form.closest(".row");
    const place = row?.querySelector("[data-nudges]");
    if (place && nudges !== undefined) place.innerHTML = nudges;
    if (row && title) this.renew(row, title, isMissing);
  }

  // The head of the row says what it said when the page came; now it has another title.
  renew(row, title, isMissing) {
    row.querySelector(".row__title").textContent = title;
    const note = row.querySelector("[data-missing]");
    if (note) note.parentElement.hidden = !isMissing;
  }

  // What somebody else changed meanwhile comes into the form, unless it was typed over just now: then
  // the old version stays, and the next save shows both.
  adopt(fields = {}) {
    const names = Object.keys(fields);
    const now = this.words();
    if (names.some((name) => now.get(name) !== this.sentWords.get(name))) return false;
    for (const name of names) this.form.elements[name].value = fields[name];
    return true;
  }

  keepVersion(version) {
    this.form.elements.version.value = version;
  }

  showBoth(fragment) {
    this.stopped = true;
    this.say.differs();
    const whole = this.whole();
    whole.insertAdjacentHTML("afterend", fragment);
    const both = whole.nextElementSibling;
    this.choice = both.querySelector("form");
    this.carryOver(this.choice);
    both.focus();
  }

  // What was typed while the answer was under way goes into the choice; from then on there is one
  // place to write, so that no word is typed where nobody saves it.
  carryOver(choice) {
    if (!choice) return;
    for (const [name, value] of this.edits !== this.sentEdits ? this.words() : []) {
      if (!NOT_WORDS.has(name) && value !== this.sentWords.get(name)) putWords(choice, name, value);
    }
    for (const control of this.form.elements) control.disabled = true;
  }

  whole() {
    return this.form;
  }

  mend({ errors, message }) {
    if (errors) showErrors(this.form, errors);
    if (errors) this.say.mend();
    else this.say.refused(message);
    this.again = this.edits !== this.sentEdits;
  }

  tryLater(state) {
    this.say[state]();
    this.later(WAITS_MS[Math.min(this.failures, WAITS_MS.length - 1)]);
    this.failures += 1;
  }
}

function putWords(choice, name, value) {
  const mine = [...choice.elements].find(
    (control) => control.name === name && (control.type !== "radio" || control.id.startsWith("mine-")),
  );
  if (!mine) {
    choice.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    return;
  }
  mine.value = value;
  const shown = mine.closest(".govuk-radios__item")?.nextElementSibling;
  if (shown) shown.textContent = value || "–";
}
