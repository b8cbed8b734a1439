// Keeps the screen awake as long as the page is seen, where the browser has a way to: on https and on this machine. What
// it can't, the screen's own settings do; see docs/kiosk.md.
(() => {
  "use strict";

  const AGAIN = 30_000; // after a lock that was refused or lost

  let lock = null;
  let asking = false;

  async function hold() {
    if (asking || document.hidden || (lock && !lock.released)) return;
    asking = true;
    try {
      lock = await navigator.wakeLock.request("screen");
    } catch {
      lock = null; // a machine that runs out of power may refuse
    } finally {
      asking = false;
    }
  }

  if (!navigator.wakeLock) return;
  document.addEventListener("visibilitychange", hold);
  setInterval(hold, AGAIN);
  hold();
})();
