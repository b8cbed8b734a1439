// The time and the day in the strip above a page that has one, by the server's clock. Not the clock of a tile.
(() => {
  "use strict";

  const FORMS = { time: { hour: "numeric", minute: "2-digit" }, day: { weekday: "long", day: "numeric", month: "long" } };
  let ahead = 0;

  function tell() {
    for (const time of document.querySelectorAll(".top time")) {
      const form = { ...FORMS[time.className], timeZone: time.dataset.zone || undefined };
      const text = new Date(Date.now() + ahead).toLocaleString(document.documentElement.lang, form);
      if (time.textContent !== text) time.textContent = text;
    }
  }

  document.addEventListener("wall:heartbeat", ({ detail: { time, lag = 0 } }) => {
    ahead = Date.parse(time) + lag * 1000 - Date.now();
    tell();
  });
  setInterval(tell, 1_000);
})();
