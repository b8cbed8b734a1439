"""The kind `home_assistant`. The sample answers are composed from Home Assistant's developer documentation, "REST API".

What on and off mean is from its page "Binary sensor entity".
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from dashboard.widget import SourceError
from tests.widgets.answers import HOSTILE, Answers, Given, harmless, sample

OPTIONS = {"url": "http://home.test:8123/", "token": "CANARY"}
KITCHEN, DOOR, SUN = "sensor.kitchen_temperature", "binary_sensor.front_door", "sun.sun"
HOUSE: dict[str, Given] = {
    f"/api/states/{KITCHEN}": sample("home_assistant", "temperature.json"),
    f"/api/states/{DOOR}": sample("home_assistant", "door.json"),
    f"/api/states/{SUN}": sample("home_assistant", "sun.json"),
}


def state(value: Any, **attributes: Any) -> bytes:
    return json.dumps({"state": value, "attributes": attributes}).encode()


@pytest.fixture
def fetch(bench: Callable[..., Any]) -> Callable[..., Any]:
    """The kind with what it fetched for these entities."""

    async def run(entities: list[Any], answers: dict[str, Given] | None = None) -> Any:
        kind = bench("home_assistant", **OPTIONS, entities=entities)
        return kind, await kind.source().fetch(Answers(HOUSE if answers is None else answers))

    return run


async def only(fetch: Callable[..., Any], entity: str, answer: bytes) -> tuple[Any, Any]:
    kind, found = await fetch([entity], {f"/api/states/{entity}": answer})
    return kind.view(found).rows[0], kind.kind.measure(found, kind.options)


async def test_each_entity_is_asked_for_with_the_token(bench: Callable[..., Any]) -> None:
    http = Answers(HOUSE)
    kind = bench("home_assistant", **OPTIONS, entities=[KITCHEN, DOOR])
    await kind.source().fetch(http)
    assert [request.url for request in http.asked] == [
        f"http://home.test:8123/api/states/{KITCHEN}",
        f"http://home.test:8123/api/states/{DOOR}",
    ]
    assert all(dict(request.headers)["Authorization"] == "Bearer CANARY" for request in http.asked)
    assert "CANARY" not in repr(kind.source()) + repr(kind.options)


async def test_entities_are_rows_with_icons_and_units(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch([KITCHEN, DOOR, SUN])
    html = kind.html(answer)
    assert '<span class="name" dir="auto">Kitchen temperature</span><span class="figure">21.4 °C</span>' in html
    assert '<svg class="icon lit" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 21V4.5' in html
    assert '<span class="name" dir="auto">Front door</span><span class="figure">Open</span>' in html
    assert '<span class="name" dir="auto">Sun</span><span class="figure">Below horizon</span>' in html
    assert kind.kind.measure(answer, kind.options) == {"Kitchen temperature": 21.4, "Front door": 1.0}


async def test_one_alone_is_a_headline(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch([KITCHEN])
    html = kind.html(answer)
    assert "<h2>Kitchen temperature</h2>" in html
    assert ">21.4<small>°C</small></p>" in html
    kind, answer = await fetch([DOOR])
    assert ">Open</p>" in kind.html(answer)


async def test_names_units_and_icons_may_be_chosen(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch([{"id": KITCHEN, "name": "Oven", "unit": "degrees", "icon": "flame"}, DOOR])
    row = kind.view(answer).rows[0]
    assert (row.name, row.unit, row.icon) == ("Oven", "degrees", "flame")
    assert "Oven" in kind.kind.measure(answer, kind.options)


@pytest.mark.parametrize(
    ("entity", "found", "attributes", "value", "icon", "lit"),
    [
        ("binary_sensor.a", "off", {"device_class": "door"}, "closed", "door", False),
        ("binary_sensor.a", "on", {"device_class": "moisture"}, "wet", "drop", True),
        ("binary_sensor.a", "on", {"device_class": "new"}, "on", "gauge", True),
        ("binary_sensor.a", "off", {}, "off", "gauge", False),
        ("light.a", "on", {}, "on", "bulb", True),
        ("lock.a", "locked", {}, "locked", "lock", False),
        ("person.a", "not_home", {}, "away", "person", False),
        ("person.a", "home", {}, "home", "person", True),
        ("media_player.a", "playing", {}, "playing", "play", True),
        ("sensor.a", "unavailable", {"device_class": "power"}, None, "bolt", False),
        ("sensor.a", "unknown", {}, None, "gauge", False),
        ("sensor.a", "nan", {}, "nan", "gauge", False),
        ("sensor.a", "1e999", {}, "1e999", "gauge", False),
        ("sensor.a", "-3.9", {}, -3.9, "gauge", False),
        ("sensor.a", "soon", {"device_class": "timestamp"}, None, "gauge", False),
        ("sensor.a", "0001-01-01T00:00:00+00:00", {"device_class": "timestamp"}, None, "gauge", False),
        ("sensor.a", "partly_cloudy", {}, "partly cloudy", "gauge", False),
    ],
)
async def test_states(
    fetch: Callable[..., Any], entity: str, found: str, attributes: Any, value: Any, icon: str, lit: bool
) -> None:
    row, _ = await only(fetch, entity, state(found, **attributes))
    assert (row.value, row.icon, row.lit) == (value, icon, lit)


async def test_an_instant_is_written_as_one(fetch: Callable[..., Any]) -> None:
    entity = "sensor.next_alarm"
    answer = state("2026-11-25T06:30:00+00:00", device_class="timestamp", friendly_name="Alarm")
    kind, found = await fetch([entity, KITCHEN], {f"/api/states/{entity}": answer, **HOUSE})
    assert '<span class="figure">Wed 06:30</span>' in kind.html(found)


async def test_one_that_is_missing_stays_with_a_dash(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch([KITCHEN, "sensor.gone_since"])
    html = kind.html(answer)
    assert ">Gone since</span>" in html
    assert 'title="home.test:8123 has no entity sensor.gone_since">—</span>' in html


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((401, b""), "does not accept the token"),
        ((404, b""), "has no entity sensor.a"),
        ((502, b""), "answers 502"),
        (b"<html>", "not JSON"),
        (b"[]", "another shape"),
        (b'{"state": null}', "another shape"),
        (b'{"state": {}}', "another shape"),
    ],
)
async def test_where_none_can_be_had_it_says_why(fetch: Callable[..., Any], given: Given, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        await fetch(["sensor.a"], {"/api/states/sensor.a": given})


@pytest.mark.parametrize("odd", [None, 7, [], {}, ["x"]])
async def test_odd_attributes_are_left_out(fetch: Callable[..., Any], odd: Any) -> None:
    answer = state("1", friendly_name=odd, unit_of_measurement=odd, device_class=odd)
    row, measured = await only(fetch, "sensor.a", answer)
    assert (row.name, row.unit, row.icon) == ("A", "", "gauge")
    assert measured == {"A": 1.0}


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_text(fetch: Callable[..., Any], text: str) -> None:
    answer = state(text, friendly_name=text, unit_of_measurement=text, device_class=text)
    for entities in (["sensor.a"], ["sensor.a", {"id": "sensor.b", "name": text[:80], "unit": text[:20]}]):
        answers = {"/api/states/sensor.a": answer, "/api/states/sensor.b": state("1")}
        kind, found = await fetch(entities, answers)
        assert harmless(kind.html(found))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"entities": []}, "entities"),
        ({"entities": ["kitchen"]}, "id"),
        ({"entities": ["sensor.a/../../config"]}, "id"),
        ({"entities": ["sensor.a", {"id": "sensor.a"}]}, "named twice"),
        ({"entities": [{"id": "sensor.a", "icon": "castle"}]}, "icon"),
        ({"url": "home"}, "url"),
    ],
)
def test_wrong_options_are_refused(bench: Callable[..., Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bench("home_assistant", **{**OPTIONS, "entities": [KITCHEN], **options})
