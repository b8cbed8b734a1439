// Other ways than a stream by which events come: a WebSocket, or asking for each widget by itself. Only a wall whose stream
// does not get through loads this, or one that config.toml sends such a way. It stands in for EventSource, so that link.js
// goes on as ever; see there.
const WAYS = ["sse", "ws", "poll"];
const EVERY = 5_000; // between two questions
const PATIENCE = 10_000; // for an answer
const SOON = 15_000; // after so long the stream is tried again, then after twice as long each time
const SELDOM = 600_000;

const root = document.documentElement;
const Stream = EventSource;
const wanted = document.querySelector("head > [data-transport]")?.dataset.transport || "auto";

let way = wanted === "auto" ? "sse" : wanted;
let source = null; // the one that was opened last
let again = SOON;
let trying = 0;
let heard = ""; // the newest order that was heard by asking

// What it has in common with an EventSource.
class Source extends EventTarget {
  constructor(url) {
    super();
    this.url = url;
    this.names = new Set();
    this.last = "";
  }

  addEventListener(name, listener) {
    this.names.add(name);
    super.addEventListener(name, listener);
  }

  tell(name, data, id = this.last) {
    this.last = id;
    if (name === "wall.heartbeat" || name === "wall.full") this.worked = true;
    this.dispatchEvent(new MessageEvent(name, { data, lastEventId: id }));
  }

  end() {
    if (this.closed) return;
    this.onerror?.(new Event("error"));
    failed(this);
  }

  close() {
    this.closed = true;
  }
}

// As dashboard/live/sockets.py writes: a widget as a section, an event of the program's own as a comment.
class Socket extends Source {
  constructor(url) {
    super(url);
    const address = new URL(url);
    address.protocol = address.protocol.replace("http", "ws");
    address.pathname = "/ws";
    this.socket = new WebSocket(address);
    this.socket.onopen = () => this.onopen?.(new Event("open"));
    this.socket.onclose = () => this.end();
    this.socket.onmessage = ({ data }) => this.read(data);
  }

  read(text) {
    const [, name, id, html] = /^<section id="w-([^"]+)" data-id="([^"]+)"[^>]*>([^]*)<\/section>$/.exec(text) || [];
    const [, own, content] = /^<!--(\S+) ([^]*)-->$/.exec(text) || [];
    if (name) this.tell(name, html, id);
    else if (own) this.tell(own, content);
  }

  close() {
    super.close();
    this.socket.close();
  }
}

class Asking extends Source {
  constructor(url) {
    super(url);
    this.query = new URL(url).search;
    this.known = new Map(); // what was told last: a widget's tag, or an event of the program's own
    this.timer = setTimeout(() => this.round());
  }

  async ask(path, tag) {
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(path, { cache: "no-store", headers, signal: AbortSignal.timeout?.(PATIENCE) });
    if (!answer.ok && ![304, 404].includes(answer.status)) throw new Error("the server does not answer");
    return answer;
  }

  async round() {
    try {
      const { events, orders, number } = await (await this.ask(`/beat${this.query}${heard}`)).json();
      if (this.closed) return;
      if (!this.worked) this.onopen?.(new Event("open"));
      const names = [...this.names].filter((name) => !name.includes(".") || name === "wall.notice");
      await Promise.all(names.map((name) => this.look(name)));
      if (this.closed) return;
      heard = `&number=${number}`;
      for (const [name, data] of orders) this.tell(name, data);
      for (const [name, data] of Object.entries(events)) {
        if (this.known.get(name) === data) continue;
        this.known.set(name, data);
        this.tell(name, data);
      }
      this.timer = setTimeout(() => this.round(), EVERY);
    } catch {
      this.end();
    }
  }

  async look(name) {
    const answer = await this.ask(`/widgets/${name}`, this.known.get(name));
    if (answer.status !== 200) return;
    const tag = answer.headers.get("ETag");
    const html = await answer.text();
    if (this.closed) return;
    this.known.set(name, tag);
    this.tell(name, html, /"(.*)"/.exec(tag)[1]);
  }

  close() {
    super.close();
    clearTimeout(this.timer);
  }
}

function watched(stream) {
  for (const name of ["wall.heartbeat", "wall.full"]) stream.addEventListener(name, () => (stream.worked = true));
  stream.addEventListener("error", () => failed(stream));
  return stream;
}

function open(url) {
  const address = new URL(url, document.baseURI);
  if (address.pathname !== "/events") return new Stream(url);
  // Answers that were asked for one by one say nothing of what has changed between them.
  if (source instanceof Asking) address.searchParams.delete("last");
  if (way === "sse") source = watched(new Stream(address));
  else source = way === "ws" ? new Socket(address.href) : new Asking(address.href);
  return source;
}

// One that never worked, though the server is there: the next way is taken.
async function failed(which) {
  if (which.worked || which !== source || wanted !== "auto") return;
  const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE) }).catch(() => null);
  if (answer?.ok && which === source) take(WAYS[(WAYS.indexOf(way) + 1) % WAYS.length]);
}

function take(other) {
  way = other;
  heard = "";
  root.dataset.transport = way;
  clearTimeout(trying);
  if (way === "sse") again = SOON;
  else if (wanted === "auto") trying = setTimeout(probe, again);
  dispatchEvent(new Event("online")); // link.js connects anew
}

// Whether a stream gets through now. The other way goes on meanwhile.
function probe() {
  again = Math.min(again * 2, SELDOM);
  if (!source || source.closed) {
    trying = setTimeout(probe, again);
    return;
  }
  const stream = new Stream(source.url);
  const end = () => {
    clearTimeout(trying);
    stream.close();
  };
  const later = () => {
    end();
    trying = setTimeout(probe, again);
  };
  trying = setTimeout(later, PATIENCE);
  stream.onerror = later;
  stream.addEventListener("wall.heartbeat", () => {
    end();
    take("sse");
  });
}

window.EventSource = Object.assign(open, { CONNECTING: 0, OPEN: 1, CLOSED: 2 });
document.addEventListener("wall:held", () => source && !source.closed && failed(source));
if (wanted === "auto") take("ws"); // the stream is why this was loaded
else root.dataset.transport = way;
