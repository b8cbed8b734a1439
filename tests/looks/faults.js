// What is wrong with a picture, as sentences. Run inside a page by the tests of this folder: `faults(smallest)`, where
// `smallest` is the least size of type in pixels.
(smallest) => {
  const LEAST_CONTRAST = 4.5;
  const SLACK = 1.5; // pixels that rounding may cost
  const RIM = 4; // pixels below a text up to the end of its tile
  const AIR = 0.33; // between two lines, as a share of the height of the lower capitals
  const CAPITALS = 0.36; // half the height of a capital, in em: a font's own box is taller than what is seen of it
  const found = [];

  // Any colour a style sheet can name, as a browser paints it.
  const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const painted = new Map();
  function paint(colour) {
    if (!painted.has(colour)) {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 1, 1);
      painted.set(colour, brush.getImageData(0, 0, 1, 1).data);
    }
    return painted.get(colour);
  }

  // Relative luminance and contrast as WCAG 2 defines them.
  function luminance([red, green, blue]) {
    const [r, g, b] = [red, green, blue].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }
  function ground(element) {
    for (let at = element; at; at = at.parentElement) {
      const colour = paint(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  }

  function hidden(element) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return true;
    for (let at = element; at; at = at.parentElement) if (getComputedStyle(at).clipPath !== "none") return true;
    return false;
  }

  const name = (element) => {
    const section = element.closest("section");
    const place = section ? section.id || [section.dataset.size, section.dataset.case].join(" ") : "page";
    return `${place} ${element.className?.baseVal ?? element.className ?? ""} "${element.textContent.trim().slice(0, 30)}"`;
  };

  // Whether it is told that this box cuts off what is below, by dots or a fade; or leaves it out as a whole, where what
  // wraps goes out of sight.
  function tells(box, gone) {
    const style = getComputedStyle(box);
    return style.webkitLineClamp !== "none" || style.maskImage !== "none" || (gone && style.flexWrap === "wrap");
  }

  // What is seen of a piece of text, line by line.
  function lines(node, element) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const half = parseFloat(getComputedStyle(element).fontSize) * CAPITALS;
    return [...range.getClientRects()]
      .filter((box) => box.width > 0.5)
      .map((box) => {
        const middle = (box.top + box.bottom) / 2;
        return { left: box.left, right: box.right, top: middle - half, bottom: middle + half };
      });
  }

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("script, style, template, noscript, svg, option") || hidden(element)) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    if (size < smallest - 0.05) found.push(`${name(element)}: type of ${size.toFixed(1)} px, not ${smallest.toFixed(1)}`);
    const ratio = contrast(paint(style.color), ground(element));
    if (ratio < LEAST_CONTRAST) found.push(`${name(element)}: contrast of ${ratio.toFixed(2)}`);
    for (const line of lines(node, element)) {
      const seen = { ...line };
      let cut = false;
      for (let box = element; box && box !== document.documentElement; box = box.parentElement) {
        const how = getComputedStyle(box);
        if (how.overflowX === "visible" && how.overflowY === "visible") continue;
        const rim = box.getBoundingClientRect();
        seen.left = Math.max(seen.left, rim.left);
        seen.right = Math.min(seen.right, rim.right);
        seen.top = Math.max(seen.top, rim.top);
        seen.bottom = Math.min(seen.bottom, rim.bottom);
        const aside = Math.max(line.right - rim.right, rim.left - line.left);
        const below = Math.max(line.bottom - rim.bottom, rim.top - line.top);
        const told = tells(box, line.top > rim.bottom);
        const lost = Math.max(told || how.textOverflow === "ellipsis" ? 0 : aside, told ? 0 : below);
        if (lost > SLACK) found.push(`${name(element)}: cut by ${lost.toFixed(1)} px without a sign, by ${box.className || box.tagName}`);
        cut = Math.max(aside, below) > SLACK;
        if (cut) break;
      }
      const tile = element.closest(".tile")?.getBoundingClientRect();
      if (tile && !cut && tile.bottom - seen.bottom < RIM) found.push(`${name(element)}: at the rim of its tile`);
      if (seen.right - seen.left > 1 && seen.bottom - seen.top > 1) texts.push({ element, ...seen });
    }
  }

  const across = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const down = (one, other) => Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  const apart = (one, other) => AIR * Math.min(one.bottom - one.top, other.bottom - other.top);
  texts.forEach((one, index) => {
    for (const other of texts.slice(index + 1)) {
      if (one.element === other.element || one.element.closest("section") !== other.element.closest("section")) continue;
      if (across(one, other) > SLACK && down(one, other) > -apart(one, other)) found.push(`${name(one.element)} lies on ${name(other.element)}`);
    }
  });

  const tiles = [...document.querySelectorAll("main > section")].filter((tile) => tile.checkVisibility());
  tiles.forEach((tile, index) => {
    const one = tile.getBoundingClientRect();
    for (const each of tiles.slice(index + 1)) {
      const other = each.getBoundingClientRect();
      if (across(one, other) > SLACK && down(one, other) > SLACK) found.push(`tile ${tile.id} lies on ${each.id}`);
    }
  });
  return found;
}
