// Brings people to the place that needs them: the error summary, the field behind a link, the row of an address.

export function startFinding(page) {
  page.querySelector("[data-error-summary]")?.focus();
  page.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#'], .comment__about a[href^='#']");
    if (link && goTo(page, link.hash)) event.preventDefault();
  });
  addEventListener("hashchange", () => uncover(page, location.hash));
  uncover(page, location.hash);
}

function goTo(page, hash) {
  const target = uncover(page, hash);
  const control = target?.matches("input, select, textarea") ? target : target?.querySelector("input, select, textarea");
  (control?.closest("[data-field]") ?? control)?.scrollIntoView();
  control?.focus({ preventScroll: true });
  return Boolean(control);
}

function uncover(page, hash) {
  const target = hash.length > 1 ? page.getElementById(decodeURIComponent(hash.slice(1))) : null;
  for (let cover = target?.closest("details"); cover; cover = cover.parentElement.closest("details")) {
    if (!cover.open) {
      cover.open = true;
      target.scrollIntoView();
    }
  }
  return target;
}
