// Keeps what is half written when its page is left before it can be saved.
const PATIENCE_MS = 10_000;
const SAVED_ELSEWHERE = "[data-autosave], [data-upload]";

// Has the server keep the words of a form for the next look at its page; tells whether it did.
export async function keepDraft(form, words) {
  try {
    const response = await fetch(`/drafts?${placeOf(form)}`, {
      method: "POST",
      body: words,
      headers: { "X-Autosave": "1", Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return response.ok;
  } catch {
    return false;
  }
}

// The switch of languages sends the words of the form in which one wrote last along.
export function startDrafts(page) {
  let written = null;
  page.addEventListener("input", ({ target }) => {
    if (target.form && !target.form.matches(SAVED_ELSEWHERE) && !target.closest("[data-cell]"))
      written = target.form;
  });
  page.addEventListener("click", ({ target }) => {
    const button = target.closest("button[name=locale]");
    if (button && written?.isConnected) carry(button, written);
  });
}

function carry(button, form) {
  form.id ||= "written";
  button.setAttribute("form", form.id);
  button.formAction = `/language?${placeOf(form)}`;
  button.formNoValidate = true;
}

function placeOf(form) {
  const here = location.pathname + location.search;
  return new URLSearchParams({ of: form.getAttribute("action") || here, back: here });
}
