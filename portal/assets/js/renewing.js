// Renews what is marked data-renew from that address. What comes back unmarked is done: the whole
// page is then loaded anew, for its headings and states speak of work that is under way.
const EVERY_MS = 2_000;

export function startRenewing(page) {
  for (const place of page.querySelectorAll("[data-renew]")) later(place);
}

function later(place) {
  setTimeout(() => renew(place), EVERY_MS);
}

async function renew(place) {
  let response;
  try {
    response = await fetch(place.dataset.renew, { redirect: "manual" });
  } catch {
    later(place); // away from the network for a while
    return;
  }
  if (!response.ok) return;
  const around = place.parentElement;
  place.outerHTML = await response.text();
  if (around.querySelector("[data-renew]")) startRenewing(around);
  else location.reload();
}
