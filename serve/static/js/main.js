// Wires the page together; every other file does one thing.
import { announce } from "./announce.js";
import { createChat } from "./chat.js";
import { createComposer } from "./composer.js";
import { createDesk } from "./desk.js";
import { clear } from "./dom.js";
import { focusHome } from "./focus.js";
import { wireHandoff } from "./handoff.js";
import { loadHot } from "./hot.js";
import { hideNotice, showNotice, watchNetwork } from "./notice.js";
import { wireScope } from "./scope.js";
import { session } from "./session.js";
import { wireSettings } from "./settings.js";
import { WORDS } from "./words.js";

const scroller = document.getElementById("scroller");
const log = document.getElementById("log");

const chat = createChat({
  log,
  getScope: wireScope(),
  onBusy: (busy) => composer.setBusy(busy),
  onTurn: showTurn,
  onOffer: (offer, turnId) => desk.tap(offer, turnId),
  onDone: (outcome) => { if (outcome === "handoff") desk.watch(); },
});
const composer = createComposer({ onSend: chat.ask, onStop: chat.stop });

// The newest turn fills at least a screen (app.css), so its question can stand at the top
// and the reply grows below it without moving what is being read.
function measure() {
  document.documentElement.style.setProperty("--screen", `${scroller.clientHeight}px`);
  composer.refresh();
}

function showTurn(node) {
  measure();
  scroller.scrollTop += node.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 12;
  // What was pressed (a chip, 重试) may be gone by now. 转人工 and 发送 stay, and keep the focus.
  const active = document.activeElement;
  if (!active || active === document.body || log.contains(active) || active.tagName === "TEXTAREA") focusHome();
}

/** Runs change, which may add height above the reading position, without moving what is read. */
function holdingStill(change) {
  const before = scroller.scrollHeight;
  const reading = log.firstChild !== null;
  change();
  if (reading) scroller.scrollTop += scroller.scrollHeight - before;
}

async function restore(id) {
  try {
    if (await chat.restore(id)) announce(WORDS.welcomeBack);
    desk.watch();
  } catch (problem) {
    if (problem.status === 404 || problem.status === 410) session.id = null;
    else showNotice(WORDS.restoreFailed, { action: { label: WORDS.retry, run: () => restore(id) } });
  }
}

function newChat() {
  const previous = log.firstChild ? session.id : null;
  chat.stop();
  session.id = null;
  clear(log);
  scroller.scrollTop = 0;
  hideNotice();
  if (previous) {
    showNotice(WORDS.cleared, {
      action: { label: WORDS.undo, run: () => { chat.stop(); clear(log); restore(previous); } },
      seconds: 15,
    });
  }
  focusHome();
}

const callPerson = wireHandoff(chat, { offer: (offer) => desk.tap(offer, null), onDone: () => desk.watch() });
const desk = createDesk({ chat, log, callPerson });
wireSettings(measure);
watchNetwork();
document.getElementById("new-chat").addEventListener("click", newChat);
window.addEventListener("resize", measure);
measure();
if (session.id) restore(session.id);
loadHot(chat.ask).then((render) => render && holdingStill(render));
