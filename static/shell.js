// How an open page follows its server: another layout is taken over in place, other assets are a reason to load the page
// anew. Not the link, which brings the news; see link.js.
(() => {
  "use strict";

  const SOON = 1_000; // a layout is taken over somewhere within this time, so that walls don't ask all at once
  const SPREAD = 20_000; // the same for a reload
  const SELDOM = 5 * 60_000; // no page is loaded anew twice within this time
  const AGAIN = 5_000; // after a server that did not answer

  const root = document.documentElement;
  let wanted = root.dataset.shell;
  let { page } = root.dataset;
  let address = location.href;
  let timer = 0;

  function later(action, delay) {
    clearTimeout(timer);
    timer = setTimeout(() => action().catch(() => later(action, AGAIN + Math.random() * AGAIN)), delay);
  }

  // A page is only left while there is a server to load the next one from.
  async function alive() {
    const answer = await NextPage.ask("/healthz");
    if (!answer.ok) throw new Error("the server does not answer");
  }

  async function reload() {
    await alive();
    sessionStorage.setItem("wall.reloaded", String(Date.now()));
    location.reload();
  }

  function reloadOnce() {
    const since = Date.now() - Number(sessionStorage.getItem("wall.reloaded") || 0);
    const pause = since >= 0 && since < SELDOM ? SELDOM - since : 0;
    later(reload, pause + Math.random() * SPREAD);
  }

  async function first() {
    await alive();
    location.replace(`/${location.search}`);
  }

  async function take() {
    const here = page;
    const next = await NextPage.at(address);
    if (next && !next.fits) reloadOnce();
    else if (here !== page || next?.root.shell === root.dataset.shell) return;
    else if (next?.root.page !== page) await first(); // the page is no more, or another one is the first now
    else {
      await next.prepare();
      if (here === page) next.take();
      else next.drop();
    }
  }

  const assets = (version) => version.split("-")[0];

  document.addEventListener("wall:shell", ({ detail }) => {
    if (detail === wanted) return;
    wanted = detail;
    if (detail === root.dataset.shell) clearTimeout(timer);
    else if (assets(detail) !== assets(root.dataset.shell)) reloadOnce();
    else later(take, Math.random() * SOON);
  });

  document.addEventListener("wall:changed", () => {
    wanted = root.dataset.shell;
    if (page === root.dataset.page) return;
    page = root.dataset.page;
    address = `/pages/${page}${location.search}`;
  });

  // Somebody asks for it: at once, and as often as they ask.
  document.addEventListener("wall:reload", ({ detail: { display } }) => {
    if (!display || display === root.dataset.display) later(reload, Math.random() * SOON);
  });

  // A link that stays down may have lost its page for good, while the server was away.
  document.addEventListener("wall:link", ({ detail }) => {
    if (detail === "down") later(take, AGAIN + Math.random() * AGAIN);
    else if (detail === "live" && wanted === root.dataset.shell) clearTimeout(timer);
  });
})();
