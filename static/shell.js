// How an open page follows its server: another layout is taken over in place, other assets are a reason to load the page
// anew. Not the link, which brings the news; see link.js.
(() => {
  "use strict";

  const SOON = 1_000; // a layout is taken over somewhere within this time, so that walls don't ask all at once
  const SPREAD = 20_000; // the same for a reload
  const SELDOM = 5 * 60_000; // no page is loaded anew twice within this time
  const AGAIN = 5_000; // after a server that did not answer
  const PATIENCE = 10_000; // for an answer

  const root = document.documentElement;
  let wanted = root.dataset.shell;
  let timer = 0;

  function later(action, delay) {
    clearTimeout(timer);
    timer = setTimeout(() => action().catch(() => later(action, AGAIN + Math.random() * AGAIN)), delay);
  }

  // A connection may have silently died: an answer is not waited for without end.
  function ask(url) {
    return fetch(url, { cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE) });
  }

  // A page is only left while there is a server to load the next one from.
  async function alive() {
    const answer = await ask("/healthz");
    if (!answer.ok) throw new Error("the server does not answer");
  }

  async function reload() {
    await alive();
    sessionStorage.setItem("wall.reloaded", String(Date.now()));
    location.reload();
  }

  function reloadOnce() {
    const since = Date.now() - Number(sessionStorage.getItem("wall.reloaded") || 0);
    const pause = since >= 0 && since < SELDOM ? SELDOM - since : 0;
    later(reload, pause + Math.random() * SPREAD);
  }

  async function take() {
    const answer = await ask(location.href);
    if (answer.status === 404) {
      await alive();
      location.replace("/"); // the page is no more
      return;
    }
    if (!answer.ok) throw new Error("the server does not answer");
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const version = fresh.documentElement.dataset.shell;
    if (!version) throw new Error("this is not a page of the wall");
    if (assets(version) !== assets(root.dataset.shell)) {
      reloadOnce();
      return;
    }
    if (version === root.dataset.shell) return;
    if (stream(fresh) !== stream(document)) {
      await alive();
      location.replace("/"); // another page is the first one now
      return;
    }
    await restyle(fresh);
    const gone = replace(fresh);
    document.title = fresh.title;
    for (const name of ["lang", "dir", "data-spans", "data-theme", "data-shell"]) root.setAttribute(name, fresh.documentElement.getAttribute(name));
    document.querySelector(".link time").dataset.zone = fresh.querySelector(".link time").dataset.zone;
    wanted = version;
    document.dispatchEvent(new CustomEvent("wall:changed", { detail: { gone, last: fresh.documentElement.dataset.last } }));
  }

  const assets = (version) => version.split("-")[0];
  const stream = (page) => page.querySelector("main").getAttribute("sse-connect");
  const layout = (page) => page.querySelector('link[rel="stylesheet"][href*="layout.css"]');

  // The new drawing has to be there before what stands in it.
  function restyle(fresh) {
    const old = layout(document);
    const other = layout(fresh);
    if (old.getAttribute("href") === other.getAttribute("href")) return Promise.resolve();
    const link = document.importNode(other, true);
    return new Promise((resolve, reject) => {
      link.onload = () => {
        old.remove();
        resolve();
      };
      link.onerror = () => {
        link.remove();
        reject(new Error("the layout does not come"));
      };
      old.after(link);
    });
  }

  // Widgets that stay are not touched, unless they have to move; what has gone is told.
  function replace(fresh) {
    const main = document.querySelector("main");
    const gone = [];
    for (const section of main.querySelectorAll(":scope > section")) {
      if (fresh.getElementById(section.id)) continue;
      gone.push(section.getAttribute("sse-swap"));
      section.remove();
    }
    let place = main.querySelector(":scope > section, :scope > aside");
    for (const section of fresh.querySelectorAll("main > section")) {
      let here = document.getElementById(section.id);
      if (here === place) {
        place = place.nextElementSibling;
        continue;
      }
      const known = here !== null;
      here ??= document.importNode(section, true);
      main.insertBefore(here, place);
      if (!known) htmx.process(here);
    }
    for (const name of [".top", "h1", "p.demo", "nav.pages"]) {
      const old = document.querySelector(name);
      const other = fresh.querySelector(name);
      if (old && other) old.replaceWith(document.importNode(other, true));
      else if (other) document.body.append(document.importNode(other, true));
      else old?.remove();
    }
    return gone;
  }

  document.addEventListener("wall:shell", ({ detail }) => {
    if (detail === wanted) return;
    wanted = detail;
    if (detail === root.dataset.shell) clearTimeout(timer);
    else if (assets(detail) !== assets(root.dataset.shell)) reloadOnce();
    else later(take, Math.random() * SOON);
  });

  // A link that stays down may have lost its page for good, while the server was away.
  document.addEventListener("wall:link", ({ detail }) => {
    if (detail === "down") later(take, AGAIN + Math.random() * AGAIN);
    else if (detail === "live" && wanted === root.dataset.shell) clearTimeout(timer);
  });
})();
