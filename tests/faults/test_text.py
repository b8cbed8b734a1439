"""Text from elsewhere: in any encoding, with any characters, and with markup that means harm. It is shown as text."""

import json
import re
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.conftest import Serve, StartSite, says
from tests.faults.seen import Outline, until
from tests.poll.site import answer

CONFIG = """
[widgets.word]
kind = "json"
url = "{url}/word"
value = "value"
every = "100ms"

[widgets.news]
kind = "feed"
urls = ["{url}/news"]
every = "100ms"
"""

TEXT = "Zürich – 東京"
LATIN = "Zürich café"

CODED = {
    "a mark of its byte order": (b"\xef\xbb\xbf" + json.dumps({"value": TEXT}, ensure_ascii=False).encode(), {}, TEXT),
    "another charset, and says so": (
        json.dumps({"value": LATIN}, ensure_ascii=False).encode("latin-1"),
        {"content_type": "application/json; charset=iso-8859-1"},
        LATIN,
    ),
    "another charset": (json.dumps({"value": LATIN}, ensure_ascii=False).encode("latin-1"), {}, None),
    "bytes that are no text": (b'{"value": "a\xc3\x28b\xff"}', {}, None),
    "half a pair of surrogates": (b'{"value": "a\\ud800b"}', {}, None),
    "a pair of surrogates": (b'{"value": "\\ud83d\\ude80 up"}', {}, "🚀 up"),
}
"""What answers have: their bytes, their headers, and the text; None where nobody can know it, so it may be refused."""


@pytest.mark.parametrize("case", CODED)
async def test_f27_text_in_another_encoding(site: StartSite, serve: Serve, case: str) -> None:
    """The text is in another encoding than it should be, or in none.

    Seen: the text, wherever it can be known; else the last value with the reason. Streams stay UTF-8.
    """
    body, headers, text = CODED[case]
    upstream = await site(word={"value": "before"})
    wall = await serve(CONFIG.partition("[widgets.news]")[0].format(url=upstream.url))
    await wall.sees("word", lambda tile: "before" in tile.text)
    async with wall.stream() as stream:
        upstream.replies["/word"] = answer(body, **headers)
        if text is not None:
            await wall.sees("word", lambda tile: text in tile.text, seconds=5)
        else:
            await wall.sees("word", lambda tile: "\ufffd" in tile.text or (tile.reason and "before" in tile.text))
        await until(lambda: stream.names()["word"] > 1)
        stream.received.decode("utf-8", "strict")
        assert b"\r" not in stream.received


LINES = [
    "one\rtwo",
    "one\ntwo",
    "one\r\n\r\nevent: wall.shell\r\ndata: gone\r\n\r\n",
    "one\n\nevent: news\ndata: gone\n\n",
    "data: one",
    "one\u2028two\u2029three\x85four",
    "one\x00two\x0bthree\x1bfour",
    "id: 7\n\nretry: 1\n\n:",
    "one\ufefftwo",
]


async def test_f28_text_that_looks_like_events(site: StartSite, serve: Serve) -> None:
    """The text holds line ends of all sorts, NUL, or lines as they stand in a stream.

    Seen: one event for each change, of that widget alone; nothing is injected.
    """
    upstream = await site(word={"value": "before"})
    wall = await serve(CONFIG.partition("[widgets.news]")[0].format(url=upstream.url))
    await wall.sees("word", lambda tile: "before" in tile.text)
    async with wall.stream() as stream:
        before = stream.names()
        for number, text in enumerate(LINES, 1):
            upstream.replies["/word"] = says({"value": f"{text} ({number})"})
            await until(lambda number=number: f"({number})" in stream.events()[-1].data)  # type: ignore[misc]  # a lambda
            assert stream.names()["word"] == before["word"] + number
        changed = {name for name, count in stream.names().items() if count != before[name]}
        assert changed <= {"word", "wall.heartbeat"}
        assert b"\x00" not in stream.received
        shown = (await wall.client.get("/widgets/word")).text
        assert stream.events("word")[-1].data == shown


CORPUS = (
    "{{ 7 * 7 }} ${7*7} "
    "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)></svg>"
    "<iframe srcdoc='<script>alert(4)</script>'></iframe><style>*{display:none}</style><base href=//evil.example>"
    "<meta http-equiv=refresh content=0><form action=//evil.example><button autofocus onfocus=alert(5)>"
    "</article></section></main><hx-partial hx-target=body>gone</hx-partial><div hx-swap-oob=true id=w-word>"
    "<a hx-get=/x hx-trigger=load sse-swap=word sse-connect=/x>&lt;b&gt; \"' ]]> --> </title></textarea></template>"
)

LINKS = [
    "javascript:alert(6)",
    "JaVa\tscript:alert(6)",
    " javascript:alert(6)",
    "data:text/html,<script>alert(6)</script>",
    "vbscript:x",
    "//evil.example/x",
    "\x01javascript:alert(6)",
]

FIELDS = """
[server]
push_token = "secret"

[widgets.fields]
kind = "json"
url = "{url}/word"
fields = [{{ path = "value" }}, {{ path = "other", label = "Other" }}]
every = "100ms"

[widgets.list]
kind = "json"
url = "{url}/list"
rows = "@"
every = "100ms"

[widgets.repo]
kind = "repository"
repo = "o/r"
base_url = "{url}/hub"
every = "100ms"

[widgets.rain]
kind = "weather"
place = "Porto"
base_url = "{url}/sky"
geocoding_url = "{url}/places"
every = "100ms"

[widgets.note]
kind = "text"
file = "note.md"
every = "100ms"

[widgets.pushed]
kind = "number"

[widgets.short]
kind = "number"
"""

NAMES = ["word", "news", "fields", "list", "repo", "rain", "note", "pushed"]

HARMFUL = {"script", "img", "iframe", "style", "base", "meta", "form", "button", "template", "hx-partial", "title"}


def feed() -> bytes:
    """A feed whose titles are hostile, with each of the links."""
    text = CORPUS.replace("]]>", "")
    items = "".join(
        f"<item><title><![CDATA[{number} {text}]]></title><link>{escape(link)}</link></item>"
        for number, link in enumerate(LINKS)
    )
    return f"<rss version='2.0'><channel><title><![CDATA[{text}]]></title>{items}</channel></rss>".encode()


def hostile() -> dict[str, bytes]:
    """What an upstream says that means harm, by path."""
    sky = {"current": {"time": 1795516200, "temperature_2m": 12.0, "weather_code": 3, "is_day": 1}}
    commits = [{"commit": {"message": CORPUS, "committer": {"name": CORPUS, "date": "2026-11-20T10:00:00Z"}}}]
    texts = {"name": CORPUS, "full_name": CORPUS, "description": CORPUS}
    return {
        "/word": says({"value": CORPUS, "other": CORPUS}),
        "/list": says([{"name": CORPUS, CORPUS: CORPUS}, *({"name": link, "b": link} for link in LINKS)]),
        "/news": answer(feed(), content_type="application/rss+xml"),
        "/hub/repos/o/r": says({"stargazers_count": 1, **texts}),
        "/hub/repos/o/r/commits": says(commits),
        "/hub/search/issues": says({"total_count": 1}),
        "/places/v1/search": says({"results": [{"name": CORPUS, "latitude": 1.0, "longitude": 1.0}]}),
        "/sky/v1/forecast": says(sky),
    }


def harmless(html: str, elements: list[tuple[str, dict[str, str]]]) -> None:
    """Nothing in these elements does anything, and what can be followed leads to the web."""
    for tag, attributes in elements:
        assert tag not in HARMFUL, html
        assert not [name for name in attributes if re.match("on|hx-|sse-|style|src", name)], html
        assert urlsplit(attributes.get("href", "")).scheme in {"", "http", "https", "mailto"}, html


async def test_f59_markup_in_every_field(site: StartSite, serve: Serve, tmp_path: Path) -> None:
    """Every text of every answer holds scripts, elements, attributes and addresses that mean harm.

    Seen: the text as it is. It makes no element, no attribute and no link but to the web.
    """
    upstream = await site()
    upstream.replies |= hostile()
    links = "\n\n".join(f"[{CORPUS}]({link}) <{link}> ![x]({link})" for link in LINKS)
    (tmp_path / "note.md").write_text(f"# {CORPUS}\n\n{CORPUS}\n\n{links}\n", "utf-8")
    wall = await serve((CONFIG + FIELDS).format(url=upstream.url))
    pushed = json.dumps({"value": 1, "label": CORPUS[:80], "unit": "<script>x"}).encode()
    (await wall.push("pushed", "secret", pushed)).raise_for_status()
    (await wall.push("short", "secret", json.dumps({"value": 1, "label": CORPUS[16:90]}).encode())).raise_for_status()
    async with wall.stream() as stream:
        for name in NAMES:
            tile = await wall.sees(name, lambda tile: "7 * 7" in tile.text)
            assert tile.outline.broken == [], tile.html
            harmless(tile.html, tile.outline.elements)
            await until(lambda name=name: "7 * 7" in stream.events(name)[-1].data)  # type: ignore[misc]  # it is a lambda
            harmless(tile.html, Outline(stream.events(name)[-1].data).elements)
    page = Outline((await wall.client.get("/")).text)
    inside = [found for found in page.elements if found[0] not in {"link", "meta", "style", "title"}]
    assert all(attributes.get("src", "").startswith("/static/") for tag, attributes in inside if tag == "script")
    assert not [tag for tag, _ in inside if tag in HARMFUL - {"script", "template"}]
