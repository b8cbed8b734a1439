"""The phase of the moon, reckoned on this machine."""

from datetime import datetime

from astral import moon

from dashboard import widget


class Options(widget.Options):
    """The keys of its table in config.toml."""

    full: str = widget.Field("Full moon", max_length=40, description="What a full moon is called.")


class View(widget.Struct):
    """What the template gets."""

    phase: str
    day: int


def source(options: Options) -> widget.Clock:
    """The time, once an hour."""
    return widget.Clock(3600)


def view(answer: datetime, options: Options) -> View:
    """The phase in words, and the day after new moon."""
    day = moon.phase(answer.date())
    names = ("New moon", "First quarter", options.full, "Last quarter")
    return View(names[int(day // 7) % 4], int(day))
