// Conditions in two outcomes; those that nothing beats are filled.
function render({ model, el }) {
  el.classList.add("gy-draw", "gy-points");
  const tell = teller(model);
  const draw = (width) => {
    const [points, picked] = [model.get("points"), model.get("picked")];
    const height = Math.max(260, Math.min(380, 0.6 * width));
    const [left, top, foot] = [66, 24, 40];
    const rows = Math.ceil((24 + model.get("legend").reduce((sum, each) => sum + 34 + wide(each.label), 0)) / width);
    const svg = sheet(el, width, height + 18 * rows + 4, model.get("title"));
    legend(svg, el, model.get("legend"), 4, height + 14, width);
    const reach = (name) => {
      const values = points.map((point) => point[name]).filter(Number.isFinite);
      const [low, high] = values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
      const gap = 0.05 * (high - low || Math.abs(high) || 1);
      return [low - gap, high + gap];
    };
    const [[x0, x1], [y0, y1]] = [reach("x"), reach("y")];
    const X = (value) => left + ((value - x0) / (x1 - x0)) * (width - left - 12);
    const Y = (value) => height - foot - ((value - y0) / (y1 - y0)) * (height - top - foot);
    for (const tick of ticks(x0, x1, Math.max(2, Math.floor(width / 120)))) {
      put(svg, "line", { x1: X(tick), x2: X(tick), y1: top, y2: height - foot, class: "rule" });
      put(svg, "text", { x: X(tick), y: height - foot + 15, "text-anchor": "middle", class: "muted" }, figure(tick, model.get("x_unit")));
    }
    for (const tick of ticks(y0, y1, 5)) {
      put(svg, "line", { x1: left, x2: width - 12, y1: Y(tick), y2: Y(tick), class: "rule" });
      put(svg, "text", { x: left - 5, y: Y(tick) + 4, "text-anchor": "end", class: "muted" }, figure(tick, model.get("y_unit")));
    }
    put(svg, "text", { x: width - 12, y: height - 6, "text-anchor": "end" }, model.get("x_title"));
    put(svg, "text", { x: 4, y: 14 }, model.get("y_title"));
    for (const point of points) {
      if (!Number.isFinite(point.x) || !Number.isFinite(point.y)) continue;
      const chosen = point.id === picked;
      const group = put(svg, "g", { "data-id": point.id });
      put(group, "title", {}, point.title);
      const dot = put(group, "circle", { cx: X(point.x), cy: Y(point.y), r: chosen ? 7.5 : point.filled ? 5.5 : 4, class: "mark" });
      dot.style.fill = point.filled ? lit(el, point.colour) : "transparent";
      dot.style.stroke = chosen ? "var(--gy-ink, #1f2933)" : lit(el, point.colour);
      dot.style.strokeWidth = chosen ? 3 : 1.5;
      clickable(group, point.title, () => tell(point.id));
    }
  };
  return live(el, model, ["points", "picked", "x_title", "y_title", "x_unit", "y_unit", "title", "legend"], draw);
}
export default { render };
