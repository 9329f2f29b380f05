// What waits on this device to be sent: one entry for each form, sealed; whose it is, when it was
// written and which page writes in it can be read without the key.
import { readAll, remove, write } from "./database.js";
import { SAVED } from "./entries.js";
import { seal, unseal } from "./sealing.js";

const LOCK_OF_PAGES = "page-";
const LOCK_OF_SENDING = "sending";

export class Waiting {
  constructor(device) {
    this.device = device;
    this.page = newId();
  }

  // Others leave the entries of this page alone as long as it is open.
  holdPage() {
    return new Promise((resolve) => {
      navigator.locks.request(LOCK_OF_PAGES + this.page, () => {
        resolve();
        return new Promise(() => {});
      });
    });
  }

  async keep(id, entry, { page = this.page, replaced = null } = {}) {
    const { key, person } = this.device;
    const sealed = await seal(key, entry);
    await write("waiting", { id, person, page, at: entry.at, ...sealed }, replaced);
  }

  drop(id) {
    return remove("waiting", id);
  }

  // Returns what waits of this person, oldest first.
  async list() {
    return (await this.listAll()).filter(({ state }) => state !== SAVED);
  }

  // Returns the entries of this person, oldest first, each with whether an open page has it.
  async listAll() {
    const { held } = await navigator.locks.query();
    const open = new Set(held.map(({ name }) => name));
    const own = (await readAll("waiting")).filter(({ person }) => person === this.device.person);
    const found = await Promise.all(own.map((one) => this.unseal(one, open)));
    return found.filter(Boolean).sort((one, other) => one.at - other.at);
  }

  async unseal(record, open) {
    try {
      const entry = await unseal(this.device.key, record);
      const isOpen = open.has(LOCK_OF_PAGES + record.page);
      return { ...entry, id: record.id, isOpen, isHere: record.page === this.page };
    } catch {
      return null; // sealed before the portal had another secret
    }
  }

  // One page at a time sends, or takes entries into its forms.
  alone(act, options = {}) {
    return navigator.locks.request(LOCK_OF_SENDING, options, (lock) => (lock ? act() : null));
  }
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
