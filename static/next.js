// Another page, or a newer version of this one, that takes the place of what is shown: what stands on both is not touched.
// Not when that happens; see shell.js and pages/rotate.js.
class NextPage {
  static PATIENCE = 10_000; // for an answer
  static SHARED = ["lang", "dir", "data-spans", "data-shell", "data-page", "data-shift", "data-sound"]; // of <html>. The theme comes with the heartbeat

  // A connection may have silently died: an answer is not waited for without end.
  static ask(url) {
    return fetch(url, { cache: "no-store", signal: AbortSignal.timeout?.(NextPage.PATIENCE) });
  }

  // The page at this address as the server has it now; null where there is none any more.
  static async at(address) {
    const answer = await NextPage.ask(address);
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error("the server does not answer");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.documentElement.dataset.shell) throw new Error("this is not a page of the wall");
    return new NextPage(page);
  }

  constructor(page) {
    this.page = page;
    this.root = page.documentElement.dataset;
    this.drawing = null; // its layout, which is here and not yet followed
  }

  // Whether it was made for the scripts and style sheets that are here.
  get fits() {
    return this.root.shell.split("-")[0] === document.documentElement.dataset.shell.split("-")[0];
  }

  // What it needs has to be here before it is.
  async prepare() {
    const added = [...this.page.head.querySelectorAll("script[src], link[rel='stylesheet']")].filter((each) => !NextPage.here(each));
    const [layout] = added.filter((each) => each.matches("[href*='layout.css']"));
    const coming = added.map((each) => NextPage.load(each, each === layout));
    this.drawing = layout ? coming[added.indexOf(layout)].element : null;
    try {
      await Promise.all(coming.map(({ loaded }) => loaded));
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  static here(element) {
    const name = element.matches("script") ? "src" : "href";
    return document.querySelector(`head > ${element.localName}[${name}="${element.getAttribute(name)}"]`) !== null;
  }

  // A script that was parsed elsewhere would not run.
  static load(element, waits) {
    const copy = document.createElement(element.localName);
    for (const { name, value } of element.attributes) copy.setAttribute(name, value);
    if (waits) copy.media = "not all";
    const loaded = new Promise((resolve, reject) => {
      copy.onload = resolve;
      copy.onerror = () => {
        copy.remove();
        reject(new Error("what the page needs does not come"));
      };
    });
    if (waits) document.querySelector("head > [href*='layout.css']").after(copy);
    else document.head.append(copy);
    return { element: copy, loaded };
  }

  // It is not to be shown after all.
  drop() {
    this.drawing?.remove();
  }

  // Show it, once it is prepared.
  take() {
    const drawn = this.page.querySelector("head > [href*='layout.css']").getAttribute("href");
    for (const layout of document.querySelectorAll("head > [href*='layout.css']")) {
      if (layout.getAttribute("href") === drawn) layout.media = "all";
      else layout.remove();
    }
    const changed = this.replace();
    document.title = this.page.title;
    for (const name of NextPage.SHARED) document.documentElement.setAttribute(name, this.page.documentElement.getAttribute(name));
    document.querySelector(".link time").dataset.zone = this.page.querySelector(".link time").dataset.zone;
    const stream = this.page.querySelector("main").getAttribute("sse-connect");
    document.dispatchEvent(new CustomEvent("wall:changed", { detail: { ...changed, stream, last: this.root.last, beat: this.root.beat } }));
  }

  // Whether a widget's section, or a group with its tabs, stands on it just as it does here.
  has(here) {
    const other = this.page.getElementById(here.id);
    return other !== null && NextPage.outline(here) === NextPage.outline(other);
  }

  static outline(place) {
    const [tabs, ...members] = place.matches(".group") ? place.children : [];
    const names = [tabs?.getAttribute("aria-label"), ...members.map(({ id }) => id)];
    return JSON.stringify([place.localName, place.getAttribute("role"), place.dataset.dwell, names]);
  }

  // Widgets that stay are not touched, unless they have to move; nor is a group that has stayed as it was. What has gone
  // and what has come is told.
  replace() {
    const main = document.querySelector("main");
    const name = (section) => section.getAttribute("sse-swap");
    const gone = [];
    const came = [];
    for (const section of main.querySelectorAll("section[sse-swap]")) {
      if (this.page.getElementById(section.id)?.matches("section")) continue;
      gone.push(name(section));
      section.remove();
    }
    for (const group of main.querySelectorAll(":scope > .group")) {
      if (!this.has(group)) group.replaceWith(...group.querySelectorAll(":scope > section"));
    }
    let place = main.querySelector(":scope > section, :scope > .group, :scope > aside");
    for (const fresh of this.page.querySelectorAll("main > section, main > .group")) {
      const old = document.getElementById(fresh.id);
      const here = old && this.has(old) ? old : document.importNode(fresh, true);
      if (here === place) {
        place = place.nextElementSibling;
        continue;
      }
      const sections = here.matches("section") ? [here] : here.querySelectorAll(":scope > section");
      for (const section of here === old ? [] : sections) {
        const known = document.getElementById(section.id);
        if (!known) came.push(name(section));
        else {
          section.replaceChildren(...known.childNodes);
          if (known === place) place = known.nextElementSibling;
          known.remove();
        }
      }
      main.insertBefore(here, place);
      if (here !== old) htmx.process(here);
    }
    const focused = document.activeElement?.closest(".pages a")?.getAttribute("href");
    for (const each of [".top", "h1", ".demo", "nav.pages"]) {
      const old = document.querySelector(each);
      const other = this.page.querySelector(each);
      if (old && other && old.isEqualNode(other)) continue;
      if (old && other) old.replaceWith(document.importNode(other, true));
      else if (other) document.body.append(document.importNode(other, true));
      else old?.remove();
    }
    if (focused) document.querySelector(`.pages a[href="${focused}"]`)?.focus();
    return { gone, came };
  }
}
