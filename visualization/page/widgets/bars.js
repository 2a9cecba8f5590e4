// Rows with bars (a waterfall, a tornado) or with dots and intervals (a forest): a click tells the row.
function render({ model, el }) {
  el.classList.add("gy-draw", "gy-bars");
  const tell = teller(model);
  const draw = (width) => {
    const rows = model.get("rows");
    const unit = model.get("unit");
    const dots = model.get("form") === "dots";
    const tall = matchMedia("(pointer: coarse)").matches && rows.some((row) => row.id) ? 40 : 24; // a finger needs more room
    const labels = Math.min(0.36 * width, 12 + Math.max(40, ...rows.map((row) => wide(row.label))));
    const texts = Math.min(0.34 * width, 20 + Math.max(30, ...rows.map((row) => wide(row.text))));
    const height = rows.length * tall + 30;
    const svg = sheet(el, width, height, model.get("title"));
    const ends = rows.flatMap((row) => [row.start, row.end, row.low, row.high]).filter(Number.isFinite);
    let low = Math.min(0, ...ends);
    let high = Math.max(0, ...ends);
    if (!model.get("zero") && ends.length) [low, high] = [Math.min(...ends), Math.max(...ends)];
    const gap = 0.03 * (high - low || 1);
    [low, high] = [low - (low < 0 || !model.get("zero") ? gap : 0), high + gap];
    const place = (value) => labels + ((value - low) / (high - low)) * (width - labels - texts);
    for (const tick of ticks(low, high, Math.max(2, Math.floor((width - labels - texts) / 90)))) {
      const x = place(tick);
      put(svg, "line", { x1: x, x2: x, y1: 0, y2: height - 22, class: tick === 0 ? "zero" : "rule" });
      put(svg, "text", { x, y: height - 7, "text-anchor": "middle", class: "muted" }, figure(tick, unit));
    }
    rows.forEach((row, at) => {
      const y = at * tall;
      const group = put(svg, "g", { class: row.id && row.id === model.get("picked") ? "picked" : "", "data-id": row.id });
      put(group, "title", {}, row.title ?? `${row.label}: ${row.text}`);
      put(group, "rect", { x: 0, y, width, height: tall, class: "row" });
      const shown = cut(row.label, labels - 10);
      put(group, "text", { x: labels - 8, y: y + tall / 2 + 4, "text-anchor": "end", "font-weight": row.tone === "total" ? 600 : 400 }, shown);
      if (dots) {
        if (Number.isFinite(row.low)) {
          put(group, "line", { x1: place(row.low), x2: place(row.high), y1: y + tall / 2, y2: y + tall / 2, class: `mark ${row.tone}` });
        }
        put(group, "circle", { cx: place(row.end), cy: y + tall / 2, r: 4.5, class: `mark ${row.tone}` });
      } else {
        const [from, to] = [place(Math.min(row.start, row.end)), place(Math.max(row.start, row.end))];
        put(group, "rect", { x: from, y: y + 4, width: Math.max(1, to - from), height: tall - 8, rx: 1.5, class: `mark ${row.tone}` });
        if (model.get("chained") && at + 1 < rows.length) {
          const x = place(row.end);
          put(svg, "line", { x1: x, x2: x, y1: y + tall - 4, y2: y + tall + 4, class: "zero" });
        }
      }
      put(group, "text", { x: width - texts + 8, y: y + tall / 2 + 4, class: "value" }, cut(row.text, texts - 8));
      if (row.id) clickable(group, `${row.label}: ${row.text}`, () => tell(row.id));
    });
  };
  return live(el, model, ["rows", "unit", "form", "picked", "title", "zero", "chained"], draw);
}
export default { render };
