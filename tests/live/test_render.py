"""A reading as a tile: what each state shows, what nobody can smuggle in, and what a broken kind can't break."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from dashboard import widget
from dashboard.config.board import Widget
from dashboard.folders import find_folders
from dashboard.live.alerts import Ringing
from dashboard.live.render import Renderer, Tile, titled
from dashboard.store.history import History
from dashboard.store.reading import Reading, State
from dashboard.widget import Push
from tests.live.conftest import NOON, MakeKind

MINUTE = timedelta(minutes=1)
HOSTILE = "<img src=x onerror=alert(1)>\"'&</article><script>alert(1)</script>"
GOOD = Reading().succeeded("21 degrees", NOON)

Shown = Callable[..., Widget]


def tile(shown: Widget, reading: Reading = GOOD, now: datetime = NOON, renderer: Renderer | None = None) -> Tile:
    """The widget as it is shown."""
    renderer = renderer or Renderer(find_folders().templates, [shown.kind], widget.Wall())
    return renderer.tile(shown, reading, {}, now)


def test_a_fresh_tile_shows_the_view(shown: Shown) -> None:
    assert tile(shown()).html(NOON) == (
        '<article class="tile" data-kind="any" data-state="fresh" data-stale-after="180" data-expire-after="600" '
        'data-at="2026-11-21T12:00:00Z"><header class="head"><h2>A</h2></header><p>21 degrees</p></article>'
    )


def test_a_template_may_use_what_jinja_brings_in_a_macro_of_its_own_too(shown: Shown, kind: MakeKind) -> None:
    counted = "{% macro counted() %}{% for number in range(3) %}{{ number }}{% endfor %}{% endmacro %}"
    made = tile(
        shown(of=kind(template=counted + '{% extends "tile.html" %}{% block body %}{{ counted() }}{% endblock %}'))
    )
    assert "</header>012</article>" in made.html(NOON)


def test_a_pending_tile_waits_and_has_no_time(shown: Shown) -> None:
    made = tile(shown(), Reading())
    assert made.state is State.PENDING
    assert "Waiting for the first answer" in made.inner
    assert "data-at" not in made.html(None)


def test_a_stale_tile_shows_the_last_value_and_its_age(shown: Shown) -> None:
    made = tile(shown(), now=NOON + MINUTE * 4)
    assert made.state is State.STALE
    assert "4 min old" in made.inner
    assert "21 degrees" in made.inner


def test_an_expired_tile_hides_the_value_and_says_since_when(shown: Shown) -> None:
    made = tile(shown(), now=NOON + MINUTE * 11)
    assert made.state is State.EXPIRED
    assert "21 degrees" not in made.inner
    assert 'Last answer <time datetime="2026-11-21T12:00:00Z" data-ago=" ago">12:00</time>' in made.inner


@pytest.mark.parametrize(
    ("limits", "lifetime", "written"),
    [
        ({"stale_after": None, "expire_after": None}, None, ""),
        ({"stale_after": timedelta(milliseconds=500), "expire_after": None}, None, ' data-stale-after="0.5"'),
        ({"stale_after": None, "expire_after": MINUTE}, MINUTE * 2, ' data-expire-after="60"'),
        ({"stale_after": None, "expire_after": None}, MINUTE * 2, ' data-expire-after="120"'),
        ({"stale_after": timedelta(days=400), "expire_after": None}, None, ' data-stale-after="34560000"'),
    ],
)
def test_a_tile_carries_its_limits_for_a_browser_that_is_left_alone(
    shown: Shown, limits: dict[str, Any], lifetime: timedelta | None, written: str
) -> None:
    reading = Reading().succeeded("21 degrees", NOON, lifetime)
    html = tile(shown(**limits), reading).html(NOON)
    assert html.startswith(f'<article class="tile" data-kind="any" data-state="fresh"{written} data-at=')


def test_another_lifetime_makes_another_tile(shown: Shown) -> None:
    push = shown(expire_after=None)
    one, other = (Reading().succeeded("x", NOON, MINUTE * minutes) for minutes in (1, 2))
    assert tile(push, one) == tile(push, one)
    assert tile(push, one) != tile(push, other)


def test_an_excuse_makes_the_limits_later_and_no_other_tile(shown: Shown) -> None:
    one, other = (Reading().succeeded("x", NOON, excused=timedelta(seconds=count)) for count in (0, 20))
    assert tile(shown(), one) == tile(shown(), other)
    assert 'data-stale-after="200" data-expire-after="620"' in tile(shown(), other).html(NOON)


def test_an_expired_tile_keeps_the_title_that_its_view_had(shown: Shown, kind: MakeKind) -> None:
    class View(widget.Struct):
        title: str

    made = tile(shown(of=kind(view=lambda answer, options: View("Lisbon"))), now=NOON + MINUTE * 11)
    assert made.state is State.EXPIRED
    assert "<h2>Lisbon</h2>" in made.inner


def test_a_failed_tile_says_why_and_when_it_is_tried_again(shown: Shown) -> None:
    made = tile(shown(), Reading().failed("api.test answers 503", "status").trying(NOON + MINUTE))
    assert made.state is State.FAILED
    assert "api.test answers 503, next try" in made.inner
    assert '<time datetime="2026-11-21T12:01:00Z" data-until>at 12:01:00</time>' in made.inner


@pytest.mark.parametrize("minutes", [1, 4, 11])
def test_a_failure_after_a_success_gives_its_reason_beside_the_value(shown: Shown, minutes: int) -> None:
    reading = GOOD.failed("api.test answers 503", "status").trying(NOON + MINUTE * 20)
    made = tile(shown(), reading, NOON + MINUTE * minutes)
    assert "api.test answers 503, next try" in made.inner
    assert ("21 degrees" in made.inner) is (minutes < 10)


@pytest.mark.parametrize(
    ("title", "view_title", "written"),
    [(None, None, "Disk space"), (None, "Lisbon", "Lisbon"), ("Mine", "Lisbon", "Mine")],
)
def test_the_title_is_the_widgets_or_the_views_or_made_of_the_id(
    shown: Shown, kind: MakeKind, title: str | None, view_title: str | None, written: str
) -> None:
    class View(widget.Struct):
        title: str | None

    of = kind(view=lambda answer, options: View(view_title))
    assert f"<h2>{written}</h2>" in tile(shown("disk-space", of, title=title)).inner


@pytest.mark.parametrize(
    ("name", "title"),
    [("disk-space", "Disk space"), ("dns", "DNS"), ("my-nas-load", "My NAS load"), ("the-fxpot", "The fxpot")],
)
def test_a_title_that_is_made_of_an_id_writes_abbreviations_in_capitals(name: str, title: str) -> None:
    assert titled(name) == title


def test_what_is_hostile_in_title_view_reason_and_link_stays_text(shown: Shown) -> None:
    reading = Reading().succeeded(HOSTILE, NOON).failed(HOSTILE, "status")
    html = tile(shown(title=HOSTILE, link="https://x.test/?" + HOSTILE, theme=HOSTILE), reading).html(NOON)
    assert "<img" not in html
    assert "<script" not in html
    assert html.count("</article>") == 1
    assert "onerror" not in html.replace("onerror=alert(1)&gt;", "")


@pytest.mark.parametrize("reading", [GOOD, Reading().failed("x", "dns")])
def test_what_is_hostile_in_a_problem_stays_text(shown: Shown, reading: Reading) -> None:
    html = tile(shown(problem=HOSTILE, title=HOSTILE), reading).html(NOON)
    assert "<img" not in html
    assert html.count("&lt;img") == 2


def test_a_widget_with_a_problem_shows_that_instead(shown: Shown) -> None:
    made = tile(shown(problem="The kind is broken"))
    assert made.state is State.FAILED
    assert "The kind is broken" in made.inner


def broken(answer: Any, options: Any) -> Any:
    """A view that does not know this answer."""
    raise KeyError(answer)


@pytest.mark.parametrize(
    ("others", "name"),
    [
        ({"view": broken}, "KeyError"),
        ({"template": "{{ view.nothing.there }}"}, "UndefinedError"),
        ({"template": "{% if %}"}, "TemplateSyntaxError"),
        ({"template": "{{ 1 / 0 }}"}, "ZeroDivisionError"),
    ],
)
def test_a_broken_kind_is_one_error_tile_and_one_traceback(
    shown: Shown, kind: MakeKind, caplog: pytest.LogCaptureFixture, others: dict[str, Any], name: str
) -> None:
    of = kind(**others)
    renderer = Renderer(find_folders().templates, [of], widget.Wall())
    for _ in range(3):
        made = tile(shown("a", of), renderer=renderer)
    assert made.state is State.FAILED
    assert f"The kind any can&#39;t show this answer ({name})" in made.inner
    assert [(record.levelno, bool(record.exc_info)) for record in caplog.records] == [(logging.ERROR, True)]


def test_a_kind_that_is_well_again_may_complain_again(
    shown: Shown, kind: MakeKind, caplog: pytest.LogCaptureFixture
) -> None:
    of = kind(view=lambda answer, options: 1 / answer)
    renderer = Renderer(find_folders().templates, [of], widget.Wall())
    for answer in (0, 0, 1, 0):
        tile(shown("a", of), Reading().succeeded(answer, NOON), renderer=renderer)
    assert len(caplog.records) == 2


def test_a_template_that_is_not_there_is_an_error_tile(shown: Shown, kind: MakeKind) -> None:
    of = kind()
    assert of.template is not None
    of.template.unlink()
    assert "TemplateNotFound" in tile(shown("a", of)).inner


def test_an_alert_that_is_off_stands_in_the_tile_and_says_its_bound(shown: Shown, kind: MakeKind) -> None:
    bound = '{% from "parts/figure.html" import beyond %}{{ beyond(limit) if limit }}|{{ alert }}'
    of = kind(template=bound)
    renderer = Renderer(find_folders().templates, [of], widget.Wall())
    for ringing, words in [
        (Ringing("danger", above=8, lasting=MINUTE * 6), "Above 8 for 6 min|danger"),
        (Ringing("warn", above=8), "Above 8|warn"),
        (Ringing("warn", below=0.5, lasting=MINUTE * 200), "Below 0.5 for 3 h|warn"),
    ]:
        made = renderer.tile(shown("a", of), GOOD, {}, NOON, ringing)
        assert made.inner == words
        assert f'data-alert="{ringing.level}"' in made.html(NOON)
    assert "data-alert" not in renderer.tile(shown("a", of), GOOD, {}, NOON).html(NOON)


# What templates get


def test_a_widget_that_is_asked_seldom_has_room_for_its_age(shown: Shown) -> None:
    def ages(**others: Any) -> bool:
        return '<p class="age"></p>' in tile(shown(**others)).inner

    pushed = Push("a", into=object)
    assert ages(source=pushed, every=MINUTE)
    assert not ages(source=pushed, every=timedelta(seconds=10))
    assert not ages()


def test_a_link_covers_the_tile_and_is_named_after_it(shown: Shown) -> None:
    assert '<a href="https://x.test/" aria-label="A"></a>' in tile(shown(link="https://x.test/")).inner


def test_a_theme_of_its_own_stands_in_the_tile(shown: Shown) -> None:
    assert ' data-theme="paper"' in tile(shown(theme="paper")).html(NOON)


def test_templates_can_draw_the_first_measure_or_one_by_name(shown: Shown, kind: MakeKind) -> None:
    of = kind(template='{{ spark().label }}|{{ spark("heat").label }}|{{ spark("none") }}')
    history = History(MINUTE * 60)
    for minute in range(6):
        history.add(NOON + MINUTE * minute, {"load": minute} | {"heat": minute * 10})
    renderer = Renderer(find_folders().templates, [of], widget.Wall())
    made = renderer.tile(shown("a", of), GOOD, history.series(), NOON)
    assert made.inner == ("Since 12:00: lowest 0, highest 5, now 5|Since 12:00: lowest 0, highest 50, now 50|None")


def test_equal_content_is_an_equal_tile_whatever_the_time(shown: Shown) -> None:
    assert tile(shown(), now=NOON) == tile(shown(), now=NOON + MINUTE)
