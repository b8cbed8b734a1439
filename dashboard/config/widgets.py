"""One `[widgets.<id>]` table as a Widget. Not which tables there are; see load."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from dashboard import widget
from dashboard.config import models
from dashboard.config.board import Alert, Kind, Widget
from dashboard.config.explain import plain, where
from dashboard.config.report import Report
from dashboard.config.toml import KeyPath
from dashboard.config.values import ID, Multiple, Never
from dashboard.config.words import listed, suggestion

__all__ = ["Builder"]

TIMEOUT = timedelta(seconds=10)
SHORT = timedelta(seconds=2)
"""A source that is asked many times a second may still take so long to answer once."""

STALE = Multiple(3)
Ready = tuple[widget.Options, widget.Source[Any], str | None]


class Builder:
    """Makes widgets of their tables, for one wall with its kinds and defaults, and notes what is wrong with them."""

    def __init__(
        self,
        report: Report,
        wall: widget.Wall,
        kinds: Mapping[str, Kind],
        defaults: models.Common,
        check_template: Callable[[str], None] | None = None,
    ) -> None:
        self.report = report
        self.wall = wall
        self.kinds = kinds
        self.defaults = defaults
        self.check_template = check_template

    def build(self, name: str, table: object) -> Widget | None:
        """The widget that this table describes; None where something is wrong with it."""
        path: KeyPath = ("widgets", name)
        if not isinstance(table, dict):
            self.report.key(path, f"`{name}` in [widgets] is no widget; a table [widgets.<id>] is expected")
            return None
        if not ID.fullmatch(name):
            self.report.key(path, f"`{name}` can't be a widget's id; up to 64 of a-z, 0-9 and - are expected")
        common_keys = {key: value for key, value in table.items() if key in models.Common.model_fields}
        common = self.report.validated(models.Common, common_keys, path)
        kind = self.kind(table, path)
        if kind is None:
            return None
        ready = self.broken(name, kind.problem) if kind.problem else self.ready(name, kind, table, path)
        if common is None or ready is None:
            return None
        return self.assembled(name, kind, common, ready, path)

    def kind(self, table: Mapping[str, Any], path: KeyPath) -> Kind | None:
        """The kind that the table names, or the defaults do."""
        name = table.get("kind", self.defaults.kind)
        if name is None:
            choice = listed(self.kinds) if self.kinds else "but there is no kind"
            self.report.absent(
                path, f"missing key `kind` in {where(self.report.document, path)} (what it shows: {choice})"
            )
        elif isinstance(name, str) and name not in self.kinds:
            at = (*path, "kind") if "kind" in table else ("defaults", "kind")
            self.report.value(at, f"unknown kind {self.report.document.written(at)}{suggestion(name, self.kinds)}")
        return self.kinds.get(name) if isinstance(name, str) else None

    def ready(self, name: str, kind: Kind, table: Mapping[str, Any], path: KeyPath) -> Ready | None:
        """The kind's options and source for this table; None where the table is wrong.

        This runs a stranger's code, so whatever it raises ends here: what a ValueError says is the user's to change,
        anything else is the kind's own fault and makes a tile that says so.
        """
        own_fields = {field.alias or key for key, field in kind.options.model_fields.items()}
        own = {key: value for key, value in table.items() if key in own_fields or key not in models.Common.model_fields}
        context = {
            "id": name,
            "wall": self.wall,
            "folder": self.report.folder,
            "template": self.check_template,
            "redact": self.report.redact,
        }
        try:
            options = self.report.validated(
                kind.options, own, path, known=tuple(models.Common.model_fields), context=context
            )
            if options is None:
                return None
            source = kind.source(options)
            hash(source)
            if not isinstance(source.rhythm, widget.Rhythm):
                raise TypeError("the source's `rhythm` is no Rhythm")
        except (ValueError, widget.SourceError) as error:
            self.report.value(path, f"[widgets.{name}]: {plain(error)}")
            return None
        except Exception as error:  # noqa: BLE001 - a broken kind must not take the wall with it
            return self.broken(name, f"the kind `{kind.name}` fails: {type(error).__name__}: {error}")
        return options, source, None

    def broken(self, name: str, problem: str) -> Ready:
        """What a widget has instead when it can't work."""
        context = {"id": name, "wall": self.wall, "folder": self.report.folder}
        return widget.Options.model_validate({}, context=context), widget.Static(None), self.report.redact(problem)

    def assembled(self, name: str, kind: Kind, common: models.Common, ready: Ready, path: KeyPath) -> Widget:
        """The widget: what its table says, else the defaults, else the kind."""
        options, source, problem = ready
        defaults = self.defaults
        asked = source.rhythm is widget.Rhythm.EVERY
        ages = source.rhythm in (widget.Rhythm.EVERY, widget.Rhythm.ALIGNED)
        every = common.every or (defaults.every if asked else None) or kind.every
        timeout = common.timeout or min(defaults.timeout or TIMEOUT, max(every, SHORT))
        if common.timeout is not None and timeout > every:
            self.too_long((*path, "timeout"), every)
        pushed = source.rhythm is widget.Rhythm.PUSHED
        if common.push_token is not None and not pushed and problem is None:
            at = where(self.report.document, (*path, "push_token"))
            self.report.value((*path, "push_token"), f"{at}: the kind {kind.name} polls and can't be pushed to")
        stale_after = common.stale_after or (defaults.stale_after or STALE if ages else None)
        expire_after = common.expire_after or (defaults.expire_after if ages else None)
        history = first(common.history, kind.history, defaults.history)
        alerts = first(common.alert, defaults.alert) or ()
        return Widget(
            id=name,
            kind=kind,
            options=options,
            source=source,
            every=every,
            timeout=timeout,
            title=first(common.title, defaults.title),
            stale_after=age(stale_after, every),
            expire_after=age(expire_after, every),
            history=history or None,
            alert=tuple(Alert(**dict(alert)) for alert in alerts),
            embed=bool(first(common.embed, defaults.embed)),
            link=first(common.link, defaults.link),
            theme=first(common.theme, defaults.theme),
            problem=problem,
            push_token=first(common.push_token, defaults.push_token) if pushed else None,
        )

    def too_long(self, path: KeyPath, every: timedelta) -> None:
        """Note that an answer is waited for when the next one is asked for already."""
        document = self.report.document
        least = f"at most `every`, which is {every.total_seconds():g}s, is expected"
        self.report.value(path, f"{where(document, path)}: {least}; found {document.written(path)}")


def first(*choices: Any) -> Any:
    """The first that is given."""
    return next((choice for choice in choices if choice is not None), None)


def age(limit: timedelta | Multiple | Never | None, every: timedelta) -> timedelta | None:
    """The limit as a duration; None is never."""
    if isinstance(limit, Multiple):
        return every * limit.factor
    return limit if isinstance(limit, timedelta) else None
