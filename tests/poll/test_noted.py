"""The hosts that one poll asked, and how long their answers stay good."""

import asyncio
from datetime import timedelta

import pytest

from dashboard.poll.noted import MOST, Noted
from dashboard.widget import Answer, Request, SourceError


class Outside:
    """Answers everybody, unless it is to fail: its path is how many seconds the answer stays good."""

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """Say how long it may be kept."""
        path = request.url.rpartition("/")[2]
        if path == "cut":
            raise SourceError("it breaks off")
        if path == "hangs":
            await asyncio.Event().wait()
        headers = {"cache-control": f"max-age={path}"} if path.isdigit() else {}
        return Answer(request.host, 404 if "gone" in request.url else 200, headers, str(keep).encode())

    async def connect(self, host: str, port: int) -> float:
        """At once."""
        return 0.5


async def test_each_host_is_noted_once_and_its_answer_handed_on() -> None:
    http = Noted(Outside())
    answer = await http.send(Request("https://me:secret@a.example/secret?key=secret"), keep=timedelta(seconds=1))
    await http.send(Request("https://b.example:8443/"))
    await http.send(Request("https://a.example/other"))
    assert (await http.connect("c.example", 22), answer.body) == (0.5, b"0:00:01")
    assert http.hosts == ("a.example", "b.example:8443", "c.example:22")


async def test_who_has_not_answered_when_nobody_waits_any_longer_is_silent() -> None:
    http = Noted(Outside())
    with pytest.raises(SourceError):
        await http.send(Request("https://a.example/cut"))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await asyncio.gather(
                *(http.send(Request(f"https://{name}")) for name in ("b.example/1", "c.example/hangs"))
            )
    assert http.silent == ["c.example"]


async def test_they_do_not_add_up_for_ever() -> None:
    http = Noted(Outside())
    for number in range(1000):
        await http.send(Request(f"https://{number}.example/"))
    assert len(http.hosts) == MOST


@pytest.mark.parametrize(
    ("paths", "seconds"),
    [
        ([], 0),
        (["300"], 300),
        (["300", "60", "600"], 60),
        (["300", "silent"], 0),
        (["300", "cut"], 0),
        (["gone/300"], 0),
        (["300", "0"], 0),
    ],
)
async def test_all_answers_stay_good_as_long_as_the_first_of_them(paths: list[str], seconds: int) -> None:
    http = Noted(Outside())
    for path in paths:
        if path == "cut":
            with pytest.raises(SourceError):
                await http.send(Request(f"https://a.example/{path}"))
        else:
            await http.send(Request(f"https://a.example/{path}"))
    assert http.good_for == timedelta(seconds=seconds)


async def test_an_answer_that_the_source_keeps_itself_does_not_count() -> None:
    http = Noted(Outside())
    await http.send(Request("https://a.example/300"))
    await http.send(Request("https://places.example/1"), keep=timedelta(days=1))
    assert http.good_for == timedelta(seconds=300)


async def test_who_asks_for_what_is_new_and_who_opens_a_connection_wants_it_at_the_usual_pace() -> None:
    asking, opening = Noted(Outside()), Noted(Outside())
    await asking.send(Request.to("https://a.example/300", headers={"Cache-Control": "no-cache"}))
    await opening.send(Request("https://a.example/300"))
    await opening.connect("a.example", 22)
    assert asking.good_for == opening.good_for == timedelta()
