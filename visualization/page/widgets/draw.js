// What the drawn widgets share: SVG elements, round numbers, redrawing, telling Python what was clicked.
const NS = "http://www.w3.org/2000/svg";

function put(parent, tag, attributes = {}, text = null) {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== null) node.textContent = text;
  parent.appendChild(node);
  return node;
}

function sheet(el, width, height, label) {
  el.replaceChildren();
  const svg = put(el, "svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
  svg.style.display = "block";
  const save = document.createElement("button");
  [save.className, save.textContent, save.title] = ["gy-save", "⤓", "SVG"];
  save.setAttribute("aria-label", `SVG: ${label}`);
  save.addEventListener("click", () => keep(svg, label));
  el.appendChild(save);
  return svg;
}

// Saves a drawing as a file of its own: what style sheets say of it goes into its elements.
function keep(svg, label) {
  const copy = svg.cloneNode(true);
  const [from, to] = [svg.querySelectorAll("*"), copy.querySelectorAll("*")];
  from.forEach((node, k) => {
    const seen = getComputedStyle(node);
    for (const name of ["fill", "stroke", "stroke-width", "opacity", "font-size", "font-weight"]) {
      to[k].style.setProperty(name, seen.getPropertyValue(name));
    }
    for (const name of ["tabindex", "role", "class"]) to[k].removeAttribute(name);
  });
  copy.setAttribute("xmlns", NS);
  copy.style.background = getComputedStyle(svg.closest(".gy") ?? document.body).backgroundColor;
  copy.style.fontFamily = getComputedStyle(svg).fontFamily;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }));
  link.download = `${label.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60) || "figure"}.svg`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function ticks(low, high, count) {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * span; k += 1) found.push(k * step);
  return found;
}

function figure(value, unit = "") {
  if (value === null || !Number.isFinite(value)) return "–";
  const shown = unit === "share" ? 100 * value : value;
  const size = Math.abs(shown);
  const digits = size >= 100 || Number.isInteger(shown) ? 0 : size >= 1 ? 2 : 3;
  const text = shown.toLocaleString("en-US", { maximumFractionDigits: digits }).replace("-", "−");
  return unit === "share" ? `${text}%` : text === "−0" ? "0" : text;
}

function wide(text) {
  let total = 0;
  for (const letter of text) total += letter.charCodeAt(0) > 0x2e80 ? 12.5 : 6.7;
  return total;
}

function cut(text, room) {
  if (wide(text) <= room) return text;
  let kept = text;
  while (kept && wide(`${kept}…`) > room) kept = kept.slice(0, -1);
  return `${kept}…`;
}

// Colours of the palette that are too dark on a dark page, and what stands for them there.
const BRIGHT = { "#0072B2": "#3F8FE0", "#56B4E9": "#9BD7F5", "#D55E00": "#F08A3C", "#009E73": "#2FC79A", "#CC79A7": "#E3A3C8", "#5B6773": "#A3B0BD", "#C3CBD3": "#6B7885" };

function lit(el, colour) {
  return colour && el.closest(".gy-dark") ? BRIGHT[colour.toUpperCase()] ?? colour : colour;
}

// A line of marks and names from (x, y) on, in as many rows as it takes; returns how far down it reaches.
function legend(svg, el, entries, x, y, width) {
  let [at, row] = [x, y];
  for (const { colour, label, mark } of entries) {
    const room = 22 + wide(label) + 12;
    if (at > x && at + room > width) [at, row] = [x, row + 18];
    put(svg, "text", { x: at, y: row }, mark ?? "●").style.fill = lit(el, colour) || "var(--gy-faint, #c3cbd3)";
    put(svg, "text", { x: at + 16, y: row }, label);
    at += room;
  }
  return row + 8;
}

function clickable(node, label, act) {
  node.setAttribute("tabindex", "0");
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", label);
  node.classList.add("gy-click");
  node.addEventListener("click", act);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
      act(event);
    }
  });
}

function teller(model) {
  let count = 0;
  return (id) => {
    count += 1;
    model.set("clicked", { id, count });
    model.save_changes();
  };
}

// Draws now, on every change of the named traits, of the width and of the theme; returns what ends that.
function live(el, model, names, draw) {
  let pending = 0;
  const again = () => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(() => draw(Math.max(260, el.clientWidth || 600)));
  };
  const watch = new ResizeObserver(again);
  watch.observe(el);
  const theme = new MutationObserver(again);
  const page = document.querySelector(".gy");
  if (page) theme.observe(page, { attributes: true, attributeFilter: ["class"] });
  for (const name of names) model.on(`change:${name}`, again);
  again();
  return () => {
    cancelAnimationFrame(pending);
    watch.disconnect();
    theme.disconnect();
    for (const name of names) model.off(`change:${name}`, again);
  };
}
