// Opens every part of a page that covers an element.

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
