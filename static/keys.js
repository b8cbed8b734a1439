// What keys do, for whoever has a keyboard. Not how pages turn; see pages/rotate.js. Help and looks are fetched when they
// are asked for.
(() => {
  "use strict";

  const BUSY = "input, textarea, select, button, summary, dialog, audio, video, [contenteditable]";
  const PATIENCE = 10_000;

  const root = document.documentElement;
  const folder = document.currentScript.src.replace(/[^/]*$/, "");
  const turn = (detail) => document.dispatchEvent(new CustomEvent("wall:turn", { detail }));
  const fetched = (name) => import(`${folder}${name}`).then((module) => module.default(folder));

  const keys = {
    ArrowRight: () => turn({ by: root.dir === "rtl" ? -1 : 1 }),
    ArrowLeft: () => turn({ by: root.dir === "rtl" ? 1 : -1 }),
    " ": () => turn({ pause: true }),
    f: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()),
    r: () => Promise.all([...document.querySelectorAll("section[sse-swap]")].map((section) => poll(section.getAttribute("sse-swap")))),
    t: () => fetched("looks.js"),
    "?": () => fetched("help.js"),
  };

  function poll(name) {
    const headers = { "HX-Request": "true" };
    return fetch(`/api/widgets/${name}/refresh`, { method: "POST", headers, signal: AbortSignal.timeout?.(PATIENCE) });
  }

  addEventListener("keydown", async (event) => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest?.(BUSY)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = /^[1-9]$/.test(key) ? () => turn({ to: Number(key) - 1 }) : keys[key];
    if (!action) return;
    event.preventDefault();
    try {
      await action();
    } catch {
      // a server that is away says so by itself, and not every browser has a full screen
    }
  });
})();
