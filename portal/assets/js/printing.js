// Buttons that print the page; they show themselves, for without scripts they could do nothing.
export function startPrinting(page) {
  for (const button of page.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
