// Every widget's `_esm`: renders what the trait `_code` says, compiled once a page.
const known = (globalThis.gongying ??= new Map());
async function compiled(code) {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    return (await import(url)).default;
  } finally {
    URL.revokeObjectURL(url);
  }
}
async function render(context) {
  const code = context.model.get("_code");
  if (!known.has(code)) known.set(code, compiled(code));
  return (await known.get(code)).render(context);
}
export default { render };
