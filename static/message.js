// What somebody says on this screen for a while: a strip above the wall, as text, until its time is over or Escape. Not
// what the wall says of itself; see page.html.
(() => {
  "use strict";

  let strip = null;
  let timer = 0;

  function end() {
    clearTimeout(timer);
    strip?.remove();
    strip = null;
  }

  document.addEventListener("wall:message", ({ detail: { text, level, seconds, display } }) => {
    if (display && display !== document.documentElement.dataset.display) return;
    end();
    if (!text) return;
    strip = Object.assign(document.createElement("p"), { className: `said ${level}`, textContent: text });
    strip.setAttribute("role", "alert");
    document.body.prepend(strip);
    timer = setTimeout(end, seconds * 1_000);
  });
  addEventListener("keydown", ({ key }) => key === "Escape" && end());
})();
