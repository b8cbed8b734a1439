"""The way out: one request in, one answer out, within limits. Not when, nor what it means.

Why it is as it is (reference: httpx 0.28.1, its source and issue threads): redirects are followed here, not by httpx,
which reads redirect bodies whole and carries configured headers to foreign hosts; bodies are unpacked here, because
httpx unpacks without a limit; the pool has no upper bound, because a cancelled request may keep its slot for ever, and
the client with its pool is renewed each day, and after a request was given up.

It is httpcore that carries httpx, after measuring (benchmarks/transports.py): over aiohttp a request takes half of the
CPU where few are under way, much less where fifty are, and no slot is lost. But httpx-aiohttp 0.2.0 takes a broken-off
answer for a timeout, lets errors of aiohttp's through as they are, writes addresses anew (`%27` becomes `'`) and asks a
second time by itself; with what it needs it is seven new packages and 0.13 s of every start. A wall asks ten times a
second at most.
"""

import asyncio
import http.cookiejar
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import certifi
import httpx

from dashboard import __version__
from dashboard.poll.budget import Budgets
from dashboard.poll.cache import Cache, Held, conditional, storable
from dashboard.poll.explain import explain
from dashboard.poll.inside import leads_inside
from dashboard.poll.redirect import REDIRECTS, Moved, Step, origin
from dashboard.poll.renewal import Clients
from dashboard.poll.resolve import Resolver
from dashboard.poll.transport import Transport
from dashboard.poll.turns import Turns
from dashboard.poll.unpack import too_large, whole
from dashboard.widget import Answer, Request, SourceError

LIMIT = 10_000_000
"""No answer may be larger, unpacked, in bytes."""

HOPS = 5
"""Redirects that are followed in a row."""

LIFETIME = timedelta(hours=24)
"""An httpx client serves no longer."""

USER_AGENT = f"Wallboard/{__version__} (live wall dashboard)"

Reroute = Callable[[str], str]


class HttpClient:
    """Owns everything on the way to the outside. Satisfies `widget.Http`.

    `reroute` sends every address somewhere else: the demo's upstream. `limit` is in bytes. `trust` says whose
    certificates are believed; by default those of this machine, which take a moment to load. `resolver` finds hosts,
    `budgets` is where it is noted what they still let us have, `lifetime` is how long one httpx client serves.
    """

    def __init__(
        self,
        *,
        limit: int = LIMIT,
        reroute: Reroute | None = None,
        trust: ssl.SSLContext | None = None,
        resolver: Resolver | None = None,
        budgets: Budgets | None = None,
        lifetime: timedelta = LIFETIME,
    ) -> None:
        self.limit = limit
        self.reroute = reroute
        self.resolver = resolver = resolver or Resolver()
        self.turns = Turns()
        self.cache = Cache()
        self.moved = Moved()
        self.budgets = Budgets() if budgets is None else budgets
        trust = trust or trusted()
        self.clients = Clients(lambda: make_client(trust, resolver), lifetime.total_seconds())

    async def close(self) -> None:
        """Close every connection."""
        await self.clients.close()

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """The answer to a request, whatever its status. SourceError names the host and the reason in plain words.

        An answer that can be asked after is asked after: where the host says that it is still true, it is given again,
        with newer headers, as if it had just come.
        """
        held = self.cache.get(request)
        if keep is not None and held and time.monotonic() - held.at < keep.total_seconds():
            return held.answer
        well = False
        try:
            answer = await self.asked(request, held, keep=keep is not None)
            well = answer.status < 400
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            raise explain(error, request.host) from error
        finally:
            if not well:
                self.moved.forget(request)
        return answer

    async def connect(self, host: str, port: int) -> float:
        """Open and close a TCP connection; how many seconds the opening took."""
        parts = urlsplit(self.reroute(f"http://{host}:{port}/")) if self.reroute else None
        name, door = (parts.hostname or host, parts.port or port) if parts else (host, port)

        async def enter(address: str) -> asyncio.StreamWriter:
            return (await asyncio.open_connection(address, door))[1]

        async def leave(writer: asyncio.StreamWriter) -> None:
            writer.close()

        try:
            async with self.turns.turn(host, port):
                began = time.monotonic()
                writer = await self.resolver.reach(name, enter, leave)
                seconds = time.monotonic() - began
                await leave(writer)
        except (OSError, ValueError, OverflowError) as error:
            raise explain(error, f"{host}:{port}") from error
        return seconds

    async def asked(self, request: Request, held: Held | None, *, keep: bool) -> Answer:
        """The answer of the host, or the one that is held where the host confirms it. A 304 that confirms nothing is a
        mistake, so the same is asked once more without conditions.
        """
        plain = conditional(request)
        known = held if held and plain and held.confirmable(time.monotonic()) else None
        answer, url = await self.follow(request, known)
        if answer.status == 304 and plain:
            if known and known.confirms(answer):
                held = known.confirmed(answer, time.monotonic())
                self.cache.put(request, held)
                return held.answer
            answer, url = await self.follow(request, None)
        now = time.monotonic()
        found = Held(answer, url, now, now)
        if (keep and answer.status < 400) or (plain and found.confirmable(now)):
            self.cache.put(request, found)
        elif answer.status == 200:
            self.cache.drop(request)
        return answer

    async def follow(self, request: Request, known: Held | None) -> tuple[Answer, str]:
        """The answer at the end of the redirects, and the address that gave it. `known` is what it may confirm."""
        step, seconds = Step.first(request), 0.0
        for _ in range(HOPS + 1):
            if moved := self.moved.find(request, step.url):
                step = await self.led(step, moved.status, moved.place, request.host)
                continue
            asks = known is not None and known.url == step.url and step.method == "GET"
            answer = await self.ask(step, request.host, known.conditions if known and asks else ())
            seconds += answer.seconds
            place = answer.headers.get("location")
            if answer.status not in REDIRECTS or not place:
                return replace(answer, seconds=seconds), step.url
            following = await self.led(step, answer.status, place, request.host)
            if storable(answer.headers):
                self.moved.remember(request, step.url, answer.status, place)
            step = following
        raise SourceError(f"{request.host} redirects more than {HOPS} times", fault="redirect")

    async def led(self, step: Step, status: int, place: str, host: str) -> Step:
        """Where this step is redirected to; SourceError where that is not safe."""
        following = step.redirected(status, place, host)
        if self.reroute is None and await leads_inside(step.url, following.url, self.resolver):
            raise SourceError(f"{host} redirects into this network", fault="redirect")
        return following

    async def ask(self, step: Step, host: str, conditions: tuple[tuple[bytes, bytes], ...]) -> Answer:
        """The answer to one step, when it is its turn. The body of a redirect is not read."""
        _, name, port = origin(step.url)
        target = self.reroute(step.url) if self.reroute else step.url
        headers = [*step.headers, *conditions]
        async with self.turns.turn(name or "", port), self.clients.client() as client:
            began = time.monotonic()
            async with client.stream(step.method, target, content=step.body, headers=headers) as response:
                told = {name.lower(): text for name, text in response.headers.items()}
                self.budgets.note(urlsplit(step.url).netloc.rpartition("@")[2].lower(), told)
                body = b""
                if response.status_code not in REDIRECTS or not told.get("location"):
                    if int(told.get("content-length", "0")) > self.limit and step.method != "HEAD":
                        raise too_large(self.limit, host)  # nothing of it has to be read to know
                    body = await whole(response.aiter_raw(), told.get("content-encoding", ""), self.limit, host)
            seconds = time.monotonic() - began
            return Answer(host, response.status_code, told, body, seconds, certified(response))


def certified(response: httpx.Response) -> timedelta | None:
    """How long the certificate is still good that came with an answer; None where none came."""
    stream = response.extensions.get("network_stream")
    session = stream.get_extra_info("ssl_object") if stream else None
    ends = (session.getpeercert() or {}).get("notAfter") if session else None
    return timedelta(seconds=ssl.cert_time_to_seconds(ends) - time.time()) if ends else None


def make_client(trust: ssl.SSLContext, resolver: Resolver) -> httpx.AsyncClient:
    """An httpx client that keeps no cookies, heeds no environment and follows nothing by itself."""
    return httpx.AsyncClient(
        transport=Transport(trust, resolver),
        timeout=httpx.Timeout(30.0),
        follow_redirects=False,
        trust_env=False,
        cookies=http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=[])),
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
    )


def trusted() -> ssl.SSLContext:
    """Certificates of this machine, and certifi's for a machine that has none."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    return context
