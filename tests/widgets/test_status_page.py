"""The kind `status_page`. The sample answers are composed from public documentation and source.

Statuspage, "Status API"; Uptime Kuma, server/routers/status-page-router.js and server/model/heartbeat.js; Gatus,
config/endpoint/{status,result}.go; Healthchecks, "Management API".
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from dashboard.widget import SourceError
from tests.widgets.answers import HOSTILE, Answers, Given, harmless, sample

PAGES: dict[str, dict[str, Given]] = {
    "statuspage": {"/api/v2/summary.json": sample("status_page", "statuspage.json")},
    "uptime_kuma": {
        "/api/status-page/home": sample("status_page", "kuma.json"),
        "/api/status-page/heartbeat/home": sample("status_page", "kuma_beats.json"),
    },
    "gatus": {"/api/v1/endpoints/statuses": sample("status_page", "gatus.json")},
    "healthchecks": {"/api/v3/checks/": sample("status_page", "healthchecks.json")},
}
OPTIONS: dict[str, dict[str, Any]] = {
    "statuspage": {"type": "statuspage", "url": "https://status.test/"},
    "uptime_kuma": {"type": "uptime_kuma", "url": "http://kuma.test:3001/status/home"},
    "gatus": {"type": "gatus", "url": "https://status.test"},
    "healthchecks": {"type": "healthchecks", "url": "https://checks.test", "key": "CANARY"},
}


@pytest.fixture
def fetch(bench: Callable[..., Any]) -> Callable[..., Any]:
    """The kind with what it fetched of a page of this type."""

    async def run(name: str, answers: dict[str, Given] | None = None, **options: Any) -> Any:
        kind = bench("status_page", **(OPTIONS[name] | options))
        return kind, await kind.source().fetch(Answers(PAGES[name] if answers is None else answers))

    return run


@pytest.mark.parametrize(
    ("name", "title", "words", "state", "services"),
    [
        (
            "statuspage",
            "Octo Works",
            "Partially Degraded Service",
            "down",
            [
                ("Webhooks", "down", "down"),
                ("Europe", "slow", "degraded"),
                ("Europe: Lisbon", "slow", "partly down"),
                ("Pages", "idle", "maintenance"),
                ("Git Operations", "up", ""),
            ],
        ),
        (
            "uptime_kuma",
            "Home lab",
            "1 of 4 down",
            "down",
            [
                ("Mail", "down", "down"),
                ("Kiln", "idle", "maintenance"),
                ("New", "idle", "no checks yet"),
                ("Shop", "up", "84 ms"),
            ],
        ),
        (
            "gatus",
            "",
            "1 of 3 down",
            "down",
            [("ssh", "down", "down"), ("edge: ssh", "idle", "no checks yet"), ("front-end", "up", "64 ms")],
        ),
        (
            "healthchecks",
            "",
            "1 of 3 down",
            "down",
            [
                ("Database Backup", "down", "down"),
                ("Without a name", "idle", "paused"),
                ("Filesystem Backup", "up", "runs"),
            ],
        ),
    ],
)
async def test_pages(
    fetch: Callable[..., Any], name: str, title: str, words: str, state: str, services: list[tuple[str, str, str]]
) -> None:
    kind, answer = await fetch(name)
    view = kind.view(answer)
    assert (view.title, view.words, view.state) == (title, words, state)
    assert [(service.name, service.state, service.words) for service in view.services] == services


async def test_an_incident_is_the_headline(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch("statuspage")
    html = kind.html(answer)
    assert "</svg> Delayed webhooks</p>" in html
    since = '<time datetime="2026-11-24T10:12:00Z" data-ago=" ago">10:12</time>'
    assert f'<p class="caption">Partially Degraded Service, {since}</p>' in html
    assert kind.kind.measure(answer, kind.options) == {"down": 1.0, "trouble": 2.0, "total": 5.0}


async def test_the_last_checks_are_a_strip(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch("uptime_kuma")
    shop = next(service for service in answer.services if service.name == "Shop")
    assert shop.beats[-1] == (datetime(2026, 11, 24, 10, 41, 0, 123000, UTC), 0.084)
    html = kind.html(answer)
    assert 'aria-label="3 checks since 10:39, 1 without an answer"' in html
    kind, answer = await fetch("gatus")
    assert 'aria-label="2 checks since 10:36, 0 without an answer"' in kind.html(answer)


async def test_the_key_is_sent_and_nobodys_business(bench: Callable[..., Any]) -> None:
    http = Answers(PAGES["healthchecks"])
    kind = bench("status_page", **OPTIONS["healthchecks"])
    await kind.source().fetch(http)
    assert dict(http.asked[0].headers)["X-Api-Key"] == "CANARY"
    assert "CANARY" not in repr(kind.source()) + repr(kind.options)


async def test_only_what_is_in_trouble(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch("statuspage", only="troubled")
    view = kind.view(answer)
    assert [service.name for service in view.services] == ["Webhooks", "Europe", "Europe: Lisbon"]
    assert view.total == 3


async def test_all_is_well(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch("gatus", {"/api/v1/endpoints/statuses": b"[]"})
    assert "Nothing is watched" in kind.html(answer)
    summary = {"page": {"name": "A"}, "status": {"description": "All Systems Operational"}}
    kind, answer = await fetch("statuspage", {"/api/v2/summary.json": json.dumps(summary).encode()}, only="troubled")
    html = kind.html(answer)
    assert "</svg> All Systems Operational</p>" in html
    assert "<ul" not in html


async def test_many_services_are_counted(fetch: Callable[..., Any]) -> None:
    many = [{"name": f"service-{index}", "results": []} for index in range(10_000)]
    kind, answer = await fetch("gatus", {"/api/v1/endpoints/statuses": json.dumps(many).encode()}, limit=8)
    assert kind.html(answer).count("<li") == 9
    assert 'data-all="10,000"' in kind.html(answer)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((404, b""), "answers 404"),
        (b"<html>", "not JSON"),
        (b"null", "another shape"),
        (b'[{"name": null}]', "another shape"),
        (b'{"page": null, "config": null, "checks": null, "heartbeatList": null}', "another shape"),
    ],
)
async def test_what_can_not_be_read_is_an_error(fetch: Callable[..., Any], name: str, given: Given, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        await fetch(name, dict.fromkeys(PAGES[name], given))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_text(fetch: Callable[..., Any], name: str, text: str) -> None:
    def spoiled(found: Any) -> Any:
        if isinstance(found, dict):
            return {key: spoiled(value) for key, value in found.items()}
        if isinstance(found, list):
            return [spoiled(value) for value in found]
        is_text = isinstance(found, str) and not found.startswith("2026-")
        return text if is_text else found

    answers: dict[str, Given] = {
        path: json.dumps(spoiled(json.loads(given))).encode()
        for path, given in PAGES[name].items()
        if isinstance(given, bytes)
    }
    kind, answer = await fetch(name, answers)
    assert harmless(kind.html(answer))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": "status.test"}, "url"),
        ({"type": "uptime_kuma", "url": "http://kuma.test:3001"}, "ends in /status/NAME"),
        ({"type": "uptime_kuma", "url": "http://kuma.test:3001/status/a/b"}, "ends in /status/NAME"),
        ({"type": "healthchecks", "url": "https://checks.test"}, "asks for a `key`"),
        ({"type": "nagios", "url": "https://a.test"}, "type"),
        ({"url": "https://a.test", "only": "some"}, "only"),
    ],
)
def test_wrong_options_are_refused(bench: Callable[..., Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bench("status_page", **options)
