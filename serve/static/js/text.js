// Plain answer text to nodes: line breaks are kept by CSS, phone numbers become tel: links.
import { el } from "./dom.js";

// Not part of a longer number, code or amount. No lookbehind: Safari has none before 16.4.
const PHONE = /(^|[^\d.\-])(0\d{2,3}-\d{7,8}|12393|12333|12345|12366|120)(?!\d|[.\-]\d)/g;

// "120元" and "120天" are everywhere in policies: 120 is a phone number only beside a word about calling.
const CALL_BEFORE = /(拨打|呼叫|急救|电话|打|拨)[^\d。；\n]{0,4}$/;
const CALL_AFTER = /^\s*(急救|电话|、?999)/;
const UNIT_AFTER = /^\s*(元|万|天|日|个|年|周|岁|%|％|人|次|分)/;

export function renderText(text) {
  const fragment = document.createDocumentFragment();
  let last = 0;
  let match;
  PHONE.lastIndex = 0;
  while ((match = PHONE.exec(text))) {
    const start = match.index + match[1].length;
    const number = match[2];
    const end = start + number.length;
    // The character that ended this match may be the one that begins the next.
    PHONE.lastIndex = end;
    if (number === "120" && !isCall(text.slice(0, start), text.slice(end))) continue;
    fragment.appendChild(document.createTextNode(text.slice(last, start)));
    fragment.appendChild(el("a", { class: "tel", href: `tel:${number}` }, number));
    last = end;
  }
  fragment.appendChild(document.createTextNode(text.slice(last)));
  return fragment;
}

function isCall(before, after) {
  return !UNIT_AFTER.test(after) && (CALL_BEFORE.test(before) || CALL_AFTER.test(after));
}
