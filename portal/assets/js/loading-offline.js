// Loads what keeps words and pages on this device, once the page is there, where it keeps any.

import { keeping } from "./autosave/keeping.js";
import { saversOf } from "./autosave.js";
import { renewTokens } from "./tokens.js";

export function startOffline(page) {
  const address = page.querySelector("script[data-offline]")?.dataset.offline;
  if (!address) return;
  if (page.documentElement.dataset.kept) renewTokens(page);
  const load = () => import(address).then(({ start }) => start(page, saversOf(), keeping));
  if (page.readyState === "complete") load();
  else addEventListener("load", load, { once: true });
}
