// Whether somebody's hand is at the screen: where there is none, the cursor goes. Not what hands do; see keys.js.
(() => {
  "use strict";

  const REST = 3_000;

  const root = document.documentElement;
  let timer = 0;
  let place = "";

  function hand() {
    delete root.dataset.idle;
    clearTimeout(timer);
    timer = setTimeout(() => (root.dataset.idle = ""), REST);
    document.dispatchEvent(new Event("wall:hand"));
  }

  // A picture that changes below a cursor is no hand.
  function moved({ screenX, screenY }) {
    if (place !== (place = `${screenX} ${screenY}`)) hand();
  }

  addEventListener("pointermove", moved);
  for (const name of ["pointerdown", "keydown", "wheel"]) addEventListener(name, hand, { passive: true, capture: true });
  timer = setTimeout(() => (root.dataset.idle = ""), REST);
})();
