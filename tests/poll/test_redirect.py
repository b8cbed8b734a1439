"""Redirects that are for good: who is asked the next time, with what, and until when."""

import asyncio

import pytest

from dashboard.poll.http import HttpClient
from dashboard.poll.redirect import Moved
from dashboard.widget import Request, SourceError
from tests.poll.conftest import MakeHttp, StartSite
from tests.poll.site import Asked, answer

SECRET = "CANARY-s3cret"
FOR_GOOD = ["301 Moved", "308 Permanent"]


def paths(asked: list[Asked]) -> list[str]:
    """What was asked."""
    return [each.path for each in asked]


@pytest.mark.parametrize("status", FOR_GOOD)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_what_has_moved_for_good_is_asked_there_the_next_time(
    http: HttpClient, site: StartSite, status: str, method: str
) -> None:
    there = await site({"/old": answer(status=status, Location="/new"), "/new": answer()})
    request = Request.to(there.url + "/old", headers={"X-Key": SECRET}, method=method)
    for _ in range(3):
        await http.send(request)
    assert paths(there.asked) == ["/old", "/new", "/new", "/new"]
    assert {(each.method, each.headers["x-key"]) for each in there.asked} == {(method, SECRET)}


@pytest.mark.parametrize("status", ["302 Found", "303 See Other", "307 Temporary"])
async def test_what_has_moved_for_now_is_asked_where_it_was(http: HttpClient, site: StartSite, status: str) -> None:
    there = await site({"/old": answer(status=status, Location="/new"), "/new": answer()})
    for _ in range(2):
        await http.send(Request.to(there.url + "/old"))
    assert paths(there.asked) == ["/old", "/new", "/old", "/new"]


@pytest.mark.parametrize(
    ("method", "body", "control"), [("POST", b"?", ""), ("GET", b"?", ""), ("GET", None, "private, no-store")]
)
async def test_a_redirect_is_not_remembered_for_what_is_sent_nor_where_it_forbids_it(
    http: HttpClient, site: StartSite, method: str, body: bytes | None, control: str
) -> None:
    there = await site({"/old": answer(status="308 Gone", Location="/new", Cache_Control=control), "/new": answer()})
    for _ in range(2):
        await http.send(Request.to(there.url + "/old", method=method, body=body))
    assert paths(there.asked) == ["/old", "/new", "/old", "/new"]


async def test_several_moves_in_a_row_are_remembered_and_one_that_is_for_now_stays_one(
    http: HttpClient, site: StartSite
) -> None:
    there = await site(
        {
            "/a": answer(status="301 Moved", Location="/b"),
            "/b": answer(status="302 Found", Location="/c"),
            "/c": answer(status="308 Permanent", Location="/d"),
            "/d": answer(b"here"),
        }
    )
    for _ in range(2):
        assert (await http.send(Request.to(there.url + "/a"))).body == b"here"
    assert paths(there.asked) == ["/a", "/b", "/c", "/d", "/b", "/d"]


async def test_another_origin_gets_no_headers_when_it_is_asked_straight_away_either(
    http: HttpClient, site: StartSite
) -> None:
    other = await site({"/": answer(status="301 Moved", Location="/end"), "/end": answer(b"other")})
    there = await site(answer(status="308 Permanent", Location=other.url + "/"))
    for _ in range(3):
        await http.send(Request.to(there.url, headers={"Authorization": SECRET}))
    assert (len(there.asked), paths(other.asked)) == (1, ["/", "/end", "/end", "/end"])
    assert SECRET not in str(other.asked)


async def test_one_request_s_redirect_is_not_another_one_s(http: HttpClient, site: StartSite) -> None:
    async def by_key(asked: Asked, writer: asyncio.StreamWriter) -> None:
        right = asked.headers.get("x-key") == SECRET
        writer.write(answer(b"data") if right else answer(status="301 Moved", Location="/login"))

    there = await site({"/": by_key, "/login": answer(b"who are you?")})
    assert (await http.send(Request.to(there.url + "/"))).body == b"who are you?"
    assert (await http.send(Request.to(there.url + "/", headers={"X-Key": SECRET}))).body == b"data"


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "500 Oops", "503 Busy"])
async def test_where_the_new_address_fails_the_old_one_is_asked_again(
    http: HttpClient, site: StartSite, status: str
) -> None:
    there = await site({"/old": answer(status="301 Moved", Location="/new"), "/new": answer(b"new")})
    request = Request.to(there.url + "/old")
    await http.send(request)
    there.replies["/new"] = answer(status=status)
    assert (await http.send(request)).status == int(status[:3])
    there.replies["/old"] = answer(b"back")
    assert (await http.send(request)).body == b"back"


async def test_where_the_new_address_can_t_be_reached_the_old_one_is_asked_again(
    http: HttpClient, site: StartSite
) -> None:
    other = await site(answer(b"new"))
    there = await site(answer(status="301 Moved", Location=other.url + "/"))
    request = Request.to(there.url)
    await http.send(request)
    await other.close()
    with pytest.raises(SourceError, match=r"breaks off|refuses"):
        await http.send(request)
    there.replies[""] = answer(b"back")
    assert (await http.send(request)).body == b"back"


async def test_where_the_new_address_says_nothing_the_old_one_is_asked_again(http: HttpClient, site: StartSite) -> None:
    async def silent(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    there = await site({"/old": answer(status="301 Moved", Location="/new"), "/new": answer(b"new")})
    request = Request.to(there.url + "/old")
    await http.send(request)
    there.replies["/new"] = silent
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await http.send(request)
    there.replies["/old"] = answer(b"back")
    assert (await http.send(request)).body == b"back"


async def test_a_redirect_is_believed_no_longer_than_an_hour(http: HttpClient, site: StartSite) -> None:
    assert http.moved.believed == 3600
    http.moved = Moved(believed=0.0)
    there = await site({"/old": answer(status="301 Moved", Location="/new"), "/new": answer()})
    for _ in range(2):
        await http.send(Request.to(there.url + "/old"))
    assert paths(there.asked) == ["/old", "/new", "/old", "/new"]


async def test_from_https_nobody_leads_us_to_http_from_memory_either(make_http: MakeHttp, site: StartSite) -> None:
    plain = await site(answer(b"plain"))
    there = await site(answer(status="301 Moved", Location="http://plain.test/"))
    http = make_http(reroute=lambda url: there.url if url.startswith("https:") else plain.url)
    for _ in range(2):
        with pytest.raises(SourceError, match="redirects to an address that is not safe"):
            await http.send(Request.to("https://there.test/"))
    assert plain.asked == []


async def test_a_loop_of_moves_for_good_ends_each_time(http: HttpClient, site: StartSite) -> None:
    there = await site(answer(status="301 Moved", Location="/again"))
    for _ in range(2):
        with pytest.raises(SourceError, match="redirects more than 5 times"):
            await http.send(Request.to(there.url + "/"))
    assert len(there.asked) < 12


def test_the_oldest_is_forgotten_once_there_are_many() -> None:
    moved = Moved(most=2)
    requests = [Request.to(f"http://a.test/{number}") for number in range(3)]
    for request in requests:
        moved.remember(request, request.url, 301, "/new")
    assert [moved.find(request, request.url) is not None for request in requests] == [False, True, True]
