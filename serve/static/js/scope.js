// Where and as whom the citizen is insured: optional, and sent with every question.
import { el } from "./dom.js";
import { thisTab } from "./storage.js";
import { INSURED, REGIONS } from "./words.js";

function wire(id, choices) {
  const select = document.getElementById(id);
  const key = `jxb.scope.${id}`;
  choices.forEach(([value, name]) => select.appendChild(el("option", { value }, name)));
  select.value = thisTab.get(key) || "";
  // A stored value the list no longer has leaves the select blank.
  if (select.selectedIndex < 0) select.value = "";
  const mark = () => select.parentNode.classList.toggle("picked", select.value !== "");
  mark();
  const keep = () => {
    thisTab.set(key, select.value);
    mark();
  };
  select.addEventListener("change", keep);
  return {
    get value() {
      return select.value;
    },
    clear() {
      select.value = "";
      keep();
    },
  };
}

/** get(): the scope as the request carries it, {} when nothing is chosen; clear(name): nothing chosen any more for
    that field, "" for all. */
export function wireScope() {
  const region = wire("region", REGIONS);
  const insured = wire("insured", INSURED);
  return {
    get() {
      const scope = {};
      if (region.value) scope.region = region.value;
      if (insured.value) scope.insured_type = insured.value;
      return scope;
    },
    clear(name) {
      if (!name || name === "region") region.clear();
      if (!name || name === "insured_type") insured.clear();
    },
  };
}
