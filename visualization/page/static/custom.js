// Loaded with the page. anywidget gives a widget two seconds to start, and then leaves it blank for good; a busy machine takes
// longer. A signal that never comes is let go of with the widget; a later one would keep each closed widget, its drawings and
// data until then.
(() => {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => (ms === 2000 ? new AbortController().signal : timeout(ms));
})();
