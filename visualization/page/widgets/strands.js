// Parallel coordinates: an axis per parameter and outcome, a line per condition. Drag along an axis to keep some lines only.
function render({ model, el }) {
  el.classList.add("gy-draw", "gy-strands");
  const tell = teller(model);
  const kept = new Map(); // axis -> [low, high] of what is kept
  const draw = (width) => {
    const [axes, lines, picked] = [model.get("axes"), model.get("lines"), model.get("picked")];
    const [top, foot, height] = [46, 34, 330];
    const rows = Math.ceil((24 + model.get("legend").reduce((sum, each) => sum + 34 + wide(each.label), 0)) / width);
    const svg = sheet(el, width, height + 18 * rows + 4, model.get("title"));
    legend(svg, el, model.get("legend"), 4, height + 14, width);
    const edge = Math.min(90, width / 8);
    const X = (k) => edge + (k * (width - 2 * edge)) / Math.max(1, axes.length - 1);
    const Y = (share) => height - foot - share * (height - top - foot);
    const room = (width - 2 * edge) / Math.max(1, axes.length - 1) - 6;
    const inside = (line) => [...kept].every(([k, [low, high]]) => line.at[k] !== null && line.at[k] >= low && line.at[k] <= high);
    const shown = lines.map((line) => [line, inside(line)]).sort((a, b) => a[1] - b[1] || (a[0].id === picked) - (b[0].id === picked));
    for (const [line, keeps] of shown) {
      const points = line.at.map((share, k) => (share === null ? null : `${X(k).toFixed(1)},${Y(share).toFixed(1)}`)).filter(Boolean).join(" ");
      const chosen = line.id === picked;
      const group = put(svg, "g", { "data-id": line.id });
      put(group, "title", {}, line.title);
      const drawn = put(group, "polyline", { points, fill: "none", "stroke-width": chosen ? 3.5 : 1.3, opacity: chosen ? 1 : keeps ? 0.65 : 0.06 });
      drawn.style.stroke = chosen ? "var(--gy-ink, #1f2933)" : lit(el, line.colour);
      if (!keeps) continue;
      put(group, "polyline", { points, fill: "none", stroke: "transparent", "stroke-width": 8 }).style.pointerEvents = "stroke";
      if (lines.length <= 120) clickable(group, line.title, () => tell(line.id));
      else group.addEventListener("click", () => tell(line.id));
      group.style.cursor = "pointer";
    }
    axes.forEach((axis, k) => {
      put(svg, "line", { x1: X(k), x2: X(k), y1: top, y2: height - foot, class: "zero" });
      const name = put(svg, "text", { x: X(k), y: k % 2 ? 30 : 14, "text-anchor": "middle", "font-weight": axis.outcome ? 600 : 400 }, cut(axis.name, 2 * room - 6));
      put(name, "title", {}, axis.name);
      put(svg, "text", { x: X(k), y: top - 4, "text-anchor": "middle", class: "muted" }, cut(axis.high, room));
      put(svg, "text", { x: X(k), y: height - foot + 14, "text-anchor": "middle", class: "muted" }, cut(axis.low, room));
      const range = kept.get(k);
      if (range) {
        const box = put(svg, "rect", { x: X(k) - 6, y: Y(range[1]), width: 12, height: Math.max(2, Y(range[0]) - Y(range[1])), opacity: 0.35 });
        box.style.fill = "var(--gy-up, #0072b2)";
      }
      const grip = put(svg, "rect", { x: X(k) - 11, y: top - 2, width: 22, height: height - top - foot + 4, fill: "transparent" });
      grip.style.cursor = "ns-resize";
      grip.style.touchAction = "none";
      grip.addEventListener("pointerdown", (event) => {
        const share = (e) => Math.min(1, Math.max(0, (height - foot - (e.clientY - svg.getBoundingClientRect().top)) / (height - top - foot)));
        const from = share(event);
        const move = (e) => kept.set(k, [Math.min(from, share(e)), Math.max(from, share(e))]);
        const up = (e) => {
          move(e);
          if (Math.abs(share(e) - from) < 0.02) kept.delete(k);
          window.removeEventListener("pointerup", up);
          draw(width);
        };
        window.addEventListener("pointerup", up);
      });
    });
    const count = shown.filter(([, keeps]) => keeps).length;
    put(svg, "text", { x: 6, y: height - 4, class: "muted" }, `${count} / ${lines.length}`);
  };
  return live(el, model, ["axes", "lines", "picked", "title", "legend"], draw);
}
export default { render };
