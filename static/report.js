// What a page tells its server about itself, under a name of its own: how its link is, and whether it is still drawn.
// Nobody waits for it, and nothing depends on it.
(() => {
  "use strict";

  const SOON = 1_000; // a page that can draw does so within this time
  const PATIENCE = 10_000;
  const HOUR = 3_600_000;

  const root = document.documentElement;
  const drops = []; // when the link went down, within the last hour
  let painted = performance.now();
  let newest = {}; // what the last heartbeat told of the link
  let telling = false;

  // Taken out of the store for as long as the page lives, so that the copy in a duplicated tab has no name in it.
  const name = given() || taken() || random();
  addEventListener("pagehide", keep);
  addEventListener("pageshow", taken);
  root.dataset.display = name;

  function given() {
    return /^[a-z0-9-]{1,64}$/.exec(new URLSearchParams(location.search).get("display") || "")?.[0];
  }

  function taken() {
    try {
      const found = sessionStorage.getItem("wall.display");
      sessionStorage.removeItem("wall.display");
      return found;
    } catch {
      // a browser may forbid it
    }
  }

  function keep() {
    try {
      sessionStorage.setItem("wall.display", name);
    } catch {
      // the next page gets another name
    }
  }

  function random() {
    return Math.random().toString(16).slice(2, 14).padEnd(12, "0");
  }

  // Seconds since the page was drawn; it is asked to draw now. A hidden page is not drawn, and need not be.
  async function drawn() {
    if (document.hidden) return null;
    const frame = new Promise(requestAnimationFrame).then(() => (painted = performance.now()));
    await Promise.race([frame, new Promise((resolve) => setTimeout(resolve, SOON))]);
    return (performance.now() - painted) / 1000;
  }

  // One at a time: on a line that swallows everything, reports would take the few connections that a browser allows.
  async function report(silent) {
    if (telling) return;
    telling = true;
    await tell(silent).catch(() => {}); // the next one tells
    telling = false;
  }

  async function tell(silent) {
    const { lag, bursts, skew, through, transport = root.dataset.transport } = newest;
    while (drops[0] < performance.now() - HOUR) drops.shift();
    const said = {
      page: root.dataset.page,
      link: root.dataset.link || "late",
      lag,
      bursts,
      silent,
      drops: drops.length,
      painted: await drawn(),
      skew,
      version: root.dataset.shell,
      through,
      transport,
    };
    const answer = await fetch(`/api/displays/${name}/seen`, {
      method: "POST",
      keepalive: true,
      signal: AbortSignal.timeout?.(PATIENCE),
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(said),
    });
    if (silent && answer.ok) document.dispatchEvent(new CustomEvent("wall:held"));
  }

  document.addEventListener("wall:link", ({ detail }) => detail === "down" && drops.push(performance.now()));
  document.addEventListener("wall:silent", () => report(true));
  document.addEventListener("wall:heartbeat", ({ detail }) => {
    newest = detail;
    report(false);
  });
})();
