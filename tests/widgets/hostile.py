"""What an API might say to do harm, and how it is seen that it did none. Not a test."""

from collections.abc import Collection
from html.parser import HTMLParser

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} </textarea>",
    "\u202eשלום",
    "🌊" * 2500,
    "\x00\x1b[31m\n\t ",
    "",
)
LINKS = ("javascript:alert(1)", "data:text/html,x", "//evil.example/", ' " onmouseover="alert(1)', "http://[::1")

ELEMENTS = {"article", "header", "h2", "p", "b", "ul", "ol", "li", "span", "small", "a", "time", "abbr", "div"}
DRAWN = {"svg", "use", "path", "line", "circle"}


def harmless(html: str, also: Collection[str] = ()) -> None:
    """Only the templates' elements, and `also` these; no handler, only web addresses."""

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in ELEMENTS | DRAWN or tag in also, tag
            assert not [name for name, _ in attrs if name.startswith(("on", "style", "hx-", "src"))]
            links = [str(value) for name, value in attrs if name == "href" and tag != "use"]
            assert all(link.startswith(("http://", "https://")) for link in links)

    Reader().feed(html)
