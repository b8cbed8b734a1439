"""The wall's figures for Prometheus."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from prometheus_client.parser import text_string_to_metric_families

from dashboard.app import Parts, create_app, read_board
from dashboard.config.board import Board
from dashboard.poll.outcome import Asking, Failure, Success
from tests.e2e.program import needed
from tests.walls import parts_of

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
CONFIG = """
[widgets.load]
kind = "json"
url = "http://a.example/"
value = "load"

[widgets.free]
kind = "json"
url = "http://a.example/"
value = "free"
every = "10s"

[widgets.sales]
kind = "number"
"""

Client = TestClient[Litestar]


@pytest.fixture
def board(tmp_path: Path) -> Board:
    """Two widgets on one source, and one that is pushed to."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, "utf-8")
    return read_board(path)


@pytest.fixture
def app(board: Board) -> Litestar:
    """A wall at noon that does not poll by itself: its lifespan has not begun."""
    return create_app(board, now=lambda: NOON)


@pytest.fixture
def parts(app: Litestar) -> Parts:
    """Its parts."""
    return parts_of(app)


@pytest.fixture
def client(app: Litestar) -> Client:
    """A client of it."""
    return TestClient(app, base_url="http://127.0.0.1")


def samples(client: Client) -> Iterator[tuple[str, dict[str, str], float]]:
    """Everything that is exposed: name, labels, value."""
    for family in text_string_to_metric_families(client.get("/metrics").text):
        yield from ((sample.name, sample.labels, sample.value) for sample in family.samples)


def figure(client: Client, name: str, **labels: str) -> float | None:
    """One figure; None where there is none."""
    found = [value for other, tags, value in samples(client) if (other, tags) == (name, labels)]
    assert len(found) <= 1
    return found[0] if found else None


def fail(parts: Parts, fault: str, error: str = "no", seconds: float = 0.5) -> None:
    """A poll for load and free has failed."""
    source = parts.publisher.board.widgets["load"].source
    parts.publisher.deliver(source, Failure(error, fault, NOON, NOON, Asking(seconds, ("a.example",))))


def answer(parts: Parts, seconds: float = 0.25) -> None:
    """A poll for load and free was answered."""
    source = parts.publisher.board.widgets["load"].source
    parts.publisher.deliver(source, Success({"load": 1, "free": 2}, NOON, NOON, asking=Asking(seconds)))


def test_it_is_the_text_format_and_never_kept(client: Client) -> None:
    headers = client.get("/metrics").headers
    assert headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert headers["cache-control"] == "no-store"


def test_every_figure_is_explained_and_named_as_prometheus_names_things(client: Client, parts: Parts) -> None:
    answer(parts)
    families = list(text_string_to_metric_families(client.get("/metrics").text))
    assert len({family.name for family in families}) == len(families)
    for family in families:
        assert family.documentation
        assert family.type in {"counter", "gauge", "summary"}
        assert family.name.startswith(("wallboard_", "process_"))


def test_prometheus_itself_finds_nothing_to_say(client: Client, parts: Parts) -> None:
    fail(parts, "dns")
    answer(parts)
    checked = subprocess.run(
        [needed("promtool"), "check", "metrics"], input=client.get("/metrics").content, capture_output=True
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")


def test_polls_are_counted_by_what_went_wrong(client: Client, parts: Parts) -> None:
    assert figure(client, "wallboard_polls_total", source="load", fault="none") == 0
    fail(parts, "dns")
    fail(parts, "dns")
    fail(parts, "status")
    answer(parts)
    assert figure(client, "wallboard_polls_total", source="load", fault="dns") == 2
    assert figure(client, "wallboard_polls_total", source="load", fault="status") == 1
    assert figure(client, "wallboard_polls_total", source="load", fault="none") == 1
    assert figure(client, "wallboard_poll_duration_seconds_count", source="load") == 4
    assert figure(client, "wallboard_poll_duration_seconds_sum", source="load") == 1.75


def test_failures_in_a_row_end_with_a_success(client: Client, parts: Parts) -> None:
    fail(parts, "dns")
    fail(parts, "status")
    assert figure(client, "wallboard_source_failures", source="load") == 2
    answer(parts)
    assert figure(client, "wallboard_source_failures", source="load") == 0


def test_a_shared_source_is_counted_once_and_each_widget_says_which_it_is(client: Client) -> None:
    assert {tags["source"] for name, tags, _ in samples(client) if name == "wallboard_polls_total"} == {"load", "sales"}
    assert figure(client, "wallboard_widget_info", widget="free", kind="json", source="load") == 1


def test_each_widget_tells_its_state_and_its_last_good_poll(client: Client, parts: Parts) -> None:
    def states() -> dict[str, float]:
        return {
            tags["state"]: value
            for name, tags, value in samples(client)
            if name == "wallboard_widget_state" and tags["widget"] == "load"
        }

    last = "wallboard_widget_last_success_timestamp_seconds"
    assert states() == {"pending": 1, "fresh": 0, "stale": 0, "expired": 0, "failed": 0}
    assert figure(client, last, widget="load") is None
    fail(parts, "dns")
    assert states()["failed"] == 1
    answer(parts)
    assert states() == {"pending": 0, "fresh": 1, "stale": 0, "expired": 0, "failed": 0}
    assert figure(client, last, widget="load") == NOON.timestamp()


async def test_readers_frames_and_the_heartbeat(client: Client, parts: Parts) -> None:
    before = figure(client, "wallboard_frames_published_total") or 0
    assert figure(client, "wallboard_heartbeat_timestamp_seconds") is None
    mailbox = parts.hub.subscribe(frozenset(["load"]))
    answer(parts)
    await parts.publisher.beat()
    assert figure(client, "wallboard_readers") == 1
    assert figure(client, "wallboard_frames_published_total") == before + 2
    assert figure(client, "wallboard_heartbeat_timestamp_seconds") == NOON.timestamp()
    parts.hub.leave(mailbox)
    assert figure(client, "wallboard_readers") == 0


def test_places_for_readers_and_those_who_found_none(client: Client, parts: Parts) -> None:
    assert figure(client, "wallboard_readers_most") == 2000
    parts.seats.room = 1
    for _ in range(3):
        parts.seats.take("", here=True)
    assert figure(client, "wallboard_readers_most") == 1
    assert figure(client, "wallboard_readers_refused_total") == 2


def test_the_process_is_measured(client: Client) -> None:
    assert (figure(client, "process_resident_memory_bytes") or 0) > 1_000_000
    assert (figure(client, "wallboard_tasks") or 0) >= 1


def test_labels_are_ids_and_fixed_words_whatever_is_asked_for_and_answered(client: Client, parts: Parts) -> None:
    kinds, states = {"json", "number"}, {"pending", "fresh", "stale", "expired", "failed"}
    for path in ("/nothing", "/pages/nothing", "/widgets/nothing", "/api/widgets/nothing"):
        client.get(path)
    fail(parts, "status", error='a.example answers "}\n# TYPE 503')
    for name, tags, _ in samples(client):
        if name != "wallboard_build_info":
            assert set(tags.values()) <= {*parts.publisher.board.widgets, *kinds, *states, "none", "status"}


def test_two_walls_in_one_process_count_apart(board: Board) -> None:
    one, two = create_app(board, now=lambda: NOON), create_app(board, now=lambda: NOON)
    fail(parts_of(one), "dns")
    for app, count in ((one, 1), (two, None)):
        client = TestClient(app, base_url="http://127.0.0.1")
        assert figure(client, "wallboard_polls_total", source="load", fault="dns") == count


def test_another_board_is_another_set_of_figures(client: Client, parts: Parts, tmp_path: Path) -> None:
    fail(parts, "dns")
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.replace("[widgets.sales]", "[widgets.visits]").replace("[widgets.load]", "[widgets.first]"))
    publisher = parts.publisher
    publisher.adopt(read_board(path), publisher.renderer)
    assert {tags["widget"] for _, tags, _ in samples(client) if "widget" in tags} == {"first", "free", "visits"}
    assert figure(client, "wallboard_polls_total", source="first", fault="dns") == 1


def test_what_others_push_is_no_poll(client: Client, parts: Parts) -> None:
    widget = parts.publisher.board.widgets["sales"]
    parts.publisher.deliver(widget.source, Success(object(), NOON, lifetime=timedelta(minutes=1)))
    assert figure(client, "wallboard_polls_total", source="sales", fault="none") == 0
