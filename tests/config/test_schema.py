"""The schema for editors says yes to what the check says yes to, and no to the same mistakes."""

import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dashboard.app import known_kinds
from dashboard.config.schema import schema

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    """The schema with all kinds that come with Wallboard."""
    found = schema(known_kinds().values())
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


@pytest.mark.parametrize("name", ["config.toml", "docs/wall.toml"])
def test_our_own_files_are_valid(validator: jsonschema.Draft202012Validator, name: str) -> None:
    data = tomllib.loads((ROOT / name).read_text("utf-8"))
    if "launch" in data["widgets"]:
        data["widgets"]["launch"]["to"] = data["widgets"]["launch"]["to"].isoformat()  # JSON has no dates
    assert [error.message for error in validator.iter_errors(data)] == []


@pytest.mark.parametrize(
    "data",
    [
        {"widgets": {"a": {"kind": "clock"}}, "wal": {}},
        {"widgets": {"a": {"kind": "clock"}}, "wall": {"titel": "x"}},
        {"widgets": {"a": {"kind": "clok"}}},
        {"widgets": {"a": {"kind": "json", "value": "x"}}},
        {"widgets": {"a": {"kind": "clock", "secs": True}}},
        {"widgets": {"No": {"kind": "clock"}}},
        {"widgets": {"a": {"kind": "clock"}}, "server": {"port": 70_000}},
        {},
    ],
    ids=["table", "key", "kind", "missing", "key of a kind", "id", "port", "nothing"],
)
def test_mistakes_are_not(validator: jsonschema.Draft202012Validator, data: dict[str, Any]) -> None:
    assert not validator.is_valid(data)
