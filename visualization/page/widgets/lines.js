// Lines over shows (or any whole numbers): a click sets the place, which a vertical line marks.
function render({ model, el }) {
  el.classList.add("gy-draw", "gy-lines");
  const tell = teller(model);
  const draw = (width) => {
    const [lines, unit, at] = [model.get("lines"), model.get("unit"), model.get("at")];
    const height = model.get("tall");
    const svg = sheet(el, width, height, model.get("title"));
    const key = lines.length > 1 || model.get("keyed") ? Math.min(0.36 * width, 24 + Math.max(30, ...lines.map((line) => wide(line.label)))) : 10;
    const values = lines.flatMap((line) => line.values).filter(Number.isFinite);
    const count = Math.max(1, ...lines.map((line) => line.values.length));
    let [low, high] = values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
    const gap = 0.06 * (high - low || Math.abs(high) || 1);
    [low, high] = [low - gap, high + gap];
    const marks = ticks(low, high, Math.max(2, Math.floor(height / 45)));
    const left = 10 + Math.max(24, ...marks.map((tick) => wide(figure(tick, unit))));
    const foot = 22;
    const x = (k) => left + (count > 1 ? (k / (count - 1)) * (width - left - key - 8) : (width - left - key) / 2);
    const y = (value) => 8 + ((high - value) / (high - low)) * (height - foot - 12);
    for (const tick of marks) {
      put(svg, "line", { x1: left, x2: width - key, y1: y(tick), y2: y(tick), class: tick === 0 ? "zero" : "rule" });
      put(svg, "text", { x: left - 5, y: y(tick) + 4, "text-anchor": "end", class: "muted" }, figure(tick, unit));
    }
    const step = Math.max(1, Math.round(count / Math.max(2, Math.floor((width - left - key) / 60))));
    for (let k = step - 1; k < count; k += step) {
      put(svg, "text", { x: x(k), y: height - 6, "text-anchor": "middle", class: "muted" }, String(k + 1));
    }
    for (const mark of model.get("marks")) {
      const line = put(svg, "line", { x1: x(mark.at - 1), x2: x(mark.at - 1), y1: 6, y2: height - foot, class: "zero", "stroke-dasharray": "4 3" });
      put(line, "title", {}, mark.title);
    }
    if (at >= 1 && at <= count) put(svg, "line", { x1: x(at - 1), x2: x(at - 1), y1: 4, y2: height - foot, class: "zero now" });
    const ends = [];
    for (const line of lines) {
      let path = "";
      let pen = false;
      line.values.forEach((value, k) => {
        const known = Number.isFinite(value);
        if (known) path += `${pen ? "L" : "M"}${x(k).toFixed(1)} ${y(value).toFixed(1)}`;
        pen = known;
      });
      const group = put(svg, "g", { "data-id": line.id, class: line.id && line.id === model.get("picked") ? "picked" : "" });
      put(group, "title", {}, line.title ?? line.label);
      const faint = model.get("picked") && lines.some((each) => each.id === model.get("picked")) && line.id !== model.get("picked");
      const drawn = put(group, "path", { d: path, fill: "none", "stroke-width": line.id === model.get("picked") ? 3 : 1.8, opacity: faint ? 0.35 : 1 });
      drawn.style.stroke = lit(el, line.colour);
      const known = line.values.map((value, k) => [value, k]).filter(([value]) => Number.isFinite(value));
      if (known.length === 1) put(group, "circle", { cx: x(known[0][1]), cy: y(known[0][0]), r: 3 }).style.fill = lit(el, line.colour);
      if (known.length && key > 10) ends.push({ line, group, wanted: y(known[known.length - 1][0]) });
    }
    ends.sort((a, b) => a.wanted - b.wanted);
    const slot = Math.min(15, (height - foot) / Math.max(1, ends.length));
    ends.forEach((end, k) => {
      end.y = Math.max(end.wanted, k ? ends[k - 1].y + slot : 10);
    });
    for (let k = ends.length - 1; k >= 0; k -= 1) {
      ends[k].y = Math.min(ends[k].y, k === ends.length - 1 ? height - foot : ends[k + 1].y - slot);
    }
    for (const { line, group, y: place } of ends) {
      const name = put(group, "text", { x: width - key + 6, y: place + 4 }, cut(line.label, key - 8));
      name.style.fill = lit(el, line.colour);
      if (line.id) clickable(group, line.label, (event) => { event.stopPropagation?.(); tell(line.id); });
    }
    svg.addEventListener("click", (event) => {
      const from = svg.getBoundingClientRect();
      const k = Math.round(((event.clientX - from.left - left) / Math.max(1, width - left - key - 8)) * (count - 1)) + 1;
      if (k >= 1 && k <= count) tell(k);
    });
  };
  return live(el, model, ["lines", "unit", "at", "marks", "picked", "tall", "title", "keyed"], draw);
}
export default { render };
