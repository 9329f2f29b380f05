// Lines at the top of a page: there is no line, so many rows wait, so many were sent.

export function say(page, name, words, link = null) {
  const main = page.querySelector("main");
  let place = main.querySelector(`[data-notice="${name}"]`);
  if (!words) {
    place?.remove();
    return;
  }
  if (!place) {
    place = page.createElement("div");
    place.className = name === "sent" ? "notice" : "notice notice--warning";
    place.dataset.notice = name;
    place.setAttribute("role", "status");
    main.prepend(place);
  }
  if (place.firstChild?.dataset.said === words) return;
  const line = page.createElement("p");
  line.dataset.said = words;
  line.append(words);
  if (link) line.append(" ", Object.assign(page.createElement("a"), link));
  place.replaceChildren(line);
}

export function counted(words, name, count) {
  return count === 1 ? words[`${name}One`] : words[name].replace("{count}", count);
}
