"""The kind `bookmarks`: links from config.toml."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.widgets.answers import HOSTILE, Answers, harmless


async def test_links(bench: Callable[..., Any]) -> None:
    links = [
        {"name": "Shop", "url": "https://shop.test/?a=1&b=2", "note": "admin"},
        {"name": "Ines", "url": "mailto:ines@shop.test"},
    ]
    kind = bench("bookmarks", links=links)
    html = kind.html(await kind.source().fetch(Answers({})))
    row = '<li><a class="name" href="https://shop.test/?a=1&amp;b=2" rel="noreferrer" dir="auto">Shop</a>'
    assert f'{row}<span class="quiet end">admin</span></li>' in html
    assert 'href="mailto:ines@shop.test"' in html


def test_many_links_are_all_sent_so_that_the_tile_counts_what_does_not_fit(bench: Callable[..., Any]) -> None:
    links = [{"name": f"Link {index}", "url": "https://a.test"} for index in range(50)]
    assert bench("bookmarks", links=links).html(50).count("<li") == 51


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(bench: Callable[..., Any], text: str) -> None:
    links = [{"name": text[:80], "url": f"https://a.test/{text[:500]}", "note": text[:80]}]
    assert harmless(bench("bookmarks", links=links).html(1))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "shop.test", "", " https://a.test"])
def test_other_addresses_are_refused(bench: Callable[..., Any], url: str) -> None:
    with pytest.raises(ValueError, match="an address such as"):
        bench("bookmarks", links=[{"name": "x", "url": url}])


@pytest.mark.parametrize("links", [[], [{"name": "", "url": "https://a.test"}], [{"url": "https://a.test"}]])
def test_wrong_options_are_refused(bench: Callable[..., Any], links: Any) -> None:
    with pytest.raises(ValueError, match=r"links|name"):
        bench("bookmarks", links=links)
