"""The wall as pages: whole without a script, and made as product.md says."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from dashboard.app import Parts
from dashboard.web.pages import Pages
from tests.web.conftest import Client

VOID = {"meta", "link", "br", "hr", "img", "input", "path", "circle", "rect", "use", "stop"}


class Outline(HTMLParser):
    """Every element of a page, and whether each that was opened was closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that is closed in itself."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """An element ends: the one that was opened last."""
        if tag not in VOID:
            assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of all elements of this name."""
        return [attributes for name, attributes in self.elements if name == tag]


def test_a_page_is_whole_and_well_formed(client: Client) -> None:
    html = client.get("/").text
    assert html.startswith("<!doctype html>")
    assert Outline(html).open == []


def test_a_page_says_its_language_direction_and_theme(client: Client, parts: Parts) -> None:
    (root,) = Outline(client.get("/").text).all("html")
    assert re.fullmatch(r"[0-9a-f]{12}-[0-9a-f]{12}", root.pop("data-shell") or "")
    assert json.loads(root.pop("data-beat") or "").keys() == {"time", "theme", "polled"}
    assert json.loads(root.pop("data-spans") or "") == {"s": "{0} s", "min": "{0} min", "h": "{0} h", "d": "{0} d"}
    assert re.fullmatch("[0-7]", root.pop("data-shift") or "")
    assert root == {
        "lang": "en-GB",
        "dir": "ltr",
        "data-theme": "paper",
        "data-page": "main",
        "data-sound": "",
        "data-last": parts.publisher.last,
    }


def test_a_strip_with_title_day_and_time_stands_above_a_page_that_wants_one(client: Client) -> None:
    outline = Outline(client.get("/pages/second-page").text)
    (above,) = [place for place, element in enumerate(outline.elements) if element == ("header", {"class": "top"})]
    assert above < [name for name, _ in outline.elements].index("main")
    assert [each["class"] for each in outline.all("time")[:2]] == ["day", "time"]
    assert {"class": "top"} not in Outline(client.get("/").text).all("header")


def test_an_open_page_hears_that_it_has_a_strip_now(parts: Parts) -> None:
    pages = Pages(parts.publisher, parts.assets)
    page = pages.page("main")
    assert pages.version(replace(page, header=True)) != pages.version(page)


def test_the_title_is_text(client: Client) -> None:
    assert "<title>Home &amp; &lt;b&gt;garden&lt;/b&gt;</title>" in client.get("/").text


@pytest.mark.parametrize(
    ("address", "page", "widgets"),
    [
        ("/", "main", ["note", "clock", "count"]),
        ("/pages/main", "main", ["note", "clock", "count"]),
        ("/pages/second-page", "second-page", ["count", "other"]),
    ],
)
def test_each_widget_of_the_page_stands_in_a_section_that_is_swapped_inside(
    client: Client, address: str, page: str, widgets: list[str]
) -> None:
    outline = Outline(client.get(address).text)
    assert outline.all("main") == [{"hx-ext": "sse", "sse-connect": f"/events?page={page}"}]
    assert outline.all("section") == [{"id": f"w-{name}", "sse-swap": name} for name in widgets]


def test_the_newest_html_of_each_widget_is_in_the_page_already(client: Client, parts: Parts) -> None:
    html = client.get("/").text
    for name in ("note", "clock", "count"):
        assert f'sse-swap="{name}">{parts.hub.newest[name].text}</section>' in html
    assert '<article class="tile" data-kind="text" data-state="fresh" data-at="' in html


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(client: Client) -> None:
    outline = Outline(client.get("/").text)
    assert outline.all("style") == []
    assert all(script.get("src", "") for script in outline.all("script"))
    for _, attributes in outline.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "hx-on")]
        for name in ("src", "href", "action"):
            address = attributes.get(name) or "/"
            assert address.startswith(("/", "#", "data:,"))
            assert not address.startswith("//")


def test_the_order_of_scripts_lets_ours_replace_the_event_source(client: Client) -> None:
    sources = [script["src"] or "" for script in Outline(client.get("/").text).all("script")]
    names = [source.rpartition("/")[2] for source in sources]
    assert names.index("htmx.min.js") < names.index("sse.min.js") < names.index("wall.js")


def test_what_helps_where_scripts_are_broken_comes_first_and_is_none_of_them(client: Client, parts: Parts) -> None:
    sources = [script["src"] or "" for script in Outline(client.get("/").text).all("script")]
    assert sources[0].endswith("/recover.js")
    assert "recover" not in parts.assets.files["wall.js"].content.decode()


def test_every_asset_that_a_page_names_is_there_for_ever(client: Client) -> None:
    outline = Outline(client.get("/").text)
    named = [each.get("src") or each.get("href") for each in outline.all("script") + outline.all("link")]
    addresses = [address for address in named if address and address.startswith("/")]
    assert len(addresses) >= 6
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


def test_a_page_is_never_kept(client: Client) -> None:
    assert client.get("/").headers["cache-control"] == "no-store"


def test_with_several_pages_there_is_a_way_between_them(client: Client) -> None:
    links = Outline(client.get("/pages/second-page").text).all("a")
    assert {"href": "/pages/main"} in links
    assert {"href": "/pages/second-page", "aria-current": "page"} in links


def test_an_unknown_page_is_404_with_a_sentence(client: Client) -> None:
    for address in ("/pages/nope", "/pages/nope/layout.css"):
        answer = client.get(address)
        assert (answer.status_code, answer.text) == (404, "There is no page called 'nope' on this wall.\n")


# The style sheet of a layout


def test_the_layout_of_a_page_is_a_style_sheet(client: Client) -> None:
    answer = client.get("/pages/main/layout.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    landscape, _, portrait = answer.text.partition("@media (orientation: portrait)")
    kinds, _, landscape = landscape.partition("@layer layout {\n")
    assert ("@layer layout {\n" + landscape) == (
        "@layer layout {\n"
        "  main { grid-template: repeat(2, minmax(0, 1fr)) / repeat(3, minmax(0, 1fr)); }\n"
        "  #w-note { grid-area: 1 / 1 / span 2 / span 2; }\n"
        "  #w-clock { grid-area: 1 / 3 / span 1 / span 1; }\n"
        "  #w-count { grid-area: 2 / 3 / span 1 / span 1; }\n"
        "  "
    )
    assert all(f"#w-{name} {{ grid-area:" in portrait for name in ("note", "clock", "count"))
    assert '[data-kind="clock"] .value' in kinds
    assert '[data-kind="weather"]' not in answer.text
    assert '[data-theme="paper"]' in kinds
    assert '[data-theme="day"]' not in answer.text


def test_the_layout_that_a_page_names_may_be_kept_for_ever_and_another_may_not(client: Client) -> None:
    found = re.search(r'href="(/pages/main/layout\.css\?v=\w+)"', client.get("/").text)
    assert found is not None
    assert "immutable" in client.get(found[1]).headers["cache-control"]
    for address in ("/pages/main/layout.css", "/pages/main/layout.css?v=old"):
        assert client.get(address).headers["cache-control"] == "no-cache"


# One widget


def test_a_widget_alone_is_its_newest_inner_html(client: Client, parts: Parts) -> None:
    answer = client.get("/widgets/note")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text == parts.hub.newest["note"].text


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}'])
def test_a_widget_that_has_not_changed_is_304(client: Client, parts: Parts, form: str) -> None:
    first = client.get("/widgets/note")
    tag = first.headers["etag"]
    assert tag == f'"{parts.publisher.revisions.name(parts.hub.newest["note"].revision)}"'
    again = client.get("/widgets/note", headers={"If-None-Match": form.format(tag)})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


def test_a_widget_that_has_changed_is_sent_again(client: Client) -> None:
    assert client.get("/widgets/note", headers={"If-None-Match": '"0-1"'}).status_code == 200


def test_an_unknown_widget_is_404_with_a_sentence(client: Client) -> None:
    answer = client.get("/widgets/nope")
    assert (answer.status_code, answer.text) == (404, "There is no widget called 'nope' on this wall.\n")
