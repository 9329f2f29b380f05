// Puts the server's messages at the fields of a form, in the same shape as a page with errors.
import { uncover } from "./covers.js";

export function showErrors(form, errors) {
  clearErrors(form);
  for (const [name, messages] of Object.entries(errors)) {
    const group = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (!group) continue;
    showError(group, messages.join(" "));
    uncover(group);
  }
}

export function clearErrors(form) {
  for (const group of form.querySelectorAll(".govuk-form-group--error")) {
    group.classList.remove("govuk-form-group--error");
    const message = group.querySelector(".govuk-error-message");
    const control = group.querySelector("[aria-describedby]");
    if (control && message) describe(control, (ids) => ids.filter((id) => id !== message.id));
    group.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
    message?.remove();
  }
}

function showError(group, text) {
  const control = group.querySelector("fieldset, textarea, select, input:not([type=hidden])");
  const message = document.createElement("p");
  const prefix = document.createElement("span");
  message.className = "govuk-error-message";
  message.id = `${control.id}-error`;
  prefix.className = "govuk-visually-hidden";
  prefix.textContent = document.body.dataset.error;
  message.append(prefix, ` ${text}`);
  group.classList.add("govuk-form-group--error");
  if (control.matches("fieldset")) control.querySelector("legend").after(message);
  else control.before(message);
  describe(control, (ids) => [...ids, message.id]);
  if (!control.matches("fieldset")) control.setAttribute("aria-invalid", "true");
}

function describe(control, change) {
  const ids = change((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (ids.length > 0) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}
