// Keeps what is typed in the forms of this page until it is saved.
import { entryOf, formOf } from "./entries.js";

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
      if (isDone) await this.waiting.drop(state.id);
      else await this.waiting.keep(state.id, state.choice ?? entryOf(saver));
      state.written = wanted;
      state.edits = edits;
    }
  }

  saved(saver) {
    if (this.kept.has(saver)) this.changed(saver);
  }

  // The choice between two texts is sent by its own form; should that fail, it waits instead.
  chosen(saver, choice) {
    const state = this.stateOf(saver);
    const words = [...new URLSearchParams(new FormData(choice))];
    state.choice = { ...entryOf(saver), address: choice.getAttribute("action"), words, sent: null };
    this.changed(saver);
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

  // Brings words that an earlier page left into their form, and lets go of what they came from.
  async take(saver, entry) {
    saver.restore(entry.words, entry.sent);
    this.changed(saver);
    await this.kept.get(saver).writing;
    if (this.holds(saver)) await this.waiting.drop(entry.id);
  }

  stateOf(saver) {
    if (!this.kept.has(saver)) {
      this.counted += 1;
      const id = `${this.waiting.page}-${this.counted}`;
      this.kept.set(saver, { id, wanted: 0, written: 0, edits: 0, writing: null, choice: null });
    }
    return this.kept.get(saver);
  }
}

// Finds the entry whose words belong into a form: the newest that no open page has. Several rows
// may be begun on one page, so only the one that is asked for comes into the form of a new row.
export function belongsTo(saver, entries, asked) {
  const free = entries.filter((entry) => !entry.isOpen);
  if (saver.form.matches("[data-begins]")) {
    return free.find(({ id, begins, address }) => {
      return id === asked && begins && address === saver.address();
    });
  }
  return free.filter(({ form }) => form === formOf(saver)).at(-1);
}
