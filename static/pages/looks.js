// The next theme on this screen, until the page is loaded anew. Their names are those in the style sheet.
export default async function next(folder) {
  const root = document.documentElement;
  const style = await (await fetch(`${folder}wall.css`)).text();
  const names = [...new Set([...style.matchAll(/\[data-theme="([\w-]+)"\]/g)].map(([, name]) => name))].filter((name) => name !== "auto").sort();
  const theme = names[(names.indexOf(root.dataset.theme) + 1) % names.length];
  root.dataset.chosen = root.dataset.theme = theme;
  document.dispatchEvent(new CustomEvent("wall:say", { detail: `Theme: ${theme}` }));
}
