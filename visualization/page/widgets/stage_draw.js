// Drawing of the stage: the network on a map or in tiers, what moves on it, and the line of time. No DOM, no traits.
const BIG = 60; // more nodes than this: small dots, names only on demand

function paints(el) {
  const style = getComputedStyle(el);
  const of = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  return {
    ink: of("--gy-ink", "#1f2933"), muted: of("--gy-muted", "#5b6773"), rule: of("--gy-rule", "#e1e6eb"),
    faint: of("--gy-faint", "#c3cbd3"), paper: of("--gy-paper", "#ffffff"), band: of("--gy-band", "#f4f6f8"),
    accent: of("--gy-accent", "#0072B2"), warn: of("--gy-down", "#D55E00"), font: of("--gy-font", "system-ui, sans-serif"), scale: scaleOf(el.clientWidth),
  };
}

const isBig = (data) => data.nodes.length > BIG;
const radiusOf = (data, scale) => (isBig(data) ? 4 : 9) * scale;

// On a projector names and marks grow with the stage.
const scaleOf = (width) => Math.min(1.7, Math.max(1, width / 1300));

// Frames: a view on the float32 buffer by name; rows of width w.
function unpack(data, buffer) {
  const bytes = buffer instanceof DataView ? buffer : new DataView(buffer.buffer ?? buffer);
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const found = {};
  let at = 0;
  for (const [name, rows, width] of data.layout) {
    found[name] = { rows, width, values: all.subarray(at, at + rows * width) };
    at += rows * width;
  }
  found.minutes = found.minutes.values;
  return found;
}

function minuteAt(frames, u) {
  const k = Math.min(frames.minutes.length - 1, Math.max(0, Math.floor(u)));
  const next = Math.min(frames.minutes.length - 1, k + 1);
  return frames.minutes[k] + (u - k) * (frames.minutes[next] - frames.minutes[k]);
}

function frameAt(frames, minute) {
  const m = frames.minutes;
  let low = 0, high = m.length - 1;
  if (minute <= m[0]) return 0;
  if (minute >= m[high]) return high;
  while (high - low > 1) {
    const mid = (low + high) >> 1;
    if (m[mid] <= minute) low = mid; else high = mid;
  }
  return low + (minute - m[low]) / (m[high] - m[low]);
}

const cell = (series, k, column) => series.values[Math.floor(k) * series.width + column] ?? 0;

// --- shapes ---
function bend(a, b) {
  const mx = (a[0] + b[0]) / 2, my = (a[1] + b[1]) / 2;
  return [mx - 0.16 * (b[1] - a[1]), my + 0.16 * (b[0] - a[0])];
}

function along(a, b, s) {
  const c = bend(a, b), r = 1 - s;
  return [r * r * a[0] + 2 * r * s * c[0] + s * s * b[0], r * r * a[1] + 2 * r * s * c[1] + s * s * b[1]];
}

function curve(ctx, a, b) {
  const c = bend(a, b);
  ctx.beginPath();
  ctx.moveTo(a[0], a[1]);
  ctx.quadraticCurveTo(c[0], c[1], b[0], b[1]);
  ctx.stroke();
}

function line(ctx, a, b) {
  ctx.beginPath();
  ctx.moveTo(a[0], a[1]);
  ctx.lineTo(b[0], b[1]);
  ctx.stroke();
}

function said(ctx, text, x, y, paint, { size = 11, align = "center", colour = paint.ink, bold = false } = {}) {
  ctx.font = `${bold ? "600 " : ""}${size * paint.scale}px ${paint.font}`;
  ctx.textAlign = align;
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3;
  ctx.strokeStyle = paint.paper;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}

function shape(ctx, kind, x, y, r) {
  ctx.beginPath();
  if (kind === "warehouse" || kind === "region") ctx.rect(x - r, y - r, 2 * r, 2 * r);
  else if (kind === "factory") { ctx.moveTo(x, y - 1.25 * r); ctx.lineTo(x + 1.25 * r, y + r); ctx.lineTo(x - 1.25 * r, y + r); ctx.closePath(); }
  else if (kind === "carrier") { ctx.moveTo(x, y - 1.3 * r); ctx.lineTo(x + 1.3 * r, y); ctx.lineTo(x, y + 1.3 * r); ctx.lineTo(x - 1.3 * r, y); ctx.closePath(); }
  else if (kind === "material") { for (let k = 0; k < 6; k += 1) ctx.lineTo(x + 1.15 * r * Math.cos((k * Math.PI) / 3), y + 1.15 * r * Math.sin((k * Math.PI) / 3)); ctx.closePath(); }
  else ctx.arc(x, y, r, 0, 2 * Math.PI);
}

const short = (value) => (Math.abs(value) >= 10000 ? `${(value / 1000).toFixed(Math.abs(value) >= 99500 ? 0 : 1)}k` : Math.round(value).toLocaleString("en-US"));

// --- the stage at one moment ---
function drawStage(ctx, width, height, scene) {
  const { data, frames, u, places, layers, paint, pulse } = scene;
  const t = minuteAt(frames, u), spots = places.spots;
  const big = isBig(data), r = radiusOf(data, paint.scale);
  ctx.clearRect(0, 0, width, height);
  if (places.project && !big) {
    ctx.fillStyle = paint.rule;
    for (const [lon, lat, size] of data.cities) {
      const [x, y] = places.project(lon, lat);
      if (x < 0 || y < 0 || x > width || y > height) continue;
      ctx.beginPath();
      ctx.arc(x, y, 1 + 1.6 * size, 0, 2 * Math.PI);
      ctx.fill();
    }
  }
  if (!places.project) {
    const heads = new Map();
    for (const each of data.nodes) heads.set(Math.round(spots[each.id][0]), data.kinds[each.kind === "host" ? "supplier" : each.kind]);
    if (data.regions.length) heads.set(Math.round(spots[data.regions[0].id][0]), data.kinds.region);
    for (const [x, text] of heads) said(ctx, text, x, places.top, paint, { colour: paint.muted, size: 11 });
  }
  for (const [id, at] of Object.entries(places.anchors)) {
    if (Math.hypot(at[0] - spots[id][0], at[1] - spots[id][1]) < 9) continue;
    ctx.strokeStyle = paint.faint; ctx.lineWidth = 0.7; ctx.setLineDash([]);
    line(ctx, at, spots[id]);
    ctx.fillStyle = paint.muted;
    ctx.beginPath(); ctx.arc(at[0], at[1], 1.6, 0, 2 * Math.PI); ctx.fill();
  }
  drawEdges(ctx, scene, t);
  if (layers.parcels) drawParcels(ctx, scene, t);
  drawHauls(ctx, scene, t);
  drawNodes(ctx, scene, t, r, big);
  drawTalks(ctx, scene, t);
  drawAlerts(ctx, scene, t, r, pulse);
}

function drawEdges(ctx, { data, frames, u, places, layers, picked, paint }, _t) {
  const spots = places.spots, biggest = Math.max(1, data.turnover);
  for (const edge of data.edges) {
    const a = spots[edge.a], b = spots[edge.b];
    if (!a || !b) continue;
    const chosen = picked.kind === "edge" && (picked.id === edge.id || picked.id === `${edge.b}>${edge.a}`);
    const mine = picked.kind === "party" && (edge.a === picked.id || edge.b === picked.id);
    if (edge.layer === "trade" && layers.trade) {
      const paid = edge.pair >= 0 ? cell(frames.turnover, u, edge.pair) : 0;
      ctx.setLineDash([]);
      ctx.strokeStyle = chosen || mine ? paint.accent : paid > 0 ? paint.muted : paint.faint;
      ctx.globalAlpha = chosen || mine ? 1 : paid > 0 ? 0.75 : 0.8;
      ctx.lineWidth = (chosen ? 1.6 : 0.9) + 4.5 * Math.sqrt(paid / biggest);
      line(ctx, a, b);
    } else if (edge.layer === "information" && layers.information) {
      ctx.setLineDash([2, 4]);
      ctx.strokeStyle = chosen || mine ? paint.accent : paint.muted;
      ctx.globalAlpha = 0.35 + 0.6 * edge.weight;
      ctx.lineWidth = 0.8 + 2.4 * edge.weight;
      curve(ctx, a, b);
    } else if (edge.layer === "trust" && layers.trust) {
      ctx.setLineDash([]);
      ctx.strokeStyle = edge.weight >= 0.5 ? "#009E73" : "#D55E00";
      ctx.globalAlpha = 0.55;
      ctx.lineWidth = 0.6 + 5 * Math.abs(edge.weight - 0.5) * 2;
      curve(ctx, a, b);
      const mid = along(a, b, 0.5);
      if (data.nodes.length <= BIG) said(ctx, edge.weight.toFixed(2), mid[0], mid[1], paint, { size: 10, colour: paint.muted });
    }
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
  }
}

function drawParcels(ctx, { data, frames, u, places, paint }, t) {
  const { spots } = places, most = Math.max(1, data.busiest);
  data.lanes.forEach(([from, to], lane) => {
    const now = cell(frames.on_road, u, lane);
    if (now <= 0 || !spots[from] || !spots[to]) return;
    ctx.strokeStyle = "#CC79A7";
    ctx.globalAlpha = 0.18 + 0.3 * (now / most);
    ctx.lineWidth = 0.8 + 5 * (now / most);
    curve(ctx, spots[from], spots[to]);
  });
  ctx.globalAlpha = 0.85;
  const trips = frames.trips, w = trips.width;
  for (let k = 0; k < trips.rows; k += 1) {
    const out = trips.values[k * w + 1], there = trips.values[k * w + 2];
    if (t < out || t >= there) continue;
    const [from, to] = data.lanes[trips.values[k * w]];
    if (!spots[from] || !spots[to]) continue;
    const [x, y] = along(spots[from], spots[to], (t - out) / Math.max(there - out, 1));
    ctx.fillStyle = "#CC79A7";
    ctx.beginPath();
    ctx.arc(x, y, Math.min(7, 1.2 + 0.22 * Math.sqrt(trips.values[k * w + 3])), 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.globalAlpha = 1;
  void paint;
}

function drawHauls(ctx, { data, places, paint }, t) {
  for (const haul of data.hauls) {
    const a = places.spots[haul.source], b = places.spots[haul.target];
    if (!a || !b || t < haul.decided || t >= haul.arrive) continue;
    const rush = haul.kind === "rush", colour = rush ? "#009E73" : "#E69F00";
    ctx.strokeStyle = colour; ctx.globalAlpha = 0.8; ctx.lineWidth = 1.5;
    ctx.setLineDash(t < haul.depart ? [3, 4] : []);
    curve(ctx, a, b);
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
    if (t < haul.depart && rush) {
      const done = (t - haul.decided) / Math.max(haul.depart - haul.decided, 1);
      ctx.lineWidth = 3;
      ctx.beginPath();
      ctx.arc(a[0], a[1], 16, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * done);
      ctx.stroke();
    } else if (t >= haul.depart) {
      const [x, y] = along(a, b, (t - haul.depart) / Math.max(haul.arrive - haul.depart, 1));
      ctx.fillStyle = colour;
      shape(ctx, rush ? "carrier" : "warehouse", x, y, 5.5);
      ctx.fill();
      said(ctx, `${haul.style} ${short(haul.units)}`, x, y - 12, paint, { size: 10 });
    }
  }
}

function drawTalks(ctx, scene, t) {
  const { data, places, picked, paint, pulse, hits } = scene;
  for (const talk of data.talks) {
    const chosen = picked.kind === "negotiation" && picked.id === talk.id;
    if (!chosen && (t < talk.start || t >= talk.end)) continue;
    const spots = talk.parties.map((id) => places.spots[id]).filter(Boolean);
    if (spots.length < 2) continue;
    const middle = [spots.reduce((s, p) => s + p[0], 0) / spots.length, spots.reduce((s, p) => s + p[1], 0) / spots.length];
    ctx.strokeStyle = talk.agreed || t < talk.end ? paint.accent : "#D55E00";
    ctx.lineWidth = chosen ? 3 : 2;
    ctx.setLineDash([6, 5]);
    ctx.lineDashOffset = -24 * pulse;
    for (const at of spots) line(ctx, middle, at);
    ctx.setLineDash([]);
    hits.push({ kind: "negotiation", id: talk.id, ...pill(ctx, talk.label, middle[0], middle[1], scene, paint.accent) });
  }
}

function drawNodes(ctx, { data, frames, u, places, picked, hover, paint }, t, r, big) {
  const { spots } = places;
  data.regions.forEach((region, k) => {
    const at = spots[region.id];
    if (!at) return;
    ctx.fillStyle = paint.faint;
    shape(ctx, "region", at[0], at[1], big ? 3 : 4);
    ctx.fill();
    const there = cell(frames.delivered, u, k);
    if (!big) said(ctx, there >= 1 ? `${region.name} ${short(there)}` : region.name, at[0], at[1] + 13 * paint.scale, paint, { size: 10.5, colour: paint.muted });
  });
  for (const node of data.nodes) {
    const [x, y] = spots[node.id];
    const chosen = picked.kind === "party" && picked.id === node.id;
    const size = big ? r : radius(node, r);
    if (chosen || hover === node.id) {
      ctx.strokeStyle = paint.ink; ctx.lineWidth = 2;
      ctx.beginPath(); ctx.arc(x, y, size + 6, 0, 2 * Math.PI); ctx.stroke();
    }
    ctx.fillStyle = node.colour;
    ctx.strokeStyle = paint.paper; ctx.lineWidth = 1.5;
    shape(ctx, node.kind, x, y, size);
    ctx.fill(); ctx.stroke();
    const w = data.warehouses.indexOf(node.id);
    if (w >= 0 && !big) drawShelves(ctx, frames, u, w, data.stocked[w], x, y, size, paint);
    if (node.kind === "host" && t > 0 && t <= data.live && !big) {
      const now = frames.viewers.values[Math.floor(u)] / Math.max(1, data.crowd);
      ctx.strokeStyle = node.colour; ctx.globalAlpha = 0.35; ctx.lineWidth = 2 + 9 * now;
      ctx.beginPath(); ctx.arc(x, y, size + 4 + 4 * now, 0, 2 * Math.PI); ctx.stroke(); ctx.globalAlpha = 1;
    }
    const name = places.names?.[node.id] ?? { x, y: y + size + 9 * paint.scale };
    if (!big || chosen || hover === node.id) said(ctx, node.name, name.x, name.y, paint, { bold: chosen });
  }
}

// A warehouse's shelves: how full they are against the opening stock, and the orders that wait.
function drawShelves(ctx, frames, u, w, opened, x, y, size, paint) {
  const full = Math.min(1, cell(frames.stock, u, w) / Math.max(1, opened)), waiting = cell(frames.waiting, u, w);
  ctx.fillStyle = paint.rule;
  ctx.fillRect(x + size + 5, y - 14, 6, 28);
  ctx.fillStyle = full < 0.25 ? "#D55E00" : "#009E73";
  ctx.fillRect(x + size + 5, y + 14 - 28 * full, 6, 28 * full);
  if (waiting >= 1) said(ctx, short(waiting), x + size + 15, y, paint, { size: 10.5, align: "left", colour: paint.muted });
}

function drawAlerts(ctx, scene, t, r, pulse) {
  const { data, places, paint, hits } = scene;
  for (const alert of data.alerts) {
    const states = alert.states.filter((each) => each.t <= t);
    if (!states.length || t > alert.end) continue;
    const last = states[states.length - 1], at = places.spots[last.party] ?? places.spots[alert.by];
    if (!at) continue;
    const fresh = t - last.t < 6;
    ctx.strokeStyle = "#D55E00";
    ctx.lineWidth = fresh ? 2.5 : 1.2;
    ctx.globalAlpha = fresh ? 1 - 0.6 * pulse : 0.6;
    ctx.beginPath(); ctx.arc(at[0], at[1], r + 6 + (fresh ? 14 * pulse : 4), 0, 2 * Math.PI); ctx.stroke();
    ctx.globalAlpha = 1;
    const framed = pill(ctx, `⚠ ${alert.label} · ${last.label}`, at[0], at[1] - r - 24, scene, paint.warn);
    if (Math.hypot(framed.x - at[0], framed.y - at[1]) > r + 60) {
      ctx.strokeStyle = paint.warn; ctx.lineWidth = 1;
      line(ctx, at, [framed.x, framed.y + (framed.y < at[1] ? framed.h : -framed.h)]);
    }
    hits.push({ kind: "event", id: String(alert.event), ...framed });
  }
}

// --- the line of time ---
function drawTime(ctx, width, height, { data, frames, u, paint, words }) {
  const last = frames.minutes.length - 1, x = (at) => 8 + ((width - 16) * at) / last;
  const xm = (minute) => x(frameAt(frames, minute));
  const base = height - 30, top = 16;
  ctx.clearRect(0, 0, width, height);
  ctx.fillStyle = paint.band;
  ctx.fillRect(xm(0), top - 12, xm(data.live) - xm(0), base - top + 12);
  for (const [text, a, b] of [[words.before, frames.minutes[0], 0], [words.live, 0, data.live], [words.after, data.live, data.end]]) {
    const centre = (xm(a) + xm(b)) / 2;
    ctx.font = `11px ${paint.font}`;
    if (ctx.measureText(text).width < xm(b) - xm(a)) said(ctx, text, centre, 9, paint, { colour: paint.muted });
  }
  const area = (values, most, colour) => {
    ctx.fillStyle = colour;
    ctx.globalAlpha = 0.35;
    ctx.beginPath();
    ctx.moveTo(x(0), base);
    for (let k = 0; k <= last; k += 1) ctx.lineTo(x(k), base - ((base - top) * values(k)) / Math.max(1, most));
    ctx.lineTo(x(last), base);
    ctx.fill();
    ctx.globalAlpha = 1;
  };
  area((k) => frames.viewers.values[k], data.crowd, "#D55E00");
  area((k) => frames.road.values[k], data.roads, "#CC79A7");
  ctx.strokeStyle = paint.faint; ctx.lineWidth = 1;
  line(ctx, [x(0), base + 0.5], [x(last), base + 0.5]);
  for (const event of data.events) {
    const at = xm(event.t);
    ctx.fillStyle = event.colour;
    const strong = ["alert", "rush", "transfer", "breakdown", "unlock", "promotion"].includes(event.kind);
    ctx.fillRect(at - 1, base - (strong ? 12 : 6), 2, strong ? 14 : 8);
  }
  let free = 0;
  for (const [minute, text] of data.scale) {
    const at = xm(minute);
    line(ctx, [at, base], [at, base + 4]);
    ctx.font = `${10 * paint.scale}px ${paint.font}`;
    const half = ctx.measureText(text).width / 2 + 2, left = Math.min(width - 2 * half, Math.max(0, at - half));
    if (left < free) continue;
    free = left + 2 * half;
    said(ctx, text, left + half, base + 8 + 5 * paint.scale, paint, { size: 10, colour: paint.muted });
  }
  ctx.strokeStyle = paint.ink; ctx.lineWidth = 2;
  line(ctx, [x(u), 2], [x(u), base + 4]);
  ctx.fillStyle = paint.ink;
  ctx.beginPath(); ctx.arc(x(u), base + 1, 5, 0, 2 * Math.PI); ctx.fill();
}
