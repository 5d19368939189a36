// What the conversation remembers of the citizen: chips above the input, each forgotten with a tap.
import { announce } from "./announce.js";
import * as api from "./api.js";
import { button, clear, el } from "./dom.js";
import { focusHome } from "./focus.js";
import { showNotice } from "./notice.js";
import { session } from "./session.js";
import { REMEMBERED } from "./words.js";

/** onForget(name): something was forgotten, "" for all; onDelete(): the whole conversation is to go;
    onShown(): the room it takes has changed. */
export function createRemembered({ onForget, onDelete, onShown }) {
  const node = document.getElementById("remembered");

  function show(remembered) {
    const list = remembered && Array.isArray(remembered.shown) ? remembered.shown : [];
    const had = node.contains(document.activeElement);
    clear(node);
    node.hidden = list.length === 0;
    if (list.length) {
      node.appendChild(el("span", { class: "remembered-label" }, REMEMBERED.label));
      node.appendChild(el("div", { class: "remembered-chips" }, list.map(chip),
        button({ class: "remembered-act", onclick: onDelete }, REMEMBERED.remove)));
      node.appendChild(button({ class: "remembered-act", onclick: () => forget("") }, REMEMBERED.all));
    }
    if (had) focusHome();
    onShown();
  }

  function chip(one) {
    return button({ class: "remembered-chip", "aria-label": REMEMBERED.forget(one.text), onclick: () => forget(one.name) },
      one.text, el("span", { "aria-hidden": "true" }, "×"));
  }

  async function forget(name) {
    const id = session.id;
    if (!id) return;
    try {
      const left = await api.unremember(id, name);
      if (id !== session.id) return;
      onForget(name);
      show(left.remembered);
      announce(REMEMBERED.forgotten);
    } catch (problem) {
      showNotice(problem.title ? `${problem.title}。${problem.detail}` : REMEMBERED.failed, { seconds: 8 });
    }
  }

  return { show };
}
