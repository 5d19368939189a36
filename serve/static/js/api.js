// The server's endpoints, and every way a request can fail as one Problem in Chinese.
import { FAULTS } from "./words.js";

export class Problem extends Error {
  constructor(title, detail, status) {
    super(title);
    this.title = title;
    this.detail = detail;
    this.status = status || 0;
  }
}

export function fault(kind) {
  return new Problem(FAULTS[kind][0], FAULTS[kind][1]);
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, Object.assign({ credentials: "same-origin" }, options));
  } catch (error) {
    if (error && error.name === "AbortError") throw error;
    throw fault("offline");
  }
  if (!response.ok) throw await problemFrom(response);
  return response;
}

async function problemFrom(response) {
  const status = response.status;
  const kind = status === 429 ? "busy" : status >= 500 ? "server" : "rejected";
  let [title, detail] = FAULTS[kind];
  const seconds = parseInt(response.headers.get("Retry-After"), 10);
  if (status === 429 && seconds > 0) detail = FAULTS.wait(seconds);
  try {
    const body = await response.json();
    // Proxies and frameworks answer in English; the contract's own problems are Chinese.
    if (isChinese(body.title)) title = body.title;
    if (isChinese(body.detail)) detail = body.detail;
  } catch (error) {
    // No JSON (a gateway's page, say): our own words stand.
  }
  return new Problem(title, detail, status);
}

function isChinese(text) {
  return typeof text === "string" && /[\u4e00-\u9fff]/.test(text);
}

function post(path, body, signal) {
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  if (signal) options.signal = signal;
  return request(path, options);
}

export function chat(body, signal) {
  return post("/api/chat", body, signal);
}

export async function feedback(body) {
  await post("/api/feedback", body);
}

export async function handoff(body) {
  return (await post("/api/handoff", body)).json();
}

export async function order(id, action, model) {
  return (await post(`/api/sessions/${encodeURIComponent(id)}/order`, model ? { action, model } : { action })).json();
}

export async function leaveQuestion(id, turnId) {
  return (await post(`/api/sessions/${encodeURIComponent(id)}/questions`, { turn_id: turnId })).json();
}

export async function inbox(id, after) {
  return (await request(`/api/sessions/${encodeURIComponent(id)}/inbox?after=${after}`, { cache: "no-store" })).json();
}

export async function unremember(id, name) {
  const which = name ? `?name=${encodeURIComponent(name)}` : "";
  return (await request(`/api/sessions/${encodeURIComponent(id)}/remembered${which}`, { method: "DELETE" })).json();
}

export async function deleteSession(id) {
  await request(`/api/sessions/${encodeURIComponent(id)}`, { method: "DELETE" });
}

export async function hot() {
  return (await request("/api/hot", {})).json();
}

export async function session(id) {
  return (await request(`/api/sessions/${encodeURIComponent(id)}`, { cache: "no-store" })).json();
}
