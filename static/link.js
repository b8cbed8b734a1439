// The link to the server: an EventSource that never dies, for htmx's SSE extension. Not what is done with its events.
//
// A browser's EventSource gives up for good on any answer but 200 text/event-stream, waits without jitter, and never
// notices a connection that has silently died. So the real one is kept inside and replaced whenever it fails, falls
// silent or the machine wakes up; the extension, which asks for it through htmx.createEventSource, sees one that is
// open or connecting, and closed only when it closed it. Where another tab holds the stream, its events come from there;
// see tabs.js. <html data-link> says live, late or down: live from the heartbeat on that ends each snapshot.
(() => {
  "use strict";

  const BEAT = 15_000; // the server's heartbeat
  const LATE = 25_000; // one heartbeat is missing
  const DEAD = 40_000; // two are: the connection is given up, before 45 s have passed
  const SILENT = 8_000; // so long after an attempt, a whole snapshot should be there
  const OPENING = 10_000; // no answer to the attempt at all
  const FIRST_WAIT = 1_000; // full jitter: anywhere between nothing and this, doubled by each failure
  const LONGEST_WAIT = 8_000;
  const FULL_WAIT = 10_000; // and as much again by chance: all places are taken
  const HEALTHY = 60_000; // so long alive, and earlier failures are forgotten
  const LOOK = 1_000;
  const ORDERS = ["page", "message", "rest", "reload"]; // what the server may ask of a page
  const HELD = "A proxy on the way holds back what the server sends. These values may be old.";

  const root = document.documentElement;
  const links = new Map();
  let why = "";

  const tell = (news, detail) => document.dispatchEvent(new CustomEvent(`wall:${news}`, { detail }));

  function say(state, reason = "") {
    if (why !== reason) {
      why = reason;
      document.querySelector(".link .why").textContent = why;
    }
    if (root.dataset.link !== state) {
      root.dataset.link = state;
      tell("link", state);
    }
  }

  // No stream gets through: other ways are tried, where there is a server to bring them.
  const detour = () => import("./way.js").catch(() => {});

  // Of two starts of the server neither is newer: the one that speaks is.
  function isNewer(id, known) {
    const [epoch, revision] = id.split("-");
    const [knownEpoch, knownRevision] = known.split("-");
    return epoch !== knownEpoch || Number(revision) > Number(knownRevision);
  }

  // Whether it is of use to a tab that hears of it later. Heartbeats are not, nor are orders, but for that which stands as
  // long as a danger does.
  function lasts(name, data) {
    if (name === "wall.page") return JSON.parse(data).why === "danger";
    return !name.startsWith("wall.") || ["wall.shell", "wall.notice"].includes(name);
  }

  class Link {
    constructor(url) {
      this.name = url; // as htmx knows it; the stream changes with the page
      this.url = url;
      this.readyState = EventSource.CONNECTING;
      this.onopen = null;
      this.onerror = null;
      this.listeners = new Map();
      this.newest = new Map(); // name -> [name, data, id] of the last event, oldest first
      this.brought = new Map(); // name -> the newest id of the page that brought it, where that was not the first one
      this.shown = this.last = root.dataset.last || "";
      this.failures = 0;
      this.opened = 0;
      this.tried = 0;
      this.looked = Date.now();
      this.hear();
      this.waiting = 0;
      this.real = null;
      this.whole = false; // whether this connection has brought a whole snapshot
      this.told = false; // whether it was told that it has not
      this.held = false; // whether something on the way holds it back
      this.pulse = new Pulse();
      this.looking = setInterval(() => this.look(), LOOK);
      this.addEventListener("wall.heartbeat", ({ data }) => this.beat(JSON.parse(data)));
      this.addEventListener("wall.full", ({ data }) => this.full(data));
      this.addEventListener("wall.shell", ({ data }) => tell("shell", data));
      for (const order of ORDERS) this.addEventListener(`wall.${order}`, ({ data }) => tell(order, JSON.parse(data)));
      this.tabs = Tabs.possible ? new Tabs(`wall ${url}`, this) : null;
      this.connect();
    }

    get follows() {
      return this.tabs ? !this.tabs.leads : false;
    }

    addEventListener(name, listener) {
      if (!this.listeners.has(name)) {
        this.listeners.set(name, new Set());
        this.real?.addEventListener(name, this);
      }
      this.listeners.get(name).add(listener);
    }

    removeEventListener(name, listener) {
      this.listeners.get(name)?.delete(listener);
    }

    close() {
      this.readyState = EventSource.CLOSED;
      clearInterval(this.looking);
      this.leave();
      links.delete(this.name);
    }

    // Every event of the real source arrives here. One without an id comes with that of the one before.
    handleEvent({ currentTarget, type, data, lastEventId }) {
      if (currentTarget !== this.real) return;
      const id = lastEventId === this.before ? "" : lastEventId;
      this.before = lastEventId;
      this.hear();
      if (type === "wall.heartbeat") {
        this.whole = true;
        this.held = false;
      }
      if (this.whole) say("live");
      this.deliver(type, data, id);
      this.tabs?.pass([[type, data, id]]);
    }

    // What the tab that holds the stream passes on.
    receive(events, state, reason) {
      this.hear();
      if (state === "live") this.open();
      if (state) say(state, reason);
      for (const event of events) this.deliver(...event);
    }

    // What the page shows already is not shown again.
    deliver(name, data, id) {
      const listeners = this.listeners.get(name);
      if (!listeners) return;
      if (id) this.last = id;
      if (id && !isNewer(id, this.newest.get(name)?.[2] || this.brought.get(name) || this.shown)) return;
      this.newest.delete(name);
      if (lasts(name, data)) this.newest.set(name, [name, data, id]);
      const event = new MessageEvent(name, { data, lastEventId: id });
      for (const listener of [...listeners]) listener.call(this, event);
    }

    connect() {
      this.drop();
      this.tried = performance.now();
      if (this.follows) {
        this.tabs.ask();
        return;
      }
      this.readyState = EventSource.CONNECTING;
      const url = new URL(this.url, document.baseURI);
      if (root.dataset.display) url.searchParams.set("display", root.dataset.display);
      if (this.last) url.searchParams.set("last", this.last);
      const real = new EventSource(url);
      this.real = real;
      this.whole = this.told = false;
      this.before = "";
      this.pulse.renew();
      real.onopen = () => {
        if (this.real === real) this.open();
      };
      real.onerror = () => {
        if (this.real !== real) return;
        this.held = false;
        if (this.failures > 1) detour();
        this.lost();
      };
      for (const name of this.listeners.keys()) real.addEventListener(name, this);
    }

    open() {
      if (this.readyState === EventSource.OPEN) return;
      this.readyState = EventSource.OPEN;
      this.tried = this.opened = performance.now();
      this.onopen?.(new Event("open"));
    }

    // On two clocks: one that nobody can set, and one that goes on while the machine sleeps.
    hear() {
      this.heard = performance.now();
      this.heardAt = Date.now();
    }

    drop() {
      clearTimeout(this.waiting);
      this.waiting = 0;
      this.real?.close();
      this.real = null;
    }

    lost(reason = this.held ? HELD : "", wait = Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures)) {
      const wasOpen = this.readyState === EventSource.OPEN;
      this.drop();
      this.readyState = EventSource.CONNECTING;
      say("down", reason);
      this.failures = wasOpen && performance.now() - this.opened > HEALTHY ? 1 : this.failures + 1;
      this.waiting = setTimeout(() => this.connect(), wait);
      this.onerror?.(new Event("error"));
    }

    full(sentence) {
      if (this.real) this.lost(sentence, FULL_WAIT * (1 + Math.random()));
    }

    look() {
      const gap = Date.now() - this.looked;
      this.looked = Date.now();
      this.tabs?.show();
      if (this.waiting) return;
      const silence = performance.now() - Math.max(this.heard, this.tried);
      const deaf = this.looked - this.heardAt;
      const follows = this.follows;
      const connecting = !follows && this.readyState === EventSource.CONNECTING;
      // A hidden tab's timers may fire once a minute: only a gap in which nothing was heard was a sleep.
      if (gap > BEAT && deaf > BEAT + 5_000) this.connect();
      else if (follows && silence > (this.tabs.term ? DEAD : OPENING)) this.lead();
      else if (!follows && silence > (connecting ? OPENING : DEAD)) this.lost();
      else if (!follows && !this.whole && silence > SILENT) this.silent();
      else if (deaf > LATE && root.dataset.link !== "down") say("late", this.pulse.bursts ? HELD : why);
    }

    // The tab that holds the stream says nothing any more.
    lead() {
      say("down");
      this.tried = performance.now();
      this.tabs.take();
    }

    silent() {
      if (this.told) return;
      this.told = true;
      tell("silent");
    }

    // The server was told that nothing comes, and it answered. So it is there, and what it sends is held back.
    answered() {
      if (this.whole || this.follows) return;
      this.held = true;
      detour();
      say(root.dataset.link === "down" ? "down" : "late", HELD);
    }

    beat(heart) {
      const awake = Date.now() - this.looked < 5 * LOOK;
      const through = this.follows ? "tab" : "own";
      const { transport } = this.follows ? this.tabs : root.dataset;
      tell("heartbeat", { ...heart, ...this.pulse.take(Date.parse(heart.time), awake), through, transport });
    }

    // The page shows other widgets, or another page is shown: from now on the server is to send those. What it knows of
    // those that stay is as new as what came last; of those that have come, as new as the page that brought them.
    turn({ gone, came, last, stream }) {
      for (const name of gone) for (const known of [this.listeners, this.newest, this.brought]) known.delete(name);
      for (const name of came) this.brought.set(name, last);
      for (const name of ["wall.shell", "wall.page"]) this.newest.delete(name);
      const sameStart = last.split("-")[0] === this.last.split("-")[0];
      if (!sameStart) this.last = "";
      else if (isNewer(this.last, last)) this.last = last;
      if (stream !== this.url) {
        this.url = stream;
        this.tabs?.move(`wall ${stream}`);
      }
      this.connect();
    }

    // Something has happened that often follows a dead connection: trust it only if it spoke lately.
    doubt() {
      if (this.waiting || performance.now() - Math.max(this.heard, this.tried) > BEAT + 5_000) this.connect();
    }

    alone() {
      this.tabs.leave();
      this.tabs = null;
      this.connect();
    }

    leave() {
      this.drop();
      this.tabs?.leave();
    }

    join() {
      this.tabs?.join();
      this.connect();
    }
  }

  function each(action) {
    for (const link of links.values()) action(link);
  }

  htmx.createEventSource = (url) => {
    if (!links.has(url)) links.set(url, new Link(url));
    return links.get(url);
  };

  document.addEventListener("wall:changed", ({ detail }) => each((link) => link.turn(detail)));
  document.addEventListener("wall:held", () => each((link) => link.answered()));
  addEventListener("online", () => each((link) => link.connect()));
  addEventListener("pagehide", () => each((link) => link.leave()));
  addEventListener("pageshow", (event) => event.persisted && each((link) => link.join()));
  document.addEventListener("freeze", () => each((link) => link.leave()));
  document.addEventListener("resume", () => each((link) => link.join()));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && each((link) => link.doubt()));
})();
