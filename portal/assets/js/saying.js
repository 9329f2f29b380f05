// What the save state of a form says; the words come from the server, in the language of the page.

const SLOW_MS = 500;

export function saying(form) {
  const place = form.querySelector("[data-save-state]");
  const words = document.body.dataset;
  let slow;
  const say = (state, text) => {
    clearTimeout(slow);
    if (!place) return;
    place.dataset.saveState = state;
    // The same words again would be read out again.
    if (place.textContent !== text) place.textContent = text;
  };
  return {
    saving: () => {
      clearTimeout(slow);
      slow = setTimeout(() => say("saving", words.saving), SLOW_MS);
    },
    // What was saved is no longer all that is written; the words stay, they say when.
    older: () => {
      if (place?.dataset.saveState === "saved") place.dataset.saveState = "older";
    },
    saved: (time, said) => say("saved", said || words.saved.replace("{time}", time)),
    waiting: () => say("waiting", words.waiting),
    owesStep: () => say("waiting", words.owesStep),
    signedOut: () => say("waiting", words.signedOut),
    mend: () => say("refused", words.mend),
    first: () => say("refused", words.first),
    differs: () => say("refused", words.differs),
    refused: (message) => say("refused", message ? `${words.refused} ${message}` : words.refused),
  };
}
