"""The kind `dns`. The sample answers are composed from public documentation.

AdGuard Home, openapi/openapi.yaml; Pi-hole FTL, src/api/docs/content/specs/{auth,stats,history}.yaml; Technitium
DnsServer, APIDOCS.md.
"""

import json
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.widget import Answer, Request, SourceError
from tests.widgets.answers import HOSTILE, Answers, Given, harmless, sample

SERVERS: dict[str, dict[str, Given]] = {
    "adguard_home": {"/control/stats": sample("dns", "adguard_home.json")},
    "pihole": {
        "/api/auth": sample("dns", "pihole_auth.json"),
        "/api/stats/summary": sample("dns", "pihole_summary.json"),
        "/api/history": sample("dns", "pihole_history.json"),
        "/api/stats/top_domains": sample("dns", "pihole_top.json"),
    },
    "technitium": {"/api/dashboard/stats/get": sample("dns", "technitium.json")},
}
OPTIONS: dict[str, dict[str, Any]] = {
    "adguard_home": {"type": "adguard_home", "url": "http://dns.test:3000/", "user": "ines", "password": "CANARY"},
    "pihole": {"type": "pihole", "url": "http://pi.test", "password": "CANARY"},
    "technitium": {"type": "technitium", "url": "http://dns.test:5380", "token": "CANARY"},
}


@pytest.fixture
def fetch(bench: Callable[..., Any]) -> Callable[..., Any]:
    """The kind with what it fetched of a server of this type."""

    async def run(name: str, answers: dict[str, Given] | None = None) -> Any:
        kind = bench("dns", **OPTIONS[name])
        return kind, await kind.source().fetch(Answers(SERVERS[name] if answers is None else answers))

    return run


@pytest.mark.parametrize(
    ("name", "queries", "blocked", "parts", "top"),
    [
        ("adguard_home", 48120, 12030, ((900, 200), (1400, 300), (2100, 700)), "metrics.example.net"),
        ("pihole", 7497, 3465, ((2134, 413), (2014, 43)), "ads.example.com"),
        ("technitium", 1857, 111, ((38, 3), (55, 6)), "ads.example.com"),
    ],
)
async def test_servers(fetch: Callable[..., Any], name: str, queries: int, blocked: int, parts: Any, top: str) -> None:
    kind, answer = await fetch(name)
    assert (answer.queries, answer.blocked, answer.parts) == (queries, blocked, parts)
    assert answer.top[0].name == top
    measured = kind.kind.measure(answer, kind.options)
    assert measured == {"percent": 100 * blocked / queries, "queries": queries, "blocked": blocked}


async def test_the_tile(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch("adguard_home")
    html = kind.html(answer)
    assert ">25%</p>" in html
    assert '<p class="caption">12,030 of 48,120 blocked</p>' in html
    assert 'aria-label="a day ago 900, 2 parts ago 1,400, now 2,100"' in html
    assert '<span class="name">metrics.example.net</span><span class="figure">1,204</span>' in html


async def test_adguard_home_is_asked_by_name_and_password(bench: Callable[..., Any]) -> None:
    http = Answers(SERVERS["adguard_home"])
    await bench("dns", **OPTIONS["adguard_home"]).source().fetch(http)
    sent = dict(http.asked[0].headers)["Authorization"]
    assert b64decode(sent.removeprefix("Basic ")) == b"ines:CANARY"


async def test_technitium_is_asked_by_token_for_a_day(bench: Callable[..., Any]) -> None:
    http = Answers(SERVERS["technitium"])
    await bench("dns", **OPTIONS["technitium"]).source().fetch(http)
    query = parse_qs(urlsplit(http.asked[0].url).query)
    assert query == {"token": ["CANARY"], "type": ["LastDay"], "utc": ["true"]}


class Sessions(Answers):
    """A Pi-hole that has forgotten the sessions which were opened before, and a client that has kept one."""

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        answer = await super().send(request, keep=keep)
        if urlsplit(request.url).path == "/api/auth":
            body = json.dumps({"session": {"sid": "old" if keep else "new"}}).encode()
            return Answer(request.host, 200, {}, body)
        is_new = dict(request.headers)["X-FTL-SID"] == "new"
        return answer if is_new else Answer(request.host, 401, {}, b"{}")


async def test_a_session_that_is_forgotten_is_opened_anew(bench: Callable[..., Any]) -> None:
    http = Sessions(SERVERS["pihole"])
    answer = await bench("dns", **OPTIONS["pihole"]).source().fetch(http)
    assert answer.queries == 7497
    assert json.loads(http.asked[0].body or b"") == {"password": "CANARY"}


async def test_a_pihole_without_a_password_is_not_logged_in_to(bench: Callable[..., Any]) -> None:
    http = Answers(SERVERS["pihole"])
    await bench("dns", type="pihole", url="http://pi.test").source().fetch(http)
    assert "/api/auth" not in [urlsplit(request.url).path for request in http.asked]


@pytest.mark.parametrize("name", SERVERS)
def test_secrets_are_nobodys_business(bench: Callable[..., Any], name: str) -> None:
    kind = bench("dns", **OPTIONS[name])
    assert "CANARY" not in repr(kind.source()) + repr(kind.options)


async def test_a_wrong_password_is_told_once(fetch: Callable[..., Any]) -> None:
    with pytest.raises(SourceError, match="does not accept the password"):
        await fetch("pihole", {**SERVERS["pihole"], "/api/auth": (401, b"{}")})


async def test_technitium_says_itself_why_it_refuses(fetch: Callable[..., Any]) -> None:
    refusal = b'{"status": "invalid-token", "errorMessage": "Invalid token CANARY or session expired."}'
    with pytest.raises(SourceError) as caught:
        await fetch("technitium", {"/api/dashboard/stats/get": refusal})
    assert caught.value.message == "the DNS server refuses: Invalid token … or session expired."


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((403, b""), "answers 403"),
        (b"<html>", "not JSON"),
        (b"null", "another shape"),
        (b'{"status": 1, "session": 1, "num_dns_queries": null}', "another shape"),
    ],
)
async def test_what_can_not_be_read_is_an_error(fetch: Callable[..., Any], name: str, given: Given, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        await fetch(name, dict.fromkeys(SERVERS[name], given))


async def test_nothing_was_asked(fetch: Callable[..., Any]) -> None:
    nothing = b'{"num_dns_queries": 0, "num_blocked_filtering": 0}'
    kind, answer = await fetch("adguard_home", {"/control/stats": nothing})
    assert ">—</p>" in kind.html(answer)
    assert "percent" not in kind.kind.measure(answer, kind.options)


async def test_a_day_of_many_parts_becomes_few(fetch: Callable[..., Any]) -> None:
    slots = [{"timestamp": index, "total": 10, "blocked": 1} for index in range(10_000)]
    kind, answer = await fetch("pihole", {**SERVERS["pihole"], "/api/history": json.dumps({"history": slots}).encode()})
    assert len(answer.parts) <= 24
    assert answer.parts[-1] == (4170.0, 417.0)
    assert kind.html(answer)


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_text(fetch: Callable[..., Any], text: str) -> None:
    spoiled = {"num_dns_queries": 9, "num_blocked_filtering": 1, "top_blocked_domains": [{text: 1}]}
    kind, answer = await fetch("adguard_home", {"/control/stats": json.dumps(spoiled).encode()})
    assert harmless(kind.html(answer))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": "http://dns.test"}, "type"),
        ({"type": "bind", "url": "http://dns.test"}, "type"),
        ({"type": "pihole", "url": "pi.hole"}, "url"),
        ({"type": "technitium", "url": "http://dns.test"}, "asks for a `token`"),
    ],
)
def test_wrong_options_are_refused(bench: Callable[..., Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bench("dns", **options)
