// Which conversation this tab is in. Lives as long as the tab.
import { thisTab } from "./storage.js";

const KEY = "jxb.session";

export const session = {
  get id() {
    return thisTab.get(KEY);
  },
  set id(value) {
    if (value) thisTab.set(KEY, value);
    else thisTab.remove(KEY);
  },
};
