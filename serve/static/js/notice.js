// One quiet line above the input: offline, restored, cleared.
import { button, clear, el } from "./dom.js";
import { focusHome } from "./focus.js";
import { WORDS } from "./words.js";

const node = document.getElementById("notice");
let timer = 0;

/** action: {label, run}; seconds: goes away by itself. */
export function showNotice(text, { action, seconds } = {}) {
  clearTimeout(timer);
  clear(node);
  node.appendChild(el("span", null, text));
  if (action) {
    node.appendChild(button({ class: "notice-act", onclick: () => { hideNotice(); action.run(); } }, action.label));
  }
  node.appendChild(button({ class: "notice-close", "aria-label": WORDS.close, onclick: hideNotice }, "×"));
  node.hidden = false;
  if (seconds) timer = setTimeout(hideNotice, seconds * 1000);
}

export function hideNotice() {
  clearTimeout(timer);
  if (node.contains(document.activeElement)) focusHome();
  node.hidden = true;
  clear(node);
}

export function watchNetwork() {
  window.addEventListener("offline", () => showNotice(WORDS.offline));
  window.addEventListener("online", hideNotice);
}
