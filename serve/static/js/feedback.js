// 有用 / 没用 under an answer; 没用 asks for a reason before it is sent, so a turn is stored once.
import * as api from "./api.js";
import { announce } from "./announce.js";
import { button, clear, el, icon } from "./dom.js";
import { FEEDBACK } from "./words.js";

let forms = 0;

export function renderFeedback(turnId) {
  const node = el("div", { class: "feedback" });
  showChoice();
  return node;

  function showChoice() {
    clear(node);
    const useless = button({ class: "vote", onclick: showReasons }, icon("down"), FEEDBACK.useless);
    node.appendChild(el("div", { class: "votes", role: "group", "aria-label": FEEDBACK.label },
      button({ class: "vote", onclick: () => store({ useful: true }, FEEDBACK.thanks) },
        icon("up"), FEEDBACK.useful),
      useless));
    return useless;
  }

  function showReasons() {
    forms += 1;
    const name = `reason-${forms}`;
    const more = el("textarea", { id: `${name}-more`, rows: "2", maxlength: "200" });
    const form = el("form", { class: "reasons" },
      el("fieldset", null,
        el("legend", null, FEEDBACK.why),
        el("div", { class: "reason-choices" }, FEEDBACK.reasons.map((reason) =>
          el("label", null, el("input", { type: "radio", name, value: reason }), el("span", null, reason))))),
      el("label", { for: `${name}-more` }, FEEDBACK.more),
      more,
      el("div", { class: "form-acts" },
        el("button", { type: "submit", class: "primary" }, FEEDBACK.submit),
        button({ class: "plain", onclick: () => showChoice().focus() }, FEEDBACK.cancel)));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const picked = form.querySelector("input:checked");
      const reason = [picked && picked.value, more.value.trim()].filter(Boolean).join("：");
      store(reason ? { useful: false, reason } : { useful: false }, FEEDBACK.sorry);
    });
    clear(node).appendChild(form);
    form.querySelector("input").focus();
    form.scrollIntoView({ block: "nearest" });
  }

  async function store(vote, thanks) {
    const buttons = Array.from(node.querySelectorAll("button"));
    buttons.forEach((b) => { b.disabled = true; });
    try {
      await api.feedback(Object.assign({ turn_id: turnId }, vote));
      const said = el("p", { class: "thanks", tabindex: "-1" }, thanks);
      clear(node).appendChild(said);
      said.focus();
    } catch (problem) {
      buttons.forEach((b) => { b.disabled = false; });
      let failed = node.querySelector(".failed");
      if (!failed) failed = node.appendChild(el("p", { class: "failed" }));
      failed.textContent = problem.detail || FEEDBACK.failed;
      announce(failed.textContent);
    }
  }
}
