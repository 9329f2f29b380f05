// Sends the forms marked data-upload with a word on how far they are; one press sends one file.
// Where others are sending just now, it waits and sends again by itself.

const BUSY = 503;
const MOST_TRIES = 60;
const PAUSE = 5000; // milliseconds, and as much again by chance

export function startUploading(page) {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-upload]")) return;
    const file = form.querySelector("input[type=file]").files[0];
    if (!file) return; // the server says what is missing
    event.preventDefault();
    if (!form.dataset.busy) send(form, file);
  });
}

function send(form, file, tries = 1) {
  const state = form.querySelector("[data-upload-state]");
  const { sending, checking, broken, large, queued } = state.dataset;
  if (file.size > Number(form.dataset.largest)) {
    say(state, "refused", large);
    return;
  }
  const request = new XMLHttpRequest();
  request.responseType = "json";
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const percent = Math.floor((100 * loaded) / total);
    say(state, "saving", percent < 100 ? sending.replace("{percent}", percent) : checking);
  });
  request.addEventListener("load", () => {
    const { href, message } = request.response ?? {};
    if (href) {
      leaveFor(href);
      return;
    }
    if (request.status === BUSY && tries < MOST_TRIES) {
      say(state, "waiting", queued);
      setTimeout(() => send(form, file, tries + 1), PAUSE * (1 + Math.random()));
      return;
    }
    settle(form);
    say(state, "refused", message || broken);
  });
  request.addEventListener("error", () => {
    settle(form);
    say(state, "waiting", broken);
  });
  request.open("POST", form.getAttribute("action"));
  request.setRequestHeader("X-Autosave", "1");
  form.dataset.busy = "1";
  form.querySelector("button").setAttribute("aria-disabled", "true");
  say(state, "saving", checking);
  request.send(new FormData(form));
}

function settle(form) {
  delete form.dataset.busy;
  form.querySelector("button").removeAttribute("aria-disabled");
}

// The row may be the page's own address with a mark: then only a reload shows the file.
function leaveFor(href) {
  const here = location.pathname + location.search;
  location.assign(href);
  if (href.split("#")[0] === here) location.reload();
}

function say(state, kind, words) {
  state.dataset.saveState = kind;
  if (state.textContent !== words) state.textContent = words;
}
