// Puts words into the controls of a form as if they had just been typed.
export function fill(form, words) {
  const left = new Map();
  for (const [name, value] of words) left.set(name, [...(left.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (control.name && control.name !== "csrf_token") put(control, left.get(control.name) ?? []);
  }
}

function put(control, values) {
  if (control.type === "radio" || control.type === "checkbox") {
    control.checked = values.includes(control.value);
  } else if (values.length > 0) control.value = values.shift();
}
