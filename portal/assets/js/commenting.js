// Opens the form of a comment or an answer where one asks for it; a page holds one blank of each kind.
import { watch } from "./autosave.js";
import { newToken } from "./tokens.js";

const MOST_LETTERS = 60;

export function startCommenting(page) {
  page.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const field = openForm(event.target.closest("a[data-comment-on], a[data-reply-to]"));
    if (!field) return;
    event.preventDefault();
    field.focus();
  });
}

// The blank takes the place of the link until something is written in it; then the link opens one more.
// Without a blank the link leads to a page where the form is open.
export function openForm(link) {
  if (link?.hidden) return link.previousElementSibling.querySelector("textarea");
  if (!link) return null;
  const place = link.dataset.replyTo ?? new URL(link.href).searchParams.get("comment_on");
  const [kind, row = ""] = place.split("-");
  const blank = link.ownerDocument.querySelector(`template[data-blank="${kind}"]`);
  if (!blank) return null;
  foldSaved(link.ownerDocument);
  const filled = blank.innerHTML.replaceAll("__token__", newToken()).replaceAll("__row__", row);
  link.insertAdjacentHTML("beforebegin", filled);
  const form = link.previousElementSibling.querySelector("form");
  link.hidden = true;
  form.addEventListener("input", () => (link.hidden = false), { once: true });
  if ("autosave" in form.dataset) watch(form);
  return form.elements.text;
}

// A page with twenty comments is one list: those that are saved give their first words.
function foldSaved(page) {
  for (const form of page.querySelectorAll("details.more[open] form[action$='/comments']")) {
    if (!form.querySelector("[data-save-state=saved]")) continue;
    const cover = form.closest("details");
    cover.open = false;
    cover.querySelector("summary").textContent = form.elements.text.value.slice(0, MOST_LETTERS);
  }
}
