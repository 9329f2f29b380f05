// Brings people to the place that needs them: the error summary, the field behind a link, the row of an address.
import { uncover } from "./covers.js";

export function startFinding(page) {
  page.querySelector("[data-error-summary]")?.focus();
  page.addEventListener("click", (event) => {
    const link = event.target.closest(
      "[data-error-summary] a[href^='#'], .comment__about a[href^='#']",
    );
    if (link && goTo(page, link.hash)) event.preventDefault();
  });
  addEventListener("hashchange", () => goToNamed(page));
  goToNamed(page);
}

// An address names a row, or a question of it: then one can write at once.
function goToNamed(page) {
  const target = reveal(page, location.hash);
  if (target?.matches("[data-field] *")) goTo(page, location.hash);
}

function goTo(page, hash) {
  const target = reveal(page, hash);
  const control = target?.matches("input, select, textarea")
    ? target
    : target?.querySelector("input, select, textarea");
  (control?.closest("[data-field]") ?? control)?.scrollIntoView();
  control?.focus({ preventScroll: true });
  return Boolean(control);
}

function reveal(page, hash) {
  const target = hash.length > 1 ? page.getElementById(decodeURIComponent(hash.slice(1))) : null;
  if (uncover(target)) target.scrollIntoView();
  return target;
}
