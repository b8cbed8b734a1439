"""`GET /metrics`: the wall's figures for Prometheus, read when it asks. Not the same for people; see status.

No middleware, and so not Litestar's plugin: it wraps every answer and holds on to the request of every open stream, its
histogram would take a stream's months for a duration, it makes a series of any path that is asked for, and its metrics
belong to the process, not to one wall. Nothing is counted here; figures are where they arise.
"""

import asyncio
import platform
from collections.abc import Iterator

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.registry import Collector

from dashboard import __version__
from dashboard.live.publisher import Publisher
from dashboard.live.seats import Seats
from dashboard.poll.lag import Lag
from dashboard.store.reading import State
from dashboard.web.openapi import texts

TEXT = "text/plain; version=0.0.4"
"""The media type of what every Prometheus understands. Litestar adds the charset."""

GOOD = "none"
"""What stands for the fault of a poll that had none."""


def metrics_route(publisher: Publisher, seats: Seats, lag: Lag) -> HTTPRouteHandler:
    """`GET /metrics`. The registry is this wall's own."""
    registry = CollectorRegistry()
    registry.register(Figures(publisher, seats, lag))
    ProcessCollector(registry=registry)

    @get("/metrics", sync_to_thread=False, responses=texts({200: "wallboard_streams 3\n"}, TEXT))
    def metrics() -> Response[bytes]:
        """Every figure in Prometheus' text format."""
        return Response(generate_latest(registry), media_type=TEXT, headers={"Cache-Control": "no-store"})

    return metrics


class Figures(Collector):
    """The figures of one wall at the moment they are asked for. Labels are ids from config.toml and fixed words.

    A source is called by the id of the first widget that shows it, so that sums over sources count each poll once.
    """

    def __init__(self, publisher: Publisher, seats: Seats, lag: Lag) -> None:
        self.publisher = publisher
        self.seats = seats
        self.lag = lag

    def collect(self) -> Iterator[Metric]:
        """All of them."""
        yield InfoMetricFamily(
            "wallboard_build",
            "The version of Wallboard, and of Python.",
            value={"version": __version__, "python": platform.python_version()},
        )
        yield from self.sources()
        yield from self.widgets()
        yield from self.streams()
        yield GaugeMetricFamily(
            "wallboard_loop_lag_seconds",
            "The longest that everything was held up within the last minute.",
            value=self.lag.newest(),
        )
        yield GaugeMetricFamily("wallboard_tasks", "What is under way at once.", value=len(asyncio.all_tasks()))

    def sources(self) -> Iterator[Metric]:
        """How the sources behave."""
        polls = CounterMetricFamily(
            "wallboard_polls",
            f'Polls that have ended, by source and by the class of what went wrong, "{GOOD}" where nothing did.',
            labels=["source", "fault"],
        )
        seconds = SummaryMetricFamily(
            "wallboard_poll_duration_seconds", "How long polls took, good and bad.", labels=["source"]
        )
        failures = GaugeMetricFamily(
            "wallboard_source_failures", "How many polls in a row have failed, up to the newest.", labels=["source"]
        )
        for source, (first, *_) in self.publisher.users.items():
            if first.problem:
                continue
            record = self.publisher.store.record(source)
            for fault, count in {GOOD: record.polls - record.failures, **record.faults}.items():
                polls.add_metric([first.id, fault], count)
            seconds.add_metric([first.id], record.polls, record.seconds)
            failures.add_metric([first.id], self.publisher.store.reading(first).failures)
        yield from (polls, seconds, failures)

    def widgets(self) -> Iterator[Metric]:
        """What the widgets show."""
        info = InfoMetricFamily(
            "wallboard_widget", "Each widget with its kind, and the source that it shows.", labels=["widget"]
        )
        polled = GaugeMetricFamily(
            "wallboard_widget_last_success_timestamp_seconds",
            "When the widget last had a good answer, in seconds since 1970; absent where it never had one.",
            labels=["widget"],
        )
        states = GaugeMetricFamily(
            "wallboard_widget_state",
            "1 for the state that the widget's tile is in, 0 for the others.",
            labels=["widget", "state"],
        )
        names = {source: users[0].id for source, users in self.publisher.users.items()}
        for widget in self.publisher.board.widgets.values():
            info.add_metric([widget.id], {"kind": widget.kind.name, "source": names[widget.source]})
            if at := self.publisher.store.reading(widget).polled:
                polled.add_metric([widget.id], at.timestamp())
            shown = self.publisher.tiles[widget.id].state
            for state in State:
                states.add_metric([widget.id, state], state is shown)
        yield from (info, polled, states)

    def streams(self) -> Iterator[Metric]:
        """What goes out."""
        yield GaugeMetricFamily("wallboard_readers", "Streams that are open.", value=self.publisher.hub.count())
        yield GaugeMetricFamily("wallboard_readers_most", "How many streams may be open.", value=self.seats.most)
        yield CounterMetricFamily(
            "wallboard_readers_refused",
            "Readers that were turned away, because all places for streams were taken.",
            value=self.seats.refused,
        )
        yield CounterMetricFamily(
            "wallboard_frames_published",
            "Changed widgets that were rendered and published, each once; this is the wall's revision.",
            value=self.publisher.revisions.newest,
        )
        if beaten := self.publisher.beaten:
            yield GaugeMetricFamily(
                "wallboard_heartbeat_timestamp_seconds",
                "When the wall last told its readers that it lives, in seconds since 1970.",
                value=beaten.timestamp(),
            )
