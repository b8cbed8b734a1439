"""Answers that are used again: whether the host is asked, what it is asked, and how much is held."""

import asyncio
from datetime import timedelta

import pytest

from dashboard.poll.cache import BELIEVED, Cache, Held
from dashboard.poll.http import HttpClient
from dashboard.widget import Answer, Request
from tests.poll.conftest import StartSite
from tests.poll.site import Asked, Reply, answer

MODIFIED = "Sat, 21 Nov 2026 10:00:00 GMT"


def confirming(first: bytes, then: bytes = answer(status="304 Not Modified")) -> Reply:
    """Answers `first`, and from then on that it is not modified, whatever is asked."""
    asked_before: list[Asked] = []

    async def reply(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(then if asked_before else first)
        asked_before.append(asked)
        await writer.drain()

    return reply


def conditions(asked: Asked) -> tuple[str | None, str | None]:
    """By what the asked one is to judge whether it has changed."""
    return asked.headers.get("if-none-match"), asked.headers.get("if-modified-since")


@pytest.mark.parametrize("tag", ['"1"', 'W/"weak"'])
async def test_a_good_answer_is_asked_after_and_given_again_where_it_has_not_changed(
    http: HttpClient, site: StartSite, tag: str
) -> None:
    there = await site(confirming(answer(b"body", ETag=tag, Last_Modified=MODIFIED), answer(status="304 No", ETag=tag)))
    request = Request.to(there.url, headers={"X-Key": "mine"})
    first = await http.send(request)
    second = await http.send(request)
    assert [conditions(asked) for asked in there.asked] == [(None, None), (tag, MODIFIED)]
    assert [asked.headers["x-key"] for asked in there.asked] == ["mine", "mine"]
    assert (second.status, second.body) == (first.status, first.body) == (200, b"body")


async def test_a_date_alone_is_enough_to_ask_by(http: HttpClient, site: StartSite) -> None:
    there = await site(confirming(answer(b"body", Last_Modified=MODIFIED)))
    for _ in range(2):
        assert (await http.send(Request.to(there.url))).body == b"body"
    assert conditions(there.asked[1]) == (None, MODIFIED)


async def test_an_answer_that_is_given_again_has_the_newer_headers(http: HttpClient, site: StartSite) -> None:
    old = answer(b"body", ETag='"1"', Cache_Control="max-age=60", Age="50", X_Old="old", Content_Type="text/x")
    new = answer(status="304 No", ETag='"1"', Cache_Control="max-age=90", Content_Type="text/html")
    there = await site(confirming(old, new))
    for _ in range(2):
        came = await http.send(Request.to(there.url))
    assert came.headers["cache-control"] == "max-age=90"
    assert came.headers["x-old"] == "old"
    assert came.headers["content-type"] == "text/x"
    assert came.headers["content-length"] == "4"
    assert "age" not in came.headers


async def test_what_has_changed_comes_anew_and_is_asked_after_by_its_own_tag(http: HttpClient, site: StartSite) -> None:
    there = await site({"/": answer(b"one", ETag='"1"')})
    request = Request.to(there.url + "/")
    await http.send(request)
    there.replies["/"] = answer(b"two", ETag='"2"')
    assert (await http.send(request)).body == b"two"
    await http.send(request)
    assert [conditions(asked)[0] for asked in there.asked] == [None, '"1"', '"2"']


async def test_an_error_between_does_not_cost_what_is_held(http: HttpClient, site: StartSite) -> None:
    there = await site({"/": answer(b"one", ETag='"1"')})
    request = Request.to(there.url + "/")
    await http.send(request)
    there.replies["/"] = answer(b"sorry", "503 Busy")
    assert (await http.send(request)).status == 503
    there.replies["/"] = answer(status="304 Not Modified")
    assert (await http.send(request)).body == b"one"


@pytest.mark.parametrize(
    "reply",
    [
        answer(b"x"),
        answer(b"x", ETag='"1"', Cache_Control="private, no-store"),
        answer(b"x", ETag='"1"', Vary="*"),
        answer(b"x", "206 Partial", ETag='"1"'),
        answer(b"x", "404 Not Found", ETag='"1"'),
    ],
)
async def test_what_can_t_or_must_not_be_asked_after_is_asked_for(
    http: HttpClient, site: StartSite, reply: bytes
) -> None:
    there = await site(reply)
    for _ in range(2):
        await http.send(Request.to(there.url))
    assert conditions(there.asked[1]) == (None, None)


@pytest.mark.parametrize(
    "request_",
    [
        Request.to("{}", method="POST", body=b"?"),
        Request.to("{}", method="GET", body=b"?"),
        Request.to("{}", method="HEAD"),
        Request.to("{}", headers={"Range": "bytes=0-1"}),
    ],
)
async def test_only_a_plain_get_is_asked_with_conditions(http: HttpClient, site: StartSite, request_: Request) -> None:
    there = await site(answer(b"" if request_.method == "HEAD" else b"x", ETag='"1"'))
    request = Request(there.url, request_.method, request_.headers, request_.body)
    for _ in range(2):
        await http.send(request)
    assert conditions(there.asked[1]) == (None, None)


async def test_a_kind_that_brings_its_own_condition_gets_what_it_asked_for(http: HttpClient, site: StartSite) -> None:
    there = await site(confirming(answer(b"x", ETag='"1"')))
    request = Request.to(there.url, headers={"If-None-Match": '"mine"'})
    assert [(await http.send(request)).status for _ in range(2)] == [200, 304]
    assert [conditions(asked)[0] for asked in there.asked] == ['"mine"', '"mine"']


async def test_another_request_is_not_asked_with_the_conditions_of_this_one(http: HttpClient, site: StartSite) -> None:
    there = await site(answer(b"x", ETag='"1"'))
    await http.send(Request.to(there.url, headers={"Authorization": "one"}))
    await http.send(Request.to(there.url, headers={"Authorization": "two"}))
    assert conditions(there.asked[1]) == (None, None)


async def test_a_304_that_nobody_asked_for_is_asked_again_once(http: HttpClient, site: StartSite) -> None:
    there = await site(answer(status="304 Not Modified"))
    assert (await http.send(Request.to(there.url))).status == 304
    assert len(there.asked) == 2


async def test_a_304_that_speaks_of_another_answer_is_asked_again_without_conditions(
    http: HttpClient, site: StartSite
) -> None:
    replies = iter([answer(b"one", ETag='"1"'), answer(status="304 No", ETag='"9"'), answer(b"two", ETag='"2"')])

    async def reply(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(next(replies))

    there = await site(reply)
    assert [(await http.send(Request.to(there.url))).body for _ in range(2)] == [b"one", b"two"]
    assert [conditions(asked)[0] for asked in there.asked] == [None, '"1"', None]


async def test_behind_a_redirect_the_conditions_go_to_the_address_that_answered(
    http: HttpClient, site: StartSite
) -> None:
    other = await site(confirming(answer(b"there", ETag='"1"')))
    there = await site(answer(status="302 Found", Location=other.url + "/"))
    for _ in range(2):
        assert (await http.send(Request.to(there.url))).body == b"there"
    assert [conditions(asked)[0] for asked in there.asked] == [None, None]
    assert [conditions(asked)[0] for asked in other.asked] == [None, '"1"']


async def test_what_is_too_large_to_be_held_comes_whole_each_time(http: HttpClient, site: StartSite) -> None:
    there = await site(answer(b"x" * 2_000_001, ETag='"1"'))
    for _ in range(2):
        assert len((await http.send(Request.to(there.url))).body) == 2_000_001
    assert conditions(there.asked[1]) == (None, None)
    assert http.cache.size == 0


# What is held


def held(size: int, *, at: float = 0.0, **headers: str) -> Held:
    """An answer of so many bytes, as it is counted."""
    extra = 1000 + sum(len(name) + len(text) for name, text in headers.items())
    return Held(Answer("a.test", 200, headers, bytes(size - extra)), "http://a.test/", at, at)


def asking(number: int) -> Request:
    """One of many requests."""
    return Request.to(f"http://a.test/{number}")


def test_a_body_is_asked_for_in_full_after_a_day_whatever_its_host_says() -> None:
    body = held(2000, at=100.0, etag='"1"')
    confirmed = body.confirmed(Answer("a.test", 304, {}, b""), now=5000.0)
    assert confirmed.confirmable(100.0 + BELIEVED - 1)
    assert not confirmed.confirmable(100.0 + BELIEVED)


def test_the_least_recently_used_goes_first_when_the_bytes_are_used_up() -> None:
    cache = Cache(most_bytes=10_000)
    for number in range(5):
        cache.put(asking(number), held(2000))
    cache.get(asking(0))
    cache.put(asking(5), held(4000))
    assert list(cache.held) == [asking(number) for number in (3, 4, 0, 5)]
    assert cache.size == 10_000


def test_the_same_is_true_of_their_number() -> None:
    cache = Cache(most=2)
    for number in range(3):
        cache.put(asking(number), held(2000))
    assert list(cache.held) == [asking(1), asking(2)]


def test_what_replaces_another_is_counted_once() -> None:
    cache = Cache()
    cache.put(asking(0), held(2000))
    cache.put(asking(0), held(3000))
    assert cache.size == 3000
    cache.put(asking(0), held(2_000_001))
    assert (cache.size, cache.held) == (0, {})


async def test_what_is_kept_for_a_kind_is_asked_after_when_its_time_is_over(http: HttpClient, site: StartSite) -> None:
    there = await site(confirming(answer(b"place", ETag='"1"')))
    request = Request.to(there.url)
    await http.send(request, keep=timedelta(hours=1))
    await http.send(request, keep=timedelta(hours=1))
    assert len(there.asked) == 1
    assert (await http.send(request, keep=timedelta())).body == b"place"
    assert conditions(there.asked[1]) == ('"1"', None)
