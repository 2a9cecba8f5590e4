// A heat map: a cell per combination of two lists, or a surface of many small cells with lines of equal value.
const LOW = [240, 244, 248];
const STRONG = { up: [0, 114, 178], down: [213, 94, 0] };

function mix(share, to) {
  return `rgb(${LOW.map((from, k) => Math.round(from + share * (to[k] - from))).join(",")})`;
}

function compact(value, text) {
  if (Math.abs(value) < 1000) return text;
  return value.toLocaleString("en-US", { notation: "compact", maximumSignificantDigits: 3 }).replace("-", "−");
}

function render({ model, el }) {
  el.classList.add("gy-draw", "gy-heat");
  const tell = teller(model);
  const draw = (width) => {
    const [xs, ys, values, texts] = ["xs", "ys", "values", "texts"].map((name) => model.get(name));
    const fine = model.get("fine");
    const left = Math.min(0.34 * width, 26 + Math.max(24, ...ys.map(wide)));
    const room = width - left - 12;
    const [w, h] = [room / xs.length, fine ? Math.max(8, 300 / ys.length) : Math.max(26, Math.min(44, 260 / ys.length))];
    const narrow = width < 480 || wide(model.get("x_title")) + 260 > room; // the scale of colours goes under the name of the axis
    const foot = narrow ? 66 : 46;
    const top = 26;
    const height = top + ys.length * h + foot;
    const svg = sheet(el, width, height, model.get("title"));
    const known = values.flat().filter(Number.isFinite);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const split = model.get("signed") && low < 0 && high > 0;
    const reach = split ? Math.max(-low, high) : high - low || 1;
    const shade = (value) => (split ? mix(Math.abs(value) / reach, STRONG[value < 0 ? "down" : "up"]) : mix((value - low) / reach, STRONG.up));
    const dark = (value) => (split ? Math.abs(value) : value - low) / reach > 0.55;
    put(svg, "text", { x: left, y: 15, class: "muted" }, model.get("y_title"));
    ys.forEach((name, row) => {
      const y = top + (ys.length - 1 - row) * h;
      if (!fine || row % Math.ceil(ys.length / 6) === 0) {
        put(svg, "text", { x: left - 6, y: y + h / 2 + 4, "text-anchor": "end" }, cut(name, left - 10));
      }
      xs.forEach((other, column) => {
        const value = values[row][column];
        const id = model.get("ids")[row]?.[column] ?? "";
        const cell = put(svg, "g", { "data-id": id, class: id && id === model.get("picked") ? "picked" : "" });
        const text = texts[row]?.[column] ?? figure(value, model.get("unit"));
        const label = `${model.get("x_title")} ${other}, ${model.get("y_title")} ${name}: ${text}`;
        put(cell, "title", {}, label);
        const at = { x: left + column * w, y, width: w - (fine ? -0.5 : 1), height: h - (fine ? -0.5 : 1), class: "mark" };
        const box = put(cell, "rect", at);
        box.style.fill = Number.isFinite(value) ? shade(value) : "var(--gy-rule, #e1e6eb)";
        if (!fine && w > 34) {
          const brief = Number.isFinite(value) && wide(text) > w - 4 ? compact(value, text) : text;
          const seen = put(cell, "text", { x: left + column * w + w / 2, y: y + h / 2 + 4, "text-anchor": "middle" }, cut(brief, w - 4));
          seen.style.fill = Number.isFinite(value) && dark(value) ? "#fff" : Number.isFinite(value) ? "#1f2933" : "var(--gy-ink, #1f2933)";
        }
        if (id) clickable(cell, label, () => tell(id));
      });
    });
    const bottom = top + ys.length * h;
    const step = Math.max(1, Math.ceil(xs.length / Math.max(1, Math.floor(room / 70))));
    xs.forEach((name, column) => {
      if (column % step) return;
      put(svg, "text", { x: left + (column + 0.5) * w, y: bottom + 16, "text-anchor": "middle" }, cut(name, step * w - 2));
    });
    put(svg, "text", { x: left + room, y: bottom + 36, "text-anchor": "end", class: "muted" }, model.get("x_title"));
    if (!known.length) return;
    const scale = narrow ? bottom + 47 : bottom + 27;
    for (let k = 0; k < 40; k += 1) {
      const value = split ? -reach + (2 * reach * k) / 39 : low + ((high - low) * k) / 39;
      put(svg, "rect", { x: left + 70 + k * 3, y: scale, width: 3.2, height: 10 }).style.fill = shade(value);
    }
    const ends = split ? [-reach, reach] : [low, high];
    put(svg, "text", { x: left + 66, y: scale + 9, "text-anchor": "end", class: "muted" }, figure(ends[0], model.get("unit")));
    put(svg, "text", { x: left + 194, y: scale + 9, class: "muted" }, figure(ends[1], model.get("unit")));
  };
  const names = ["xs", "ys", "values", "texts", "ids", "picked", "x_title", "y_title", "title", "unit", "signed", "fine"];
  return live(el, model, names, draw);
}
export default { render };
