// A form that begins a row: with its first letter it becomes the form of that row.
import { keeping } from "./keeping.js";
import { Saver } from "./saver.js";

const NO_WORDS = new Set(["csrf_token", "token", "version", "was"]);

export class NewRowSaver extends Saver {
  constructor(form) {
    super(form);
    this.blank = form.elements.draft ? null : this.written();
  }

  saveNow(event) {
    super.saveNow(event);
    if (this.isBlank()) this.form.querySelector("textarea, select")?.focus();
  }

  // What was typed and taken away again before it was sent never made a row.
  flush() {
    if (this.sending || !this.isBlank()) return super.flush();
    clearTimeout(this.timer);
    this.letGo();
    keeping.by.saved(this);
    return Promise.resolve();
  }

  settle(told) {
    if (this.address() !== told.address) this.begin(told);
    super.settle(told);
  }

  begin({ address, page, rest }) {
    this.blank = null;
    this.form.setAttribute("action", address);
    this.form.removeAttribute("data-begins");
    for (const part of document.querySelectorAll("[data-once-begun]")) part.hidden = false;
    this.form.insertAdjacentHTML("afterend", rest);
    this.nameParts(address.split("/").pop());
    history.replaceState(null, "", page.split("#")[0]);
  }

  // An address names a row and its questions by number, which the new one has from now on.
  nameParts(number) {
    const row = this.form.closest("#row-new");
    for (const part of row ? [row, ...row.querySelectorAll("*")] : []) {
      for (const { name, value } of [...part.attributes]) {
        if (value.includes("row-new")) {
          part.setAttribute(name, value.replaceAll("row-new", `row-${number}`));
        }
      }
    }
  }

  isBlank() {
    return this.written() === this.blank;
  }

  written() {
    const words = [...this.words()].filter(([name]) => !NO_WORDS.has(name));
    return JSON.stringify(words);
  }
}
