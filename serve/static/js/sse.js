// Reads text/event-stream from a fetch response; EventSource cannot POST.
// Line rules: https://html.spec.whatwg.org/multipage/server-sent-events.html

/** onEvent(name, data) is called once a dispatched event; chunks may cut anywhere. */
export function createParser(onEvent) {
  let buffer = "";
  let name = "";
  let data = [];

  function take(line) {
    if (line === "") {
      if (data.length) onEvent(name || "message", data.join("\n"));
      name = "";
      data = [];
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") name = value;
    else if (field === "data") data.push(value);
  }

  function drain() {
    // A CR at the very end may be the first half of CRLF: wait for the next chunk.
    const end = /\r\n|\n|\r(?!$)/;
    let match;
    while ((match = end.exec(buffer))) {
      const line = buffer.slice(0, match.index);
      buffer = buffer.slice(match.index + match[0].length);
      take(line);
    }
  }

  return {
    feed(chunk) {
      buffer += chunk;
      drain();
    },
    end() {
      buffer += "\n\n";
      drain();
    },
  };
}

/** Feeds the whole body to onEvent; onActivity is called whenever bytes arrive. */
export async function readEvents(response, onEvent, onActivity) {
  const parser = createParser(onEvent);
  const canStream = response.body && response.body.getReader && typeof TextDecoder === "function";
  if (!canStream) {
    parser.feed(await response.text());
    parser.end();
    return;
  }
  const reader = response.body.getReader();
  // One decoder for the whole stream: a Chinese character is three bytes and chunks cut between them.
  const decoder = new TextDecoder("utf-8");
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    onActivity();
    parser.feed(decoder.decode(value, { stream: true }));
  }
  parser.feed(decoder.decode());
  parser.end();
}
