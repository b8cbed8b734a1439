"""The kind `image`: pictures are known by their first bytes, as their formats define them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.widget import SourceError
from tests.widgets.answers import Answers, Given

URL = "https://camera.test/snapshot.jpg?key=CANARY"
JPEG = b"\xff\xd8\xff\xe0" + b"a picture" * 2000
PNG = b"\x89PNG\r\n\x1a\n" + b"a picture"


@pytest.fixture
def fetch(bench: Callable[..., Any]) -> Callable[..., Any]:
    """The kind with the picture that it fetched."""

    async def run(given: Given, **options: Any) -> Any:
        kind = bench("image", **({"url": URL} | options))
        return kind, await kind.source().fetch(Answers({"/snapshot.jpg": given}))

    return run


async def test_a_large_picture_is_fetched_from_this_server(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch(JPEG, text="The yard", fit="contain")
    html = kind.html(answer)
    assert f'<img class="contain" src="/widgets/sample/picture?v={answer.digest}" alt="The yard"' in html
    assert "camera.test" not in html
    assert "CANARY" not in html + repr(kind.source())


async def test_a_small_one_travels_in_its_tile(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch(PNG)
    assert 'src="data:image/png;base64,iVBORw0KGgphIHBpY3R1cmU="' in kind.html(answer)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (b"GIF89a..", "image/gif"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x1cftypavif", "image/avif"),
        (b'<?xml version="1.0"?><svg/>', "image/svg+xml"),
        (b"\xef\xbb\xbf<svg><script>alert(1)</script></svg>", "image/svg+xml"),
    ],
)
async def test_formats(fetch: Callable[..., Any], body: bytes, media_type: str) -> None:
    assert (await fetch(body))[1].media_type == media_type


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "is not a picture"),
        (b"<html><svg></svg></html>", "is not a picture"),
        (b"<?xml version='1.0'?><rss/>", "is not a picture"),
        (b"\xff\xd8\xff" + b"x" * 8_000_000, "larger than 8,000,000 bytes"),
        ((401, b""), "answers 401: check its key"),
    ],
    ids=["nothing", "html", "xml", "too large", "refused"],
)
async def test_d04_what_is_no_picture_is_an_error(fetch: Callable[..., Any], given: Given, words: str) -> None:
    """An address that should be a picture answers with a page, with XML or with far too much.

    Against it: its first bytes decide what it is, and what is no picture of a known format is not passed on.
    """
    with pytest.raises(SourceError, match=words):
        await fetch(given)


async def test_the_pictures_of_a_folder_take_turns(bench: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "slides").mkdir()
    for name in ("b.png", "a.PNG", "notes.txt"):
        (tmp_path / "slides" / name).write_bytes(PNG + name.encode())
    source = bench("image", slides="slides").source()
    assert [source.read(turn).body[-5:] for turn in range(3)] == [b"a.PNG", b"b.png", b"a.PNG"]
    assert (await source.fetch(Answers({}))).media_type == "image/png"


def test_a_folder_without_pictures(bench: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "slides").mkdir()
    with pytest.raises(SourceError, match="there is no picture in slides"):
        bench("image", slides="slides").source().read(0)
    with pytest.raises(SourceError, match="gone can't be read: No such file"):
        bench("image", slides="gone").source().read(0)


@pytest.mark.parametrize(
    "options", [{}, {"url": URL, "slides": "a"}, {"url": "file:///etc/passwd"}, {"slides": "a", "dwell": "10ms"}]
)
def test_wrong_options_are_refused(bench: Callable[..., Any], options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"url|dwell"):
        bench("image", **options)
