// Where everything stands on the stage: parties and regions, on a map or in tiers; their names; words in frames.
function placesOnMap(data, width, height, scale, head) {
  const known = [...data.nodes, ...data.regions].filter((each) => each.lat !== null);
  if (!known.length) return placesInTiers(data, width, height, scale, head);
  const across = stretched(known.map((each) => each.lon)), down = stretched(known.map((each) => each.lat));
  const pad = { left: 64, right: width < 560 ? 76 : 150 * scale, top: Math.max(40, head + 16), bottom: 40 };
  const project = (lon, lat) => [
    pad.left + across(lon) * (width - pad.left - pad.right),
    pad.top + (1 - down(lat)) * (height - pad.top - pad.bottom),
  ];
  const anchors = {}, spots = {};
  let away = 0;
  for (const each of [...data.nodes, ...data.regions]) {
    if (each.lat === null) {
      spots[each.id] = [width - 62 * scale, Math.max(64, head + 20) + 58 * scale * away];
      away += 1;
    } else {
      anchors[each.id] = project(each.lon, each.lat);
      spots[each.id] = [...anchors[each.id]];
    }
  }
  if (known.length <= BIG) spread(spots, anchors, width, height, scale, head);
  return { spots, anchors, project };
}

// A schematic map: east stays east of west and north of south, but crowded degrees are given more room (half by distance,
// half by rank).
function stretched(values) {
  const at = [...new Set(values)].sort((a, b) => a - b);
  const low = at[0], span = at[at.length - 1] - low || 1, n = Math.max(1, at.length - 1);
  const to = at.map((value, k) => 0.45 * ((value - low) / span) + 0.55 * (k / n));
  return (value) => {
    if (value <= low) return (value - low) / span;
    if (value >= at[n]) return to[to.length - 1] + (value - at[at.length - 1]) / span;
    let k = 0;
    while (k < at.length - 2 && at[k + 1] <= value) k += 1;
    return to[k] + ((value - at[k]) / (at[k + 1] - at[k])) * (to[k + 1] - to[k]);
  };
}

// Nodes that share a city are moved apart, as little as their names need; a hair line leads to the true place.
function spread(spots, anchors, width, height, scale, head) {
  const ids = Object.keys(spots);
  const [sx, sy] = width < 560 ? [74, 54] : [118 * scale, 46 * scale];
  for (let round = 0; round < 300; round += 1) {
    for (let i = 0; i < ids.length; i += 1) {
      for (let j = i + 1; j < ids.length; j += 1) {
        const a = spots[ids[i]], b = spots[ids[j]];
        let dx = (b[0] - a[0]) / sx, dy = (b[1] - a[1]) / sy;
        let far = Math.hypot(dx, dy);
        if (far >= 1) continue;
        if (far < 1e-6) { dx = Math.cos(i * 2.4 + j); dy = Math.sin(i * 2.4 + j); far = 1; }
        const push = (0.5 * (1 - Math.min(far, 0.999))) / Math.max(far, 0.2);
        if (anchors[ids[i]]) { a[0] -= dx * push * sx * 0.5; a[1] -= dy * push * sy * 0.5; }
        if (anchors[ids[j]]) { b[0] += dx * push * sx * 0.5; b[1] += dy * push * sy * 0.5; }
      }
    }
    for (const id of ids) {
      if (!anchors[id]) continue;
      spots[id][0] = Math.min(width - 50, Math.max(50, spots[id][0] + 0.02 * (anchors[id][0] - spots[id][0])));
      spots[id][1] = Math.min(height - 34, Math.max(24, head + 12, spots[id][1] + 0.02 * (anchors[id][1] - spots[id][1])));
    }
  }
}

function placesInTiers(data, width, height, scale, head) {
  const top = Math.max(46, head + 14); // where the names of the tiers stand
  const order = ["material", "factory", "supplier", "host", "warehouse", "carrier", "region"];
  const column = { material: 0, factory: 1, supplier: 2, host: 2, warehouse: 3, carrier: 4, region: 5 };
  const all = [...data.nodes, ...data.regions.map((each) => ({ ...each, kind: "region" }))];
  const groups = {};
  for (const each of all) (groups[column[each.kind] ?? 2] ??= []).push(each);
  const used = Object.keys(groups).map(Number).sort((a, b) => a - b);
  const spots = {};
  used.forEach((at, k) => {
    const here = groups[at].sort((a, b) => order.indexOf(b.kind) - order.indexOf(a.kind));
    here.forEach((each, row) => {
      spots[each.id] = [
        ((k + 0.5) / used.length) * width,
        top + 12 + ((row + 0.5) / here.length) * (height - top - 38),
      ];
    });
  });
  return { spots, anchors: {}, project: null, top };
}

// --- names ---
const radius = (node, r) => (node.kind === "host" || node.kind === "supplier" ? r + 2 : r);
const crossing = (a, b) =>
  Math.max(0, a.w + b.w - Math.abs(a.x - b.x)) * Math.max(0, a.h + b.h - Math.abs(a.y - b.y));

// Adds `names` (where each party's name stands: below it, above it or at its side, where it covers least) and `taken` (what
// marks and names cover) to the places. A box is {x, y, w, h}: its middle and half its sides.
function placeNames(ctx, data, places, width, paint, r) {
  const { spots } = places, scale = paint.scale;
  const long = (text, size = 11) => { ctx.font = `${size * scale}px ${paint.font}`; return ctx.measureText(text).width / 2; };
  const taken = [], names = {};
  for (const node of data.nodes) {
    const [x, y] = spots[node.id], size = radius(node, r);
    taken.push({ x, y, w: size + 1, h: size + 1 });
    if (node.kind === "warehouse") taken.push({ x: x + size + 26 * scale, y, w: 24 * scale, h: 14 });
  }
  for (const region of data.regions) {
    const [x, y] = spots[region.id];
    taken.push({ x, y, w: 5, h: 5 }, { x, y: y + 13 * scale, w: long(`${region.name} 999`, 10.5), h: 7 * scale });
  }
  for (const node of data.nodes) {
    const [x, y] = spots[node.id], size = radius(node, r), w = long(node.name), h = 7 * scale, store = node.kind === "warehouse";
    const far = (store ? 14 : size) + 9 * scale, side = size + 5 + w; // a warehouse has its shelves at the right
    const right = store ? [] : [[side, 0]];
    const tries = [[0, far], [0, -far], ...right, [-side, 0]];
    for (const part of [0.5, 0.9]) for (const down of [far, -far]) for (const over of [1, -1]) tries.push([over * part * w, down]);
    tries.push([0, far + 2 * h], [0, -far - 2 * h]);
    let best = null;
    for (const [dx, dy] of tries) {
      const box = { x: Math.min(width - w - 2, Math.max(w + 2, x + dx)), y: y + dy, w, h };
      const cost = taken.reduce((sum, each) => sum + crossing(box, each), 0);
      if (!best || cost < best.cost - 1) best = { box, cost };
      if (!best.cost) break;
    }
    names[node.id] = best.box;
    taken.push(best.box);
  }
  return { ...places, names, taken };
}

// A word in a frame at (x, y), moved as little as it takes to cover nothing that stands or was written there.
function pill(ctx, text, x, y, { paint, taken, places, width, height }, colour) {
  ctx.font = `600 ${11 * paint.scale}px ${paint.font}`;
  const w = ctx.measureText(text).width / 2 + 8, h = 10 * paint.scale;
  let best = null;
  for (let down = -9; down <= 9; down += 1) {
    for (let over = -4; over <= 4; over += 1) {
      const at = { x: Math.min(width - w - 3, Math.max(w + 3, x + 0.5 * over * w)), y: y + 16 * paint.scale * down, w, h: h + 1 };
      if (at.y < places.head + h || at.y > height - h - 3) continue;
      const cost = Math.hypot(at.x - x, at.y - y) + 40 * taken.reduce((sum, each) => sum + crossing(at, each) ** 0.5, 0);
      if (!best || cost < best.cost) best = { ...at, cost };
    }
  }
  const at = best ?? { x, y };
  ctx.fillStyle = paint.paper;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.roundRect(at.x - w, at.y - h, 2 * w, 2 * h, 9);
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = colour;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(text, at.x, at.y + 0.5);
  const found = { x: at.x, y: at.y, w, h };
  taken.push(found);
  return found;
}
