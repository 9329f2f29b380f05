// Keeps what is typed in the forms of this page until it is saved.
import { fill } from "../autosave/filling.js";
import { entryOf, formOf, idOfSaved, SAVED, STEP } from "./entries.js";

export class Keeper {
  constructor(waiting, onSignedOut) {
    this.waiting = waiting;
    this.onSignedOut = onSignedOut;
    this.kept = new Map(); // what is known of a form by its saver
    this.counted = 0;
  }

  changed(saver) {
    const state = this.stateOf(saver);
    state.wanted += 1;
    state.writing ??= this.write(saver, state)
      .catch(() => {}) // a full disk: the words stay in the page, and `holds` tells that
      .finally(() => (state.writing = null));
  }

  // Words that come while others are being written are written next, all at once.
  async write(saver, state) {
    while (state.written !== state.wanted) {
      const { wanted } = state;
      const { edits } = saver;
      const isDone = !saver.isDirty() && !state.choice;
      if (isDone) await this.finish(saver, state);
      else await this.keep(saver, state);
      state.written = wanted;
      state.edits = edits;
    }
  }

  async keep(saver, state) {
    const { replaced } = state;
    await this.waiting.keep(state.id, state.choice ?? entryOf(saver), { replaced });
    if (state.replaced === replaced) state.replaced = null;
  }

  // A copy of the page is older than what was saved in it since; it is shown with these words.
  async finish(saver, state) {
    if (STEP.test(location.pathname) && !saver.form.matches("[data-begins]")) {
      const entry = { ...entryOf(saver), state: SAVED };
      await this.waiting.keep(await idOfSaved(entry.form), entry);
    }
    await this.waiting.drop(state.id);
    if (state.replaced) await this.waiting.drop(state.replaced);
  }

  saved(saver) {
    if (this.kept.has(saver)) this.changed(saver);
  }

  // The choice between two texts is sent by its own form; should that fail, it waits instead.
  chosen(saver, choice) {
    const state = this.stateOf(saver);
    const words = [...new URLSearchParams(new FormData(choice))];
    state.choice = { ...entryOf(saver), address: choice.getAttribute("action"), words, sent: [] };
    this.changed(saver);
  }

  // Resolves once the device has what stands in the form, or cannot have it.
  written(saver) {
    return this.kept.get(saver)?.writing ?? Promise.resolve();
  }

  holds(saver) {
    const state = this.kept.get(saver);
    return Boolean(state) && state.edits === saver.edits && state.written === state.wanted;
  }

  says(why) {
    if (why === "signedOut") this.onSignedOut();
    const { words } = this.waiting.device;
    return { waiting: words.kept, signedOut: words.signedOut }[why] ?? "";
  }

  // Shows in a copy of a page what was saved since it was kept.
  renew(saver, entries, since) {
    const form = formOf(saver);
    const found = entries.filter((one) => one.state === SAVED && one.form === form).at(-1);
    if (found && found.at > since) fill(saver.form, found.words);
  }

  // Brings words that an earlier page left into their form, and lets go of what they came from.
  async take(saver, entry) {
    this.stateOf(saver).replaced = entry.id;
    saver.restore(entry.words, entry.sent);
    this.changed(saver);
    await this.written(saver);
  }

  stateOf(saver) {
    if (!this.kept.has(saver)) {
      this.counted += 1;
      const id = `${this.waiting.page}-${this.counted}`;
      const nothing = { wanted: 0, written: 0, edits: 0, writing: null };
      this.kept.set(saver, { id, ...nothing, choice: null, replaced: null });
    }
    return this.kept.get(saver);
  }
}

// Finds the entry whose words belong into a form: the newest that no open page has. Several rows
// may be begun on one page, so only the one that is asked for comes into the form of a new row.
export function belongsTo(saver, entries, asked) {
  const free = entries.filter(({ isOpen, state }) => !isOpen && state !== SAVED);
  if (saver.form.matches("[data-begins]")) {
    return free.find(({ id, begins, address }) => {
      return id === asked && begins && address === saver.address();
    });
  }
  return free.filter(({ form }) => form === formOf(saver)).at(-1);
}
