// Groups of widgets in one place: whose turn it is to be in front, by time, by hand or because it is in danger. Only pages
// with groups load this; without it the first widget is in front and each tab leads to its own.
(() => {
  "use strict";

  const LOOK = 1_000;
  const HELD = 60_000; // so long a group stands as a hand has left it
  const LEVELS = ["danger", "warn"];

  const groups = new WeakMap(); // group -> since when the one in front is there, and until when it is held

  const tabs = (group) => [...group.querySelectorAll('[role="tab"]')];
  const panel = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
  const tile = (tab) => panel(tab).firstElementChild;
  const level = (tab) => tile(tab)?.dataset.alert;
  const front = (group) => group.querySelector('[aria-selected="true"]');

  function put(element, name, value) {
    if (!value) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  function state(group) {
    if (!groups.has(group)) {
      for (const tab of tabs(group)) dress(tab);
      show(group, front(group));
      groups.set(group, { since: performance.now(), held: -Infinity });
    }
    return groups.get(group);
  }

  // One tab can be reached by Tab, the others by arrows.
  function show(group, tab) {
    for (const each of tabs(group)) {
      const chosen = each === tab;
      put(each, "aria-selected", String(chosen));
      each.tabIndex = chosen ? 0 : -1;
      panel(each).toggleAttribute("data-front", chosen);
    }
    put(group.firstElementChild, "data-theme", tile(tab)?.dataset.theme);
    groups.set(group, { ...groups.get(group), since: performance.now() });
  }

  function dress(tab) {
    const title = tile(tab)?.querySelector(".head h2")?.textContent;
    const text = tab.querySelector("span");
    if (title && text.textContent !== title) text.textContent = title;
    put(tab, "data-alert", level(tab));
  }

  // Whoever is worst off stands in front until it is over; several of them take turns, as all do in peace.
  function look(group) {
    const { since, held } = state(group);
    if (performance.now() < held) return;
    const all = tabs(group);
    const worst = LEVELS.find((each) => all.some((tab) => level(tab) === each));
    const turns = all.filter((tab) => !worst || level(tab) === worst);
    const at = turns.indexOf(front(group));
    const due = performance.now() - since >= (Number(group.dataset.dwell) || Infinity) * 1000;
    if (at < 0) show(group, turns[0]);
    else if (due && turns.length > 1) show(group, turns[(at + 1) % turns.length]);
  }

  function choose(tab) {
    const group = tab.closest(".group");
    state(group);
    show(group, tab);
    groups.get(group).held = performance.now() + HELD;
  }

  function each(action) {
    if (!document.hidden) for (const group of document.querySelectorAll(".group")) action(group);
  }

  document.addEventListener("click", (event) => {
    const tab = event.target.closest?.('[role="tab"]');
    if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(tab);
  });

  // Before the keys of the page get to see it: here arrows choose a tab.
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.('[role="tab"]');
    if (!tab || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = tabs(tab.closest(".group"));
    const on = document.documentElement.dir === "rtl" ? -1 : 1;
    const at = all.indexOf(tab);
    const to = { ArrowRight: at + on, ArrowLeft: at - on, Home: 0, End: -1, " ": at }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const next = all.at(to % all.length);
    choose(next);
    next.focus();
  }, true);

  // A widget whose state has become graver comes to the front, whatever a hand has chosen.
  document.addEventListener("htmx:sseMessage", ({ target }) => {
    const group = target.closest?.(".group");
    const tab = group && tabs(group).find((each) => panel(each) === target);
    if (!tab) return;
    const before = tab.dataset.alert;
    dress(tab);
    const now = level(tab);
    if (now === before) return;
    if (now && (!before || now === "danger")) state(group).held = -Infinity;
    look(group);
  });

  document.addEventListener("wall:changed", () => each(state));
  each(state);
  setInterval(() => each(look), LOOK);
})();
