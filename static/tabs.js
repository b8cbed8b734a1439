// One stream for all tabs of a browser that show the same page: which of them holds it, and how the others hear of it.
// Not the stream itself; see link.js.
//
// HTTP/1.1 lets a browser have six connections to a server: six streams would leave none for anything else. Whoever has
// the Web Lock holds the stream and passes on what it hears; when that tab closes or crashes, the lock goes to the next.
// A tab that holds it and says nothing is relieved of it. Browsers have Web Locks on https and on this machine; elsewhere
// each tab has a stream of its own.
class Tabs {
  static possible = "locks" in navigator && "BroadcastChannel" in window;
  static SIGN = 15_000; // so often a tab whose link is not live says that it is still there
  static SOON = 1_000;

  constructor(name, link) {
    this.name = name;
    this.link = link;
    this.me = Math.random().toString(36);
    this.term = 0; // of the newest holder that was heard: each has a greater one than that before
    this.leads = false;
    this.passed = 0;
    document.addEventListener("wall:link", () => this.pass([]));
    this.join();
  }

  // Another page is shown, which has another stream.
  move(name) {
    this.leave();
    this.name = name;
    this.term = 0;
    this.join();
  }

  join() {
    if (this.channel) return;
    this.channel = new BroadcastChannel(this.name);
    this.channel.onmessage = ({ data }) => this.hear(data);
    this.wait({});
  }

  leave() {
    this.leads = false;
    this.turn?.abort();
    this.turn = null;
    this.release?.();
    this.channel?.close();
    this.channel = null;
  }

  // Wait for the lock, hold it, and when it was taken away wait again.
  async wait(options) {
    this.turn?.abort();
    const turn = new AbortController();
    this.turn = turn;
    try {
      await navigator.locks.request(this.name, options.steal ? options : { signal: turn.signal }, () => this.lead(turn));
    } catch (error) {
      if (this.turn === turn && error.name !== "AbortError") this.link.alone(); // the browser has locks, but not for us
    }
    if (this.turn !== turn) return;
    this.leads = false;
    this.link.connect();
    this.wait({});
  }

  lead(turn) {
    if (this.turn !== turn) return null;
    this.leads = true;
    this.term = Math.max(this.term + 1, Date.now());
    this.pass([]);
    this.link.connect();
    return new Promise((resolve) => {
      this.release = resolve;
    });
  }

  take() {
    this.wait({ steal: true });
  }

  ask() {
    this.channel?.postMessage({ asks: this.me });
  }

  pass(events, to) {
    if (!this.leads) return;
    this.passed = performance.now();
    const { link: state, transport } = document.documentElement.dataset;
    const why = document.querySelector(".link .why").textContent;
    this.channel.postMessage({ term: this.term, to, events, state, why, transport, hidden: document.hidden });
  }

  show() {
    if (document.documentElement.dataset.link !== "live" && performance.now() - this.passed > Tabs.SIGN) this.pass([]);
  }

  hear({ asks, term, to, events, state, why, transport, hidden }) {
    if (asks && this.leads) {
      this.pass(document.documentElement.dataset.link === "live" ? [...this.link.newest.values()] : [], asks);
      this.link.doubt();
    }
    if (asks || this.leads || term < this.term || (to && to !== this.me)) return;
    this.term = term;
    this.transport = transport; // of the tab that holds the stream
    this.link.receive(events, state, why);
    // The clocks of a hidden tab are slow, and so is it to connect again.
    if (hidden && !document.hidden && state === "down") setTimeout(() => this.relieve(term), Math.random() * Tabs.SOON);
  }

  relieve(term) {
    if (!this.leads && this.term === term && document.documentElement.dataset.link === "down") this.take();
  }
}

