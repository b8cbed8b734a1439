// How a page rests: dim or blank at the server's hours or by somebody's order, awake for a minute after a hand. And the
// place of the picture, which changes against burn-in. Not how that looks; see rest.css.
(() => {
  "use strict";

  const LOOK = 1_000;
  const AWAKE = 60_000; // so long after a hand
  const GRACE = 30_000; // so long after the end of a rest its server may tell of the next one
  const ALONE = 120_000; // an order without an end is not held for longer without a server
  const STAY = 180_000; // of the picture in one of its places
  const PLACES = 8;

  const root = document.documentElement;
  let ahead = 0; // how far the server's clock is ahead of this machine's
  let heard = 0;
  let told = { rest: "" }; // what the server's hours say, and until when that holds without it
  let order = null;
  let touched = -Infinity;

  function beat({ time, rest = "", until, lag = 0 }) {
    ahead = Date.parse(time) + lag * 1000 - Date.now();
    heard = performance.now();
    if (rest !== told.rest && order?.end === Infinity) order = null;
    told = { rest, end: Date.parse(until) + GRACE };
  }

  function wanted() {
    const time = performance.now();
    if (order && (time >= order.end || (order.end === Infinity && time - heard > ALONE))) order = null;
    if (order) return order.rest;
    return Date.now() + ahead > told.end ? "" : told.rest;
  }

  function look() {
    const awake = performance.now() - touched < AWAKE;
    const rest = awake ? "" : wanted();
    put("rest", rest === "blank" && document.querySelector('.tile[data-alert="danger"]') ? "" : rest);
    if (root.dataset.shift) put("shift", String(Math.floor((Date.now() + ahead) / STAY) % PLACES));
  }

  function put(name, value) {
    if (!value) delete root.dataset[name];
    else if (root.dataset[name] !== value) root.dataset[name] = value;
  }

  // A browser moves the pointer by itself where the page has moved below it: that is no hand.
  function hand({ type, movementX, movementY }) {
    if (type === "pointermove" && !movementX && !movementY) return;
    touched = performance.now();
    if (root.dataset.rest) look();
  }

  for (const type of ["keydown", "pointerdown", "pointermove", "wheel"]) addEventListener(type, hand, { capture: true, passive: true });

  document.addEventListener("wall:rest", ({ detail: { rest, seconds, display } }) => {
    if (display && display !== root.dataset.display) return;
    order = { rest, end: seconds ? performance.now() + seconds * 1000 : Infinity };
    touched = -Infinity;
    look();
  });
  document.addEventListener("wall:heartbeat", ({ detail }) => {
    beat(detail);
    look();
  });

  beat(JSON.parse(root.dataset.beat));
  look();
  setInterval(look, LOOK);
})();
