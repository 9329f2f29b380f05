// Buttons that print the page; they show themselves, for without scripts they could do nothing.
// Rows that are closed are opened for paper, and closed again: not every browser does it by style.
export function startPrinting(page) {
  for (const button of page.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...page.querySelectorAll("details.row:not([open])")];
    for (const row of closed) row.open = true;
  });
  addEventListener("afterprint", () => {
    for (const row of closed) row.open = false;
  });
}
