// A conversation: asks, streams the reply into a turn, stops, retries, restores.
import * as api from "./api.js";
import { createTurn } from "./render.js";
import { session } from "./session.js";
import { readEvents } from "./sse.js";
import { showNotice } from "./notice.js";
import { DESK, WORDS } from "./words.js";

// A sentence is sent only after it is verified, so quiet spells are normal; this long is a fault.
const SILENCE_MS = 45000;

/** log: where turns go; getScope(): for the request; onBusy(bool); onTurn(node): a turn was shown;
    onOffer(offer, turnId): something offered was tapped; onDone(outcome);
    onRemembered(remembered): what the conversation remembers of the citizen. */
export function createChat({ log, getScope, onBusy, onTurn, onOffer, onDone, onRemembered }) {
  // Identity marks the running request: events of a stopped one are ignored.
  let running = null;

  function show(message) {
    const turn = createTurn(message, ask);
    log.appendChild(turn.node);
    onTurn(turn.node);
    return turn;
  }

  function ask(message) {
    if (running) {
      showNotice(WORDS.busy, { seconds: 5 });
      return false;
    }
    run(message, show(message));
    return true;
  }

  async function run(message, turn) {
    const abort = typeof AbortController === "function" ? new AbortController() : null;
    const mine = { turn, abort, timer: 0, touch: null };
    running = mine;
    onBusy(true);
    let problem = null;
    try {
      await Promise.race([stream(message, mine), silence(mine)]);
    } catch (error) {
      problem = error instanceof api.Problem ? error : api.fault("broken");
    }
    clearTimeout(mine.timer);
    if (running !== mine) return;
    running = null;
    if (problem) {
      if (abort) abort.abort();
      // The conversation is gone on the server: 重试 starts a new one.
      if (problem.status === 404) session.id = null;
      turn.fail(problem, () => again(message, turn));
    }
    onBusy(false);
  }

  async function stream(message, mine) {
    const scope = getScope();
    const body = { message, channel: "web" };
    if (session.id) body.session_id = session.id;
    if (Object.keys(scope).length) body.scope = scope;
    const response = await api.chat(body, mine.abort ? mine.abort.signal : null);
    let turnId = null;
    let finished = false;
    let reported = null;
    await readEvents(response, (name, data) => {
      if (running !== mine) return;
      const value = parse(data);
      if (name === "meta") {
        if (value.session_id) session.id = value.session_id;
        turnId = value.turn_id;
      } else if (name === "token") mine.turn.append(String(value.text || ""));
      else if (name === "citations") mine.turn.cite(value);
      else if (name === "suggestions") mine.turn.suggest(value);
      else if (name === "error") reported = new api.Problem(value.title, value.detail);
      else if (name === "done") {
        finished = true;
        if (reported) return;
        mine.turn.offer(value.offers, (offer) => onOffer(offer, turnId));
        // A person has the conversation: the assistant is silent.
        const silent = value.outcome === "handoff" && !value.text;
        mine.turn.finish({ outcome: value.outcome, finalText: silent ? DESK.withPerson : value.text, turnId });
        if (value.remembered) onRemembered(value.remembered);
        onDone(value.outcome);
      }
    }, mine.touch);
    if (reported) throw reported;
    if (!finished && running === mine) throw api.fault("broken");
  }

  function silence(mine) {
    return new Promise((resolve, reject) => {
      mine.touch = () => {
        clearTimeout(mine.timer);
        mine.timer = setTimeout(() => reject(api.fault("slow")), SILENCE_MS);
      };
      mine.touch();
    });
  }

  function again(message, turn) {
    if (running) {
      showNotice(WORDS.busy, { seconds: 5 });
      return;
    }
    turn.remove();
    run(message, show(message));
  }

  function stop() {
    if (!running) return;
    const mine = running;
    running = null;
    clearTimeout(mine.timer);
    if (mine.abort) mine.abort.abort();
    mine.turn.stop();
    onBusy(false);
  }

  /** Shows a stored conversation; true when there was one. */
  async function restore(id) {
    const stored = await api.session(id);
    const turns = Array.isArray(stored.turns) ? stored.turns : [];
    session.id = stored.session_id || id;
    turns.forEach((t) => {
      const turn = createTurn(t.message, ask);
      turn.cite(t.citations);
      turn.suggest(t.suggestions);
      turn.finish({ outcome: t.outcome, finalText: t.text, turnId: t.turn_id, silent: true });
      log.appendChild(turn.node);
    });
    onRemembered(stored.remembered);
    if (turns.length) onTurn(log.lastChild);
    return turns.length > 0;
  }

  return { ask, show, stop, restore, isBusy: () => running !== null };
}

function parse(data) {
  try {
    return JSON.parse(data) || {};
  } catch (error) {
    throw api.fault("broken");
  }
}
