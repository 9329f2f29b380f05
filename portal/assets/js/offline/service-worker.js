// Answers for the pages of one's own drafts while there is no line, and for nothing else.
import { read, readAll, remove, write } from "./database.js";
import { seal, unseal } from "./sealing.js";

const NOTHING_OPENS = "/offline";
const STATIC = "static";
const MARK = "X-Keep-On-Device";
const KEPT_HEADERS =
  /^(content-type|content-security-policy|x-content-type|referrer-|permissions-)/i;
const SEARCHES = /^(\?(new=1|row=\d+|page=\d+))?$/;
const SIGNS = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#39;": "'", "&#34;": '"' };
const MOST_PAGES = 80;
const MOST_ASSETS = 40;
const DAY_MS = 86_400_000;
const KEPT_MS = 7 * DAY_MS;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(STATIC).then((cache) => cache.add(NOTHING_OPENS)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    Promise.all([self.clients.claim(), self.registration.navigationPreload?.enable()]),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(showPage(event));
  else if (pathname.startsWith("/static/")) event.respondWith(giveAsset(request));
});

self.addEventListener("message", (event) => {
  const { keep = [], assets = [], renew } = event.data;
  event.waitUntil(
    Promise.all([keepAssets(assets), keepAhead(keep), renew ? fetchPage(renew) : null]),
  );
});

async function showPage(event) {
  const { url } = event.request;
  const at = Date.now();
  try {
    const response = (await event.preloadResponse) ?? (await fetch(event.request));
    if (response.ok) event.waitUntil(keepPage(addressOf(url), response.clone(), at));
    return response;
  } catch {
    const kept = await readKept(url).catch(() => null); // a database that is closed tells nothing
    return kept ?? (await caches.match(NOTHING_OPENS)) ?? Response.error();
  }
}

// What was saved after `at` may not be in the page.
async function keepPage(address, response, at) {
  const device = await read("device", "key");
  const { search } = new URL(address, location.origin);
  if (!SEARCHES.test(search)) return;
  if (!device || response.headers.get(MARK) !== String(device.person)) {
    await remove("pages", address); // it was sent meanwhile, or is somebody else's
    return;
  }
  const html = await response.text();
  const headers = [...response.headers].filter(([name]) => KEPT_HEADERS.test(name));
  const sealed = await seal(device.key, { html, headers, title: titleOf(html) });
  await write("pages", { address, person: device.person, at, ...sealed });
  const all = (await readAll("pages")).sort((one, other) => other.at - one.at);
  for (const { address: old } of all.slice(MOST_PAGES)) await remove("pages", old);
}

// The step and its analysis: a worker has nothing to read HTML with.
function titleOf(html) {
  const above = [...html.matchAll(/class="trail__title"><a [^>]*>([^<]*)/g)].at(-1);
  const found = [html.match(/<h1[^>]*>([^<]*)/), above].filter(Boolean);
  const words = found.map(([, title]) => title.trim()).join(" · ");
  return words.replace(/&(amp|lt|gt|#39|#34);/g, (mark) => SIGNS[mark]);
}

async function readKept(url) {
  const { pathname, search } = new URL(url);
  const found = await readPage(pathname + search);
  return found ?? (SEARCHES.test(search) ? await readPage(pathname) : null);
}

async function readPage(address) {
  const device = await read("device", "key");
  const record = await read("pages", address);
  const isOld = !record || record.at < Date.now() - KEPT_MS;
  if (!device || isOld || record.person !== device.person) return null;
  try {
    const { html, headers } = await unseal(device.key, record);
    const marked = html.replace("<html ", `<html data-kept="${record.at}" `);
    return new Response(marked, { headers });
  } catch {
    return null;
  }
}

async function keepAhead(addresses) {
  for (const address of addresses) {
    const record = await read("pages", address);
    if (record && record.at > Date.now() - DAY_MS) continue;
    if (!(await fetchPage(address))) return;
  }
}

async function fetchPage(address) {
  const at = Date.now();
  try {
    const response = await fetch(address, { redirect: "manual" });
    if (response.ok) await keepPage(address, response, at);
    return response.ok;
  } catch {
    return false;
  }
}

// Each name stands for its content, so what is there is right.
async function giveAsset(request) {
  const known = await caches.match(request.url);
  if (known) return known;
  const response = await fetch(request);
  if (response.status === 200) {
    const copy = response.clone();
    await (await caches.open(STATIC)).put(request.url, copy);
  }
  return response;
}

async function keepAssets(addresses) {
  const cache = await caches.open(STATIC);
  for (const address of addresses) {
    if (!(await cache.match(address))) await cache.add(address).catch(() => {});
  }
  const all = (await cache.keys()).filter(({ url }) => new URL(url).pathname !== NOTHING_OPENS);
  for (const old of all.slice(0, Math.max(all.length - MOST_ASSETS, 0))) await cache.delete(old);
}

function addressOf(url) {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
