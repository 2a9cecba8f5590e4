// Parties in columns and the weighted edges between them: width is business, colour the trust of a pair.
function render({ model, el }) {
  el.classList.add("gy-draw", "gy-ties");
  const tell = teller(model);
  const draw = (width) => {
    const [parties, edges, picked] = [model.get("parties"), model.get("edges"), model.get("picked")];
    const height = Math.max(280, Math.min(430, 0.5 * width));
    const svg = sheet(el, width, height + 44, model.get("title"));
    legend(svg, el, model.get("legend"), 4, height + 14, width);
    const columns = Math.max(1, ...parties.map((each) => each.x));
    const place = (x, y) => [60 + (x / columns) * (width - 120), height / 2 - (y / 1.3) * (height / 2 - 14)];
    for (const edge of edges) {
      const group = put(svg, "g", { "data-id": edge.id });
      put(group, "title", {}, edge.title);
      const points = edge.line.map(([x, y]) => place(x, y).join(",")).join(" ");
      const line = put(group, "polyline", { points, fill: "none", "stroke-width": edge.width, "stroke-linecap": "round", class: "tie" });
      line.style.stroke = lit(el, edge.colour) || "var(--gy-rule, #c3cbd3)";
      line.style.opacity = edge.id === picked ? 1 : 0.75;
      const wider = put(group, "polyline", { points, fill: "none", stroke: "transparent", "stroke-width": Math.max(12, edge.width) });
      if (edge.id === picked) line.style.filter = "drop-shadow(0 0 2px var(--gy-ink, #1f2933))";
      wider.style.pointerEvents = "stroke";
      clickable(group, edge.title, () => tell(edge.id));
    }
    for (const party of parties) {
      const [x, y] = place(party.x, party.y);
      const group = put(svg, "g", { "data-id": party.id, opacity: party.gone ? 0.3 : 1 });
      put(group, "title", {}, party.title);
      const spot = put(group, "circle", { cx: x, cy: y, r: party.id === picked ? 9 : 7, class: "mark" });
      spot.style.fill = lit(el, party.colour);
      spot.style.stroke = party.id === picked ? "var(--gy-ink, #1f2933)" : "var(--gy-paper, #fff)";
      spot.style.strokeWidth = 2;
      const anchor = x > width - 70 ? "end" : x < 70 ? "start" : "middle";
      const over = party.lift > 0 ? y - 13 : y + 22;
      const name = put(group, "text", { x: anchor === "middle" ? x : anchor === "end" ? width - 2 : 2, y: over, "text-anchor": anchor }, party.label);
      name.style.paintOrder = "stroke";
      name.style.stroke = "var(--gy-paper, #fff)";
      name.style.strokeWidth = 3;
      clickable(group, party.title, () => tell(party.id));
    }
  };
  return live(el, model, ["parties", "edges", "picked", "title", "legend"], draw);
}
export default { render };
