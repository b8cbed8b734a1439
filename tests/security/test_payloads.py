"""Data that mean harm by their shape: placeholders, depth, numbers. They are refused, or are no more than data."""

import json

import pytest
from litestar.testing import TestClient

from tests.walls import app_of

CONFIG = """
[server]
push_token = "let me in"

[widgets.count]
kind = "number"

[widgets.said]
kind = "text"
text = "Never mind"
"""

HEADERS = {"Authorization": "Bearer let me in"}


def test_d12_a_placeholder_that_is_pushed_stays_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody pushes `${NAME}`, so that the environment is shown to all.

    Against it: placeholders are replaced once, when config.toml is read, and in nothing else.
    """
    monkeypatch.setenv("CANARY", "yellow-bird")
    with TestClient(app_of(tmp_path_factory.mktemp("wall"), CONFIG), base_url="http://127.0.0.1") as client:
        pushed = {"value": 1, "label": "${CANARY}", "unit": "${file:/etc/passwd}"}
        assert client.put("/api/widgets/count", json=pushed, headers=HEADERS).status_code == 200
        said = client.get("/").text + client.get("/api/widgets").text + client.get("/status").text
    assert "${CANARY}" in said
    assert "yellow-bird" not in said
    assert "root:" not in said


BODIES = {
    "deep": b"[" * 100_000,
    "deep objects": b'{"value":' * 10_000,
    "many digits": b'{"value": ' + b"9" * 50_000 + b"}",
    "beyond every number": b'{"value": 1e999}',
    "no number": b'{"value": NaN}',
    "half a pair of surrogates": b'{"value": 1, "label": "\\ud800"}',
    "no text": b'{"value": 1, "label": "\xff\xfe"}',
    "another type": b'{"value": {"value": 1}}',
}


@pytest.mark.parametrize("name", BODIES)
def test_d16_a_push_of_an_absurd_shape_is_refused(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    """What is pushed is nested a hundred thousand deep, or holds numbers that no computer has.

    Against it: JSON is read into the one shape that is expected, and anything else is 400 with a sentence.
    """
    with TestClient(app_of(tmp_path_factory.mktemp("wall"), CONFIG), base_url="http://127.0.0.1") as client:
        answer = client.put("/api/widgets/count", content=BODIES[name], headers=HEADERS)
        state = client.get("/api/widgets/count")
    assert answer.status_code == (413 if len(BODIES[name]) > 64 * 1024 else 400), answer.text
    assert json.loads(state.text)["state"] == "pending"
