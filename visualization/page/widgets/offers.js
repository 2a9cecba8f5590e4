// What the drawings of a negotiation share: axes, offers, landmarks, a key.
function short(value, unit) {
  const size = Math.abs(value);
  if (unit === "CNY" && size >= 1000) return `${figure(Math.round(value / 100) / 10)}k`;
  return figure(value);
}

function offer(svg, x, y, each, colour, picked, tell) {
  const group = put(svg, "g", { "data-offer": each.id });
  put(group, "title", {}, each.title);
  put(group, "circle", { cx: x, cy: y, r: 9, fill: "transparent" });
  const chosen = picked === String(each.id);
  put(group, "circle", {
    cx: x, cy: y, r: chosen ? 7 : 4.5, fill: colour, class: "mark", stroke: chosen ? "var(--gy-ink, #1f2933)" : "none", "stroke-width": 2,
  });
  clickable(group, each.title, () => tell(String(each.id)));
  return group;
}

function landmark(svg, kind, x, y, label) {
  const ink = { fill: "none", stroke: "var(--gy-ink, #1f2933)", "stroke-width": 1.6 };
  const group = put(svg, "g", { "data-mark": kind, "pointer-events": "none" });
  put(group, "title", {}, label);
  if (kind === "nash") put(group, "path", { d: `M${x} ${y - 8}L${x + 8} ${y}L${x} ${y + 8}L${x - 8} ${y}Z`, ...ink });
  else if (kind === "ks") put(group, "rect", { x: x - 6, y: y - 6, width: 12, height: 12, ...ink });
  else {
    const points = [...Array(10).keys()].map((k) => {
      const r = k % 2 ? 4 : 9.5;
      const turn = (Math.PI * k) / 5 - Math.PI / 2;
      return `${x + r * Math.cos(turn)},${y + r * Math.sin(turn)}`;
    });
    put(group, "polygon", { points: points.join(" "), fill: "var(--gy-ink, #1f2933)", stroke: "var(--gy-paper, #fff)", "stroke-width": 1 });
  }
}

// A key below the drawing: entries of [kind, label, colour]; returns its height. kind: a landmark, "line", "dash", "dots", "dot".
function key(svg, entries, width, top) {
  let [x, y] = [8, top + 14];
  for (const [kind, label, colour] of entries) {
    const need = 34 + wide(label);
    if (x + need > width && x > 8) [x, y] = [8, y + 20];
    if (kind === "dot") put(svg, "circle", { cx: x + 10, cy: y - 4, r: 4.5, fill: colour });
    else if (["line", "dash", "dots"].includes(kind)) {
      const dash = { line: "none", dash: "5 3", dots: "1.5 3" }[kind];
      put(svg, "line", { x1: x, x2: x + 20, y1: y - 4, y2: y - 4, stroke: colour, "stroke-width": 1.8, "stroke-dasharray": dash });
    } else landmark(svg, kind, x + 10, y - 4, label);
    put(svg, "text", { x: x + 26, y }, label);
    x += need + 6;
  }
  return y - top + 10;
}

function keyRows(entries, width) {
  let [x, rows] = [8, 1];
  for (const [, label] of entries) {
    const need = 34 + wide(label);
    if (x + need > width && x > 8) [x, rows] = [8, rows + 1];
    x += need + 6;
  }
  return 20 * rows + 12;
}
