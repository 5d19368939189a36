// Font size and theme: a small panel under the header, remembered on this device.
import { lasting } from "./storage.js";

const DEFAULTS = { size: "standard", theme: "auto" };

function wireChoice(name, onChange) {
  const key = `jxb.${name}`;
  const stored = lasting.get(key) || DEFAULTS[name];
  document.getElementsByName(name).forEach((radio) => {
    radio.checked = radio.value === stored;
    radio.addEventListener("change", () => {
      lasting.set(key, radio.value);
      apply(name, radio.value);
      onChange();
    });
  });
  apply(name, stored);
}

function apply(name, value) {
  const root = document.documentElement;
  if (value === DEFAULTS[name]) root.removeAttribute(`data-${name}`);
  else root.setAttribute(`data-${name}`, value);
  if (name === "theme") {
    // The browser's own bar follows the page.
    const surface = getComputedStyle(root).getPropertyValue("--surface").trim();
    if (surface) document.querySelector("meta[name=theme-color]").setAttribute("content", surface);
  }
}

/** onResize: sizes on the page may have changed. */
export function wireSettings(onResize) {
  const toggle = document.getElementById("display-toggle");
  const panel = document.getElementById("display");
  wireChoice("size", onResize);
  wireChoice("theme", () => {});

  function open(yes) {
    panel.hidden = !yes;
    toggle.setAttribute("aria-expanded", String(yes));
    onResize();
  }

  toggle.addEventListener("click", () => {
    open(panel.hidden);
    if (!panel.hidden) panel.querySelector("input:checked").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    open(false);
    toggle.focus();
  });
  document.addEventListener("click", (event) => {
    if (!panel.hidden && !panel.contains(event.target) && !toggle.contains(event.target)) open(false);
  });
}
