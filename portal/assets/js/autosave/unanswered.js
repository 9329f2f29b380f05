// Words that may be saved, though nobody said so: their answer was lost, or their page closed. They
// go once more as they were, before newer ones, which would seem to clash with them.

export class Unanswered {
  sendings = []; // words, and up to which edit they go

  // Takes over what an earlier page sent, oldest first, and what stood in its form at last.
  takeOver(sent, words, saver) {
    const early = sent.map((one) => ({ words: new URLSearchParams(one), edits: saver.savedEdits }));
    this.sendings = [...early, { words: new URLSearchParams(words), edits: saver.edits }];
  }

  // Returns what goes next, which is what stands in the form now unless something is unanswered.
  next(saver) {
    if (this.sendings.length === 0) {
      this.sendings.push({ words: saver.words(), edits: saver.edits });
    }
    return this.sendings[0];
  }

  // Where one clashes, newer words of the same page may be there already. Tells if there are any.
  skip() {
    if (this.sendings.length < 2) return false;
    this.sendings.shift();
    return true;
  }

  clear() {
    this.sendings = [];
  }

  list() {
    return this.sendings.map(({ words }) => [...words]);
  }
}
