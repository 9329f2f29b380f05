// Asks before a sign-out that would delete what waits, and wipes this device with it.
import { forgetAll } from "./device.js";

const LEAVES = "form[action='/sign-out'], form[action='/account/sessions/ending']";

// `count` sends what it can and returns how many wait still; `stop` ends all keeping.
export function startLeaving(page, { words }, { count, stop }) {
  page.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.matches(LEAVES) || form.dataset.leaves || !navigator.onLine) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const leave = async () => {
        stop();
        await forgetAll().catch(() => {});
        form.dataset.leaves = "1";
        form.requestSubmit(event.submitter);
      };
      count().then((left) => (left ? ask(page, words, left, leave) : leave()));
    },
    { capture: true },
  );
}

function ask(page, words, left, leave) {
  const dialog = page.createElement("dialog");
  dialog.className = "card";
  const text = page.createElement("p");
  text.textContent = words.leaving.replace("{count}", left);
  const [go, stay] = [
    ["leave", "button button--secondary"],
    ["stay", "button"],
  ].map(([name, className]) => {
    return Object.assign(page.createElement("button"), { className, textContent: words[name] });
  });
  go.addEventListener("click", leave);
  stay.addEventListener("click", () => dialog.remove());
  const buttons = page.createElement("div");
  buttons.className = "buttons";
  buttons.append(stay, go);
  dialog.append(text, buttons);
  page.body.append(dialog);
  dialog.showModal();
}
