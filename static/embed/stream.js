// One stream of a wall for all of its widgets that stand in a page: an EventSource that is replaced whenever it fails or
// falls silent. Not what is done with its events; see element.js and frame.js. Frames share it; see share.js.
//
// Whoever wants a widget joins with a receiver: {receive(html, id), link(state), beat(heart), refuse(sentence)}.
const BEAT = 15_000; // the server's heartbeat
const LATE = 25_000; // one heartbeat is missing
const DEAD = 40_000; // two are: the connection is given up
const OPENING = 10_000; // no answer at all
const FIRST_WAIT = 1_000; // anywhere between nothing and this, doubled by each failure
const LONGEST_WAIT = 30_000;
const SOON = 50; // what is wanted within this time is asked for at once
const AGAIN = 5 * 60_000; // so often what was refused is asked for again

const streams = new Map();
const now = () => performance.now();

// A tile in a page elsewhere asks its own wall for its pictures, with the token that was shown for it.
const placed = (html, wall, token) => html.replace(/ src="(\/[^"]*)/g, ` src="${wall}$1${token ? `&token=${encodeURIComponent(token)}` : ""}`);

class Stream {
  constructor(wall, guest = "") {
    streams.set(wall, this);
    this.wall = wall;
    this.guest = guest;
    this.receivers = new Map(); // name -> those who want it
    this.tokens = new Set();
    this.asked = []; // what the open connection was asked for
    this.newest = new Map(); // name -> [name, html, id]
    this.refused = new Map(); // name -> why
    this.state = "late";
    this.failures = this.waiting = 0;
    this.heard = this.tried = this.probed = now();
    this.share = new Share(`wallboard ${wall}`, this);
    this.looking = setInterval(() => this.look(), 1_000);
    this.gone = new AbortController();
    for (const type of ["online", "pageshow", "visibilitychange"]) {
      addEventListener(type, () => this.doubt(), this.gone);
    }
  }

  join(name, token, receiver) {
    this.receivers.set(name, (this.receivers.get(name) ?? new Set()).add(receiver));
    if (token) this.tokens.add(token);
    receiver.link(this.state);
    if (this.newest.has(name)) receiver.receive(...this.newest.get(name).slice(1));
    this.change();
  }

  leave(name, receiver) {
    const found = this.receivers.get(name);
    found?.delete(receiver);
    if (!found?.size) this.receivers.delete(name);
    this.change();
  }

  change() {
    clearTimeout(this.changing);
    this.changing = setTimeout(() => this.settle(), SOON);
  }

  settle() {
    if (!this.receivers.size) this.end();
    else if (!this.share.leads) this.share.hello();
    else if (this.wanted().some((each) => !this.asked.includes(each))) this.connect();
  }

  end() {
    this.drop();
    this.share.end();
    clearInterval(this.looking);
    this.gone.abort();
    streams.delete(this.wall);
  }

  names() {
    return [...new Set([...this.receivers.keys(), ...this.share.names()])].sort();
  }

  wanted() {
    return [...this.names(), ...this.tokens, ...this.share.tokens()];
  }

  address(path) {
    const url = new URL(path + this.guest, this.wall);
    for (const token of new Set([...this.tokens, ...this.share.tokens()])) url.searchParams.append("token", token);
    return url;
  }

  connect() {
    this.drop();
    this.tried = now();
    this.asked = this.wanted();
    const names = this.names().filter((name) => !this.refused.has(name));
    if (!names.length) return;
    const url = this.address("/events");
    url.searchParams.set("widgets", names);
    const real = new EventSource(url);
    this.real = real;
    real.onerror = () => real === this.real && this.lost(real.readyState === EventSource.CLOSED);
    for (const name of [...names, "wall.heartbeat", "wall.full"]) {
      real.addEventListener(name, ({ data, lastEventId }) => real === this.real && this.hear([name, data, lastEventId]));
    }
  }

  drop() {
    clearTimeout(this.waiting);
    this.waiting = 0;
    this.whole = false; // whether the connection has brought a whole snapshot, which ends with a heartbeat
    this.real?.close();
    this.real = null;
  }

  hear(event) {
    if (event[0] === "wall.full") return this.lost(false, LONGEST_WAIT);
    if (event[0] === "wall.heartbeat") {
      this.whole = true;
      this.failures = 0;
    }
    if (this.whole) this.say("live");
    this.take([event]);
    this.share.pass([event]);
  }

  // Events, whether from the wall or from the page that holds the stream.
  take(events) {
    this.heard = now();
    for (const event of events) {
      const [name, data, id] = event;
      if (name === "wall.heartbeat") this.each((receiver) => receiver.beat(JSON.parse(data)));
      else if (name === "refused") this.refuse(JSON.parse(data));
      else {
        this.newest.set(name, event);
        this.receivers.get(name)?.forEach((receiver) => receiver.receive(data, id));
      }
    }
  }

  refuse(refused) {
    this.refused = new Map(refused);
    for (const [name, why] of refused) this.receivers.get(name)?.forEach((receiver) => receiver.refuse(why));
  }

  say(state) {
    if (this.state === state) return;
    this.state = state;
    this.each((receiver) => receiver.link(state));
    this.share.pass([]);
  }

  each(action) {
    for (const [name, found] of this.receivers) if (!this.refused.has(name)) found.forEach(action);
  }

  // A browser says no more than that it was an answer, but not a stream: so each widget is asked for by itself.
  lost(refused, least = 0) {
    this.drop();
    this.say("down");
    const wait = least + Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures++);
    this.waiting = setTimeout(() => (refused ? this.probe() : this.connect()), wait);
  }

  async probe() {
    this.probed = now();
    const refused = [];
    await Promise.all(
      this.names().map(async (name) => {
        const answer = await fetch(this.address(`/widgets/${name}`)).catch(() => ({}));
        if (/40[34]/.test(answer.status)) refused.push([name, await answer.text()]);
      }),
    );
    this.refuse(refused);
    this.each((receiver) => receiver.link(this.state));
    this.share.pass([["refused", JSON.stringify(refused)]]);
    this.connect();
  }

  look() {
    const silence = now() - Math.max(this.heard, this.tried);
    if (silence > LATE && this.state === "live") this.say("late");
    if (!this.share.leads) {
      if (silence > DEAD) this.share.claim();
      return;
    }
    this.share.sign();
    if (this.refused.size && now() - this.probed > AGAIN) this.probe();
    else if (this.real && silence > (this.whole ? DEAD : OPENING)) this.lost();
  }

  // Something has happened that often follows a dead connection: trust it only if it spoke lately.
  doubt() {
    const silence = now() - Math.max(this.heard, this.tried);
    if (!document.hidden && this.share.leads && (this.waiting || silence > BEAT + 5_000)) this.connect();
  }
}
