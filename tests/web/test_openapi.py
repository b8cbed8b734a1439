"""`/schema` is complete and true: whatever it lets a program send, the answer is one that it tells of."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.walls import app_of
from tests.web.conftest import Client

CONFIG = """
[server]
push_token = "open sesame"
smashing_push = true

[widgets.orders]
kind = "number"
embed = true

[widgets.note]
kind = "text"
text = "Hello"

[widgets.notes]
kind = "messages"
"""

TOKEN = "open sesame"

OPERATIONS = [
    ("GET", "/widgets/{name}"),
    ("POST", "/widgets/{name}"),
    ("POST", "/widgets/{name}/say"),
    ("GET", "/api/widgets"),
    ("PUT", "/api/widgets"),
    ("GET", "/api/widgets/{name}"),
    ("PUT", "/api/widgets/{name}"),
    ("POST", "/api/widgets/{name}/refresh"),
    ("GET", "/api/displays"),
    ("POST", "/api/displays/{name}"),
    ("POST", "/api/displays/{name}/seen"),
    ("POST", "/api/ticket"),
    ("GET", "/embed"),
    ("GET", "/embed/{name}"),
    ("GET", "/badge/{name}"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
]
"""Every route of ours that is for programs, and is answered at once."""

STREAMS = [("GET", "/events"), ("GET", "/ws")]

BODILESS = ("/api/widgets/{name}/refresh", "/api/ticket")

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A wall that takes pushes."""
    app = app_of(tmp_path_factory.mktemp("wall"), CONFIG)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        client.post("/api/displays/lobby/seen", json={"link": "live"})
        yield client


@pytest.fixture(scope="module")
def told(wall: Client) -> dict[str, Any]:
    """What it tells of itself."""
    found: dict[str, Any] = wall.get("/schema/openapi.json").json()
    return found


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_whatever_is_sent_the_answer_is_one_that_is_told_of(
    wall: Client, told: dict[str, Any], method: str, path: str
) -> None:
    operation = schemathesis.openapi.from_dict(told)[path][method]

    @settings(max_examples=24, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(), st.sampled_from(["orders", "note", "notes", "all", ""]))
    def answered(case: schemathesis.Case[Any], name: str) -> None:
        if name and "{name}" in path:
            case.path_parameters = {"name": name}
        if name and "widgets" in case.query:
            case.query["widgets"] = name
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": case.media_type or "text/plain"}
        response = wall.request(
            method,
            case.formatted_path,
            params=case.query,
            content=written(case.body, case.media_type),
            headers=headers,
            follow_redirects=False,
        )
        case.validate_response(response, checks=CHECKS)

    answered()


def written(body: Any, media_type: str | None) -> bytes | None:
    """A body as it is sent, with the right token where it has one."""
    if isinstance(body, schemathesis.core.NotSet):
        return None
    if media_type == "application/x-www-form-urlencoded":
        return urlencode(body, errors="replace").encode()
    if isinstance(body, dict) and "auth_token" in body:
        body = {**body, "auth_token": TOKEN}
    return json.dumps(body).encode()


@pytest.mark.parametrize(("method", "path"), [*OPERATIONS, *STREAMS])
def test_each_answer_has_an_example_of_its_shape(told: dict[str, Any], method: str, path: str) -> None:
    operation = told["paths"][path][method.lower()]
    assert operation["description"]
    for answer in operation["responses"].values():
        for media in answer.get("content", {}).values():
            schema = {**media["schema"], "components": told["components"]}
            assert media["examples"]
            for example in media["examples"].values():
                jsonschema.validate(example["value"], schema)
    for parameter in operation["parameters"]:
        for example in parameter["examples"].values():
            jsonschema.validate(example["value"], parameter["schema"])


@pytest.mark.parametrize(
    ("method", "path"), [(method, path) for method, path in OPERATIONS if method != "GET" and path not in BODILESS]
)
def test_each_body_has_examples_of_its_shape(told: dict[str, Any], method: str, path: str) -> None:
    (media,) = told["paths"][path][method.lower()]["requestBody"]["content"].values()
    assert media["examples"]
    for example in media["examples"].values():
        jsonschema.validate(example["value"], media["schema"])


def test_it_is_openapi(told: dict[str, Any]) -> None:
    schemathesis.openapi.from_dict(told).validate()
    assert told["openapi"] == "3.1.0"


def test_nothing_for_programs_is_left_out(wall: Client, told: dict[str, Any]) -> None:
    found = {(method.upper(), path) for path, item in told["paths"].items() for method in item}
    assert found == {*OPERATIONS, *STREAMS}
    assert {route.path_format for route in wall.app.routes if route.path.startswith("/api")} <= told["paths"].keys()


def test_a_push_says_that_it_needs_a_token(told: dict[str, Any]) -> None:
    assert told["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert [told["paths"][path]["put"]["security"] for path in ("/api/widgets", "/api/widgets/{name}")] == [
        [{"token": []}],
        [{"token": []}],
    ]
