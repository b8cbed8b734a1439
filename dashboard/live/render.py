"""Readings into HTML, each widget once per change. Not when, nor to whom it goes."""

import logging
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2.loaders import ChoiceLoader, FunctionLoader
from markupsafe import Markup, escape

from dashboard import widget
from dashboard.config.board import Kind, Widget
from dashboard.live.alerts import Ringing
from dashboard.live.bars import bars
from dashboard.live.charts import chart, strip
from dashboard.live.figures import written
from dashboard.live.formats import Formats
from dashboard.live.lines import line, lines, series_of
from dashboard.live.sandbox import Sandbox
from dashboard.store.history import Series
from dashboard.store.reading import Reading, State
from dashboard.widget import Rhythm, SourceError

log = logging.getLogger("wallboard.render")

ABBREVIATIONS = (
    "api ci cpu dns ev fx gpu id ip iss json nas nfl nhl pc pv ram rss ssd ssl tcp tls tv ups url usb vm vpn"
)
CAPITALS = frozenset(ABBREVIATIONS.split())
"""Words in ids that are written in capitals in titles."""

QUIET_AGE_FROM = 60.0
"""Widgets that are polled less often than once in so many seconds show their age quietly while fresh."""


@dataclass(frozen=True)
class Tile:
    """One rendered widget without the time of its answer, so that equal content compares equal.

    `stale_after` and `expire_after` are the ages at which the browser goes on by itself while it hears nothing, each
    later by what the answer is excused. That may differ from poll to poll, and alone is no reason to send it again.
    """

    kind: str
    state: State
    alert: str | None
    theme: str | None
    inner: str
    stale_after: timedelta | None = None
    expire_after: timedelta | None = None
    excused: timedelta = field(default=timedelta(), compare=False)
    title: str = ""

    def html(self, at: datetime | None) -> str:
        """The whole `<article>`; `at` is the time of the answer that is shown."""
        attributes = {
            "data-kind": self.kind,
            "data-state": self.state,
            "data-alert": self.alert,
            "data-theme": self.theme,
            "data-stale-after": seconds(self.stale_after, self.excused),
            "data-expire-after": seconds(self.expire_after, self.excused),
            "data-at": f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None,
        }
        written = "".join(f' {name}="{escape(text)}"' for name, text in attributes.items() if text)
        return f'<article class="tile"{written}>{self.inner}</article>'


class Templates(Environment):
    """Templates with plain globals: those are compared at each import, for which Jinja's own take ten times as long."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template knows by name, and what it is given on top."""
        return {**self.globals, **(d or {})}


class Renderer:
    """Owns the templates, the kinds' own among them, and how values are written on one wall."""

    def __init__(self, folder: Path, kinds: Iterable[Kind], wall: widget.Wall) -> None:
        self.formats = Formats(wall.locale, wall.timezone, wall.clock)
        own = {f"widgets/{kind.name}.html": kind.template for kind in kinds if kind.template}
        self.environment = Templates(
            loader=ChoiceLoader([FunctionLoader(reader(own)), FileSystemLoader(folder)]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,  # all of them: there are no more than files
        )
        self.environment.filters.update(self.formats.filters())
        self.environment.filters["filled"] = Sandbox(self.formats).fill
        self.environment.filters["written"] = partial(written, self.formats)
        self.complained: set[str] = set()

    def page(self, name: str, **context: Any) -> str:
        """A whole page from the template `name`."""
        return self.environment.get_template(name).render(context)

    def tile(
        self,
        widget: Widget,
        reading: Reading,
        history: Mapping[str, Series],
        now: datetime,
        ringing: Ringing | None = None,
    ) -> Tile:
        """The widget at `now`, with the alert that is off. What its kind raises ends in it, and in the log once."""
        if widget.problem:
            return self.broken(widget, widget.problem)
        try:
            tile = self.attempt(widget, reading, history, now, ringing)
        except Exception as error:  # one of the two places that keep the rest of the wall alive
            if widget.id not in self.complained:
                self.complained.add(widget.id)
                log.exception("widget %s can't be rendered", widget.id)
            return self.broken(widget, f"The kind {widget.kind.name} can't show this answer ({type(error).__name__})")
        self.complained.discard(widget.id)
        return tile

    def refusal(self, widget: Widget, answer: Any) -> SourceError | None:
        """Why the widget can do nothing with this answer, where its kind says so; what else it raises, `tile` tells."""
        try:
            if not widget.problem:
                widget.kind.view(answer, widget.options)
        except SourceError as error:
            return error
        except Exception:
            log.debug("widget %s can't be viewed", widget.id, exc_info=True)
        return None

    def attempt(
        self,
        widget: Widget,
        reading: Reading,
        history: Mapping[str, Series],
        now: datetime,
        ringing: Ringing | None = None,
    ) -> Tile:
        """The widget at `now`; raises what its kind or its template raises."""
        state = reading.state(now, widget.stale_after, widget.expire_after)
        shown = state in (State.FRESH, State.STALE)
        known = shown or state is State.EXPIRED
        view = widget.kind.view(reading.data, widget.options) if known else None
        title = heading(widget, view)
        inner = self.environment.get_template(f"widgets/{widget.kind.name}.html").render(
            view=view,
            options=widget.options,
            widget=widget,
            title=title,
            state=str(state),
            alert=ringing.level if ringing else None,
            limit=ringing,
            history=history,
            spark=self.spark(widget, history),
            strip=lambda series, slow=None: strip(series, time=self.formats.time, slow=slow),
            strip_of=lambda course, slow=None: strip(series_of(course), time=self.formats.time, slow=slow),
            bars=lambda named, timed=False: bars(named, number=self.formats.number, timed=timed),
            line=lambda course, dated=False: line(
                course, number=self.formats.number, time=self.formats.day if dated else self.formats.time
            ),
            lines=lambda named: lines(named, number=self.formats.number, time=self.formats.time),
            ages=self.tells_age(widget, reading),
            age=now - reading.since if reading.since else None,
            polled=reading.since,
            reason=reading.error,
            next_try=reading.next_try if reading.error else None,
            link=widget.link,
            now=now,
        )
        return Tile(
            widget.kind.name,
            state,
            ringing.level if ringing else None,
            widget.theme,
            inner,
            stale_after=widget.stale_after if shown else None,
            expire_after=lifetime(widget, reading) if shown else None,
            excused=reading.excused if shown else timedelta(),
            title=title,
        )

    def tells_age(self, widget: Widget, reading: Reading) -> bool:
        """Whether the browser is to write a quiet age into the head while the widget is fresh."""
        polled = widget.source.rhythm in (Rhythm.EVERY, Rhythm.PUSHED)
        return polled and reading.polled is not None and widget.every.total_seconds() >= QUIET_AGE_FROM

    def spark(self, widget: Widget, history: Mapping[str, Series]) -> Any:
        """What templates call to draw a measure: `spark()` is the first one, `spark("cpu")` one by name."""
        bounds = [rule.above for rule in widget.alert if rule.above is not None]

        def drawn(name: str | None = None) -> Any:
            series = history.get(name) if name else next(iter(history.values()), None)
            return chart(series, number=self.formats.number, time=self.formats.time, limit=max(bounds, default=None))

        return drawn

    def broken(self, widget: Widget, problem: str) -> Tile:
        """A tile that says why there is no other."""
        title = widget.title or titled(widget.id)
        inner = self.environment.get_template("broken.html").render(title=title, problem=problem)
        return Tile(widget.kind.name, State.FAILED, None, widget.theme, inner, title=title)


def lifetime(widget: Widget, reading: Reading) -> timedelta | None:
    """How long the answer may be shown; None is for ever."""
    return min((limit for limit in (widget.expire_after, reading.lifetime) if limit is not None), default=None)


def seconds(limit: timedelta | None, more: timedelta) -> str | None:
    """A limit and what comes on top, in seconds, for the browser."""
    return None if limit is None else f"{(limit + more).total_seconds():.12g}"


def heading(widget: Widget, view: Any) -> str:
    """The widget's title; else the one that its view has; else one made of its id."""
    own = getattr(view, "title", None)
    return widget.title or (own if isinstance(own, str) and own else titled(widget.id))


def titled(name: str) -> str:
    """A title made of an id: `disk-space` -> Disk space, `dns` -> DNS."""
    words = [word.upper() if word in CAPITALS else word for word in name.split("-")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def reader(templates: Mapping[str, Path]) -> Any:
    """A loader of templates by name for Jinja2, reading a kind's template from wherever it lies."""

    def read(name: str) -> tuple[str, str, Any] | None:
        path = templates.get(name)
        if path is None:
            return None
        try:
            return path.read_text("utf-8"), str(path), lambda: True
        except OSError:
            raise TemplateNotFound(name) from None

    return read


def safe(html: str) -> Markup:
    """Our own rendered HTML, for a page that takes it in."""
    return Markup(html)  # noqa: S704  it came out of an autoescaping template
