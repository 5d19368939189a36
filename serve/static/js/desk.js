// The human side: offers under a reply, an order being filled in, and what people of the office say.
import { announce } from "./announce.js";
import * as api from "./api.js";
import { button, el } from "./dom.js";
import { renderText } from "./text.js";
import { session } from "./session.js";
import { DESK } from "./words.js";

const LOOK_MS = 6000;

/** callPerson(): the same as the button 转人工; deleteChat(): the conversation is to go. */
export function createDesk({ chat, log, callPerson, deleteChat }) {
  let seen = 0;
  let timer = 0;
  let of = null;
  let looks = 0;

  /** What happens when an offer is tapped. */
  function tap(offer, turnId) {
    if (offer.action === "handoff") callPerson();
    else if (offer.action === "forget") deleteChat();
    else if (offer.action === "leave_question") show(offer.label, () => api.leaveQuestion(session.id, turnId));
    else if (offer.action === "callback") show(offer.label, () => api.order(session.id, "start", "callback"));
    else show(offer.label, () => api.order(session.id, offer.action === "file_order" ? "start" : offer.action));
  }

  async function show(label, request) {
    chat.stop();
    const turn = chat.show(label);
    turn.say(DESK.waiting);
    try {
      const reply = await request();
      turn.suggest(reply.choices || []);
      turn.offer(reply.offers, (offer) => tap(offer, null));
      turn.finish({ outcome: reply.stage === "asking" || reply.stage === "confirming" ? "clarify" : "desk", finalText: reply.text });
    } catch (problem) {
      turn.fail(problem, () => { turn.remove(); show(label, request); });
    }
    watch();
  }

  /** Looks for messages now, and again for as long as a person has the conversation or is awaited. */
  function watch() {
    clearTimeout(timer);
    timer = setTimeout(look, 0);
  }

  async function look() {
    const id = session.id;
    const mine = ++looks;
    if (!id) return;
    if (id !== of) {
      of = id;
      seen = 0;
    }
    let found;
    try {
      found = await api.inbox(id, seen);
    } catch (problem) {
      found = { owner: "waiting", messages: [] }; // the network will be back
    }
    if (id !== session.id || mine !== looks) return; // another look is under way: it brings the same
    found.messages.forEach((message) => {
      seen = Math.max(seen, message.id);
      log.appendChild(el("section", { class: "turn said" },
        el("div", { class: "bubble reply", "data-outcome": "handoff" },
          el("p", { class: "mark" }, DESK.kinds[message.kind] || DESK.kinds.person),
          el("div", { class: "answer" }, renderText(message.text)))));
      announce(message.text);
    });
    if (found.messages.length && found.offers && found.offers.length) {
      log.lastChild.appendChild(el("div", { class: "suggestions" }, el("div", { class: "chips offers" },
        found.offers.map((offer) => button({ class: "chip offer", onclick: () => tap(offer, null) }, offer.label)))));
    }
    if (found.messages.length) log.lastChild.scrollIntoView({ block: "nearest" }); // its offers may lie below the screen
    if (found.owner !== "assistant") timer = setTimeout(look, LOOK_MS);
  }

  return { tap, watch };
}
