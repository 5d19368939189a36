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
  select.addEventListener("change", () => {
    thisTab.set(key, select.value);
    mark();
  });
  return select;
}

/** A function giving the scope as the request carries it: {} when nothing is chosen. */
export function wireScope() {
  const region = wire("region", REGIONS);
  const insured = wire("insured", INSURED);
  return () => {
    const scope = {};
    if (region.value) scope.region = region.value;
    if (insured.value) scope.insured_type = insured.value;
    return scope;
  };
}
