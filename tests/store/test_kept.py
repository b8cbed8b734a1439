"""What is known of one source as bytes: all of it comes back, or none."""

import inspect
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr

from dashboard import widget
from dashboard.app import known_kinds, read_board
from dashboard.config.board import Kind, Widget
from dashboard.store.history import Point
from dashboard.store.kept import Points, Unusable, decode, encode, keeps, name_of
from dashboard.store.reading import Reading, State
from dashboard.widget import Answer, Clock, File, Http, Json, Push, Request, Rhythm, Source, Static

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=3)
SAMPLES = Path(__file__).parents[1] / "widgets"

ANYTHING: Json[object] = Json(Request("https://api.test/"), into=object)

documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
)
times = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
values = st.none() | st.floats(allow_nan=False, allow_infinity=False)
rings = st.lists(st.builds(Point, times, values), max_size=20)


def shown(source: Source[Any], view: Callable[[Any, Any], Any] = lambda answer, options: answer) -> Widget:
    """A widget that shows this source."""
    minute = timedelta(minutes=1)
    return Widget("w", Kind("any", view=view), widget.Options(), source, minute, minute)


def there_and_back(here: Widget, reading: Reading, histories: Points | None = None) -> tuple[Reading, Points]:
    """What comes back of this."""
    return decode(here.source, here, encode(here.source, here, reading, histories or {}), LATER)


def data_there_and_back(here: Widget, data: Any) -> Any:
    """What comes back of an answer."""
    return there_and_back(here, Reading().succeeded(data, NOON))[0].data


# Answers


@given(document=documents)
def test_any_json_document_comes_back(document: object) -> None:
    assert repr(data_there_and_back(shown(ANYTHING), document)) == repr(document)


@given(text=documents.map(lambda document: json.dumps(document).encode()))
def test_so_does_whatever_a_json_source_reads(text: bytes) -> None:
    read = widget.decode_json(text, object, "api.test")
    assert data_there_and_back(shown(ANYTHING), read) == read


@given(histories=st.dictionaries(st.text(), st.dictionaries(st.text(), rings, max_size=3), max_size=3))
def test_any_history_comes_back(histories: Points) -> None:
    past = {
        name: {measure: [point for point in points if point.at <= LATER] for measure, points in measures.items()}
        for name, measures in histories.items()
    }
    assert there_and_back(shown(ANYTHING), Reading().succeeded(1, NOON), histories)[1] == past


@pytest.mark.parametrize(
    "reading",
    [
        Reading().succeeded("data", NOON),
        Reading().succeeded("data", NOON).succeeded("data", NOON + timedelta(microseconds=1)),
        Reading().succeeded(None, NOON),
        Reading().succeeded("data", NOON, timedelta(minutes=15)),
        Reading().succeeded("data", NOON, timedelta.max),
        Reading().succeeded("data", NOON, excused=timedelta(minutes=5)),
        Reading().succeeded("data", NOON).failed("api.test answers 503", "status").failed("no", "dns"),
        Reading().succeeded("data", NOON.astimezone(timezone(timedelta(hours=5.5)))),
    ],
)
def test_the_rest_of_a_reading_comes_back_but_for_the_next_try(reading: Reading) -> None:
    assert there_and_back(shown(ANYTHING), reading.trying(LATER))[0] == reading


def test_an_answer_from_a_time_that_is_yet_to_come_is_taken_for_stale() -> None:
    here = shown(ANYTHING)
    points = [Point(NOON, 1.0), Point(NOON + timedelta(hours=2), 2.0)]
    ahead = Reading().succeeded("data", NOON + timedelta(days=9999))
    now = NOON + timedelta(hours=1)
    reading, histories = decode(here.source, here, encode(here.source, here, ahead, {"w": {"load": points}}), now)
    assert (reading.data, reading.state(now, here.every, None)) == ("data", State.STALE)
    assert histories == {"w": {"load": [points[0]]}}


class Recorded:
    """The way out to servers whose answers were recorded."""

    FILES: ClassVar = {
        "/v1/search": "weather/places.json",
        "/v1/forecast": "weather/forecast.json",
        "/v1/latest": "fx/latest.json",
        "/rss": "feed/news.rss",
        "/atom": "feed/blog.atom",
        "/prometheus": "json/prometheus.json",
        "/glances": "json/glances_fs.json",
        "/repos/a/b": "repository/repository.json",
        "/repos/a/b/commits": "repository/commits.json",
        "/search/issues": "repository/pulls.json",
    }

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        path = urlsplit(request.url).path
        status = 200 if path in self.FILES else 404
        body = (SAMPLES / self.FILES[path]).read_bytes() if path in self.FILES else b""
        return Answer(request.host, status, {}, body, 0.1)

    async def connect(self, host: str, port: int) -> float:
        return 0.2


WALL = """
[wall]
timezone = "Europe/Lisbon"

[widgets.weather]
kind = "weather"
place = "Lisbon"

[widgets.fx]
kind = "fx"

[widgets.feed]
kind = "feed"
urls = ["https://a.test/rss", "https://b.test/atom", "https://c.test/none"]

[widgets.json-value]
kind = "json"
url = "https://a.test/prometheus"
value = "data.result[0].value[1]"

[widgets.json-rows]
kind = "json"
url = "https://a.test/glances"
rows = "@"

[widgets.repository]
kind = "repository"
repo = "a/b"
token = "secret"

[widgets.monitor]
kind = "monitor"
targets = ["https://a.test/rss", { url = "https://a.test/gone", name = "Gone" }, "tcp://a.test:5432"]

[widgets.system]
kind = "system"
show = ["cpu", "memory", "disk", "swap", "load", "network", "temperature"]

[widgets.text]
kind = "text"
file = "config.toml"

[widgets.number]
kind = "number"
"""


@pytest.mark.parametrize(
    "name",
    ["weather", "fx", "feed", "json-value", "json-rows", "repository", "monitor", "system", "text", "number"],
)
async def test_the_answers_of_the_built_in_kinds_come_back_as_they_were(name: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(WALL, "utf-8")
    here = read_board(path).widgets[name]
    if isinstance(here.source, Push):
        data = msgspec.json.decode((SAMPLES / name / "full.json").read_bytes(), type=here.source.into)
    else:
        data = await here.source.fetch(Recorded())
    back = data_there_and_back(here, data)
    assert keeps(here.source)
    assert back == data
    assert type(back) is type(data)
    assert here.kind.view(back, here.options) == here.kind.view(data, here.options)


@pytest.mark.parametrize("kind", known_kinds().values(), ids=lambda kind: kind.name)
def test_every_kind_says_what_its_answers_are(kind: Kind) -> None:
    answer = next(iter(inspect.signature(kind.view).parameters))
    msgspec.json.Decoder(get_type_hints(kind.view, include_extras=True)[answer])


# What can't be kept


@dataclass(frozen=True)
class Odd:
    """A source of a stranger's kind."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    about: Any = None

    async def fetch(self, http: Http) -> Any:
        raise NotImplementedError


class Quarrelsome:
    """An answer that can't even be compared."""

    def __init__(self) -> None:
        self.name = "x"

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no")

    __hash__ = None  # type: ignore[assignment]


def lost() -> list[Any]:
    """Documents that hold themselves, and other answers that JSON can't say."""
    endless: list[Any] = []
    endless.append(endless)
    return [endless, (1, 2), {1, 2}, {1: 2}, {(1, 2): 3}, math.nan, math.inf, b"x", object(), Quarrelsome(), NOON]


@pytest.mark.parametrize("data", lost(), ids=lambda data: type(data).__name__)
def test_an_answer_that_would_not_come_back_as_it_was_is_not_kept(data: Any) -> None:
    here = shown(Odd())
    with pytest.raises(Unusable):
        encode(here.source, here, Reading().succeeded(data, NOON), {})


def test_an_answer_whose_type_is_said_comes_back_as_that_type() -> None:
    def view(answer: tuple[datetime, bytes], options: object) -> None: ...

    assert data_there_and_back(shown(Odd(), view), (NOON, b"x")) == (NOON, b"x")


def test_a_view_whose_types_can_t_be_read_is_no_crash() -> None:
    def view(answer: "Unheard", options: object) -> None: ...  # type: ignore[name-defined]  # noqa: F821

    for odd in (view, SimpleNamespace()):
        here = shown(Odd(), odd)  # type: ignore[arg-type]
        with pytest.raises(Unusable):
            encode(here.source, here, Reading().succeeded("data", NOON), {})


# What can't be used any more


def kept() -> bytes:
    """A file as it should be."""
    return encode(ANYTHING, shown(ANYTHING), Reading().succeeded({"load": 1.5}, NOON), {"w": {"load": []}})


@given(st.data())
def test_a_file_that_is_cut_short_or_altered_is_not_used(data: st.DataObject) -> None:
    whole = kept()
    place = data.draw(st.integers(0, len(whole) - 1))
    altered = bytearray(whole)
    altered[place] ^= data.draw(st.integers(1, 255))
    for damaged in (whole[:place], bytes(altered)):
        with pytest.raises(Unusable):
            decode(ANYTHING, shown(ANYTHING), damaged, LATER)


@given(st.binary())
def test_a_file_of_somebody_else_s_is_not_used(content: bytes) -> None:
    with pytest.raises(Unusable):
        decode(ANYTHING, shown(ANYTHING), content, LATER)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"version": 2}, "written by another version"),
        ({"version": "1"}, "damaged"),
        ({"digest": "0" * 64}, "damaged"),
        ({"kept": {}}, "damaged"),
    ],
)
def test_a_file_of_another_version_or_with_another_digest_is_not_used(change: dict[str, Any], says: str) -> None:
    content = json.dumps(json.loads(kept()) | change).encode()
    with pytest.raises(Unusable, match=says):
        decode(ANYTHING, shown(ANYTHING), content, LATER)


def test_an_answer_of_another_shape_than_the_kind_reads_now_is_not_used() -> None:
    now = replace(ANYTHING, into=int)
    with pytest.raises(Unusable, match="of another shape"):
        decode(now, shown(now), kept(), LATER)


# Names


class Table(BaseModel, frozen=True):
    """A part of a source, of pydantic."""

    name: str
    token: SecretStr


def sources() -> list[Source[Any]]:
    """Sources that differ in one thing each."""
    request = Request("https://api.test/")
    return [
        Json(request, into=object),
        Json(request, into=int),
        Json(replace(request, url="https://api.test/?key=secret"), into=object),
        Json(replace(request, headers=(("Authorization", "secret"),)), into=object),
        Json(replace(request, method="POST"), into=object),
        Json(replace(request, body=b"x"), into=object),
        Push("a", into=int),
        Push("b", into=int),
        File(Path("/a")),
        Odd("a"),
        Odd(SecretStr("a")),
        Odd(SecretStr("b")),
        Odd(Table(name="a", token=SecretStr("a"))),
        Odd(Table(name="a", token=SecretStr("b"))),
        Odd(ZoneInfo("Europe/Lisbon")),
        Odd(ZoneInfo("Asia/Tokyo")),
        Odd(timedelta(1)),
        Odd(frozenset("abcdefgh")),
    ]


def test_equal_sources_have_one_name_and_others_another() -> None:
    names = [name_of(source) for source in sources()]
    assert names == [name_of(source) for source in sources()]
    assert len({*names}) == len(names) - 1  # a secret that is written openly is the same text


def test_a_name_is_the_same_the_next_time_and_tells_nothing() -> None:
    source = Json(Request("https://api.test/?key=secret"), into=object)
    assert name_of(source) == "3db5fe5aad9272718920254325118906f1ac881d3318b1379cdc87b992a7c36f.json"


def test_a_source_that_can_t_be_named_is_not_kept() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(Unusable):
        name_of(Odd(endless))


def test_the_clock_and_the_configuration_are_not_worth_keeping() -> None:
    assert [keeps(source) for source in (Clock(), Static("text"), Push("a", into=int), ANYTHING)] == [
        False,
        False,
        True,
        True,
    ]
