// The invisible frame: address bar, number keys, language of the document, and a notice while the server is gone.
const EVERY_MS = 4000;
const SOON_MS = 1000; // while the server is gone
const PATIENCE_MS = 6000;

function typing(target) {
  return target && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable);
}

// Asks whether the server answers and still knows this visitor. One that does not is a new one: the address holds what
// was set, so the page is opened anew from there.
function guard(model) {
  const notice = document.createElement("div");
  notice.className = "gy-lost";
  notice.setAttribute("role", "alert");
  let count = 0, missed = 0;
  const show = (on) => {
    notice.textContent = model.get("lost");
    if (on && !notice.isConnected) document.body.appendChild(notice);
    if (!on) notice.remove();
  };
  const ask = async () => {
    try {
      const answer = await fetch("readyz", { cache: "no-store", signal: AbortSignal.timeout(3000) });
      if (!answer.ok) throw new Error(answer.statusText);
    } catch {
      missed ||= Date.now();
      show(true);
      return;
    }
    if (!missed) return;
    if (model.get("pong") === count && count) {
      missed = 0;
      count = 0;
      show(false);
    } else if (count && Date.now() - asked > PATIENCE_MS) {
      location.reload();
    } else if (!count) {
      count = Math.floor(Math.random() * 1e9) + 1;
      asked = Date.now();
      model.set("ping", count);
      model.save_changes();
    }
  };
  let asked = 0, over = false, timer = 0;
  const next = () => {
    if (!over) timer = setTimeout(() => ask().finally(next), missed ? SOON_MS : EVERY_MS);
  };
  next();
  return () => { over = true; clearTimeout(timer); notice.remove(); };
}

function render({ model }) {
  const address = () => {
    const query = model.get("query");
    history.replaceState(history.state, "", location.pathname + (query ? "?" + query : ""));
    model.set("address", location.origin + location.pathname);
    model.save_changes();
  };
  const language = () => {
    document.documentElement.lang = model.get("lang") === "zh" ? "zh-CN" : "en";
    document.documentElement.style.colorScheme = model.get("theme");
  };
  const key = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (/^[1-7]$/.test(event.key)) {
      model.set("panel_key", { panel: Number(event.key), count: (model.get("panel_key").count ?? 0) + 1 });
      model.save_changes();
    }
  };
  address();
  language();
  model.on("change:query", address);
  model.on("change:lang", language);
  model.on("change:theme", language);
  document.addEventListener("keydown", key);
  const rest = guard(model);
  return () => {
    rest();
    document.removeEventListener("keydown", key);
    model.off("change:query", address);
    model.off("change:lang", language);
    model.off("change:theme", language);
  };
}

export default { render };
