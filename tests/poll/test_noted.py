"""The hosts that one poll asked."""

from datetime import timedelta

from dashboard.poll.noted import MOST, Noted
from dashboard.widget import Answer, Request


class Outside:
    """Answers everybody."""

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """Say how long it may be kept."""
        return Answer(request.host, 200, {}, str(keep).encode())

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


async def test_they_do_not_add_up_for_ever() -> None:
    http = Noted(Outside())
    for number in range(1000):
        await http.send(Request(f"https://{number}.example/"))
    assert len(http.hosts) == MOST
