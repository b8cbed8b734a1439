"""The rooms of docs' architecture as a table: who may import whom, and where a library or the clock is named."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

ROOMS: dict[str, set[str]] = {
    "widget": set(),
    "document": {"widget"},
    "forecast": {"widget"},
    "config": {"widget"},
    "poll": {"widget", "config"},
    "store": {"widget", "config", "poll"},
    "live": {"widget", "document", "config", "poll", "store"},
    "browser": set(),
    "kiosk": {"widget", "poll", "browser"},
    "web": {"widget", "config", "poll", "store", "live", "browser"},
    "folders": set(),
    "demo": {"widget", "config", "poll"},
    "serve": {"live"},
    "reload": {"config", "poll", "live", "web"},
    "showroom": {"widget", "config", "poll", "store", "live", "demo"},
    "app": {"widget", "config", "poll", "store", "live", "web", "folders", "demo", "reload", "showroom"},
    "logs": {"config"},
    "trial": {"widget", "config", "poll"},
    "new": {"config"},
    "testing": {"widget", "config", "store", "live", "folders"},
    "cli": {"app", "browser", "config", "demo", "folders", "kiosk", "logs", "new", "serve", "trial", "web"},
    "__main__": {"cli"},
    "__init__": set(),
}
"""Each room, and the rooms whose doors it may open. `folders` only says where things lie, `demo` plays the outside."""

HOMES = {
    "apscheduler": {"poll"},
    "argon2": {"web"},
    "httpcore": {"poll"},
    "httpx": {"poll"},
    "jinja2": {"live"},
    "litestar": {"live", "web", "app", "demo", "serve"},
    "prometheus_client": {"web"},
    "uvicorn": {"serve", "demo"},
}
"""Each library that shapes the program, and the rooms that may know of it."""

CLOCKS = {
    "dashboard/widget.py": ["datetime.now"],
    "dashboard/poll/http.py": ["time.time"],
    "dashboard/poll/pollers.py": ["datetime.now"],
    "dashboard/poll/schedule.py": ["time.time", "datetime.now"],
}
"""Where the time of day is read. Everywhere else it is an argument."""

FILES = sorted((ROOT / "dashboard").rglob("*.py"))
KINDS = sorted((ROOT / "widgets").glob("*.py"))
READINGS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}


def name_of(path: Path) -> str:
    """A file as people call it."""
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    """The room in which a file of dashboard/ lies."""
    return path.relative_to(ROOT / "dashboard").parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports. `from dashboard import widget` is `dashboard.widget`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports by a relative path"
            if node.module == "dashboard":
                yield from (f"dashboard.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


def rooms(modules: Iterator[str]) -> set[str]:
    """The rooms in which these modules lie."""
    return {module.split(".")[1] for module in modules if module.startswith("dashboard.")} - {"__version__"}


def test_every_room_is_in_the_table() -> None:
    assert {room_of(path) for path in FILES} == ROOMS.keys()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_room_opens_only_the_doors_of_those_above_it(path: Path) -> None:
    room = room_of(path)
    assert rooms(imported(path)) <= ROOMS[room] | {room}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nothing_in_dashboard_imports_a_kind(path: Path) -> None:
    assert not [module for module in imported(path) if module.partition(".")[0] == "widgets"]


@pytest.mark.parametrize("path", KINDS, ids=name_of)
def test_a_kind_knows_the_contract_alone(path: Path) -> None:
    assert rooms(imported(path)) <= {"widget", "document", "forecast"}
    assert not [module for module in imported(path) if module.partition(".")[0] in {"widgets", *HOMES}]


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_named_where_it_is_at_home(library: str) -> None:
    named = {room_of(path) for path in FILES if library in {module.partition(".")[0] for module in imported(path)}}
    assert named <= HOMES[library]


def test_the_time_of_day_is_read_in_few_places() -> None:
    read = {}
    for path in [*FILES, *KINDS]:
        found = [
            f"{node.value.id}.{node.attr}"
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and (node.value.id, node.attr) in READINGS
        ]
        if found:
            read[name_of(path)] = found
    assert read == CLOCKS


@pytest.mark.parametrize("path", KINDS, ids=name_of)
def test_a_kind_has_a_template_of_its_name(path: Path) -> None:
    assert (ROOT / "templates" / "widgets" / f"{path.stem}.html").is_file()
