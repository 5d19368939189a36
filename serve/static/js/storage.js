// Web storage that never throws: private windows and some embedded browsers forbid it.
function safe(pick) {
  const memory = {};
  return {
    get(key) {
      try {
        const value = pick().getItem(key);
        return value === null && key in memory ? memory[key] : value;
      } catch (error) {
        return key in memory ? memory[key] : null;
      }
    },
    set(key, value) {
      memory[key] = value;
      try {
        pick().setItem(key, value);
      } catch (error) {
        // The value still holds until the page closes.
      }
    },
    remove(key) {
      delete memory[key];
      try {
        pick().removeItem(key);
      } catch (error) {
        // Nothing was stored.
      }
    },
  };
}

export const lasting = safe(() => window.localStorage);
export const thisTab = safe(() => window.sessionStorage);
