// What keeps words on the device while they are not saved. Nothing does until it is loaded, and
// where a browser cannot.
export const NOTHING = {
  changed() {},
  saved() {},
  chosen() {},
  written: () => Promise.resolve(),
  holds: () => false,
  says: () => "",
};

export const keeping = { by: NOTHING };
