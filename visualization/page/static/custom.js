// Loaded with the page. anywidget gives a widget two seconds to start and leaves it empty after that, which a busy machine
// does not keep: half a minute instead.
(() => {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => timeout(ms === 2000 ? 30000 : ms);
})();
