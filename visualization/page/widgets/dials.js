// A slider per issue, with a step down and a step up beside it; the value is told in words at once, Python hears a moment later.
function render({ model, el }) {
  el.classList.add("gy-dials");
  let pending = 0;
  let rows = [];
  const tell = () => {
    clearTimeout(pending);
    pending = setTimeout(() => {
      model.set("places", rows.map((row) => Number(row.input.value)));
      model.save_changes();
    }, 60);
  };
  const show = (row) => {
    row.output.textContent = row.issue.values[Number(row.input.value)];
    row.input.setAttribute("aria-valuetext", row.output.textContent);
  };
  const follow = () => {
    model.get("places").forEach((place, k) => {
      if (!rows[k] || Number(rows[k].input.value) === place) return;
      rows[k].input.value = place;
      show(rows[k]);
    });
  };
  const step = (row, by) => {
    row.input.value = Number(row.input.value) + by;
    show(row);
    tell();
  };
  const button = (bar, row, text, by) => {
    const node = document.createElement("button");
    node.type = "button";
    node.textContent = text;
    node.setAttribute("aria-label", `${row.issue.label} ${text}`);
    node.addEventListener("click", () => step(row, by));
    bar.appendChild(node);
  };
  const build = () => {
    el.replaceChildren();
    rows = model.get("issues").map((issue, k) => {
      const [label, bar, output] = ["label", "div", "output"].map((tag) => document.createElement(tag));
      const input = document.createElement("input");
      label.textContent = issue.label;
      Object.assign(input, { type: "range", min: 0, max: issue.values.length - 1, step: 1, id: `gy-dial-${issue.name}` });
      input.value = model.get("places")[k] ?? 0;
      input.disabled = issue.values.length < 2;
      label.htmlFor = input.id;
      bar.className = "bar";
      const row = { issue, input, output };
      button(bar, row, "−", -1);
      bar.appendChild(input);
      button(bar, row, "+", 1);
      input.addEventListener("input", () => {
        show(row);
        tell();
      });
      input.addEventListener("keydown", (event) => event.stopPropagation());
      el.append(label, bar, output);
      show(row);
      return row;
    });
  };
  model.on("change:issues", build);
  model.on("change:places", follow);
  build();
  return () => {
    clearTimeout(pending);
    model.off("change:issues", build);
    model.off("change:places", follow);
  };
}
export default { render };
