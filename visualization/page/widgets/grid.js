// A table whose rows can be clicked and sorted.
function render({ model, el }) {
  el.classList.add("gy-grid");
  let order = null;
  const tell = teller(model);
  const draw = () => {
    const [head, rows, picked] = [model.get("head"), [...model.get("rows")], model.get("picked")];
    const value = (row) => row.sort?.[order.column] ?? row.cells[order.column];
    if (order && order.column < head.length) {
      const size = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
      const rank = (row) => (row.last ? 2 : value(row) === null || value(row) === undefined ? 1 : 0); // these stay below
      rows.sort((a, b) => rank(a) - rank(b) || (rank(a) ? 0 : order.sign * size(value(a), value(b))));
    }
    const table = document.createElement("table");
    table.setAttribute("aria-label", model.get("title"));
    const top = table.createTHead().insertRow();
    head.forEach((name, column) => {
      const cell = document.createElement("th");
      cell.textContent = name + (order?.column === column ? (order.sign > 0 ? " ▲" : " ▼") : "");
      cell.className = model.get("numbers").includes(column) ? "number" : "";
      cell.tabIndex = 0;
      const sort = () => {
        order = { column, sign: order?.column === column ? -order.sign : model.get("numbers").includes(column) ? -1 : 1 };
        draw();
      };
      cell.addEventListener("click", sort);
      cell.addEventListener("keydown", (event) => event.key === "Enter" && sort());
      top.appendChild(cell);
    });
    const body = table.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      line.className = [row.id && row.id === picked ? "picked" : "", row.last ? "last" : "", row.tone ?? ""].join(" ");
      row.cells.forEach((text, column) => {
        const cell = line.insertCell();
        cell.textContent = text;
        cell.className = model.get("numbers").includes(column) ? "number" : "";
      });
      if (row.title) line.title = row.title;
      if (row.id) {
        line.dataset.id = row.id;
        clickable(line, row.cells.join(", "), () => tell(row.id));
        line.removeAttribute("role"); // a row stays a row for a reader of the screen
      }
    }
    const box = document.createElement("div");
    box.className = "box";
    if (model.get("tall")) box.style.maxHeight = `${model.get("tall")}px`;
    const scrolled = el.querySelector(".box")?.scrollTop ?? 0;
    box.appendChild(table);
    el.replaceChildren(box);
    box.scrollTop = scrolled;
    if (model.get("tall")) box.querySelector(".picked")?.scrollIntoView?.({ block: "nearest" });
  };
  return live(el, model, ["head", "rows", "numbers", "picked", "tall", "title"], draw);
}
export default { render };
