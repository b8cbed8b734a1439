// What a page does whose other scripts do not work: it says so, and is loaded anew. A file of its own, which needs
// nothing of theirs, so that no mistake in them can end it.
(() => {
  "use strict";

  const HELLO = 60_000; // a link that works has said how it is long before
  const SELDOM = 5 * 60_000; // no page is loaded anew twice within this time
  const SPREAD = 60_000;
  const PATIENCE = 10_000; // for an answer
  const AGAIN = 10_000; // the next try, somewhere within this time after it

  const root = document.documentElement;

  async function recover() {
    setTimeout(recover, PATIENCE + AGAIN * Math.random());
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE) }).catch(() => null);
    if (answer?.ok) location.reload();
  }

  setTimeout(() => {
    if (root.dataset.link) return;
    root.dataset.link = "late";
    document.querySelector(".link .why").textContent = "This page does not work, and loads itself anew soon. These values are old.";
    setTimeout(recover, SELDOM - HELLO + Math.random() * SPREAD);
  }, HELLO);
})();
