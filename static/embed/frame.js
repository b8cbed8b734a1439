// A page that stands in a frame: gives htmx's SSE extension the stream that all frames of a site share, and tells how the
// link is and how old its tiles are. Not the stream; see stream.js.
const SPREAD = 10_000; // so that frames don't ask all at once
const root = document.documentElement;
const ages = new Ages();
ages.lang = root.lang;
const note = document.querySelector(".link");
const sections = () => document.querySelectorAll("[sse-swap]");
const name = (section) => section.getAttribute("sse-swap");

// What the extension needs of an EventSource. It opens and closes with its page.
class Source {
  constructor(url) {
    this.query = new URL(url, document.baseURI).searchParams;
    this.stream = streams.get(location.origin) ?? new Stream(location.origin, "?embed");
    this.listeners = new Map();
    this.readyState = EventSource.OPEN;
  }

  addEventListener(type, listener) {
    const receiver = new Receiver(this, type, listener);
    this.listeners.set(listener, receiver);
    this.stream.join(type, this.query.get("token"), receiver);
  }

  removeEventListener(type, listener) {
    this.stream.leave(type, this.listeners.get(listener));
    this.listeners.delete(listener);
  }

  close() {
    this.readyState = EventSource.CLOSED;
    for (const receiver of this.listeners.values()) this.stream.leave(receiver.type, receiver);
    this.listeners.clear();
  }
}

class Receiver {
  constructor(source, type, listener) {
    Object.assign(this, { source, type, listener, shown: root.dataset.last });
  }

  // What the page shows already is not shown again, unless it has grown old here.
  receive(html, id) {
    ages.hear();
    const [epoch, revision] = id.split("-");
    const [known, shown] = this.shown.split("-");
    if (epoch === known && Number(revision) <= Number(shown) && !root.dataset.old) return;
    this.shown = id;
    const data = placed(html, "", this.source.query.get("token"));
    this.listener.call(this.source, new MessageEvent(this.type, { data, lastEventId: id }));
  }

  link(state) {
    ages.link(state);
    if (state === "live" && root.dataset.link === "down") setTimeout(renew, Math.random() * SPREAD);
    root.dataset.link = state;
    write(note, { live: "", late: "Late", down: "No connection" }[state]);
    tell();
  }

  beat(heart) {
    ages.beat(heart);
    delete root.dataset.old;
    tell();
  }

  refuse(why) {
    this.link("down");
    write(note, why);
  }

}

// A server that was away may be another version: then the page is loaded anew.
async function renew() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => ({}));
  if (answer.ok && !(await answer.text()).includes(` data-shell="${root.dataset.shell}"`)) location.reload();
}

function tell() {
  for (const section of sections()) {
    const tile = section.firstElementChild;
    if (!tile) continue;
    if (root.dataset.chosen) delete tile.dataset.theme;
    if (ages.tell(tile, name(section))) root.dataset.old = "";
  }
}

htmx.createEventSource = (url) => new Source(url);
ages.beat(JSON.parse(root.dataset.beat));
document.addEventListener("htmx:sseMessage", tell);
tell();
setInterval(tell, 1_000);
