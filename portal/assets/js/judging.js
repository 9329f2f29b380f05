// Keeps a word on a step and a tick as one presses, and puts a question into the comment at hand.
import { openForm } from "./commenting.js";
import { uncover } from "./covers.js";
import { renewParts } from "./renewed-parts.js";

export function startJudging(page) {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !event.submitter) return;
    if (!form.matches("[data-rating], [data-tick]")) return;
    event.preventDefault();
    keep(form, event.submitter);
  });
  let lastUsed = null;
  page.addEventListener("focusin", ({ target }) => {
    if (target.matches(".talk textarea")) lastUsed = target;
  });
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-insert]");
    if (link && insert(page, link.dataset.insert, lastUsed)) event.preventDefault();
  });
}

// Where the answer does not come, the form is sent as it would be without a script.
async function keep(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  let told;
  try {
    const response = await fetch(form.getAttribute("action"), {
      method: "POST",
      body,
      headers: { "X-Autosave": "1", Accept: "application/json" },
      redirect: "manual",
    });
    if (!response.ok) throw new Error(response.status);
    told = await response.json();
  } catch {
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: button.name, value: button.value });
    form.append(hidden);
    form.submit();
    return;
  }
  if (form.matches("[data-tick]")) turn(button);
  else choose(form, button);
  renewParts(told.parts ?? {});
}

function turn(button) {
  const isTicked = button.value === "y";
  button.setAttribute("aria-pressed", String(isTicked));
  button.value = isTicked ? "" : "y";
}

function choose(form, button) {
  for (const one of form.querySelectorAll("[aria-pressed]")) {
    one.setAttribute("aria-pressed", String(one === button));
  }
  const place = form.querySelector("[data-rating-meaning]");
  if (place) place.textContent = button.dataset.meaning ?? "";
  const line = form.closest("details")?.querySelector("summary");
  line?.querySelector("[data-as-before]")?.remove();
  const level = line?.querySelector("[data-level]");
  if (level) level.textContent = button.textContent.trim();
}

function insert(page, question, lastUsed) {
  const area = lastUsed?.isConnected
    ? lastUsed
    : (openForm(page.querySelector("#step a[data-comment-on]")) ??
      page.querySelector("#step .talk textarea"));
  if (!area) return false;
  uncover(area);
  area.value = [area.value.trimEnd(), question].filter(Boolean).join("\n");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
  area.scrollIntoView({ block: "center" });
  return true;
}
