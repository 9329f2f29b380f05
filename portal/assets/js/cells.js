// Saves each cell of the test matrix by itself while one types; the form around them sends all.
import { Saver } from "./autosave/saver.js";

export function cellSavers(page) {
  return [...page.querySelectorAll("[data-cell]")].map((cell) => new CellSaver(cell));
}

class CellSaver extends Saver {
  // Both texts of a clash stand below the whole form: a form within a form is none.
  whole() {
    return this.form.form;
  }

  address() {
    return this.whole().getAttribute("action");
  }

  words() {
    const named = [...this.form.elements].filter((control) => control.name);
    const token = this.whole().elements.csrf_token;
    return new URLSearchParams([token, ...named].map((control) => [control.name, control.value]));
  }

  keepVersion(version) {
    this.whole().elements[`version-${this.form.dataset.cell}`].value = version;
  }

  settle(told) {
    super.settle({ ...told, version: told.versions[this.form.dataset.cell] });
    const line = document.getElementById(this.whole().dataset.line);
    if (line) line.outerHTML = told.line;
    const state = this.whole().closest("section")?.querySelector("[data-option-state] .tag");
    if (state) state.textContent = told.state;
  }
}
