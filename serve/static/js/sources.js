// The sources under an answer: collapsed to a line each, expanding to where the rule is written.
import { el, icon } from "./dom.js";
import { SOURCES } from "./words.js";

const SHOWN = 3;

/** A <section>, or null when there is nothing to show. */
export function renderSources(citations) {
  if (!citations || !citations.length) return null;
  const items = citations.map((citation, i) => renderSource(citation, i + 1));
  const rest = items.slice(SHOWN);
  return el("section", { class: "sources", "aria-label": SOURCES.heading(citations.length) },
    el("h3", null, icon("doc"), SOURCES.heading(citations.length)),
    items.slice(0, SHOWN),
    rest.length ? el("details", { class: "more-sources" },
      el("summary", null, SOURCES.more(rest.length)), rest) : null);
}

function renderSource(c, number) {
  const ended = hasEnded(c.valid_to);
  const entry = c.kind === "entry";
  // Of an entry the citizen wants to see which document it rests on, not their own question again.
  const document = c.source || fileTitle(c.document);
  const title = (entry && document) || c.title || document || SOURCES.untitled;
  const url = safeUrl(c.url);
  return el("details", { class: "source" },
    el("summary", null,
      el("span", { class: "source-number", "aria-hidden": "true" }, number),
      el("span", { class: "source-name" },
        el("span", { class: "source-title" }, title),
        c.locator ? el("span", { class: "source-locator" }, c.locator) : null,
        ended ? el("span", { class: "badge" }, SOURCES.ended) : null,
        c.review === "model" ? el("span", { class: "badge" }, SOURCES.unreviewed) : null),
      icon("chevron")),
    el("div", { class: "source-body" },
      el("dl", null,
        document && document !== title ? row(SOURCES.document, document) : null,
        entry && c.title !== title ? row(SOURCES.entry, c.title) : null,
        c.document_no ? row(SOURCES.number, c.document_no) : null,
        c.locator ? row(SOURCES.locator, c.locator) : null,
        c.valid_from || c.valid_to ? row(SOURCES.validity, validity(c.valid_from, c.valid_to)) : null),
      // An entry's own words are the answer above, and no document's.
      c.quote && !entry ? el("blockquote", { "aria-label": SOURCES.quote }, c.quote) : null,
      url ? el("p", { class: "source-link" },
        el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" },
          icon("link"), SOURCES.open, el("span", { class: "sr" }, SOURCES.newWindow)),
        el("span", { class: "source-host" }, url.hostname)) : null));
}

function row(name, value) {
  return el("div", { class: "row" }, el("dt", null, name), el("dd", null, value));
}

// `document` is the ingested file's name; its ending means nothing to a citizen.
function fileTitle(name) {
  return String(name || "").replace(/\.(md|txt|docx?|pdf|html?|xlsx?|csv|ya?ml|json)$/i, "");
}

function validity(from, to) {
  if (from && to) return SOURCES.between(chineseDate(from), chineseDate(to));
  return from ? SOURCES.from(chineseDate(from)) : SOURCES.until(chineseDate(to));
}

function chineseDate(iso) {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  return parts ? `${parts[1]}年${Number(parts[2])}月${Number(parts[3])}日` : String(iso);
}

function hasEnded(validTo) {
  const now = new Date();
  const pad = (n) => String(n).padStart(2, "0");
  const today = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
  return Boolean(validTo) && String(validTo).slice(0, 10) < today;
}

/** Only http and https: a source may never run script or open another app. */
function safeUrl(text) {
  if (!text) return null;
  try {
    const url = new URL(String(text));
    return url.protocol === "https:" || url.protocol === "http:" ? url : null;
  } catch (error) {
    return null;
  }
}
