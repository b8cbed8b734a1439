"""Kinds are found in folders and packages; one that is broken says why and harms nobody."""

import importlib
import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard import widget
from dashboard.config.board import Kind
from dashboard.config.kinds import Folder, discover, installed

from .conftest import ASK, NOTE, Home


def found(home: Home, name: str) -> Kind:
    return discover(home.built_in)[name]


def test_a_kind_is_a_file_and_a_template_of_its_name(home: Home) -> None:
    ask = found(home, "ask")
    assert ask.problem is None
    assert ask.description == "A number from an address."
    assert (ask.every, ask.history) == (timedelta(seconds=20), timedelta(hours=2))
    assert ask.template == home.built_in.templates[0] / "ask.html"
    options = ask.options.model_validate({"url": "http://localhost"})
    assert ask.source(options).rhythm is widget.Rhythm.EVERY
    assert ask.measure is None


def test_a_kind_without_every_asks_every_five_minutes_and_keeps_no_history(home: Home) -> None:
    note = found(home, "note")
    assert (note.every, note.history) == (timedelta(minutes=5), None)


def test_measure_is_found_where_there_is_one(home: Home) -> None:
    home.kind("gauge", NOTE + "\ndef measure(answer, options):\n    return {'value': 1.0}\n")
    measure = found(home, "gauge").measure
    assert measure is not None
    assert measure("", widget.Options()) == {"value": 1.0}


def test_so_is_observed(home: Home) -> None:
    home.kind("gauge", NOTE + "\ndef observed(answer, options):\n    return None\n")
    assert found(home, "gauge").observed is not None
    assert found(home, "ask").observed is None


def test_files_that_begin_with_an_underscore_are_no_kinds(home: Home) -> None:
    home.kind("_shared", "raise RuntimeError")
    assert "_shared" not in discover(home.built_in)


def test_a_kind_may_be_called_like_a_module_of_the_standard_library(home: Home) -> None:
    home.kind("json", ASK)
    kind = found(home, "json")
    assert kind.options.model_validate({"url": "x", "fields": [{"path": "a"}]})
    assert kind.options.__module__.startswith("wallboard_kinds.json")
    assert importlib.import_module("json") is json


def test_an_unchanged_kind_stays_the_same_class_and_a_changed_one_does_not(home: Home) -> None:
    before = found(home, "ask").options
    assert found(home, "ask").options is before
    home.kind("ask", ASK.replace("How many", "So many"))
    assert found(home, "ask").options is not before


def test_nothing_is_written_beside_a_kind(home: Home) -> None:
    discover(home.built_in)
    assert not list(home.built_in.widgets.glob("__pycache__"))


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("import nowhere_at_all", "ModuleNotFoundError: No module named 'nowhere_at_all'"),
        ("x = 1\ndef f(:\n", "line 2: invalid syntax"),
        ("raise SystemExit", "SystemExit"),
        ("raise ValueError('first\\nsecond')", "ValueError: first"),
        ("", "it has no `Options`, `View`, `source` or `view`"),
        (NOTE.replace("class View", "class Picture"), "it has no `View`"),
        (NOTE.replace("class Options(widget.Options)", "class Options"), "its `Options` is no class that extends"),
        ("EVERY = 'often'\n" + NOTE, 'its `EVERY`: a duration such as "500ms"'),
        ("EVERY = '1ms'\n" + NOTE, "its `EVERY` is shorter than 100ms"),
        ("HISTORY = 3\n" + NOTE, 'its `HISTORY`: a duration such as "500ms"'),
    ],
)
def test_a_kind_that_breaks_the_contract_says_how(home: Home, code: str, problem: str) -> None:
    home.kind("broken", code)
    kinds = discover(home.built_in)
    assert (kinds["broken"].problem or "").startswith(f"the kind `broken` can't be used: {problem}")
    assert kinds["note"].problem is None


def test_a_kind_that_fails_leaves_no_module_behind(home: Home) -> None:
    home.kind("halfway", "import nowhere_at_all")
    discover(home.built_in)
    assert not [name for name in sys.modules if name.startswith("wallboard_kinds.halfway")]


def test_a_kind_without_a_template_says_where_it_is_expected(home: Home) -> None:
    home.kind("bare", NOTE, template=None)
    expected = home.built_in.templates[0] / "bare.html"
    assert found(home, "bare").problem == f"the kind `bare` can't be used: it has no template; {expected} is expected"


def test_a_kind_has_a_name_that_can_be_written_anywhere(home: Home) -> None:
    home.kind("My-Kind", NOTE)
    assert "needs another name" in (found(home, "My-Kind").problem or "")


def test_a_folder_that_is_not_there_has_no_kinds(tmp_path: Path) -> None:
    assert discover(Folder(tmp_path / "nowhere", ())) == {}


@pytest.mark.parametrize("template", ["own/mine.html", "own/templates/mine.html"])
def test_a_users_kind_has_its_template_beside_it_or_in_templates(home: Home, template: str) -> None:
    home.write("own/mine.py", NOTE)
    home.write(template, "")
    mine = discover(home.built_in, home.folder / "own")["mine"]
    assert mine.template == home.folder / template


def package(home: Home, module: str, kind: str, code: str = NOTE) -> list[str]:
    """Install a package with one kind into a folder; what `sys.path` is for it."""
    home.write(f"site/{module}/__init__.py", "")
    home.write(f"site/{module}/{kind}.py", code)
    home.write(f"site/{module}/{kind}.html", "")
    home.write(f"site/{module}-1.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {module}\nVersion: 1\n")
    home.write(f"site/{module}-1.dist-info/entry_points.txt", f"[wallboard.widgets]\n{kind} = {module}.{kind}\n")
    return [str(home.folder / "site")]


def test_an_installed_package_offers_kinds(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    path = package(home, "offers_one", "parcel")
    monkeypatch.syspath_prepend(path[0])
    parcel = discover(home.built_in, entry_points=installed(path))["parcel"]
    assert parcel.problem is None
    assert parcel.template == Path(path[0], "offers_one", "parcel.html")


def test_a_package_that_fails_is_a_broken_kind(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    path = package(home, "offers_none", "parcel", "raise OSError('no')")
    monkeypatch.syspath_prepend(path[0])
    kinds = discover(home.built_in, entry_points=installed(path))
    assert kinds["parcel"].problem == "the kind `parcel` can't be used: OSError: no"


def test_a_users_kind_wins_over_an_installed_one_and_that_over_a_built_in_one(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = package(home, "offers_note", "note", NOTE.replace('"""A note."""', '"""Installed."""'))
    monkeypatch.syspath_prepend(path[0])
    home.write("own/note.py", NOTE.replace('"""A note."""', '"""Mine."""'))
    home.write("own/note.html", "")
    points = installed(path)
    assert discover(home.built_in)["note"].description == "A note."
    assert discover(home.built_in, entry_points=points)["note"].description == "Installed."
    assert discover(home.built_in, home.folder / "own", points)["note"].description == "Mine."


def test_this_machines_packages_can_be_asked() -> None:
    assert all(point.group == "wallboard.widgets" for point in installed())
