// 转人工: asks for a person and shows what the service desk says, as a turn of the conversation.
import * as api from "./api.js";
import { session } from "./session.js";
import { HANDOFF } from "./words.js";

/** Returns what the button does; offer(offer) is called for what is tapped below the reply. */
export function wireHandoff(chat, { offer, onDone }) {
  const trigger = document.getElementById("handoff");

  async function call() {
    if (trigger.getAttribute("aria-disabled") === "true") return;
    trigger.setAttribute("aria-disabled", "true");
    chat.stop();
    const turn = chat.show(HANDOFF.asked);
    turn.say(HANDOFF.waiting);
    try {
      const reply = await api.handoff(session.id ? { session_id: session.id } : {});
      if (reply.session_id) session.id = reply.session_id;
      const queued = typeof reply.queue_position === "number" && reply.queue_position > 0;
      turn.offer(reply.offers, offer);
      turn.finish({
        outcome: "handoff",
        finalText: reply.text,
        words: queued ? HANDOFF.queue(reply.queue_position) : null,
      });
      onDone();
    } catch (problem) {
      turn.fail(problem, () => { turn.remove(); call(); }, HANDOFF.otherwise);
    }
    trigger.removeAttribute("aria-disabled");
  }

  trigger.addEventListener("click", call);
  return call;
}
