// Builds elements. Text always goes in as text nodes, so nothing a server or citizen wrote becomes markup.
const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";

/** el("p", {class: "note", onclick: f}, "text", node, null, [more]) */
export function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  Object.keys(attributes || {}).forEach((key) => {
    const value = attributes[key];
    if (value === null || value === undefined || value === false) return;
    if (key.slice(0, 2) === "on") node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  });
  add(node, children);
  return node;
}

function add(node, children) {
  children.forEach((child) => {
    if (child === null || child === undefined || child === false) return;
    if (Array.isArray(child)) add(node, child);
    else node.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  });
}

export function button(attributes, ...children) {
  return el("button", Object.assign({ type: "button" }, attributes), ...children);
}

export function clear(node) {
  while (node.firstChild) node.removeChild(node.firstChild);
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  // Safari 12.0 knows only the xlink form.
  use.setAttributeNS(XLINK, "xlink:href", `#i-${name}`);
  svg.appendChild(use);
  return svg;
}
