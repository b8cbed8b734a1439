"""`GET /widgets/{id}/picture`: what a widget shows, and nothing else, harmless wherever it is opened."""

from pathlib import Path

import httpx
import pytest

from tests.waiting import until
from tests.walls import app_of, parts_of, serving

WALL = """
[widgets.yard]
kind = "image"
slides = "slides"

[widgets.clock]
kind = "clock"

[widgets.gone]
kind = "image"
slides = "gone"
"""

PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script>" + b" " * 9000 + b"</svg>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one picture beside config.toml."""
    (tmp_path / "slides").mkdir()
    (tmp_path / "slides" / "yard.svg").write_bytes(PICTURE)
    return tmp_path


async def test_d04_a_picture_is_served_as_its_tile_names_it(folder: Path) -> None:
    """A picture from elsewhere is an SVG with a script in it.

    Against it: pictures come by `<img>` only, and with a policy of their own that has `sandbox` and no scripts.
    """
    app = app_of(folder, WALL)
    async with serving(app) as address, httpx.AsyncClient(base_url=address) as client:
        newest = parts_of(app).hub.newest
        await until(
            lambda: 'data-state="fresh"' in newest["yard"].text and 'data-state="failed"' in newest["gone"].text
        )
        source = newest["yard"].text.partition('src="')[2].partition('"')[0]
        answer = await client.get(source)
        assert answer.content == PICTURE
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "script-src" not in answer.headers["content-security-policy"]
        other = await client.get("/widgets/yard/picture?v=other")
        assert (other.content, other.headers["cache-control"]) == (PICTURE, "no-store")
        for name in ("clock", "gone", "nobody"):
            assert (await client.get(f"/widgets/{name}/picture")).status_code == 404
