// Which pages this device keeps beside the one that is open: the steps of the draft one writes.
import { readAll } from "./database.js";
import { STEP } from "./entries.js";
import { unseal } from "./sealing.js";

const MOST_ROWS = 12;
const STATIC = "/static/";

export async function startPages(page, savers) {
  if (!navigator.serviceWorker) return;
  const worker = await register();
  if (!worker || !navigator.onLine) return;
  worker.postMessage({ assets: assetsOf(page) });
  if (!STEP.test(location.pathname) || savers.size === 0) return;
  worker.postMessage({ keep: navigator.connection?.saveData ? [here()] : addressesOn(page) });
  // What was saved since is in the copy too, for whoever opens it without a line.
  page.addEventListener("visibilitychange", () => {
    const isSaved = [...savers].some((saver) => saver.savedEdits > 0);
    if (page.hidden && isSaved) worker.postMessage({ renew: here() });
  });
}

// Shows which pages can be opened, where a page asks for them.
export async function showPages(page, device) {
  const place = page.querySelector("[data-kept-pages]");
  if (!place || !device) return;
  const records = (await readAll("pages")).filter(({ person, address }) => {
    return person === device.person && !address.includes("?");
  });
  if (records.length === 0) return;
  const items = await Promise.all(
    records.map(async (record) => {
      const { title } = await unseal(device.key, record);
      const item = page.createElement("li");
      item.append(
        Object.assign(page.createElement("a"), { href: record.address, textContent: title }),
      );
      return item;
    }),
  );
  const head = Object.assign(page.createElement("h2"), { textContent: device.words.pages });
  const list = Object.assign(page.createElement("ul"), { className: "list" });
  list.append(...items);
  place.replaceChildren(head, list);
}

async function register() {
  try {
    await navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "all" });
    return (await navigator.serviceWorker.ready).active;
  } catch {
    return null;
  }
}

function here() {
  return location.pathname + location.search;
}

function assetsOf(page) {
  const found = [...page.querySelectorAll("script[src]")].map(({ src }) => src);
  const named = performance.getEntriesByType("resource").map(({ name }) => name);
  return [...new Set([...found, ...named])].filter((one) =>
    new URL(one).pathname.startsWith(STATIC),
  );
}

function addressesOn(page) {
  const analysis = location.pathname.split("/steps/")[0];
  const links = [...page.querySelectorAll("main a[href]")].map(({ href }) => new URL(href));
  const ours = links.filter(({ origin, pathname }) => {
    return origin === location.origin && pathname.startsWith(`${analysis}/`) && STEP.test(pathname);
  });
  const steps = [location.pathname, ...ours.map(({ pathname }) => pathname)];
  const rows = ours.map(({ search }) => search).filter((search) => /^\?row=\d+$/.test(search));
  return [
    here(),
    ...rows.slice(0, MOST_ROWS).map((search) => location.pathname + search),
    ...[...new Set(steps)].flatMap((step) => [step, `${step}?new=1`]),
  ];
}
