"""The kind xkcd on an answer that is composed after https://xkcd.com/about."""

from pathlib import Path

import pytest
from wallboard_xkcd import xkcd

from dashboard.testing import render
from dashboard.widget import SourceError

SAMPLE = Path(__file__).with_name("latest.json").read_bytes()


def test_title_and_text_are_shown() -> None:
    tile = render(xkcd, SAMPLE)
    assert "<h2>xkcd 4321</h2>" in tile
    assert '<p class="lead">Kiln Day</p>' in tile
    assert "&lt;Thursday&gt; is the best day for it." in tile


def test_another_answer_is_told() -> None:
    with pytest.raises(SourceError, match=r"xkcd\.com answers in another shape"):
        render(xkcd, b'{"num": null}')
