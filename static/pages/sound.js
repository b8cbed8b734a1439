// A short tone when a tile turns to danger, once for each time. Only walls with `sound` load this. It is silent where the
// browser lets no page sound by itself, until a hand has been on it; a kiosk's lets it.
(() => {
  "use strict";

  const NOTES = [659, 880]; // Hz
  const LONG = 0.35; // seconds each
  const LOUD = 0.2; // of 1
  const PAUSE = 5_000; // so long nothing else is heard
  const READY = 1_000; // a browser that sounds at all does so within this time

  const root = document.documentElement;
  const levels = new Map(); // widget -> its alert, as the server last told it
  let audio = null;
  let rung = -Infinity;

  const level = (section) => section.querySelector(":scope > .tile")?.dataset.alert || "";

  async function ready() {
    audio ??= new AudioContext();
    await Promise.race([audio.resume(), new Promise((resolve) => setTimeout(resolve, READY))]);
    return audio.state === "running";
  }

  async function ring() {
    if (!root.dataset.sound || performance.now() - rung < PAUSE) return;
    rung = performance.now();
    if (!(await ready())) return;
    NOTES.forEach((note, index) => play(note, audio.currentTime + index * LONG * 0.6));
  }

  // It swells and fades: what begins or ends at once clicks.
  function play(note, at) {
    const tone = new OscillatorNode(audio, { frequency: note });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.setTargetAtTime(LOUD, at, 0.01);
    volume.gain.setTargetAtTime(0, at + 0.08, LONG / 5);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + LONG * 2);
  }

  function learn() {
    for (const section of document.querySelectorAll("[sse-swap]")) {
      const name = section.getAttribute("sse-swap");
      if (!levels.has(name)) levels.set(name, level(section));
    }
  }

  // What a lost link took away comes back as it was: only what the server tells anew counts.
  document.addEventListener("htmx:sseMessage", ({ target }) => {
    const name = target.getAttribute("sse-swap");
    const now = level(target);
    if (now === "danger" && levels.get(name) !== "danger") ring();
    levels.set(name, now);
  });

  // The page of a widget in danger is ordered by the server when it begins, and again to who comes back.
  document.addEventListener("wall:page", ({ detail: { page, why, display } }) => {
    const ours = !display || display === root.dataset.display;
    if (ours && why === "danger" && page && page !== root.dataset.page) ring();
  });

  document.addEventListener("wall:changed", ({ detail }) => {
    for (const name of detail.gone) levels.delete(name);
    learn();
  });
  addEventListener("pointerdown", () => root.dataset.sound && ready(), { capture: true });
  addEventListener("keydown", () => root.dataset.sound && ready(), { capture: true });
  learn();
})();
