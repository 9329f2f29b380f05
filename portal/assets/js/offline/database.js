// The database of this browser: its key, what waits to be sent, pages that are kept.
const NAME = "portal";
const KEYS = { device: "name", waiting: "id", pages: "address" };

let opening = null;

export function read(store, id) {
  return ask(store, "readonly", (found) => found.get(id));
}

export function readAll(store) {
  return ask(store, "readonly", (found) => found.getAll());
}

// Puts a value in, in place of another one where that is named: never both, never neither.
export function write(store, value, replaced = null) {
  return ask(store, "readwrite", (found) => {
    if (replaced !== null) found.delete(replaced);
    return found.put(value);
  });
}

export function remove(store, id) {
  return ask(store, "readwrite", (found) => found.delete(id));
}

export function empty(store) {
  return ask(store, "readwrite", (found) => found.clear());
}

async function ask(store, mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const change = database.transaction(store, mode);
    const request = act(change.objectStore(store));
    change.oncomplete = () => resolve(request.result);
    change.onabort = () => reject(change.error);
  });
}

// A sign-out in another window closes it, and whoever asks next opens an empty one.
function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(KEYS)) {
        request.result.createObjectStore(store, { keyPath });
      }
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onclose = () => (opening = null);
      request.result.onversionchange = () => {
        request.result.close();
        opening = null;
      };
      resolve(request.result);
    };
  });
  opening.catch(() => (opening = null));
  return opening;
}
