// <live-widget src="https://wall.example/widgets/clock">: one live widget in somebody else's page, with a shadow root, so
// that neither page's style gets into the other. Not the stream, which all of them share; see stream.js.
const looks = new Map(); // wall -> [style sheet, signs], which all of its elements share

async function fetched(wall) {
  try {
    const [style, signs] = await Promise.all(["css", "svg"].map(async (kind) => (await fetch(`${wall}/embed.${kind}`)).text()));
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    return [sheet, signs];
  } catch {
    looks.delete(wall); // the next element tries again
    return [];
  }
}

class LiveWidget extends HTMLElement {
  static observedAttributes = ["src", "theme"];

  constructor() {
    super();
    this.shadow = this.attachShadow({ mode: "open" });
    this.shadow.innerHTML = '<div class="root"><section></section><p class="link" role="status"></p></div>';
    [this.root] = this.shadow.children;
    [this.section, this.note] = this.root.children;
    this.ages = new Ages();
    this.receiver = {
      receive: (html, id) => this.show(html, id),
      link: (state) => this.linked(state),
      beat: (heart) => this.ages.beat(heart),
      refuse: (why) => this.refuse(why),
    };
  }

  get src() {
    return this.getAttribute("src");
  }

  set src(address) {
    this.setAttribute("src", address);
  }

  connectedCallback() {
    this.ticking = setInterval(() => this.tick(), 1_000);
    this.tick();
    this.begin();
  }

  disconnectedCallback() {
    clearInterval(this.ticking);
    this.stream?.leave(this.name, this.receiver);
  }

  attributeChangedCallback() {
    if (!this.ticking || !this.isConnected) return;
    this.disconnectedCallback();
    this.connectedCallback();
  }

  async begin() {
    this.stream = this.shown = null;
    const { href, searchParams } = new URL(this.getAttribute("src") ?? "", document.baseURI);
    const [, wall, name] = /^(https?:..[^/]+)\/widgets\/([a-z0-9-]+)($|\?)/.exec(href) ?? [];
    if (!name) return this.refuse("src is to be such as https://wall.example/widgets/clock");
    const token = searchParams.get("token");
    Object.assign(this, { wall, name, token });
    this.stream = streams.get(wall) ?? new Stream(wall);
    this.stream.join(name, token, this.receiver);
    if (!looks.has(wall)) looks.set(wall, fetched(wall));
    const [sheet, signs] = await looks.get(wall);
    if (!sheet) return;
    this.shadow.adoptedStyleSheets = [sheet];
    this.shadow.querySelector("svg.sr")?.remove();
    this.root.insertAdjacentHTML("beforebegin", signs);
    const { lang, direction } = this.shadow.firstChild.dataset;
    this.root.lang = this.ages.lang = lang;
    this.root.dir = direction;
  }

  show(html, id) {
    this.ages.hear();
    if (id === this.shown && !this.old) return;
    this.shown = id;
    this.section.innerHTML = placed(html, this.wall, this.token);
    this.old = false;
    this.tick();
  }

  linked(state) {
    this.ages.link(state);
    write(this.note, { live: "", late: "Late", down: "No connection" }[state]);
    if (this.getAttribute("link") === state) return;
    this.setAttribute("link", state);
    this.dispatchEvent(new CustomEvent("link", { bubbles: true, detail: state }));
  }

  refuse(why) {
    this.linked("down");
    this.show('<p class="tile message"></p>', why);
    write(this.section.firstChild, why);
  }

  // As light or dark as the place it stands in, unless told otherwise.
  tick() {
    const tile = this.section.querySelector("[data-state]");
    const told = this.getAttribute("theme");
    const theme = told ?? shade(this);
    if (this.root.dataset.theme !== theme) this.root.dataset.theme = theme;
    if (told) delete tile?.dataset.theme;
    if (tile && this.ages.tell(tile, this.name)) this.old = true;
  }
}

// The ground that is seen behind the element says more than a declared scheme, which many pages have not.
function shade(element) {
  for (let place = element; place; place = place.parentElement ?? place.getRootNode().host) {
    const ground = getComputedStyle(place).backgroundColor;
    const [red, green, blue, alpha = 1] = ground.match(/[\d.]+/g) ?? [];
    if (ground.startsWith("rgb") && alpha > 0.5) return 0.3 * red + 0.6 * green + 0.1 * blue < 128 ? "night" : "day";
  }
  const scheme = getComputedStyle(element).colorScheme;
  const dark = !scheme.includes("light") || matchMedia("(prefers-color-scheme: dark)").matches;
  return scheme.includes("dark") && dark ? "night" : "day";
}

if (!customElements.get("live-widget")) {
  customElements.define("live-widget", LiveWidget);
  // Lengths that are measured once, by the tile, as static/tokens.css registers them.
  for (const name of ["rem", "pad", "room", "t-small", "t-text", "t-lead"]) {
    CSS.registerProperty({ name: `--wallboard-${name}`, syntax: "<length>", inherits: true, initialValue: "16px" });
  }
}
