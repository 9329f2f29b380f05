// Opens every part of a page that covers an element, such as the one that its address names.

export function startCovers(root) {
  addEventListener("hashchange", () => showNamed(root));
  showNamed(root);
}

function showNamed(root) {
  const named = root.getElementById(location.hash.slice(1));
  uncover(named);
  if (named?.matches("textarea, select, input")) named.focus();
}

export function uncover(element) {
  let isOpened = false;
  for (
    let cover = element?.closest("details");
    cover;
    cover = cover.parentElement.closest("details")
  ) {
    isOpened ||= !cover.open;
    cover.open = true;
  }
  return isOpened;
}
