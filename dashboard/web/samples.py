"""What the parts in the gallery are filled with: usual, nothing, far too much, and right to left. Not how they look."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dashboard.live.bars import Bars, bars
from dashboard.live.charts import Chart, Strip, chart, strip
from dashboard.live.formats import Formats
from dashboard.live.lines import Course, Lines, lines
from dashboard.store.history import Point, Series

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Row:
    """One row of a list: its name and its figure. `good` tells which sign it has."""

    name: str
    figure: float | None
    good: bool = True


@dataclass(frozen=True)
class Sample:
    """One filling for every part. `direction` is that of its words."""

    title: str
    number: float | None
    unit: str
    before: float | None
    caption: str
    sentence: str
    rows: tuple[Row, ...]
    heads: tuple[str, ...]
    shares: tuple[tuple[str, float], ...]
    curve: Chart | None
    courses: Lines | None
    categories: Bars | None
    times: Bars | None
    checks: Strip
    at: datetime
    due: datetime
    direction: str = "ltr"


def samples(formats: Formats, now: datetime) -> dict[str, Sample]:
    """The four fillings by their names."""
    figures = (9.4, 112.0, None, 0.031, 1840.0, 77.25, 3.0, 640.0)

    def filled(
        title: str, words: Sequence[str], heads: Sequence[str], sentence: str, number: float, unit: str, caption: str
    ) -> Sample:
        return Sample(
            title=title,
            number=number,
            unit=unit,
            before=number / 1.12,
            caption=caption,
            sentence=sentence,
            rows=tuple(Row(name, figures[index % 8], index % 4 != 2) for index, name in enumerate(words)),
            heads=tuple(heads),
            shares=tuple(zip(words, (38.0, 71.0, 100.0), strict=False)),
            curve=chart(course(now), number=formats.number, time=formats.time, limit=8.0),
            courses=lines(
                [(word, several(now, index)) for index, word in enumerate(words[:3])],
                number=formats.number,
                time=formats.time,
            ),
            categories=bars(list(zip(words[:5], (12.0, 31.0, 7.0, None, 19.0), strict=False)), number=formats.number),
            times=bars(hourly(formats, now), number=formats.number, timed=True),
            checks=strip(latencies(now), time=formats.time, slow=0.4),
            at=now - 9 * MINUTE,
            due=now + MINUTE,
        )

    usual = filled(
        "Workshop",
        ("Kiln", "Lathe", "Press", "Loom", "Forge", "Bench"),
        ("Machine", "Watts", "Share"),
        "Kiln day is Thursday. Label your pieces.",
        4318.0,
        "W",
        "on last Tuesday",
    )
    endless = filled(
        "The machines of the workshop behind the house, second floor, at the very end of the corridor",
        [f"{'Donaudampfschifffahrtsgesellschaftskapitän' * 2} {number}" for number in range(1, 31)],
        ("The name of the machine and where it stands", "Consumption in watts", "Share of the whole"),
        "Whoever has left the kiln on over the weekend is asked to come and see what is left of it. " * 6,
        -1_234_567_890.5,
        "kilowatt hours",
        "compared with the same hour of the same day of the same week of the year before the last one",
    )
    hebrew = filled(
        "בית מלאכה",
        ("כבשן", "מחרטה", "מכבש", "נול", "מפוחית", "ספסל"),
        ("מכונה", "ואט", "חלק"),
        "יום הכבשן הוא יום חמישי. סמנו את היצירות שלכם.",
        4318.0,
        "ואט",
        "לעומת יום שלישי",
    )
    nothing = Sample(
        title="Workshop",
        number=None,
        unit="",
        before=None,
        caption="",
        sentence="",
        rows=(),
        heads=(),
        shares=(),
        curve=None,
        courses=None,
        categories=None,
        times=None,
        checks=strip(None, time=formats.time),
        at=now,
        due=now + MINUTE,
    )
    return {"usual": usual, "empty": nothing, "long": endless, "rtl": replace(hebrew, direction="rtl")}


def course(now: datetime) -> Series:
    """An hour with two humps, and four minutes of which nothing is known."""
    points = []
    for minute in range(61):
        height = 4 + 3 * math.sin(minute / 7) + 1.5 * math.sin(minute / 2.6) + minute / 25
        points.append(Point(now - HOUR + minute * MINUTE, None if 22 <= minute < 26 else round(height, 2)))
    return Series(tuple(points), HOUR)


def several(now: datetime, index: int) -> Course:
    """One of several hours, each higher and later than the one before."""
    return [
        (now - HOUR + minute * MINUTE, round(9 + 7 * index + 4 * math.sin((minute - 9 * index) / 8), 2))
        for minute in range(0, 61, 2)
    ]


def hourly(formats: Formats, now: datetime) -> list[tuple[str, float | None]]:
    """A day in hours, two of which are unknown."""
    start = now.replace(minute=0, second=0, microsecond=0) - 23 * HOUR
    return [
        (
            formats.time(start + hour * HOUR),
            None if hour in (8, 9) else round(20 + 16 * math.sin(hour / 3.4) + 5 * math.sin(hour * 1.7)),
        )
        for hour in range(24)
    ]


def latencies(now: datetime) -> Series:
    """Forty checks: two were slow, three had no answer."""
    seconds = {14: 0.6, 15: 0.7, 26: None, 27: None, 28: None}
    return Series(
        tuple(Point(now - (40 - index) * MINUTE, seconds.get(index, 0.084)) for index in range(40)), 40 * MINUTE
    )
