// Wires the page together; every other file does one thing.
import { announce } from "./announce.js";
import * as api from "./api.js";
import { createChat } from "./chat.js";
import { createComposer } from "./composer.js";
import { createDesk } from "./desk.js";
import { clear } from "./dom.js";
import { focusHome } from "./focus.js";
import { wireHandoff } from "./handoff.js";
import { loadHot } from "./hot.js";
import { hideNotice, showNotice, watchNetwork } from "./notice.js";
import { createRemembered } from "./remembered.js";
import { wireScope } from "./scope.js";
import { session } from "./session.js";
import { wireSettings } from "./settings.js";
import { WORDS } from "./words.js";

const scroller = document.getElementById("scroller");
const log = document.getElementById("log");

const scope = wireScope();
const chat = createChat({
  log,
  getScope: scope.get,
  onBusy: (busy) => composer.setBusy(busy),
  onTurn: showTurn,
  onOffer: (offer, turnId) => desk.tap(offer, turnId),
  onDone: (outcome) => { if (outcome === "handoff") desk.watch(); },
  onRemembered: (remembered) => memory.show(remembered),
});
const composer = createComposer({ onSend: chat.ask, onStop: chat.stop });

const memory = createRemembered({ onForget: scope.clear, onDelete: askToDelete, onShown: measure });

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

function empty() {
  chat.stop();
  session.id = null;
  clear(log);
  memory.show(null);
  scroller.scrollTop = 0;
  hideNotice();
}

function newChat() {
  const previous = log.firstChild ? session.id : null;
  empty();
  if (previous) {
    showNotice(WORDS.cleared, {
      action: { label: WORDS.undo, run: () => { chat.stop(); clear(log); restore(previous); } },
      seconds: 15,
    });
  }
  focusHome();
}

function askToDelete() {
  showNotice(WORDS.deleteAsked, { action: { label: WORDS.deleteSure, run: deleteChat } });
}

async function deleteChat() {
  const id = session.id;
  try {
    if (id) await api.deleteSession(id);
    empty();
    scope.clear("");
    showNotice(WORDS.deleted, { seconds: 8 });
    focusHome();
  } catch (problem) {
    showNotice(WORDS.deleteFailed, { action: { label: WORDS.retry, run: deleteChat } });
  }
}

const callPerson = wireHandoff(chat, { offer: (offer) => desk.tap(offer, null), onDone: () => desk.watch() });
const desk = createDesk({ chat, log, callPerson, deleteChat: askToDelete });
wireSettings(measure);
watchNetwork();
document.getElementById("new-chat").addEventListener("click", newChat);
window.addEventListener("resize", measure);
measure();
if (session.id) restore(session.id);
loadHot(chat.ask).then((render) => render && holdingStill(render));
