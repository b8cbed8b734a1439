// The copy buttons of the gallery. Without this file the texts are selected at a click, by the style sheet.
for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = button.previousElementSibling;
    getSelection().selectAllChildren(text);
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Selected";  // the page is not secure, so that copying is left to the reader
    }
  });
}
