// Sends the forms marked data-upload with a word on how far they are; one press sends one file.
// Where others are sending just now, it waits and sends again by itself.
import { renewToken } from "./autosave/transport.js";

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
    if (!form.dataset.busy) begin(form, file);
  });
}

// The page may be weeks old: no large file is sent before its form has a token that is taken.
async function begin(form, file) {
  const state = form.querySelector("[data-upload-state]");
  if (file.size > Number(form.dataset.largest)) {
    say(state, "refused", state.dataset.large);
    return;
  }
  form.dataset.busy = "1";
  form.querySelector("button").setAttribute("aria-disabled", "true");
  say(state, "saving", state.dataset.checking);
  try {
    if (await renewToken(form.elements.csrf_token)) send(form, state);
    else settle(form, "refused", state.dataset.signedOut);
  } catch {
    settle(form, "waiting", state.dataset.broken);
  }
}

function send(form, state, tries = 1) {
  const { sending, checking, broken, queued } = state.dataset;
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
      setTimeout(() => send(form, state, tries + 1), PAUSE * (1 + Math.random()));
      return;
    }
    settle(form, "refused", message || broken);
  });
  request.addEventListener("error", () => settle(form, "waiting", broken));
  request.open("POST", form.getAttribute("action"));
  request.setRequestHeader("X-Autosave", "1");
  request.send(new FormData(form));
}

function settle(form, kind, words) {
  delete form.dataset.busy;
  form.querySelector("button").removeAttribute("aria-disabled");
  say(form.querySelector("[data-upload-state]"), kind, words);
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
