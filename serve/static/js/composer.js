// The input: Enter sends, Shift+Enter breaks the line, an input method's own Enter is left alone.
import { focusHome } from "./focus.js";
import { COMPOSER } from "./words.js";

const HINT_AT = 500;
const LIMIT = 2000;
// 停止 takes the place of 发送, so the second half of a double tap must not stop the reply.
const DOUBLE_TAP_MS = 400;
const ID_OR_CARD = /(^|\D)(\d{17}[\dXx]|\d{15,19})(?!\d)/;

/** onSend(text) returns whether it was taken; onStop(). */
export function createComposer({ onSend, onStop }) {
  const form = document.getElementById("composer");
  const input = document.getElementById("message");
  const send = document.getElementById("send");
  const stop = document.getElementById("stop");
  const counter = document.getElementById("counter");
  const privacy = document.getElementById("privacy");
  let busy = false;
  let busySince = 0;

  // Code points, as the server counts.
  const length = () => Array.from(input.value).length;

  function refresh() {
    const n = length();
    send.disabled = !input.value.trim() || n > LIMIT;
    const words = n > LIMIT ? COMPOSER.tooLong(n - LIMIT) : n > HINT_AT ? COMPOSER.long(n) : "";
    if (counter.textContent !== words) counter.textContent = words;
    counter.classList.toggle("over", n > LIMIT);
    input.setAttribute("aria-invalid", String(n > LIMIT));
    const spotted = ID_OR_CARD.test(input.value.replace(/[ \-]/g, ""));
    privacy.textContent = spotted ? COMPOSER.spotted : COMPOSER.privacy;
    privacy.classList.toggle("spotted", spotted);
    if (spotted) privacy.setAttribute("role", "alert");
    else privacy.removeAttribute("role");
    grow();
  }

  function grow() {
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight}px`;
  }

  function submit() {
    const text = input.value.trim();
    if (busy || send.disabled || !text) return;
    if (onSend(text)) {
      input.value = "";
      refresh();
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  input.addEventListener("input", refresh);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && busy) onStop();
    if (event.key !== "Enter" || event.shiftKey) return;
    // 229: Safari ends the composition before this event, so isComposing is already false.
    if (event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  stop.addEventListener("click", () => {
    if (Date.now() - busySince > DOUBLE_TAP_MS) onStop();
  });
  refresh();

  return {
    setBusy(yes) {
      const held = document.activeElement === send || document.activeElement === stop;
      busy = yes;
      busySince = Date.now();
      send.hidden = yes;
      stop.hidden = !yes;
      if (held && yes) stop.focus();
      else if (held) focusHome();
    },
    refresh,
  };
}
