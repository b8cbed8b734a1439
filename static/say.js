// Says in a sentence what a hand has done, to those who hear a page and do not see it. Not the wall's messages.
(() => {
  "use strict";

  const line = document.createElement("p");
  line.className = "sr";
  line.setAttribute("role", "status");
  document.body.append(line);
  document.addEventListener("wall:say", ({ detail }) => (line.textContent = detail));
})();
