// How old an embedded tile is: ages that count, and tiles that grow stale and expire while nothing is heard of the wall.
// A small version of static/ages.js, by the same rules.
const GRACE = 5_000; // so long a lost link may take to come back before tiles grow old here

class Ages {
  ahead = 0; // how far the server's clock is ahead of this machine's, in milliseconds
  polled = {};
  alone = Infinity; // since when the server says nothing any more

  now() {
    return Date.now() + this.ahead;
  }

  beat({ time, polled }) {
    this.ahead = Date.parse(time) - Date.now();
    this.polled = polled;
    this.hear();
  }

  hear() {
    this.heard = this.now();
    if (this.alone < Infinity) this.alone = Date.now();
  }

  link(state) {
    this.alone = state === "live" ? Infinity : Math.min(this.alone, Date.now());
  }

  span(milliseconds) {
    const seconds = Math.abs(milliseconds) / 1000;
    const [unit, size] = seconds < 60 ? ["second", 1] : seconds < 3600 ? ["minute", 60] : seconds < 86400 ? ["hour", 3600] : ["day", 86400];
    return Math.floor(seconds / size).toLocaleString(this.lang, { style: "unit", unit, unitDisplay: "short" });
  }

  // Writes the ages into a tile; true where it has grown old here, and is no more what the server sent.
  tell(tile, name) {
    const { at, state, staleAfter, expireAfter = Infinity } = tile.dataset;
    const lost = Date.now() - this.alone >= GRACE;
    let since = Math.max(Date.parse(this.polled[name]) || 0, Date.parse(at) || 0);
    // The server would have said that it had grown stale.
    if (lost && state === "fresh" && staleAfter) since = Math.max(since, this.heard - staleAfter * 1000);
    const age = this.now() - since;
    const head = tile.querySelector(".head");
    if (lost && since && age >= expireAfter * 1000 && state !== "expired") {
      tile.dataset.state = "expired";
      tile.dataset.alert = "";
      const ago = `<time data-ago=" ago" datetime="${new Date(since).toISOString()}"></time>`;
      tile.innerHTML = `${head.outerHTML}<p class="message">Last answer ${ago}</p>`;
    } else if (lost && since && state === "fresh" && age >= staleAfter * 1000) {
      tile.dataset.state = "stale";
      head.querySelector("p")?.remove();
      head.insertAdjacentHTML("beforeend", '<p class="flag age"><span></span></p>');
    }
    const shown = tile.querySelector(".head > .age");
    const flag = shown?.querySelector("span");
    if (since && shown) write(flag ?? shown, flag ? `${this.span(age)} old` : age < 60_000 ? "" : this.span(age));
    for (const time of tile.querySelectorAll("time[data-ago], time[data-until]")) {
      const left = Date.parse(time.dateTime) - this.now();
      const { ago } = time.dataset;
      write(time, ago !== undefined ? this.span(left) + ago : left > 500 ? `in ${this.span(left + 500)}` : "now");
    }
    return tile.dataset.state !== state;
  }
}

// Only what differs is touched: an equal text is no reason to draw.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
