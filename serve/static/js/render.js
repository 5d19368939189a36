// One turn on the page: what the citizen asked, and the reply as it grows.
import { announce } from "./announce.js";
import { button, clear, el, icon } from "./dom.js";
import { renderFeedback } from "./feedback.js";
import { renderSources } from "./sources.js";
import { renderText } from "./text.js";
import { FAULTS, WORDS } from "./words.js";

const MARK_ICONS = { unknown: "ask", partial: "info", refuse: "stop", handoff: "person" };
// Small talk, questions back, refusals and waiting for a person are not knowledge, so nobody is asked to judge them.
const JUDGED = ["answer", "partial", "unknown"];

/** ask(question) is called when a suggestion is tapped. */
export function createTurn(message, ask) {
  const mark = el("p", { class: "mark", hidden: true });
  const answer = el("div", { class: "answer" });
  const thinking = el("p", { class: "thinking" }, WORDS.thinking, el("i"), el("i"), el("i"));
  const below = el("div", { class: "below" });
  const suggestions = el("div", { class: "suggestions" });
  const bubble = el("div", { class: "bubble reply" },
    el("span", { class: "sr" }, WORDS.replied), mark, answer, thinking, below);
  const node = el("section", { class: "turn" },
    el("div", { class: "bubble asked" }, el("span", { class: "sr" }, WORDS.asked), message),
    bubble, suggestions);
  let text = "";
  let citations = [];
  let questions = [];
  let offers = [];
  let tapped = null;

  function settle() {
    thinking.hidden = true;
  }

  function showMark(outcome, words) {
    bubble.setAttribute("data-outcome", outcome);
    if (!words) return;
    clear(mark);
    mark.appendChild(icon(MARK_ICONS[outcome] || "info"));
    mark.appendChild(document.createTextNode(words));
    mark.hidden = false;
  }

  function showSuggestions(outcome) {
    clear(suggestions);
    if (!questions.length) return;
    const choosing = outcome === "clarify";
    const label = choosing ? WORDS.choose : WORDS.next;
    suggestions.className = choosing ? "suggestions choices" : "suggestions";
    suggestions.setAttribute("role", "group");
    suggestions.setAttribute("aria-label", label);
    suggestions.appendChild(el("p", { class: "suggestions-label" }, label));
    suggestions.appendChild(el("div", { class: "chips" },
      questions.map((question, i) => button({ class: "chip", onclick: () => ask(question) },
        // The reply invites to answer by number, so the choices carry theirs.
        choosing ? el("span", { class: "choice-number" }, `${i + 1}. `) : null, question))));
  }

  function showOffers() {
    if (!offers.length) return;
    suggestions.appendChild(el("div", { class: "chips offers" },
      offers.map((offer) => button({ class: "chip offer", onclick: () => tapped(offer) }, offer.label))));
  }

  return {
    node,
    hasText: () => text !== "",
    say(words) {
      thinking.firstChild.textContent = words;
    },
    append(piece) {
      text += piece;
      answer.appendChild(el("span", { class: "sentence" }, renderText(piece)));
      // From here the three dots say enough.
      thinking.firstChild.textContent = "";
    },
    cite(list) {
      citations = Array.isArray(list) ? list : [];
    },
    suggest(list) {
      questions = Array.isArray(list) ? list.filter((q) => typeof q === "string" && q.trim()) : [];
    },
    /** What may be done next, {action, label}; onTap gets the one tapped. */
    offer(list, onTap) {
      offers = Array.isArray(list) ? list.filter((one) => one && one.action && one.label) : [];
      tapped = onTap;
    },
    /** words replaces the outcome's usual mark; silent is for restored turns. */
    finish({ outcome, finalText, turnId, words, silent }) {
      settle();
      text = finalText || text || WORDS.empty;
      // Elsewhere the choices are part of the text; here they are buttons right below it.
      const buttons = outcome === "clarify" && questions.length > 0;
      clear(answer).appendChild(renderText(buttons ? text.split("\n1. ")[0] : text));
      showMark(outcome, words || WORDS.marks[outcome]);
      clear(below);
      const sources = renderSources(citations);
      if (sources) below.appendChild(sources);
      if (turnId && JUDGED.indexOf(outcome) >= 0) below.appendChild(renderFeedback(turnId));
      showSuggestions(outcome);
      showOffers();
      if (!silent) announce(WORDS.answered(text, citations.length));
    },
    stop() {
      settle();
      clear(below).appendChild(el("p", { class: "aside" }, WORDS.stopped));
      announce(WORDS.stopped);
    },
    fail(problem, retry, otherwise) {
      settle();
      const title = problem.title || FAULTS.server[0];
      const detail = problem.detail || FAULTS.server[1];
      clear(below).appendChild(el("div", { class: "problem" },
        icon("alert"),
        el("div", null,
          el("p", { class: "problem-title" }, title),
          el("p", null, renderText(otherwise ? `${detail}${otherwise}` : detail)),
          button({ class: "primary", onclick: retry }, WORDS.retry))));
      announce(`${title}。${detail}`);
    },
    remove() {
      if (node.parentNode) node.parentNode.removeChild(node);
    },
  };
}
