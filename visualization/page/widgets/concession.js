// What each offer was worth to one party, round by round: its own and those it received, and what it insisted on.
function render({ model, el }) {
  el.classList.add("gy-draw", "gy-concession");
  const tell = teller(model);
  const draw = (width) => {
    const data = model.get("data");
    if (!data.lines) return el.replaceChildren();
    const [ink, muted] = ["var(--gy-ink, #1f2933)", "var(--gy-muted, #5b6773)"];
    const shown = data.lines.filter((each) => each.points.length);
    const entries = [
      ...shown.map((each) => [each.own ? "line" : "dots", each.label, lit(el, each.colour)]),
      ["dash", data.texts.floor, muted],
      ...(data.aims.length ? [["line", data.texts.aim, muted]] : []),
      ...(data.deal ? [["deal", data.texts.agreed]] : []),
    ];
    const [left, right, top] = [52, 12, 24];
    const tall = Math.max(210, Math.min(340, 0.62 * width));
    const svg = sheet(el, width, tall + keyRows(entries, width), model.get("title"));
    const bottom = tall - 38;
    const seen = [data.floor, ...shown.flatMap((each) => each.points.map((point) => point.worth)), ...data.aims.map((aim) => aim.worth)];
    let [low, high] = [Math.min(...seen), Math.max(...seen)];
    const margin = 0.06 * (high - low || 1);
    [low, high] = [low - margin, high + margin];
    const last = Math.max(2, data.rounds);
    const X = (round) => left + ((round - 1) / (last - 1)) * (width - left - right - 8) + 4;
    const Y = (worth) => bottom - ((worth - low) / (high - low)) * (bottom - top);
    for (const tick of ticks(low, high, 5)) {
      put(svg, "line", { x1: left, x2: width - right, y1: Y(tick), y2: Y(tick), class: "rule" });
      put(svg, "text", { x: left - 6, y: Y(tick) + 4, "text-anchor": "end", class: "muted" }, short(tick, data.unit));
    }
    const step = Math.max(1, Math.ceil(last / Math.max(2, Math.floor((width - left) / 42))));
    for (let round = 1; round <= last; round += step) {
      put(svg, "text", { x: X(round), y: bottom + 15, "text-anchor": "middle", class: "muted" }, String(round));
    }
    put(svg, "text", { x: width - right, y: bottom + 31, "text-anchor": "end", class: "muted" }, data.texts.round);
    const unit = data.texts.unit ? ` (${data.texts.unit})` : "";
    put(svg, "text", { x: 4, y: 14 }, `↑ ${data.texts.worth}${unit}`);
    put(svg, "line", {
      x1: left, x2: width - right, y1: Y(data.floor), y2: Y(data.floor), stroke: muted, "stroke-dasharray": "5 3", "stroke-width": 1.6,
    });
    const line = (points) => points.map((point) => `${X(point.round).toFixed(1)},${Y(point.worth).toFixed(1)}`).join(" ");
    put(svg, "polyline", { points: line(data.aims), fill: "none", stroke: muted, "stroke-width": 1.4 });
    for (const each of shown) {
      const dash = each.own ? "none" : "2 4";
      const colour = lit(el, each.colour);
      put(svg, "polyline", { points: line(each.points), fill: "none", stroke: colour, "stroke-width": 1.6, "stroke-dasharray": dash });
    }
    for (const each of shown) {
      for (const point of each.points) offer(svg, X(point.round), Y(point.worth), point, lit(el, each.colour), model.get("picked"), tell);
    }
    if (data.deal) landmark(svg, "deal", X(data.deal.round), Y(data.deal.worth), data.texts.agreed);
    svg.style.color = ink;
    key(svg, entries, width, tall);
  };
  return live(el, model, ["data", "picked", "title"], draw);
}
export default { render };
