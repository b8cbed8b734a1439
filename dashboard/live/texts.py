"""Texts as a page may hold them, and how wide they are: the same in every locale. Numbers and times are in formats."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

NARROW = frozenset(".,:°' \u00a0\u202f\u2019il|!;٫٬")
"""Characters that take half the width of a digit in the headline face."""

UNSEEN = frozenset("\u061c\u200e\u200f\u2068\u2069")
"""Marks of direction, which take none."""

RICH = {"p", "br", "em", "strong", "s", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "a"}
RICH |= {"h1", "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"}


def digits(text: str) -> str:
    """The width of a headline in digits, in halves and at least 1: what `data-len` says to the style sheet."""
    width = sum(0.5 if character in NARROW else 1.0 for character in str(text) if character not in UNSEEN)
    return f"{min(max(width, 1), 20):g}"


def iso(at: datetime) -> str:
    """An instant for machines, in UTC to the second: 2026-11-24T10:42:00Z."""
    return at.astimezone(UTC).isoformat()[:19] + "Z"


def safe_url(address: object) -> str | None:
    """The address if it is http, https or mailto; None for anything else, `javascript:` first of all."""
    text = str(address or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme.lower() in {"http", "https"} and parts.netloc:
        return text
    return text if parts.scheme.lower() == "mailto" else None


def markdown(text: str) -> Markup:
    """Markdown as HTML. Raw HTML in it stays text, and what is left is held against a short list of tags."""
    rendered = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
    clean = nh3.clean(
        rendered.render(text), tags=RICH, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}
    )
    return Markup(clean)  # noqa: S704  nh3 has just reduced it to the tags above
