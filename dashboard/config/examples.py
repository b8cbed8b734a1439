"""A table of a widget that stands alone, as the widget it makes: what the gallery shows. Not how tables are read."""

import re
from collections.abc import Mapping
from pathlib import Path

from dashboard import widget
from dashboard.config import models
from dashboard.config.board import Kind, Widget
from dashboard.config.errors import ConfigError
from dashboard.config.placeholders import expand
from dashboard.config.report import Report
from dashboard.config.toml import parse
from dashboard.config.widgets import Builder

__all__ = ["widget_of"]

SECRET = re.compile(r"\$\{([A-Za-z_]\w*)\}")


def widget_of(text: str, kinds: Mapping[str, Kind], wall: widget.Wall, folder: Path) -> Widget:
    """The widget of the one `[widgets.ID]` table in `text`, on this wall; ConfigError where it is not valid.

    Every `${NAME}` in it stands for a name and a password that are no secret. Relative paths count from `folder`.
    """
    document = parse(text, folder / "example.toml")
    expanded = expand(document, dict.fromkeys(SECRET.findall(text), "name:example"), folder)
    report = Report(document, expanded)
    ((name, table),) = expanded.data["widgets"].items()
    built = Builder(report, wall, kinds, models.Common()).build(name, table)
    if built is None or report.problems:
        raise ConfigError(report.problems)
    return built
