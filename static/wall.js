// What a page goes on doing by itself: ages that count, values that show they have changed, the theme of the hour.
// Not the link to the server; see link.js.
(() => {
  "use strict";

  const QUIET = 60; // seconds: a younger answer does not tell its age
  const LOOK = 1_000;

  const root = document.documentElement;
  let ahead = 0; // how far the server's clock is ahead of this machine's, in milliseconds
  let polled = {}; // widget id -> when it was last polled well

  const now = () => Date.now() + ahead;

  // The same words as dashboard/live/formats.py writes.
  function span(seconds) {
    if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
    if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
    return `${Math.floor(seconds / 86400)} d`;
  }

  // Only what differs is touched: an equal text is no reason to draw.
  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function age(instant) {
    return (now() - Date.parse(instant)) / 1000;
  }

  function tell(scope) {
    for (const time of scope.querySelectorAll("time[data-ago]")) write(time, span(age(time.dateTime)) + time.dataset.ago);
    for (const time of scope.querySelectorAll("time[data-until]")) {
      const left = -age(time.dateTime);
      write(time, left > 0.5 ? `in ${span(left + 0.5)}` : "now");
    }
    for (const section of scope.matches?.("[sse-swap]") ? [scope] : scope.querySelectorAll("[sse-swap]")) {
      const tile = section.firstElementChild;
      const head = tile?.querySelector(":scope > .head > .age");
      if (!head) continue;
      const since = polled[section.getAttribute("sse-swap")] || tile.dataset.at;
      if (!since) continue;
      const seconds = age(since);
      if (head.matches(".flag")) write(head.querySelector("span"), `${span(seconds)} old`);
      else write(head, seconds < QUIET ? "" : span(seconds));
    }
  }

  document.addEventListener("wall:heartbeat", ({ detail }) => {
    ahead = Date.parse(detail.time) - Date.now();
    polled = detail.polled;
    if (detail.theme && detail.theme !== root.dataset.theme) root.dataset.theme = detail.theme;
    tell(document);
  });

  document.addEventListener("wall:link", ({ detail }) => {
    const since = document.querySelector(".link time");
    if (detail === "down" && since) {
      const at = new Date(now());
      since.dateTime = at.toISOString();
      write(since, at.toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit", timeZone: since.dataset.zone || undefined }));
    }
  });

  // A changed headline is noticed, except where change is all it does.
  const value = (section) => section.querySelector(":scope > :not([data-kind='clock'], [data-kind='countdown']) .value");
  const before = new WeakMap();
  document.addEventListener("htmx:sseBeforeMessage", ({ target }) => before.set(target, value(target)?.textContent));
  document.addEventListener("htmx:sseMessage", ({ target }) => {
    const shown = value(target);
    const old = before.get(target);
    if (shown && old !== undefined && old !== shown.textContent) shown.dataset.changed = "";
    tell(target);
  });

  tell(document);
  setInterval(() => tell(document), LOOK);
})();
