// Opens the form of a comment or an answer where one asks for it; a page holds one blank of each kind.
import { watch } from "./autosave.js";
import { newToken } from "./tokens.js";

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
  const begun = "details.more:not(.more--flat)[open] form[action$='/comments']";
  for (const form of page.querySelectorAll(begun)) {
    const { value: words } = form.elements.text;
    if (!words.trim() || !form.querySelector("[data-save-state=saved]")) continue;
    const cover = form.closest("details");
    const summary = cover.querySelector("summary");
    cover.open = false;
    summary.textContent = words;
    summary.classList.add("first-words");
  }
}
