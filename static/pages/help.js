// The keys, told over the picture. It is made when it is asked for, and goes without a trace.
const TURNS = [
  ["→ ←", "Next page, page before"],
  ["1 – 9", "The page of this number"],
  ["Space", "Hold the pages, let them turn again"],
];
const KEYS = [
  ["F", "Full screen"],
  ["R", "Ask the sources of this page now"],
  ["T", "Next theme, on this screen only"],
  ["?", "These keys"],
  ["Esc", "Close this"],
];

export default async function show(folder) {
  if (document.querySelector("dialog.help")) return;
  const dialog = document.createElement("dialog");
  dialog.className = "help";
  dialog.setAttribute("aria-labelledby", "help-title");
  const style = sheet(`${folder}help.css`);
  dialog.append(made("h2", "Keys", { id: "help-title" }), list(), made("button", "Close", { type: "button" }));
  dialog.addEventListener("click", ({ target }) => target.closest("button") || target === dialog ? dialog.close() : null);
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "?") return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  await style;
  if (!dialog.open) dialog.showModal();
}

function made(name, text, attributes = {}) {
  const element = document.createElement(name);
  element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function list() {
  const list = document.createElement("dl");
  const several = document.querySelector(".pages") !== null;
  for (const [key, meaning] of [...(several ? TURNS : []), ...KEYS]) {
    const [term, told] = [document.createElement("dt"), made("dd", meaning)];
    term.append(...key.split(" ").flatMap((part) => (part === "–" ? [" – "] : [" ", made("kbd", part)])));
    list.append(term, told);
  }
  return list;
}

// Loaded once, and left for the next time.
function sheet(address) {
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  const link = made("link", "", { rel: "stylesheet", href: address });
  return new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}
