// Several lines that are pasted into the title of a new row are a list: they go where lists become rows.
import { uncover } from "./covers.js";

const TITLE = "form[data-begins] textarea[name=title]";

export function startPasting(page) {
  const list = page.querySelector("form[data-list] textarea");
  if (!list) return;
  page.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!event.target.matches(TITLE) || event.target.value || !text.trim().includes("\n")) return;
    event.preventDefault();
    list.value = text;
    uncover(list);
    list.scrollIntoView({ block: "center" });
    list.focus({ preventScroll: true });
  });
}
