"""The tables' models are documented, frozen and closed."""

from datetime import timedelta

import pytest
from pydantic import BaseModel, ValidationError

from dashboard.config.models import Alert, Common, Page, Server, Wall

MODELS = [Wall, Server, Page, Common, Alert]


@pytest.mark.parametrize("model", MODELS)
def test_every_key_says_what_it_is_for(model: type[BaseModel]) -> None:
    assert [name for name, field in model.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("model", MODELS)
def test_every_table_has_a_json_schema_without_further_keys(model: type[BaseModel]) -> None:
    assert model.model_json_schema()["additionalProperties"] is False


def test_durations_are_texts_in_the_schema() -> None:
    assert {"type": "string"} in Common.model_json_schema()["properties"]["stale_after"]["anyOf"]


def test_tables_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Wall().__setattr__("title", "other")


def test_an_empty_wall_is_a_wall() -> None:
    wall = Wall()
    assert (wall.title, wall.locale, wall.theme, wall.location) == ("Wallboard", "en_GB", "auto", None)


def test_a_page_has_a_dwell_time() -> None:
    assert Page.model_validate({"layout": "a", "dwell": "40s"}).dwell == timedelta(seconds=40)


@pytest.mark.parametrize("bound", [{"above": 1}, {"below": 1.5}, {"above": 0, "below": 0}])
def test_an_alert_has_a_bound(bound: dict[str, float]) -> None:
    assert Alert.model_validate({"level": "warn", **bound})
