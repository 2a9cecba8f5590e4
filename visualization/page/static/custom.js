// Loaded with the page. anywidget gives a widget two seconds to start, and then leaves it blank for good; a busy machine takes
// longer. A signal that never comes is let go of with the widget; a later one would keep each closed widget, its drawings and
// data until then.
(() => {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => (ms === 2000 ? new AbortController().signal : timeout(ms));
})();

// Read by require.js, which comes after this. The widget library says where it lies in a file of its own; a widget that is
// quicker than that file would look for the library in the wrong place, then on the internet, and stay blank.
window.require = { map: { "*": { anywidget: "nbextensions/anywidget/index" } } };
