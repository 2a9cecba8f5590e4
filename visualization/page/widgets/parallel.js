// An axis per party, from no deal (0 %) to the most it could gain with nobody worse off (100 %); a line per offer, the landmarks, the deal.
// Where the head of the k-th of n axes stands, and from where to where it reaches.
function headed(axis, k, n, at) {
  const anchor = k === 0 ? "start" : k === n - 1 ? "end" : "middle";
  const x = at + (k === 0 ? -20 : k === n - 1 ? 20 : 0);
  const long = Math.max(wide(axis.name), 0.92 * wide(`100% = ${axis.most}`));
  const from = x - { start: 0, middle: 0.5, end: 1 }[anchor] * long;
  return { x, anchor, from, to: from + long };
}

function render({ model, el }) {
  el.classList.add("gy-draw", "gy-parallel");
  const tell = teller(model);
  const draw = (width) => {
    const data = model.get("data");
    if (!data.axes) return el.replaceChildren();
    const [ink, muted] = ["var(--gy-ink, #1f2933)", "var(--gy-muted, #5b6773)"];
    const parties = [...new Map(data.offers.map((each) => [each.party, each])).values()];
    const entries = [
      ...data.marks.map((mark) => [mark.kind === "nash" ? "dash" : "dots", mark.label, ink]),
      ...(data.deal ? [["deal", data.texts.agreed]] : []),
      ...parties.map((each) => ["line", data.names[each.party], lit(el, each.colour)]),
    ];
    const [left, right] = [62, 48];
    const step = (width - left - right) / Math.max(1, data.axes.length - 1);
    // Heads that would print over their neighbours' stand in two rows, every other one lower.
    const heads = data.axes.map((axis, k) => headed(axis, k, data.axes.length, left + k * step));
    const lower = heads.some((each, k) => k > 0 && heads[k - 1].to + 8 > each.from) ? 34 : 0;
    const top = 46 + lower;
    const tall = Math.max(240, Math.min(380, 0.6 * width)) + lower;
    const svg = sheet(el, width, tall + keyRows(entries, width), model.get("title"));
    const bottom = tall - 14;
    const X = (k) => left + k * step;
    const [low, high] = data.range;
    const Y = (share) => bottom - ((share - low) / (high - low)) * (bottom - top);
    for (const share of [0, 0.5, 1]) {
      const style = share === 0 ? { stroke: muted, "stroke-dasharray": "5 3" } : { class: "rule" };
      put(svg, "line", { x1: left, x2: width - right, y1: Y(share), y2: Y(share), ...style });
      const text = share === 0 ? data.texts.reserve : figure(share, "share");
      put(svg, "text", { x: left - 8, y: Y(share) + 4, "text-anchor": "end", class: "muted" }, text);
    }
    data.axes.forEach((axis, k) => {
      put(svg, "line", { x1: X(k), x2: X(k), y1: top, y2: bottom, class: "zero" });
      const { x, anchor } = heads[k], y = k % 2 ? lower : 0;
      const room = lower ? 2 * step - 8 : step + 8;
      const style = `fill:${lit(el, axis.colour)}`;
      put(svg, "text", { x, y: y + 16, "text-anchor": anchor, style, class: "head" }, cut(axis.name, room));
      put(svg, "text", { x, y: y + 32, "text-anchor": anchor, class: "muted head" }, cut(`100% = ${axis.most}`, room));
    });
    const line = (shares) => shares.map((share, k) => `${X(k).toFixed(1)},${Y(share).toFixed(1)}`).join(" ");
    const picked = model.get("picked");
    for (const each of data.offers) {
      const chosen = picked === String(each.id);
      const group = put(svg, "g", { "data-offer": each.id });
      put(group, "title", {}, each.title);
      put(group, "polyline", { points: line(data.at[each.id]), fill: "none", stroke: "transparent", "stroke-width": 10 });
      put(group, "polyline", {
        points: line(data.at[each.id]), fill: "none", stroke: lit(el, each.colour), "stroke-width": chosen ? 3.5 : 1.4,
        opacity: chosen ? 1 : 0.35 + (0.5 * (each.id + 1)) / data.offers.length,
      });
      clickable(group, each.title, () => tell(String(each.id)));
    }
    for (const mark of data.marks) {
      const dash = mark.kind === "nash" ? "6 4" : "1.5 4";
      const drawn = put(svg, "polyline", { points: line(mark.at), fill: "none", stroke: ink, "stroke-width": 2, "stroke-dasharray": dash });
      drawn.style.pointerEvents = "none";
    }
    if (data.deal) {
      const drawn = put(svg, "polyline", { points: line(data.deal), fill: "none", stroke: ink, "stroke-width": 2.4 });
      drawn.style.pointerEvents = "none";
      data.deal.forEach((share, k) => landmark(svg, "deal", X(k), Y(share), data.texts.agreed));
    }
    key(svg, entries, width, tall);
  };
  return live(el, model, ["data", "picked", "title"], draw);
}
export default { render };
