// Puts parts of a page in place that a save has changed: headings, tags and counts.

// Parts are HTML by name; those of `row`, where it has them, go before others of that name.
export function renewParts(parts, row = null) {
  for (const [name, html] of Object.entries(parts)) {
    const place = findPart(row, name) ?? findPart(document, name);
    if (place) renew(place, html);
    if (place) keepOnePrimary(place);
  }
}

// A page has one primary button: an answer that it asks for, which no save knows of, comes first.
function keepOnePrimary(place) {
  const [main, primary] = [place.closest("main"), ".button--primary"];
  const others = [...(main?.querySelectorAll(primary) ?? [])].filter((one) => !place.contains(one));
  if (!others.some((one) => one.checkVisibility())) return;
  for (const one of place.querySelectorAll(primary)) {
    one.classList.replace("button--primary", "button--secondary");
  }
}

function findPart(root, name) {
  return root?.querySelector(`[data-part="${name}"]`);
}

// Whoever stands on a link in the part stays there.
function renew(place, html) {
  // What is being pressed stays what it is.
  if (place.innerHTML === html) return;
  const { activeElement: held } = document;
  const address = place.contains(held) ? held.getAttribute("href") : "";
  place.innerHTML = html;
  if (address) place.querySelector(`[href="${address}"]`)?.focus();
}
