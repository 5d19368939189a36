// Speaks to screen readers once a turn. The log itself is silent, or every sentence would be read as it streams in.
let timer = 0;

export function announce(text) {
  const node = document.getElementById("announcer");
  clearTimeout(timer);
  node.textContent = "";
  // Emptied first, so the same words twice are spoken twice; emptied later, so nobody browses into a double.
  timer = setTimeout(() => {
    node.textContent = text;
    timer = setTimeout(() => {
      node.textContent = "";
    }, 20000);
  }, 60);
}
