"""Where a redirect may lead: never from the internet into the network in which the wall stands."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import pytest
import pytest_asyncio

from dashboard.poll.http import HttpClient
from dashboard.poll.resolve import Resolver
from dashboard.widget import Request, SourceError
from tests.poll.site import Site, answer

Opened = TypeVar("Opened")

ADDRESSES = {
    "public.test": ("93.184.216.34",),
    "other.test": ("2606:2800:220:1::1", "93.184.216.35"),
    "inside.test": ("93.184.216.34", "10.0.0.7"),
    "nas.test": ("192.168.1.9",),
    "mapped.test": ("::ffff:127.0.0.1",),
    "localhost.": ("::1", "127.0.0.1"),
    "2130706433": ("127.0.0.1",),
}


class Here(Resolver):
    """Finds what this table says, and goes to this machine whatever it has found."""

    def __init__(self) -> None:
        super().__init__(lambda host: ADDRESSES[host])

    async def reach(
        self,
        host: str,
        enter: Callable[[str], Coroutine[Any, Any, Opened]],
        leave: Callable[[Opened], Awaitable[None]],
    ) -> Opened:
        """This machine."""
        return await enter("127.0.0.1")


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    """A site that plays them all."""
    site = Site({})
    await site.open()
    yield site
    await site.close()


@pytest_asyncio.fixture
async def http() -> AsyncIterator[HttpClient]:
    """The way out, to hosts that are found in the table."""
    client = HttpClient(trust=ssl.create_default_context(), resolver=Here())
    yield client
    await client.close()


INSIDE = [
    "127.0.0.1",
    "localhost.",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "2130706433",
    "0.0.0.0",  # noqa: S104  nobody listens on it
    "169.254.169.254",
    "100.64.0.1",
    "[fe80::1]",
    "[fd00::1]",
    "nas.test",
    "mapped.test",
    "inside.test",
]


@pytest.mark.parametrize("host", INSIDE)
async def test_d13_nobody_on_the_internet_leads_us_into_our_network(http: HttpClient, site: Site, host: str) -> None:
    """A source on the internet redirects to a machine beside the wall, by its address, in disguise, or by a name.

    Against it: such a redirect is not followed. Every address that a name has is looked at, right before it is asked.
    """
    site.replies = {
        "/a": answer(status="302 Found", Location=f"http://{host}:{site.port}/b"),
        "/b": answer(b"secret"),
    }
    with pytest.raises(SourceError, match="redirects into this network") as raised:
        await http.send(Request.to(f"http://public.test:{site.port}/a"))
    assert raised.value.fault == "redirect"
    assert [asked.path for asked in site.asked] == ["/a"]


async def test_d13_a_redirect_that_is_remembered_is_looked_at_again(http: HttpClient, site: Site) -> None:
    """A source redirects for good to a name, which is turned to a machine beside the wall later (DNS rebinding).

    Against it: its addresses are looked at before every request.
    """
    site.replies = {
        "/a": answer(status="301 Moved", Location=f"http://other.test:{site.port}/b"),
        "/b": answer(b"fine"),
    }
    request = Request.to(f"http://public.test:{site.port}/a")
    assert (await http.send(request)).body == b"fine"
    http.resolver.known["other.test"] = (float("inf"), ("127.0.0.1",))
    with pytest.raises(SourceError, match="redirects into this network"):
        await http.send(request)


@pytest.mark.parametrize("way", ["public.test other.test", "nas.test mapped.test", "nas.test public.test"])
async def test_other_redirects_are_followed(http: HttpClient, site: Site, way: str) -> None:
    begin, end = way.split()
    site.replies = {
        "/a": answer(status="302 Found", Location=f"http://{end}:{site.port}/b"),
        "/b": answer(b"fine"),
    }
    assert (await http.send(Request.to(f"http://{begin}:{site.port}/a"))).body == b"fine"
