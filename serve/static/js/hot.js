// Common questions by area on the welcome screen. Without them the page is merely barer.
import * as api from "./api.js";
import { button, clear, el } from "./dom.js";
import { WORDS } from "./words.js";

const AREAS_SHOWN = 6;
const QUESTIONS_SHOWN = 5;

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
  const list = el("ul", { class: "hot-questions", id: "hot-questions" });
  const tabs = areas.map((area, i) => button({
    class: "tab", "aria-controls": "hot-questions", onclick: () => select(i),
  }, area.area));
  const strip = el("div", { class: "tabs", role: "group", "aria-label": WORDS.hotAreas }, tabs);
  if (areas.length > AREAS_SHOWN + 1) strip.appendChild(fold(tabs.slice(AREAS_SHOWN)));
  clear(node);
  node.appendChild(el("h3", null, WORDS.hot));
  node.appendChild(strip);
  node.appendChild(el("div", { class: "hot-card" }, list));
  node.hidden = false;
  select(0);

  function select(chosen) {
    tabs.forEach((tab, i) => tab.setAttribute("aria-pressed", String(i === chosen)));
    clear(list);
    areas[chosen].questions.slice(0, QUESTIONS_SHOWN).forEach((question) => {
      list.appendChild(el("li", null, button({ onclick: () => ask(question) }, question)));
    });
  }
}

/** Hides tabs behind one button, which it returns. */
function fold(tabs) {
  tabs.forEach((tab) => { tab.hidden = true; });
  const more = button({
    class: "tab tab-more",
    onclick: () => {
      tabs.forEach((tab) => { tab.hidden = false; });
      tabs[0].focus();
      more.parentNode.removeChild(more);
    },
  }, WORDS.moreAreas);
  return more;
}
