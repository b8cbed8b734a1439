"""Texts as a page may hold them: what may be linked, what is left of Markdown, how wide a headline is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dashboard.live.texts import digits, iso, markdown, safe_url

NOW = datetime(2026, 11, 24, 10, 42, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "width"), [("", "1"), ("1", "1"), ("12", "2"), ("10:42", "4.5"), ("1,234.5", "6"), ("x" * 99, "20")]
)
def test_the_width_of_a_headline(text: str, width: str) -> None:
    assert digits(text) == width


def test_an_instant_for_machines_is_in_utc() -> None:
    assert iso(NOW.astimezone(ZoneInfo("Asia/Tokyo"))) == "2026-11-24T10:42:30Z"


@pytest.mark.parametrize(
    "address", ["https://x.test/a?b=c#d", "http://x.test", "HTTPS://X.test/", "mailto:a@b.test", " https://x.test/ "]
)
def test_addresses_that_may_be_linked(address: str) -> None:
    assert safe_url(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVa\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.test/",
        "/relative",
        "http:evil",
        "https://",
        "http://[::1",
    ],
)
def test_d02_addresses_that_may_not_be_linked(address: str | None) -> None:
    """A link holds a script: `javascript:`, `data:`, or either in disguise.

    Against it: every link goes through one filter, which lets http, https and mailto pass and nothing else.
    """
    assert safe_url(address) is None


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[a](https://x.test/)", '<p><a href="https://x.test/" rel="noopener noreferrer">a</a></p>\n'),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
        ("![i](https://x.test/i.png)", "<p></p>\n"),
    ],
)
def test_markdown_knows_a_short_list_of_tags(text: str, html: str) -> None:
    assert markdown(text) == html
