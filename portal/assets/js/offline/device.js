// Whose key this device has, and when it lets go of what it keeps.
import { empty, read, readAll, remove, write } from "./database.js";
import { readKey } from "./sealing.js";

const KEY = "key";
const HOUR_MS = 3_600_000;
const PATIENCE_MS = 20_000;
export const KEPT_MS = 7 * 24 * HOUR_MS;

export function isAble() {
  return Boolean(globalThis.indexedDB && globalThis.crypto?.subtle && navigator.locks?.query);
}

export function readDevice() {
  return read("device", KEY);
}

// Returns the key of whoever reads the page, with what scripts say in its language; null where the
// portal cannot be asked for it now, or gives none.
export async function bringDevice(person, language, isFresh) {
  const known = await readDevice();
  if (known && known.person !== person) await forgetDevice();
  const own = known?.person === person ? known : null;
  if (own && own.language === language) {
    if (isFresh && Date.now() - own.since > HOUR_MS)
      await write("device", { ...own, since: Date.now() });
    return own;
  }
  const brought = navigator.onLine ? await ask(person, language).catch(() => null) : null;
  return brought ?? own;
}

async function ask(person, language) {
  const response = await fetch("/offline/key", {
    headers: { "X-Autosave": "1", Accept: "application/json" },
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) return null;
  const told = await response.json();
  if (told.person !== person) return null; // others signed in meanwhile
  const device = {
    name: KEY,
    person,
    language,
    key: await readKey(told.key),
    words: told.words,
    since: Date.now(),
  };
  await write("device", device);
  return device;
}

// Once nobody is signed in here, nothing that is kept can be read; words wait for their writer.
export async function forgetDevice() {
  await remove("device", KEY);
  await empty("pages");
}

export async function forgetAll() {
  await forgetDevice();
  await empty("waiting");
}

export async function forgetOld() {
  const oldest = Date.now() - KEPT_MS;
  if ((await readDevice())?.since < oldest) await forgetDevice();
  for (const { id, at } of await readAll("waiting")) if (at < oldest) await remove("waiting", id);
  for (const { address, at } of await readAll("pages")) {
    if (at < oldest) await remove("pages", address);
  }
}
