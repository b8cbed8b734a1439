// How old everything is: ages that count, and tiles that grow stale and expire here while nothing is heard of the
// server, at the limits that it gave them. Not the link to it; see link.js.
(() => {
  "use strict";

  const QUIET = 60; // seconds: a younger answer does not tell its age
  const LOOK = 1_000;
  const GRACE = 5_000; // so long a lost link may take to come back before tiles grow old here

  const root = document.documentElement;
  const grown = new Map(); // a tile that has grown old here -> what makes it again what the server sent
  let ahead = 0; // how far the server's clock is ahead of this machine's, in milliseconds
  let polled = {}; // widget id -> when it was last polled well
  let heard = 0; // when the server said something last, by its own clock
  let alone = Infinity; // since when it says nothing any more

  const now = () => Date.now() + ahead;
  const iso = (time) => new Date(time).toISOString().replace(/\.\d+/, "");

  function beat({ time, polled: newest }, lag = 0) {
    ahead = Date.parse(time) + lag * 1000 - Date.now();
    polled = newest;
    heard = now();
  }

  // The same words as dashboard/live/formats.py writes.
  function span(seconds) {
    const [sign, size] = seconds < 60 ? ["s", 1] : seconds < 3600 ? ["min", 60] : seconds < 86400 ? ["h", 3600] : ["d", 86400];
    const count = Math.max(0, Math.floor(seconds / size));
    const known = JSON.parse(root.dataset.spans)[sign];
    const pattern = known.other ? known[new Intl.PluralRules(root.lang).select(count)] || known.other : known;
    return pattern.replace("{0}", count.toLocaleString(root.lang));
  }

  // Only what differs is touched: an equal text is no reason to draw.
  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function age(instant) {
    return (now() - Date.parse(instant)) / 1000;
  }

  // Written alike, the later instant is the greater text.
  const later = (one = "", other = "") => (one > other ? one : other);

  const sections = (scope) => (scope.matches?.("[sse-swap]") ? [scope] : scope.querySelectorAll("[sse-swap]"));

  // The server would have said that a tile had grown stale. So what is fresh was polled well since the last heartbeat told
  // of it, if need be.
  function assume() {
    for (const section of sections(document)) {
      const { state, staleAfter } = section.firstElementChild?.dataset || {};
      const name = section.getAttribute("sse-swap");
      if (state === "fresh" && staleAfter) polled[name] = later(polled[name], iso(heard - staleAfter * 1000));
    }
  }

  function tell(scope) {
    const old = Date.now() - alone >= GRACE;
    for (const section of sections(scope)) {
      const tile = section.firstElementChild;
      const since = tile && later(polled[section.getAttribute("sse-swap")], tile.dataset.at);
      if (!since) continue;
      const seconds = age(since);
      if (old) grow(tile, since, seconds);
      const head = tile.querySelector(":scope > .head > .age");
      if (head?.matches(".flag")) write(head.querySelector("span"), `${span(seconds)} old`);
      else if (head) write(head, seconds < QUIET ? "" : span(seconds));
    }
    for (const time of scope.querySelectorAll("time[data-ago]")) write(time, span(age(time.dateTime)) + time.dataset.ago);
    for (const time of scope.querySelectorAll("time[data-until]")) {
      const left = -age(time.dateTime);
      write(time, left > 0.5 ? `in ${span(left + 0.5)}` : "now");
    }
  }

  // As dashboard/store/reading.py decides and templates/tile.html draws.
  function grow(tile, since, seconds) {
    const { state, staleAfter = Infinity, expireAfter = Infinity } = tile.dataset;
    if (seconds >= expireAfter) expire(tile, since);
    else if (state === "fresh" && seconds >= staleAfter) {
      keep(tile);
      tile.dataset.state = "stale";
      mark(tile, drawn("stale"));
    }
  }

  function expire(tile, since) {
    keep(tile);
    const [flag, message] = drawn("expired").children;
    const reason = tile.querySelector(":scope > .reason");
    message.querySelector("time").dateTime = since;
    if (reason) message.append("; ", ...reason.cloneNode(true).childNodes);
    mark(tile, flag);
    tile.replaceChildren(tile.querySelector(".head"), message, ...tile.querySelectorAll(":scope > a:last-child"));
    for (const name of ["alert", "staleAfter", "expireAfter"]) delete tile.dataset[name];
    Object.assign(tile.dataset, { state: "expired", at: since });
  }

  const drawn = (state) => document.importNode(document.getElementById(state).content, true);

  function mark(tile, flag) {
    const head = tile.querySelector(".head");
    head.replaceChildren(head.querySelector("h2"), flag);
  }

  function keep(tile) {
    if (grown.has(tile)) return;
    const [bare, inside, head] = [tile.cloneNode(false), [...tile.childNodes], tile.querySelector(".head")];
    const top = [...head.childNodes];
    grown.set(tile, () => {
      if (tile.dataset.state === "expired") tile.replaceChildren(...inside);
      head.replaceChildren(...top);
      for (const { name, value } of bare.attributes) tile.setAttribute(name, value);
    });
  }

  document.addEventListener("wall:heartbeat", ({ detail }) => {
    beat(detail, detail.lag);
    tell(document);
  });

  document.addEventListener("wall:link", ({ detail }) => {
    if (detail === "live") {
      for (const renew of grown.values()) renew();
      grown.clear();
      alone = Infinity;
    } else {
      assume();
      alone = Math.min(alone, Date.now());
    }
    const since = document.querySelector(".link time");
    if (detail === "down" && since) {
      const at = new Date(now());
      since.dateTime = at.toISOString();
      write(since, at.toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit", timeZone: since.dataset.zone || undefined }));
    }
    tell(document);
  });

  // What came with another page was polled when that page says.
  document.addEventListener("wall:changed", ({ detail }) => {
    polled = { ...JSON.parse(detail.beat).polled, ...polled };
  });

  document.addEventListener("htmx:sseMessage", ({ target }) => {
    heard = now();
    tell(target);
  });

  beat(JSON.parse(root.dataset.beat));
  tell(document);
  setInterval(() => tell(document), LOOK);
})();
