// The next theme on this screen, until the page is loaded anew. Their names are those in the style sheet of them all.
let names = [];

export default async function next(folder) {
  const root = document.documentElement;
  if (!names.length) names = await all(`${folder}themes.css`);
  const theme = names[(names.indexOf(root.dataset.theme) + 1) % names.length];
  root.dataset.chosen = root.dataset.theme = theme;
  document.dispatchEvent(new CustomEvent("wall:say", { detail: `Theme: ${theme}` }));
}

// A wall loads only the themes that it needs, so the others come now. Night is always there.
async function all(address) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = address;
  await new Promise((resolve, reject) => {
    sheet.onload = resolve;
    sheet.onerror = reject;
    document.head.append(sheet);
  });
  const text = await (await fetch(address)).text();
  const found = [...text.matchAll(/\[data-theme="([\w-]+)"\]/g)].map(([, name]) => name);
  return [...new Set(["night", ...found])].filter((name) => name !== "auto").sort();
}
