// What heartbeats tell of the way that they came: how late they are, whether they were held back, how far this machine's
// clock is from the server's. Not the ages that follow from it; see ages.js.
class Pulse {
  static BUNCH = 1_000; // heartbeats that arrive so close together
  static APART = 10_000; // though they were sent so far apart were held back
  static REMEMBERED = 600_000; // how long that counts
  static SET = 60_000; // what looks later than this is not late: a clock was set
  static DRIFT = 1e-4; // no clock is wronger than this

  constructor() {
    this.time = 0; // when the last one came, on a clock that nobody can set
    this.sent = 0; // when the server sent it, by its own clock
    this.bunched = -Infinity;
    this.renew();
  }

  // A new connection: what was known of the old way counts no more.
  renew() {
    this.soonest = Infinity;
  }

  // One that was sent at `sent`. Lateness is told by comparison with the one that came soonest. What comes in a bunch
  // because the machine was not `awake` was not held back.
  take(sent, awake) {
    const time = performance.now();
    const offset = time - sent;
    this.soonest = Math.min(offset, this.soonest + (time - this.time) * Pulse.DRIFT);
    if (offset - this.soonest > Pulse.SET) this.soonest = offset;
    const late = offset - this.soonest;
    const close = this.sent && time - this.time < Pulse.BUNCH && sent - this.sent >= Pulse.APART;
    if (awake && close) this.bunched = time;
    Object.assign(this, { time, sent });
    return { lag: late / 1000, skew: (Date.now() - sent - late) / 1000, bursts: this.bursts };
  }

  get bursts() {
    return performance.now() - this.bunched < Pulse.REMEMBERED;
  }
}
