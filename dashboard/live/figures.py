"""A value in the format that config.toml chooses for it. Not how each format is written; see formats."""

from datetime import datetime
from typing import Any

from dashboard.live.formats import NOTHING, Formats


def written(formats: Formats, value: Any, format: str, now: datetime, digits: int | None = None, unit: str = "") -> str:
    """A number, a text, an instant or a day as text; None is "—". `unit` is only read where it is a currency."""
    if value is None:
        return NOTHING
    match format:
        case "text":
            return str(value)
        case "time":
            return formats.moment(value, now)
        case "date":
            return formats.day(value)
        case "percent":
            return formats.percent(value, digits or 0)
        case "bytes":
            return formats.size(value)
        case "duration":
            return formats.span(value)
        case "money":
            return formats.money(value, unit, digits)
        case "integer":
            return formats.number(value, 0)
    return formats.number(value, digits)
