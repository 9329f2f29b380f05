// Saves one form, or a part of one: when its words are sent, again perhaps, and what follows from it.
import { keepDraft } from "../drafts.js";
import { adopt, showBoth } from "./conflict.js";
import { Display } from "./display.js";
import { fill } from "./filling.js";
import { keeping } from "./keeping.js";
import { isKeptAlive, renewToken, send } from "./transport.js";
import { Unanswered } from "./unanswered.js";

const PAUSE_MS = 900;
const WAITS_MS = [2_000, 5_000, 15_000, 30_000, 60_000];
const UNDECIDED = new Set(["waiting", "signedOut", "owesStep"]);

export class Saver {
  edits = 0;
  savedEdits = 0;
  sentEdits = 0;
  failures = 0;
  sending = null;
  unanswered = new Unanswered();
  pressed = null;
  stopped = false;
  choice = null;

  constructor(form) {
    this.form = form;
    this.display = new Display(form);
    form.addEventListener("input", () => this.noticeEdit());
    form.addEventListener("focusout", () => this.isDirty() && this.flush());
    form.addEventListener("submit", (event) => this.saveNow(event));
    if (form.elements.draft) this.noticeEdit(); // its words came from a draft
  }

  isDirty() {
    return this.edits !== this.savedEdits;
  }

  isEditedSinceSent() {
    return this.edits !== this.sentEdits;
  }

  // A request that is kept alive outlives the page; anything newer does where it is kept.
  wouldLose() {
    const isUnderWay = this.sending && !this.isEditedSinceSent() && isKeptAlive(this.sentWords);
    return this.isDirty() && !isUnderWay && !keeping.by.holds(this);
  }

  letGo() {
    this.savedEdits = this.edits;
  }

  // The page is left for good: the words go into a draft, unless their own row is removed.
  async leaveBehind(address) {
    clearTimeout(this.timer);
    const form = this.choice ?? this.whole();
    const words = this.choice ? wordsOf(form) : this.words();
    const isDone = address === `${this.address()}/removal` || (await keepDraft(form, words));
    this.letGo();
    if (isDone) keeping.by.saved(this);
  }

  // Puts words back that an earlier page could not save, with those that it may have sent.
  restore(words, sent) {
    fill(this.form, words);
    this.noticeEdit();
    this.unanswered.takeOver(sent, words, this);
  }

  noticeEdit() {
    this.edits += 1;
    this.display.older();
    keeping.by.changed(this);
    if (!this.stopped) this.later(PAUSE_MS);
  }

  // A button with an address of its own sends the words itself, once no older ones are under way:
  // otherwise they would seem to be another person's.
  saveNow(event) {
    const { submitter } = event;
    if (!this.stopped && !submitter?.hasAttribute("formaction")) {
      event.preventDefault();
      if (!this.isDirty()) this.edits += 1;
      this.flush().then(() => this.display.leadToFault());
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
    this.display.saving();
    try {
      let answer = await this.post();
      if (answer.outcome === "signedOut" && (await this.renew())) answer = await this.post();
      while (answer.outcome === "conflict" && this.unanswered.skip()) answer = await this.post();
      this.take(answer);
    } catch {
      this.tryLater("waiting");
    }
  }

  post() {
    const { words, edits } = this.unanswered.next(this);
    words.set("csrf_token", this.whole().elements.csrf_token.value);
    this.sentWords = words;
    this.sentEdits = edits;
    keeping.by.changed(this);
    return send(this.address(), this.sentWords);
  }

  renew() {
    this.sentEdits = this.savedEdits; // nothing is under way meanwhile that outlives the page
    return renewToken(this.whole().elements.csrf_token);
  }

  whole() {
    return this.form;
  }

  address() {
    return this.form.getAttribute("action");
  }

  words() {
    return wordsOf(this.form);
  }

  keepVersion(version) {
    this.form.elements.version.value = version;
  }

  take({ outcome, told, part }) {
    if (!UNDECIDED.has(outcome)) this.unanswered.clear();
    if (outcome === "saved") this.settle(told);
    else if (outcome === "conflict") this.stopFor(part);
    else if (outcome === "invalid") this.mend(told);
    else if (outcome === "refused") this.display.refused(told.message);
    else this.tryLater(outcome);
  }

  settle(told) {
    if (adopt(this.form, told.fields ?? {}, this.sentWords, this.words())) {
      this.keepVersion(told.version);
      if (this.form.elements.was) this.form.elements.was.value = told.was;
    }
    this.savedEdits = this.sentEdits;
    this.form.elements.draft?.remove();
    this.failures = 0;
    this.again = this.isDirty();
    this.display.saved(told);
    if (this.again) this.display.older();
    keeping.by.saved(this);
  }

  stopFor(both) {
    this.stopped = true;
    this.display.differs();
    const now = this.isEditedSinceSent() ? this.words() : [];
    this.choice = showBoth(this.whole(), both, this.form, this.sentWords, now);
  }

  mend(told) {
    this.display.invalid(told);
    this.again = this.isEditedSinceSent();
  }

  tryLater(why) {
    this.display.later(why, keeping.by.says(why));
    this.later(WAITS_MS[Math.min(this.failures, WAITS_MS.length - 1)]);
    this.failures += 1;
  }
}

function wordsOf(form) {
  return new URLSearchParams(new FormData(form));
}
