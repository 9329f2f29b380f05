// Says while there is no line, and holds back forms that would be lost then.
import { say } from "./notices.js";

const HELD = "form[method=post]";

export function startLine(page, { words }) {
  if (!page.body.dataset.reader) return; // the whole page says it
  const isKept = Boolean(page.documentElement.dataset.kept); // shown instead of a page that failed
  const show = () => say(page, "line", navigator.onLine && !isKept ? "" : words.line);
  addEventListener("online", () => say(page, "line", ""));
  addEventListener("offline", show);
  show();
  page.addEventListener("submit", (event) => {
    if (navigator.onLine || event.defaultPrevented || !event.target.matches(HELD)) return;
    event.preventDefault();
    say(page, "unsent", words.unsent);
    page.querySelector("[data-notice=unsent]").scrollIntoView({ block: "center" });
    addEventListener("online", () => say(page, "unsent", ""), { once: true });
  });
}
