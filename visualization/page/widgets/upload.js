// One file, read in the browser and sent as bytes; what is too large is only named.
function render({ model, el }) {
  const input = document.createElement("input");
  input.type = "file";
  input.className = "gy-file";
  const label = document.createElement("label");
  label.className = "gy-upload";
  const text = document.createElement("span");
  label.append(text, input);
  el.appendChild(label);
  const show = () => {
    text.textContent = model.get("label");
    input.accept = model.get("accept");
    input.setAttribute("aria-label", model.get("label"));
  };
  show();
  let count = 0;
  input.onchange = async () => {
    const file = input.files[0];
    if (!file) return;
    count += 1;
    const large = file.size > model.get("most");
    const data = large ? new DataView(new ArrayBuffer(0)) : new DataView(await file.arrayBuffer());
    model.set("file", { name: file.name, data, size: file.size, count });
    model.save_changes();
    input.value = "";
  };
  model.on("change:label", show);
  return () => model.off("change:label", show);
}

export default { render };
