// One stream of a wall for all pages of a site that show something of it: twelve frames in one page among them. Which of
// them holds it, and how the others hear of it. Not the stream itself; see stream.js.
//
// HTTP/1.1 lets a browser have six connections to a server. Unlike static/tabs.js it does without Web Locks, which frames
// on plain HTTP have not: whoever hears of no holder claims to be one, of two the later claim counts, and one that falls
// silent is followed no longer. Each page tells which widgets it wants; the stream carries those of all.
class Share {
  static PATIENCE = 100; // so long, and up to twice as long again, a holder has to say that it is there
  static SIGN = 10_000; // so often it says so when nothing else is to be said

  constructor(name, stream) {
    this.name = name;
    this.stream = stream;
    this.me = Math.random().toString(36);
    this.term = 0; // the greatest claim that was heard
    this.leads = false;
    this.leaves = () => this.leave();
    this.joins = () => this.join();
    addEventListener("pagehide", this.leaves);
    addEventListener("pageshow", this.joins);
    document.addEventListener("freeze", this.leaves);
    document.addEventListener("resume", this.joins);
    this.join();
  }

  join() {
    if (this.joined) return;
    this.joined = true;
    this.pages = new Map(); // page -> [names, tokens]
    try {
      this.channel = new BroadcastChannel(this.name);
      this.channel.onmessage = ({ data }) => this.joined && this.hear(data);
    } catch {
      this.channel = null; // a page without an origin of its own is alone
    }
    this.hello();
    this.claimLater(Share.PATIENCE);
  }

  leave() {
    if (!this.joined) return;
    this.stream.drop();
    this.tell({ bye: this.me, led: this.leads });
    clearTimeout(this.claiming);
    this.joined = this.leads = false;
    this.channel?.close();
  }

  end() {
    this.leave();
    removeEventListener("pagehide", this.leaves);
    removeEventListener("pageshow", this.joins);
    document.removeEventListener("freeze", this.leaves);
    document.removeEventListener("resume", this.joins);
  }

  names() {
    return [...this.pages.values()].flatMap(([names]) => names);
  }

  tokens() {
    return [...this.pages.values()].flatMap(([, tokens]) => tokens);
  }

  tell(message) {
    this.channel?.postMessage(message);
  }

  hello() {
    this.tell({ from: this.me, names: [...this.stream.receivers.keys()], tokens: [...this.stream.tokens] });
  }

  claimLater(wait) {
    clearTimeout(this.claiming);
    this.claiming = setTimeout(() => this.claim(), wait + Math.random() * Share.PATIENCE * 2);
  }

  claim() {
    if (!this.joined) return;
    this.leads = true;
    this.term = Math.max(this.term + 1, Date.now()) + Math.random(); // no two are alike
    this.pass([]);
    // Others may have claimed in the same moment: whoever holds it then has not opened a connection in vain.
    this.claiming = setTimeout(() => this.leads && this.stream.connect(), Share.PATIENCE);
  }

  pass(events, to) {
    if (!this.leads) return;
    this.signed = performance.now();
    this.tell({ term: this.term, state: this.stream.state, events, to });
  }

  sign() {
    if (performance.now() - this.signed > Share.SIGN) this.pass([]);
  }

  hear({ from, names, tokens, bye, led, term, state, events, to }) {
    if (from) {
      this.pages.set(from, [names, tokens]);
      if (!this.leads) return;
      this.pass(this.known(names), from);
      this.stream.change();
    } else if (bye) {
      this.pages.delete(bye);
      if (led) this.claimLater(0);
    } else if (term < this.term) {
      this.pass([]);
    } else {
      this.obey(term);
      this.stream.say(state);
      this.stream.take(to && to !== this.me ? [] : events);
    }
  }

  known(names) {
    const events = names.map((name) => this.stream.newest.get(name)).filter(Boolean);
    return [...events, ["refused", JSON.stringify([...this.stream.refused])]];
  }

  obey(term) {
    clearTimeout(this.claiming);
    if (this.leads) this.stream.drop();
    this.leads = false;
    if (term === this.term) return;
    this.term = term;
    this.hello();
  }
}
