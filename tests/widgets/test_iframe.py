"""The kind `iframe`: one page in a frame, and what it may do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.walls import app_of, serving
from tests.widgets.answers import Answers

SRC = "https://grafana.test:3000/d/kiln?kiosk&theme=dark"


async def test_the_frame(bench: Callable[..., Any]) -> None:
    kind = bench("iframe", src=SRC)
    html = kind.html(await kind.source().fetch(Answers({})))
    assert '<iframe class="frame" src="https://grafana.test:3000/d/kiln?kiosk&amp;theme=dark"' in html
    assert 'sandbox="allow-scripts allow-same-origin allow-forms"' in html
    assert "<h2>grafana.test</h2>" in html


def test_without_scripts(bench: Callable[..., Any]) -> None:
    assert 'sandbox=""' in bench("iframe", src=SRC, scripts=False).html(SRC)


@pytest.mark.parametrize(
    "src",
    [
        "",
        "grafana.test",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@a.test",
        "https://a.test;script-src *",
        "https://a.test 'unsafe-inline'",
        "https://*.test",
    ],
)
def test_other_addresses_are_refused(bench: Callable[..., Any], src: str) -> None:
    with pytest.raises(ValueError, match="an address such as"):
        bench("iframe", src=src)


async def test_a_page_lets_in_its_own_frames_alone(tmp_path: Path) -> None:
    pages = '[pages.one]\nlayout = "map"\n[pages.two]\nlayout = "note"\n'
    widgets = f'[widgets.map]\nkind = "iframe"\nsrc = "{SRC}"\n[widgets.note]\nkind = "text"\ntext = "x"\n'
    async with serving(app_of(tmp_path, pages + widgets)) as address, httpx.AsyncClient(base_url=address) as client:
        one, two = (await client.get("/pages/one")).headers, (await client.get("/pages/two")).headers
    assert one["content-security-policy"].endswith("; frame-src https://grafana.test:3000")
    assert one["content-security-policy"].startswith(two["content-security-policy"])
    assert "frame-src" not in two["content-security-policy"]
    assert one["x-frame-options"] == two["x-frame-options"] == "DENY"
