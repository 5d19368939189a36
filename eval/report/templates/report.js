// Filters the list of wrong questions; without scripts the whole list is shown.
const form = document.querySelector(".filter");
if (form) {
  const cases = [...document.querySelectorAll(".case")];
  form.hidden = false;
  const narrow = () => {
    const { stage, kind, area, text } = form.elements;
    const words = text.value.trim();
    let shown = 0;
    for (const item of cases) {
      const fits = (!stage.value || item.dataset.stage === stage.value)
        && (!kind.value || item.dataset.kind === kind.value)
        && (!area.value || item.dataset.area === area.value)
        && (!words || item.textContent.includes(words));
      item.hidden = !fits;
      shown += fits;
    }
    form.querySelector("output").textContent = shown === cases.length ? "" : `显示 ${shown} 题`;
  };
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.elements.all.addEventListener("click", (event) => {
    const open = event.target.textContent === "全部展开";
    for (const item of cases) if (!item.hidden) item.open = open;
    event.target.textContent = open ? "全部收起" : "全部展开";
  });
}
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const item of closed) item.open = true;
});
addEventListener("afterprint", () => { for (const item of closed) item.open = false; });
