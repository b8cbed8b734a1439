// Which page of the wall stands, and when the next one comes: by itself, by a hand, or because the server asks for it. Not
// how a page takes another's place; see next.js. Only walls with several pages load it.
(() => {
  "use strict";

  const LOOK = 1_000;
  const AHEAD = 2_000; // so long before its turn a page is fetched
  const FRESH = 10_000; // what was fetched longer ago is fetched again
  const HELD = 60_000; // so long after a hand nothing turns by itself
  const AGAIN = 5_000; // after a server that did not answer to an order
  const SWIPE = 60; // pixels

  const root = document.documentElement;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const orders = { danger: null, asked: null }; // why -> { page, until }
  let since = performance.now(); // when this page came
  let held = 0; // until when a hand holds it
  let waits = 0; // until when a danger waits for whoever was asked for something else
  let later = 0; // when an order is tried again
  let home = null; // the page that an order has taken the place of
  let wanted = null; // the page that is to come, while it is on its way
  let ahead = null; // { name, page, at }: what was fetched before its turn, and when
  let touched = null;

  // The links to all pages are the list of them; see page.html.
  const links = () => [...document.querySelectorAll(".pages a")];
  const name = (link) => link.pathname.split("/").pop();
  const names = () => links().map(name);
  const address = (page) => `/pages/${page}${location.search}`;
  const here = () => root.dataset.page;
  const say = (sentence) => document.dispatchEvent(new CustomEvent("wall:say", { detail: sentence }));

  // Milliseconds that a page stands; nothing for one that does not make way by itself.
  function dwell(page) {
    const link = links().find((each) => name(each) === page);
    return Number(link?.dataset.dwell || 0) * 1000;
  }

  // The page whose turn it is after this one, in the order of the file.
  function following() {
    const all = names();
    const place = all.indexOf(here());
    return [...all.slice(place + 1), ...all.slice(0, Math.max(place, 0))].find(dwell);
  }

  function look() {
    const now = performance.now();
    if (orders.asked?.until <= now) orders.asked = null;
    if (document.hidden || wanted || now < held || now < later) return;
    const order = (now >= waits && orders.danger) || orders.asked;
    if (order) obey(order);
    else if (home) back();
    else if (!("paused" in root.dataset)) rotate(now - since);
  }

  function rotate(stood) {
    const stands = dwell(here());
    const next = stands && following();
    if (!next) return;
    if (stood >= stands - AHEAD && ahead?.name !== next) fetchAhead(next);
    if (stood >= stands) go(next, { stays: true });
  }

  async function obey(order) {
    since = performance.now();
    if (order.page === here() || !names().includes(order.page)) return;
    const before = home ?? here();
    await go(order.page, { stays: order === orders.asked && order.until === Infinity, says: true });
    if (here() === order.page) home = before;
  }

  async function back() {
    const page = home;
    if (names().includes(page)) await go(page, { stays: true });
    if (here() === page || !names().includes(page)) home = null;
  }

  function fetchAhead(page) {
    const found = NextPage.at(address(page)).then(async (next) => {
      await next?.prepare();
      return next;
    });
    forget();
    const mine = (ahead = { name: page, page: found, at: performance.now() });
    found.catch(() => mine === ahead && forget());
  }

  function forget() {
    ahead?.page.then((next) => next?.drop(), () => {});
    ahead = null;
  }

  // Show this page; `stays` says whether it is the one that is loaded anew. Where the server does not answer, this one
  // stands until its next turn.
  async function go(page, { stays = false, says = false } = {}) {
    const underWay = wanted !== null;
    wanted = page;
    if (underWay) return;
    try {
      while (wanted !== here()) await turn(wanted, stays);
      if (says) say(`${document.querySelector(".pages [aria-current]").textContent}, page ${names().indexOf(here()) + 1} of ${names().length}`);
    } catch {
      later = performance.now() + AGAIN;
    } finally {
      wanted = null;
      since = performance.now();
      forget();
    }
  }

  async function turn(page, stays) {
    if (ahead?.name !== page || performance.now() - ahead.at > FRESH) fetchAhead(page);
    const { page: coming } = ahead;
    const next = await coming;
    if (!next?.fits || next.root.page !== page) throw new Error("the page is not to be had");
    if (wanted !== page) return;
    ahead = null;
    await fade(next);
    if (stays) history.replaceState(null, "", address(page));
  }

  // A short cross-fade, where the browser can and nobody minds. What is on both pages is drawn apart, and so stays; that
  // would be above the layer by which a page is dim.
  async function fade(next) {
    if (!document.startViewTransition || calm.matches || document.hidden || root.dataset.rest) {
      next.take();
      return;
    }
    const stay = [...document.querySelectorAll("main > :is(section, .group)")].filter((place) => next.has(place));
    for (const place of stay) place.dataset.stays = "";
    const transition = document.startViewTransition(() => next.take());
    transition.ready.catch(() => {}); // a fade that is cut short is none
    transition.finished.catch(() => {}).then(() => stay.forEach((place) => delete place.dataset.stays));
    await transition.updateCallbackDone;
  }

  function hand() {
    held = performance.now() + HELD;
  }

  // A page that a hand has chosen is where an order leads back to.
  async function choose(page) {
    home = null;
    later = 0;
    await go(page, { stays: true, says: true });
  }

  function pause() {
    if ("paused" in root.dataset) {
      delete root.dataset.paused;
      since = performance.now();
      held = 0;
      say("The pages turn again");
    } else {
      root.dataset.paused = "";
      say("The pages are held");
    }
  }

  document.addEventListener("wall:turn", ({ detail: { by, to, pause: pauses } }) => {
    const all = names();
    if (pauses) pause();
    else if (to !== undefined && all[to]) choose(all[to]);
    else if (by) choose(all[(all.indexOf(wanted ?? here()) + by + all.length) % all.length]);
  });

  // One that is meant for another screen is none of ours.
  document.addEventListener("wall:page", ({ detail: { page, seconds, why, display } }) => {
    if (display && display !== root.dataset.display) return;
    const now = performance.now();
    orders[why] = page && { page, until: seconds ? now + seconds * 1000 : Infinity };
    if (why === "asked") {
      held = later = 0;
      waits = now + HELD;
      if (!page && !home && !dwell(here())) home = names().find(dwell) ?? null;
    }
    look();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".pages a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    choose(name(link));
  });

  addEventListener("touchstart", ({ touches: [finger, another] }) => (touched = another ? null : finger), { passive: true });
  addEventListener("touchend", ({ changedTouches: [finger] }) => {
    if (!touched) return;
    const [across, down] = [finger.clientX - touched.clientX, finger.clientY - touched.clientY];
    touched = null;
    if (Math.abs(across) < SWIPE || Math.abs(across) < 2 * Math.abs(down)) return;
    const by = (across < 0) === (root.dir !== "rtl") ? 1 : -1;
    document.dispatchEvent(new CustomEvent("wall:turn", { detail: { by } }));
  });

  document.addEventListener("wall:hand", hand);
  document.addEventListener("visibilitychange", () => (since = performance.now()));
  setInterval(look, LOOK);
})();
