// The questions that are wrong, or right in part: the first stand on the page, the rest wait as data and are drawn when asked for.
const list = document.querySelector("#cases");
if (list) {
  const STEP = 100;
  const form = document.querySelector(".filter");
  const more = document.querySelector(".rest button");
  const waiting = [...document.querySelectorAll("script.more")];
  const cases = [...list.querySelectorAll(".case")].map((node) => ({ node, ...node.dataset }));
  let wanted = cases;
  let shown = cases.length;
  let open = false;

  const read = () => {
    for (const [strict, stage, kind, area, html] of JSON.parse(waiting.shift().textContent)) cases.push({ strict, stage, kind, area, html });
  };
  const readAll = () => { while (waiting.length) read(); };
  const nodeOf = (item) => {
    if (!item.node) {
      const holder = document.createElement("template");
      holder.innerHTML = item.html;
      item.node = holder.content.firstElementChild;
    }
    return item.node;
  };
  const entities = { lt: "<", gt: ">", amp: "&", "#34": '"', "#39": "'" };
  const textOf = (item) => (item.text ??= item.html
    ? item.html.replace(/<[^>]*>/g, " ").replace(/&(#?\w+);/g, (all, name) => entities[name] ?? all)
    : item.node.textContent);
  const left = () => (wanted === cases ? Number(list.dataset.total) : wanted.length) - shown;
  const show = (upTo) => {
    const nodes = wanted.slice(shown, upTo).map(nodeOf);
    for (const node of nodes) node.open = open;
    list.append(...nodes);
    shown += nodes.length;
    if (more) {
      more.hidden = left() <= 0;
      more.textContent = `再显示 ${Math.min(STEP, left())} 题`;
    }
  };
  const narrow = () => {
    readAll();
    const { strict, stage, kind, area, text } = form.elements;
    const words = text.value.trim();
    wanted = cases.filter((item) => (!strict?.value || item.strict === strict.value)
      && (!stage.value || item.stage === stage.value)
      && (!kind.value || item.kind === kind.value)
      && (!area.value || item.area === area.value)
      && (!words || textOf(item).includes(words)));
    list.replaceChildren();
    shown = 0;
    show(STEP);
    form.querySelector("output").textContent = wanted.length === cases.length ? "" : `共 ${wanted.length} 题`;
    if (wanted.length === cases.length) wanted = cases;
  };
  const showAll = () => {
    if (wanted === cases) readAll();
    show(wanted.length);
  };

  form.hidden = false;
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.elements.all.addEventListener("click", (event) => {
    open = !open;
    for (const item of list.children) item.open = open;
    event.target.textContent = open ? "全部收起" : "全部展开";
  });
  more?.addEventListener("click", () => {
    if (wanted === cases && shown === cases.length) read();
    show(shown + STEP);
  });
  show(shown);
  addEventListener("beforeprint", showAll);
}
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const item of closed) item.open = true;
});
addEventListener("afterprint", () => { for (const item of closed) item.open = false; });
// A link to the appendix opens what it leads to; browsers without this rule of HTML would scroll to nothing.
const reveal = () => document.getElementById(location.hash.slice(1))?.closest("details")?.setAttribute("open", "");
addEventListener("hashchange", reveal);
reveal();
