// The link to the server: an EventSource that never dies, for htmx's SSE extension. Not what is done with its events.
//
// A browser's EventSource gives up for good on any answer but 200 text/event-stream, waits without jitter, and never
// notices a connection that has silently died. So the real one is kept inside and replaced whenever it fails, falls
// silent or the machine wakes up; the extension, which asks for it through htmx.createEventSource, sees one that is
// open or connecting, and closed only when it closed it. <html data-link> says live, late or down.
(() => {
  "use strict";

  const BEAT = 15_000; // the server's heartbeat
  const LATE = 25_000; // one heartbeat is missing
  const DEAD = 40_000; // two are: the connection is given up, before 45 s have passed
  const OPENING = 8_000; // no answer to a connection attempt
  const FIRST_WAIT = 1_000; // full jitter: anywhere between nothing and this, doubled by each failure
  const LONGEST_WAIT = 8_000;
  const HEALTHY = 60_000; // so long alive, and earlier failures are forgotten
  const LOOK = 1_000;

  const root = document.documentElement;
  const links = new Map();

  function say(state) {
    if (root.dataset.link !== state) {
      root.dataset.link = state;
      document.dispatchEvent(new CustomEvent("wall:link", { detail: state }));
    }
  }

  class Link {
    constructor(url) {
      this.url = url;
      this.readyState = EventSource.CONNECTING;
      this.onopen = null;
      this.onerror = null;
      this.listeners = new Map();
      this.last = root.dataset.last || "";
      this.failures = 0;
      this.opened = 0;
      this.looked = Date.now();
      this.hear();
      this.waiting = 0;
      this.real = null;
      this.looking = setInterval(() => this.look(), LOOK);
      this.addEventListener("wall.heartbeat", (event) => {
        document.dispatchEvent(new CustomEvent("wall:heartbeat", { detail: JSON.parse(event.data) }));
      });
      this.addEventListener("wall.shell", (event) => {
        document.dispatchEvent(new CustomEvent("wall:shell", { detail: event.data }));
      });
      this.connect();
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
      this.drop();
      links.delete(this.url);
    }

    // Every event of the real source arrives here.
    handleEvent(event) {
      if (event.currentTarget !== this.real) return;
      this.hear();
      if (event.lastEventId) this.last = event.lastEventId;
      say("live");
      for (const listener of [...this.listeners.get(event.type)]) listener.call(this, event);
    }

    connect() {
      this.drop();
      this.readyState = EventSource.CONNECTING;
      this.hear();
      const url = new URL(this.url, document.baseURI);
      if (this.last) url.searchParams.set("last", this.last);
      const real = new EventSource(url);
      this.real = real;
      real.onopen = () => {
        if (this.real !== real) return;
        this.hear();
        this.opened = this.heard;
        this.readyState = EventSource.OPEN;
        say("live");
        this.onopen?.(new Event("open"));
      };
      real.onerror = () => {
        if (this.real === real) this.lost();
      };
      for (const name of this.listeners.keys()) real.addEventListener(name, this);
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

    lost() {
      const wasOpen = this.readyState === EventSource.OPEN;
      this.drop();
      this.readyState = EventSource.CONNECTING;
      say("down");
      if (wasOpen && performance.now() - this.opened > HEALTHY) this.failures = 0;
      const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures);
      this.failures += 1;
      this.waiting = setTimeout(() => this.connect(), Math.random() * most);
      this.onerror?.(new Event("error"));
    }

    look() {
      const gap = Date.now() - this.looked;
      this.looked = Date.now();
      if (this.waiting) return;
      const silence = performance.now() - this.heard;
      // A hidden tab's timers may fire once a minute: only a gap in which nothing was heard was a sleep.
      const slept = gap > BEAT && this.looked - this.heardAt > BEAT + 5_000;
      if (slept) this.connect();
      else if (this.readyState === EventSource.CONNECTING && silence > OPENING) this.lost();
      else if (silence > DEAD) this.lost();
      else if (silence > LATE) say("late");
    }

    // Something has happened that often follows a dead connection: trust it only if it spoke lately.
    doubt() {
      if (this.waiting || performance.now() - this.heard > BEAT + 5_000) this.connect();
    }
  }

  function each(action) {
    for (const link of links.values()) action(link);
  }

  htmx.createEventSource = (url) => {
    if (!links.has(url)) links.set(url, new Link(url));
    return links.get(url);
  };

  // Of two ids the one that leaves out less. The server knows only one epoch; an id of another leaves out nothing.
  function older(one, other) {
    const [epoch, revision] = one.split("-");
    const [sameEpoch, otherRevision] = other.split("-");
    return epoch === sameEpoch && Number(revision) > Number(otherRevision) ? other : one;
  }

  // The page has changed its widgets: the server is to send those that it shows now, from the revision on that it has.
  document.addEventListener("wall:changed", ({ detail }) => {
    each((link) => {
      for (const name of detail.gone) link.listeners.delete(name);
      link.last = older(link.last, detail.last);
      link.connect();
    });
  });

  addEventListener("online", () => each((link) => link.connect()));
  addEventListener("pagehide", () => each((link) => link.drop()));
  addEventListener("pageshow", (event) => event.persisted && each((link) => link.connect()));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && each((link) => link.doubt()));
})();
