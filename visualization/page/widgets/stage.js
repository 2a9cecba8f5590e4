// The stage as a widget: canvas, line of time, controls, story and card. Playing and scrubbing happen here, without the server.
const COUNTERS = ["viewers", "likes", "orders", "units", "lost_units", "gmv"];
const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
const ICONS = {
  reset: "M2 2h2v12H2zM14 2v12L5 8z", previous: "M8 3v10L2 8zM14 3v10L8 8z", back: "M11 3v10L4 8z", play: "M4 2l10 6-10 6z",
  pause: "M3 2h4v12H3zM9 2h4v12H9z", step: "M5 3l7 5-7 5z", next: "M2 3l6 5-6 5zM8 3l6 5-6 5z",
};
const RATE = 8; // frames a second at speed 1

function make(parent, tag, name, text = "") {
  const node = document.createElement(tag);
  node.className = name;
  node.textContent = text;
  parent.appendChild(node);
  return node;
}

function skeleton(el) {
  const root = make(el, "div", "gs");
  const bar = make(root, "div", "gs-bar");
  const main = make(root, "div", "gs-main");
  const map = make(main, "div", "gs-map");
  const canvas = make(map, "canvas", "gs-canvas");
  const layers = make(map, "div", "gs-layers");
  const tip = make(map, "div", "gs-tip");
  const legend = make(map, "div", "gs-legend");
  legend.hidden = true;
  const side = make(main, "div", "gs-side");
  const card = make(side, "div", "gs-card");
  const story = make(side, "div", "gs-story");
  const time = make(root, "div", "gs-time");
  const line = make(time, "canvas", "gs-line");
  const controls = make(root, "div", "gs-controls");
  canvas.tabIndex = 0;
  line.setAttribute("role", "slider");
  line.tabIndex = 0;
  return { root, bar, map, layers, canvas, tip, legend, side, card, story, time, line, controls };
}

function sign(button, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.appendChild(path);
  button.replaceChildren(svg);
}

function fit(canvas, box) {
  const scale = window.devicePixelRatio || 1;
  const width = Math.max(200, box.clientWidth), height = Math.max(60, box.clientHeight);
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const ctx = canvas.getContext("2d");
  ctx.setTransform(scale, 0, 0, scale, 0, 0);
  return [ctx, width, height];
}

class Stage {
  constructor(model, el) {
    this.model = model;
    this.dom = skeleton(el);
    this.playing = false;
    this.u = 0;
    this.hover = "";
    this.hits = [];
    this.frame = 0;
    this.sent = 0;
    this.past = performance.now();
    this.drawn = 0;
    this.load();
    this.listen();
    this.draw();
  }

  get words() { return this.model.get("words"); }

  load() {
    this.data = this.model.get("data");
    const series = this.model.get("series");
    this.ready = Boolean(this.data.layout && series && series.byteLength);
    this.dom.root.classList.toggle("gs-empty", !this.ready);
    if (!this.ready) return;
    this.frames = unpack(this.data, series);
    this.u = frameAt(this.frames, this.model.get("cursor"));
    this.places = null;
    this.build();
    this.showCard();
  }

  build() {
    const { bar, layers, controls, story } = this.dom, words = this.words;
    bar.replaceChildren();
    layers.replaceChildren();
    controls.replaceChildren();
    story.replaceChildren();
    this.numbers = {};
    const shown = make(bar, "div", "gs-numbers");
    for (const name of COUNTERS) {
      const box = make(shown, "div", `gs-number gs-${name}`);
      make(box, "span", "gs-label", words[name]);
      this.numbers[name] = make(box, "span", "gs-value", "0");
    }
    this.data.warehouses.forEach((id, k) => {
      const box = make(shown, "button", `gs-number gs-stock-${id}`);
      box.type = "button";
      box.onclick = () => this.pick("party", id);
      make(box, "span", "gs-label", `${words.stock} ${this.data.nodes.find((each) => each.id === id)?.name ?? id}`);
      this.numbers[`stock${k}`] = make(box, "span", "gs-value", "0");
    });
    for (const name of ["map", "tiers"]) {
      const button = make(layers, "button", `gs-toggle gs-kind-${name}`, words[name]);
      button.onclick = () => { this.model.set("layout_kind", name); this.model.save_changes(); };
    }
    for (const name of ["trade", "information", "trust", "parcels"]) {
      const button = make(layers, "button", `gs-toggle gs-layer-${name}`, words[name]);
      button.onclick = () => {
        this.model.set("layers", { ...this.model.get("layers"), [name]: !this.model.get("layers")[name] });
        this.model.save_changes();
      };
    }
    this.controls(controls, words);
    make(story, "div", "gs-head", words.story);
    const list = make(story, "div", "gs-events");
    this.lines = this.data.events.map((event) => {
      const row = make(list, "button", "gs-event");
      row.type = "button";
      row.dataset.n = event.n;
      const dot = make(row, "span", "gs-dot");
      dot.style.background = event.colour;
      make(row, "span", "gs-stamp", event.stamp);
      make(row, "span", "gs-text", event.text);
      row.onclick = () => { this.go(frameAt(this.frames, event.t)); this.pick("event", String(event.n)); };
      return row;
    });
    this.marks();
  }

  controls(box, words) {
    const button = (name, act) => {
      const made = make(box, "button", `gs-button gs-${name}`);
      made.type = "button";
      sign(made, name);
      made.title = words[name];
      made.setAttribute("aria-label", words[name]);
      made.onclick = act;
      return made;
    };
    button("reset", () => { this.play(false); this.go(this.start()); });
    button("previous", () => this.jump(-1));
    button("back", () => this.step(-1));
    this.playButton = button("play", () => this.play(!this.playing));
    button("step", () => this.step(1));
    button("next", () => this.jump(1));
    const speed = make(box, "select", "gs-speed");
    speed.title = words.speed;
    speed.setAttribute("aria-label", words.speed);
    for (const each of SPEEDS) {
      const choice = make(speed, "option", "", `${each}×`);
      choice.value = each;
      choice.selected = each === this.model.get("speed");
    }
    speed.onchange = () => { this.model.set("speed", Number(speed.value)); this.model.save_changes(); };
    const picture = make(box, "button", "gs-button gs-picture", "PNG");
    picture.type = "button";
    picture.title = words.picture;
    picture.onclick = () => this.save();
    const signs = make(box, "button", "gs-button gs-what", "?");
    signs.type = "button";
    signs.title = words.legend;
    signs.setAttribute("aria-label", words.legend);
    signs.onclick = () => { this.dom.legend.hidden = !this.dom.legend.hidden; this.press(signs, !this.dom.legend.hidden); };
    this.press(signs, !this.dom.legend.hidden);
    this.dom.legend.innerHTML = this.data.legend; // written by the server, every text in it escaped there
    this.clock = make(box, "span", "gs-clock");
    make(box, "span", "gs-hint", words.hint);
  }

  start() { return frameAt(this.frames, this.data.start); }

  marks() {
    const bar = this.dom.layers, kind = this.model.get("layout_kind"), layers = this.model.get("layers");
    for (const name of ["map", "tiers"]) this.press(bar.querySelector(`.gs-kind-${name}`), kind === name);
    for (const name of ["trade", "information", "trust", "parcels"]) this.press(bar.querySelector(`.gs-layer-${name}`), layers[name]);
  }

  press(button, on) {
    button?.classList.toggle("gs-on", Boolean(on));
    button?.setAttribute("aria-pressed", String(Boolean(on)));
  }

  showCard() {
    this.dom.card.innerHTML = this.model.get("card"); // written by the server, every text in it escaped there
    this.dom.card.scrollTop = 0;
  }

  pick(kind, id) {
    this.model.set("picked", { kind, id });
    this.model.save_changes();
    this.draw();
  }

  tell(now = false) {
    const at = performance.now();
    if (!now && at - this.sent < 400) return;
    this.sent = at;
    const minute = Math.round(minuteAt(this.frames, this.u) * 100) / 100;
    if (minute === this.model.get("cursor")) return;
    this.told = minute;
    this.model.set("cursor", minute);
    this.model.save_changes();
  }

  go(u, quiet = false) {
    if (!this.ready) return;
    this.u = Math.min(this.frames.minutes.length - 1, Math.max(0, u));
    this.draw();
    if (!quiet) this.tell(true);
  }

  step(by) { this.play(false); this.go(Math.round(this.u) + by); }

  jump(by) {
    this.play(false);
    const now = minuteAt(this.frames, this.u);
    const times = this.data.events.map((each) => each.t);
    const next = by > 0 ? times.find((t) => t > now + 0.01) : times.filter((t) => t < now - 0.01).pop();
    if (next !== undefined) this.go(frameAt(this.frames, next));
  }

  play(on) {
    if (on === this.playing || !this.ready) return;
    if (on && this.u >= this.frames.minutes.length - 1) this.u = this.start();
    this.playing = on;
    sign(this.playButton, on ? "pause" : "play");
    this.playButton.title = on ? this.words.pause : this.words.play;
    this.playButton.setAttribute("aria-label", this.playButton.title);
    this.past = performance.now();
    if (on) this.draw(); else this.tell(true);
  }

  draw() {
    if (!this.frame) this.frame = requestAnimationFrame((now) => { this.frame = 0; this.paint(now); });
  }

  paint(now) {
    if (!this.ready || !this.dom.map.clientWidth) return;
    if (this.playing) {
      this.u = Math.min(this.frames.minutes.length - 1, this.u + (RATE * this.model.get("speed") * Math.min(200, now - this.past)) / 1000);
      if (this.u >= this.frames.minutes.length - 1) this.play(false); else this.tell();
    }
    this.past = now;
    const [ctx, width, height] = fit(this.dom.canvas, this.dom.map);
    const kind = this.model.get("layout_kind"), colours = paints(this.dom.root);
    const { layers } = this.dom, head = layers.offsetTop + layers.offsetHeight; // what the buttons cover
    const key = `${kind} ${width} ${height} ${head}`;
    if (!this.places || this.places.key !== key) {
      const made = (kind === "map" ? placesOnMap : placesInTiers)(this.data, width, height, colours.scale, head);
      const named = isBig(this.data) ? made : placeNames(ctx, this.data, made, width, colours, radiusOf(this.data, colours.scale));
      this.places = { ...named, head, key };
      this.dom.canvas.dataset.places = JSON.stringify(this.places.spots);
      this.dom.canvas.dataset.names = JSON.stringify(this.places.names ?? {});
    }
    this.hits = [];
    const scene = {
      data: this.data, frames: this.frames, u: this.u, places: this.places, layers: this.model.get("layers"),
      picked: this.model.get("picked"), hover: this.hover, paint: colours, hits: this.hits,
      taken: [...(this.places.taken ?? [])], width, height,
      pulse: (now % 1200) / 1200, words: this.words,
    };
    drawStage(ctx, width, height, scene);
    const [line, wide, tall] = fit(this.dom.line, this.dom.time);
    drawTime(line, wide, tall, scene);
    this.numerals();
    this.drawn += 1;
    this.dom.root.dataset.drawn = this.drawn;
    if (this.playing) this.draw();
  }

  numerals() {
    const k = Math.floor(this.u), minute = minuteAt(this.frames, this.u), whole = (v) => Math.round(v).toLocaleString("en-US");
    for (const name of COUNTERS) this.numbers[name].textContent = whole(this.frames[name].values[k]);
    this.data.warehouses.forEach((_, w) => { this.numbers[`stock${w}`].textContent = whole(cell(this.frames.stock, k, w)); });
    const words = this.words, hours = Math.round(Math.abs(minute) / 6) / 10;
    const stamp = minute < 0 ? `−${hours} ${words.hours}` : minute <= this.data.live ? `${Math.floor(minute)} ${words.minutes}` : `+${hours} ${words.hours}`;
    const when = new Date(this.data.opens + minute * 60000).toISOString().slice(5, 16).replace("T", " ");
    const phase = minute < 0 ? words.before : minute <= this.data.live ? words.live : words.after;
    this.clock.textContent = `${phase} · ${stamp} · ${when}`;
    this.dom.line.setAttribute("aria-valuetext", this.clock.textContent);
    this.dom.line.setAttribute("aria-valuenow", Math.round(minute));
    const picked = this.model.get("picked");
    let last = null;
    this.data.events.forEach((event, n) => {
      const row = this.lines[n], ahead = event.t > minute + 0.01;
      row.classList.toggle("gs-ahead", ahead);
      row.classList.toggle("gs-picked", picked.kind === "event" && picked.id === String(event.n));
      if (!ahead) last = row;
    });
    const list = this.dom.story.querySelector(".gs-events");
    if (last && (last !== this.last || list.clientHeight !== this.tall)) list.scrollTop = last.offsetTop - 0.6 * list.clientHeight;
    this.last = last;
    this.tall = list.clientHeight;
  }

  // The stage as it stands, as a picture.
  save() {
    const { canvas, root } = this.dom, copy = document.createElement("canvas");
    copy.width = canvas.width;
    copy.height = canvas.height;
    const ctx = copy.getContext("2d");
    ctx.fillStyle = paints(root).paper;
    ctx.fillRect(0, 0, copy.width, copy.height);
    ctx.drawImage(canvas, 0, 0);
    const link = document.createElement("a");
    link.href = copy.toDataURL("image/png");
    link.download = `stage-${Math.round(minuteAt(this.frames, this.u))}.png`;
    link.click();
  }

  at(event) {
    const box = this.dom.canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    const hit = this.hits.find((each) => Math.abs(each.x - x) <= each.w && Math.abs(each.y - y) <= each.h);
    if (hit) return hit;
    let best = null, near = 16;
    for (const node of this.data.nodes) {
      const spot = this.places.spots[node.id], far = Math.hypot(spot[0] - x, spot[1] - y);
      if (far < near) { near = far; best = { kind: "party", id: node.id }; }
    }
    return best ?? this.edgeAt(x, y);
  }

  edgeAt(x, y) {
    let best = null, near = 7;
    for (const edge of this.data.edges) {
      const a = this.places.spots[edge.a], b = this.places.spots[edge.b];
      if (edge.layer !== "trade" || !a || !b) continue;
      const long = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2 || 1;
      const s = Math.min(1, Math.max(0, ((x - a[0]) * (b[0] - a[0]) + (y - a[1]) * (b[1] - a[1])) / long));
      const far = Math.hypot(a[0] + s * (b[0] - a[0]) - x, a[1] + s * (b[1] - a[1]) - y);
      if (far < near) { near = far; best = { kind: "edge", id: edge.id }; }
    }
    return best;
  }

  point(event) {
    if (!this.ready || !this.places) return;
    const found = this.at(event), hover = found?.kind === "party" ? found.id : "";
    this.dom.canvas.style.cursor = found ? "pointer" : "default";
    const tip = this.dom.tip;
    const node = this.data.nodes.find((each) => each.id === hover);
    const edge = found?.kind === "edge" ? this.data.edges.find((each) => each.id === found.id) : null;
    tip.textContent = node ? node.tip : edge ? edge.tip : "";
    tip.style.display = tip.textContent ? "block" : "none";
    const box = this.dom.canvas.getBoundingClientRect(), x = event.clientX - box.left;
    tip.style.left = `${Math.min(box.width - 200, x + 14)}px`;
    tip.style.top = `${event.clientY - box.top + 12}px`;
    if (hover !== this.hover) { this.hover = hover; this.draw(); }
  }

  scrub(event) {
    if (!this.ready) return;
    const box = this.dom.line.getBoundingClientRect();
    this.play(false);
    this.go(((event.clientX - box.left - 8) / (box.width - 16)) * (this.frames.minutes.length - 1), event.type === "pointermove");
  }

  key(event) {
    const target = event.target, name = target?.tagName ?? "";
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(name)) return;
    if (!this.dom.root.offsetParent || (event.key === " " && name === "BUTTON")) return;
    const act = { " ": () => this.play(!this.playing), ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1),
      Home: () => { this.play(false); this.go(this.start()); } }[event.key];
    if (act) { event.preventDefault(); act(); }
  }

  listen() {
    const { canvas, line, card } = this.dom, model = this.model;
    canvas.onpointermove = (event) => this.point(event);
    canvas.onpointerleave = () => { this.hover = ""; this.dom.tip.style.display = "none"; this.draw(); };
    canvas.onclick = (event) => {
      const found = this.ready && this.places && this.at(event);
      if (found) this.pick(found.kind, found.id); else this.pick("", "");
    };
    line.onpointerdown = (event) => { line.setPointerCapture(event.pointerId); this.scrub(event); };
    line.onpointermove = (event) => { if (line.hasPointerCapture(event.pointerId)) this.scrub(event); };
    line.onpointerup = () => this.ready && this.tell(true);
    card.onclick = (event) => {
      const link = event.target.closest("[data-kind],[data-panel]");
      if (!link) return;
      if (link.dataset.kind) this.pick(link.dataset.kind, link.dataset.id);
      if (link.dataset.t) this.go(frameAt(this.frames, Number(link.dataset.t)));
      if (link.dataset.panel) { model.set("go", { panel: link.dataset.panel, count: (model.get("go").count ?? 0) + 1 }); model.save_changes(); }
    };
    this.onkey = (event) => this.key(event);
    document.addEventListener("keydown", this.onkey);
    this.watch = new ResizeObserver(() => { this.stretch(); this.draw(); });
    this.watch.observe(this.dom.map);
    const above = document.querySelector(".gy-top"); // it shrinks when the work is done and its line of status goes
    if (above) this.watch.observe(above);
    this.onsize = () => { this.stretch(); this.draw(); };
    window.addEventListener("resize", this.onsize);
    this.stretch();
    const again = () => { this.marks(); this.draw(); };
    this.heard = {
      "change:series": () => { this.load(); this.draw(); }, "change:data": () => { this.load(); this.draw(); },
      "change:card": () => this.showCard(), "change:theme": () => this.draw(), "change:picked": () => this.draw(),
      "change:layout_kind": again, "change:layers": again,
      "change:cursor": () => {
        const minute = model.get("cursor");
        if (this.ready && minute !== this.told) { this.told = minute; this.go(frameAt(this.frames, minute), true); }
      },
    };
    for (const [name, act] of Object.entries(this.heard)) model.on(name, act);
  }

  // In the page the stage ends where the window ends.
  stretch() {
    const { root } = this.dom, top = root.getBoundingClientRect().top + window.scrollY;
    const room = window.innerHeight - top - 8;
    const height = this.model.get("full") && window.innerWidth > 900 ? `${Math.max(470, room)}px` : "";
    if (root.style.height !== height) root.style.height = height;
  }

  close() {
    cancelAnimationFrame(this.frame);
    window.removeEventListener("resize", this.onsize);
    document.removeEventListener("keydown", this.onkey);
    this.watch.disconnect();
    for (const [name, act] of Object.entries(this.heard)) this.model.off(name, act);
  }
}

function render({ model, el }) {
  const stage = new Stage(model, el);
  return () => stage.close();
}

export default { render };
