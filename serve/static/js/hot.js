// Common questions by area on the welcome screen. Without them the page is merely barer.
import * as api from "./api.js";
import { button, clear, el } from "./dom.js";
import { WORDS } from "./words.js";

const AREAS_SHOWN = 8;

export async function loadHot(ask) {
  let areas;
  try {
    areas = (await api.hot()).areas;
  } catch (error) {
    return null;
  }
  areas = (Array.isArray(areas) ? areas : []).filter((a) => a && a.area && a.questions && a.questions.length);
  return areas.length ? () => renderHot(document.getElementById("hot"), areas, ask) : null;
}

function renderHot(node, areas, ask) {
  const list = el("ul", { class: "hot-questions", id: "hot-panel", role: "tabpanel" });
  const tabs = areas.map((area, i) => button({
    class: "tab", role: "tab", id: `hot-${i}`, "aria-controls": "hot-panel", onclick: () => select(i),
  }, area.area));
  const strip = el("div", { class: "tabs", role: "tablist", "aria-label": WORDS.hotAreas }, tabs);
  strip.addEventListener("keydown", moveByArrow);
  clear(node);
  node.appendChild(el("h3", null, WORDS.hot));
  node.appendChild(strip);
  if (areas.length > AREAS_SHOWN + 1) fold();
  node.appendChild(el("div", { class: "hot-card" }, list));
  node.hidden = false;
  select(0);

  function select(chosen) {
    tabs.forEach((tab, i) => {
      tab.setAttribute("aria-selected", String(i === chosen));
      tab.tabIndex = i === chosen ? 0 : -1;
    });
    list.setAttribute("aria-labelledby", `hot-${chosen}`);
    clear(list);
    areas[chosen].questions.slice(0, 5).forEach((question) => {
      list.appendChild(el("li", null, button({ onclick: () => ask(question) }, question)));
    });
  }

  function moveByArrow(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = tabs.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    const open = tabs.filter((tab) => !tab.hidden);
    const next = open[(open.indexOf(tabs[at]) + step + open.length) % open.length];
    select(tabs.indexOf(next));
    next.focus();
  }

  function fold() {
    const folded = tabs.slice(AREAS_SHOWN);
    folded.forEach((tab) => { tab.hidden = true; });
    const more = button({
      class: "tab tab-more",
      onclick: () => {
        folded.forEach((tab) => { tab.hidden = false; });
        more.parentNode.removeChild(more);
        folded[0].focus();
      },
    }, WORDS.moreAreas);
    node.appendChild(more);
  }
}
