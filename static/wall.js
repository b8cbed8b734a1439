// What a page goes on doing by itself: values that show they have changed, the theme of the hour. Not the link to the
// server, nor ages; see link.js and ages.js.
(() => {
  "use strict";

  const root = document.documentElement;

  document.addEventListener("wall:heartbeat", ({ detail }) => {
    const theme = root.dataset.chosen || detail.theme; // by a hand, or by the server
    if (theme && theme !== root.dataset.theme) root.dataset.theme = theme;
  });

  // A changed headline is noticed, except where change is all it does.
  const value = (section) => section.querySelector(":scope > :not([data-kind='clock'], [data-kind='countdown']) .value");
  const before = new WeakMap();
  document.addEventListener("htmx:sseBeforeMessage", ({ target }) => before.set(target, value(target)?.textContent));
  document.addEventListener("htmx:sseMessage", ({ target }) => {
    const shown = value(target);
    const old = before.get(target);
    if (shown && old !== undefined && old !== shown.textContent) shown.dataset.changed = "";
  });
})();
