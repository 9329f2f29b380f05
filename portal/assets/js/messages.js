// Shows what belongs to a message only while the chosen pattern is one; without scripts it always shows.

export function startMessages(page) {
  for (const part of page.querySelectorAll("[data-messages]")) {
    const form = part.closest("form");
    const patterns = part.dataset.messages.split(" ");
    const show = () => {
      part.hidden = !patterns.includes(form.elements.pattern?.value) && !isWritten(part);
    };
    form.addEventListener("change", show);
    show();
  }
}

// What was written for another pattern is never hidden from its writer.
function isWritten(part) {
  return [...part.querySelectorAll("textarea, select")].some((control) => control.value.trim());
}
