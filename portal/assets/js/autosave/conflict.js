// Joins what somebody else wrote meanwhile with what stands in a form, or has the writer choose.

const NOT_WORDS = new Set(["csrf_token", "version", "token", "was", "draft"]);

// Puts the words of others into the form and tells whether it did: where one of their fields was
// typed over since `sent`, the old version stays, and the next save shows both.
export function adopt(form, fields, sent, now) {
  const names = Object.keys(fields);
  if (names.some((name) => now.get(name) !== sent.get(name))) return false;
  for (const name of names) form.elements[name].value = fields[name];
  return true;
}

// Shows both texts below the whole form and returns the form of the choice between them.
//
// What was typed since `sent` goes into the choice; from then on there is one place to write, so
// that no word is typed where nobody saves it.
export function showBoth(whole, fragment, form, sent, now) {
  whole.insertAdjacentHTML("afterend", fragment);
  const both = whole.nextElementSibling;
  const choice = both.querySelector("form");
  if (choice) {
    for (const [name, value] of now) {
      if (!NOT_WORDS.has(name) && value !== sent.get(name)) putWords(choice, name, value);
    }
    for (const control of form.elements) control.disabled = true;
  }
  both.focus();
  return choice;
}

function putWords(choice, name, value) {
  const mine = [...choice.elements].find(
    (control) =>
      control.name === name && (control.type !== "radio" || control.id.startsWith("mine-")),
  );
  if (!mine) {
    choice.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    return;
  }
  mine.value = value;
  const shown = mine.closest(".govuk-radios__item")?.nextElementSibling;
  if (shown) shown.textContent = value || "–";
}
