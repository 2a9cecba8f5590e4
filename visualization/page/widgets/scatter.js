// The space of utilities of two parties: outcomes, front, no deal, the path of offers, Nash and KS points, the deal.
function render({ model, el }) {
  el.classList.add("gy-draw", "gy-scatter");
  const tell = teller(model);
  const draw = (width) => {
    const data = model.get("data");
    if (!data.axes) return el.replaceChildren();
    const [ink, muted] = ["var(--gy-ink, #1f2933)", "var(--gy-muted, #5b6773)"];
    const parties = [...new Map(data.offers.map((each) => [each.party, each])).values()];
    const entries = [
      ...data.marks.map((mark) => [mark.kind, mark.label]),
      ...(data.deal ? [["deal", data.texts.agreed]] : []),
      ["line", data.texts.front, muted],
      ["dash", data.texts.reserve, muted],
      ...parties.map((each) => ["dot", data.names[each.party], lit(el, each.colour)]),
    ];
    const [left, top, right] = [52, 24, 10];
    const tall = Math.max(220, Math.min(380, 0.68 * width));
    const svg = sheet(el, width, tall + keyRows(entries, width), model.get("title"));
    const bottom = tall - 40;
    const [[x0, x1], [y0, y1]] = data.window;
    const X = (value) => left + ((value - x0) / (x1 - x0 || 1)) * (width - left - right);
    const Y = (value) => bottom - ((value - y0) / (y1 - y0 || 1)) * (bottom - top);
    const [across, up] = data.axes;
    for (const tick of ticks(x0, x1, Math.max(2, Math.floor(width / 110)))) {
      put(svg, "line", { x1: X(tick), x2: X(tick), y1: top, y2: bottom, class: "rule" });
      put(svg, "text", { x: X(tick), y: bottom + 15, "text-anchor": "middle", class: "muted" }, short(tick, across.unit));
    }
    for (const tick of ticks(y0, y1, 5)) {
      put(svg, "line", { x1: left, x2: width - right, y1: Y(tick), y2: Y(tick), class: "rule" });
      put(svg, "text", { x: left - 6, y: Y(tick) + 4, "text-anchor": "end", class: "muted" }, short(tick, up.unit));
    }
    put(svg, "text", { x: width - right, y: bottom + 33, "text-anchor": "end", style: `fill:${lit(el, across.colour)}` }, across.label);
    put(svg, "text", { x: 4, y: 14, style: `fill:${lit(el, up.colour)}` }, up.label);
    const dots = data.cloud.map(([x, y]) => `M${X(x).toFixed(1)} ${Y(y).toFixed(1)}h.01`).join("");
    put(svg, "path", { d: dots, stroke: muted, "stroke-width": 2.6, "stroke-linecap": "round", opacity: 0.35, fill: "none" });
    const floor = { "stroke-dasharray": "5 3", "stroke-width": 1.4 };
    put(svg, "line", { x1: X(data.floor[0]), x2: X(data.floor[0]), y1: top, y2: bottom, stroke: lit(el, across.colour), ...floor });
    put(svg, "line", { x1: left, x2: width - right, y1: Y(data.floor[1]), y2: Y(data.floor[1]), stroke: lit(el, up.colour), ...floor });
    const line = (points) => points.map(([x, y]) => `${X(x).toFixed(1)},${Y(y).toFixed(1)}`).join(" ");
    put(svg, "polyline", { points: line(data.front), fill: "none", stroke: muted, "stroke-width": 1.4 });
    for (const { party, colour } of parties) {
      const path = data.offers.filter((each) => each.party === party).map((each) => data.at[each.id]);
      put(svg, "polyline", { points: line(path), fill: "none", stroke: lit(el, colour), "stroke-width": 1.2, opacity: 0.6 });
    }
    for (const each of data.offers) {
      const [x, y] = data.at[each.id];
      offer(svg, X(x), Y(y), each, lit(el, each.colour), model.get("picked"), tell);
    }
    for (const mark of data.marks) landmark(svg, mark.kind, X(mark.at[0]), Y(mark.at[1]), mark.label);
    if (data.deal) landmark(svg, "deal", X(data.deal[0]), Y(data.deal[1]), data.texts.agreed);
    key(svg, entries, width, tall);
    svg.style.color = ink;
  };
  return live(el, model, ["data", "picked", "title"], draw);
}
export default { render };
