// "Embed…" at each tile that pages of other sites may show: what to paste there, see docs/embedding.md. Only a page of the
// wall with such tiles loads it.
(() => {
  "use strict";

  const { embeds, tokens } = document.querySelector("script[data-embeds]").dataset;
  const wall = location.origin;
  const needed = tokens !== undefined;
  const shown = (mark) => (needed ? `${mark}token=TOKEN` : "");
  const ways = {
    "As an element": (name) => `<script src="${wall}/embed.js" async></script>\n<live-widget src="${wall}/widgets/${name}${shown("?")}"></live-widget>`,
    "As a frame": (name) => `<iframe src="${wall}/embed/${name}${shown("?")}" width="300" height="150"></iframe>`,
    "With htmx": (name) => `<p hx-ext="sse" sse-connect="${wall}/events?widgets=${name}${shown("&")}" sse-swap="${name}"></p>`,
    "As an image": (name) => `![${title(name)}](${wall}/badge/${name}.svg${shown("?")})`,
  };

  const section = (name) => document.getElementById(`w-${name}`);
  const title = (name) => section(name)?.querySelector("h2")?.textContent || name;

  function made(tag, properties, ...inside) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inside);
    return element;
  }

  function open(name) {
    const texts = Object.entries(ways).map(([way, written]) => {
      const text = made("textarea", { readOnly: true, rows: 2, value: written(name) });
      text.addEventListener("focus", () => text.select());
      return made("label", {}, way, text);
    });
    if (needed) texts.push(made("p", { textContent: `Instead of TOKEN, what this prints: wallboard token ${name}` }));
    const close = made("button", { type: "button", textContent: "Close" });
    const dialog = made("dialog", { className: "snippets" }, made("h2", { textContent: `Embed ${title(name)}` }), ...texts, close);
    dialog.setAttribute("aria-label", `Embed ${title(name)}`);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  // They stand over their tiles and not in them, where the next value would sweep them away.
  function over(button, name) {
    const { right, top } = section(name)?.getBoundingClientRect() ?? { right: 0, top: 0 };
    button.style.left = `${right}px`;
    button.style.top = `${top}px`;
  }

  const nav = made("nav", { className: "embeds" });
  nav.setAttribute("aria-label", "Embed");
  for (const name of embeds.split(" ")) {
    const button = made("button", { type: "button", textContent: "Embed…" });
    button.setAttribute("aria-label", `Embed ${title(name)}…`);
    button.addEventListener("click", () => open(name));
    button.addEventListener("focus", () => over(button, name));
    document.addEventListener("pointerover", ({ target }) => {
      const near = target === button || Boolean(section(name)?.contains(target));
      if (near) over(button, name);
      button.toggleAttribute("data-near", near);
    });
    nav.append(button);
  }
  document.body.append(nav);
})();
