"""The one place that knows httpx: one request in, one answer out, within limits. Not when, nor what it means.

Why it is as it is (reference: httpx 0.28.1, its source and issue threads): redirects are followed here, not by httpx,
which reads redirect bodies whole and carries configured headers to foreign hosts; bodies are unpacked here, because
httpx unpacks without a limit; the pool has no upper bound, because a cancelled request may keep its slot for ever.
"""

import asyncio
import http.cookiejar
import socket
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import certifi
import httpx

from dashboard import __version__
from dashboard.widget import Answer, Request, SourceError

LIMIT = 10_000_000
"""No answer may be larger, unpacked, in bytes."""

HOPS = 5
"""Redirects that are followed in a row."""

KEPT = 256
"""Answers that are kept for reuse at the same time."""

USER_AGENT = f"Wallboard/{__version__} (live wall dashboard)"

Reroute = Callable[[str], str]


class HttpClient:
    """Owns the connections to the outside. Satisfies `widget.Http`.

    `reroute` sends every address somewhere else: the demo's upstream. `limit` is in bytes. `trust` says whose
    certificates are believed; by default those of this machine, which take a moment to load.
    """

    def __init__(
        self, *, limit: int = LIMIT, reroute: Reroute | None = None, trust: ssl.SSLContext | None = None
    ) -> None:
        self.limit = limit
        self.reroute = reroute
        self.kept: dict[Request, tuple[float, Answer]] = {}
        self.client = httpx.AsyncClient(
            verify=trust or trusted(),
            timeout=httpx.Timeout(30.0),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=50, keepalive_expiry=60.0),
            follow_redirects=False,
            trust_env=False,
            cookies=http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=[])),  # keeps none
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
        )

    async def close(self) -> None:
        """Close every connection."""
        await self.client.aclose()

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """The answer to a request, whatever its status. SourceError names the host and the reason in plain words."""
        began = time.monotonic()
        if keep is not None and (found := self.kept.get(request)) and began - found[0] < keep.total_seconds():
            return found[1]
        try:
            answer = await self.follow(request)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            raise explain(error, request.host) from error
        if keep is not None and answer.status < 400:
            self.kept.pop(request, None)
            if len(self.kept) >= KEPT:
                self.kept.pop(next(iter(self.kept)))
            self.kept[request] = (time.monotonic(), answer)
        return answer

    async def connect(self, host: str, port: int) -> float:
        """Open and close a TCP connection; how many seconds the opening took."""
        if self.reroute:
            parts = urlsplit(self.reroute(f"http://{host}:{port}/"))
            host, port = parts.hostname or host, parts.port or port
        began = time.monotonic()
        try:
            _, writer = await asyncio.open_connection(host, port)
        except (OSError, ValueError, OverflowError) as error:
            raise explain(error, f"{host}:{port}") from error
        seconds = time.monotonic() - began
        writer.close()
        return seconds

    async def follow(self, request: Request) -> Answer:
        """The answer at the end of the redirects."""
        began = time.monotonic()
        url, method, body = request.url, request.method, request.body
        headers = [(name.encode(), text.encode()) for name, text in request.headers]
        for _ in range(HOPS + 1):
            asked = origin(url)
            target = self.reroute(url) if self.reroute else url
            async with self.client.stream(method, target, content=body, headers=headers) as response:
                place = response.headers.get("location")
                if response.status_code not in {301, 302, 303, 307, 308} or not place:
                    return Answer(
                        host=request.host,
                        status=response.status_code,
                        headers={name.lower(): text for name, text in response.headers.items()},
                        body=await self.read(response, request.host),
                        seconds=time.monotonic() - began,
                    )
            following = urljoin(url, place)
            if not allowed(url, following):
                raise SourceError(f"{request.host} redirects to an address that is not safe", fault="redirect")
            if asked != origin(following):
                headers, body = [], None
            if response.status_code in {301, 302, 303} and method != "HEAD":
                method, body = "GET", None
            url = following
        raise SourceError(f"{request.host} redirects more than {HOPS} times", fault="redirect")

    async def read(self, response: httpx.Response, host: str) -> bytes:
        """The body, unpacked, within the limit."""
        packing = response.headers.get("content-encoding", "identity").strip().lower()
        if packing not in {"", "identity", "gzip"}:
            raise SourceError(f"{host} answers packed as {packing[:20]}, which was not asked for", fault="decode")
        body = bytearray()
        chunks = unpacked(response.aiter_raw(), self.limit, host) if packing == "gzip" else response.aiter_raw()
        async for chunk in chunks:
            body += chunk
            if len(body) > self.limit:
                raise SourceError(f"{host} answers more than {self.limit // 1_000_000} MB", fault="too_large")
        return bytes(body)


async def unpacked(chunks: AsyncIterator[bytes], limit: int, host: str) -> AsyncIterator[bytes]:
    """gzip undone, never more than a little over `limit` bytes in memory."""
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    begun = False
    async for chunk in chunks:
        begun = True
        try:
            yield inflate.decompress(chunk, limit + 1)
        except zlib.error as error:
            raise SourceError(f"{host} answers something that can't be unpacked", fault="decode") from error
        if inflate.unconsumed_tail:
            raise SourceError(f"{host} answers more than {limit // 1_000_000} MB", fault="too_large")
    if begun and not inflate.eof:
        raise SourceError(f"{host} breaks off in the middle of its answer", fault="cut")


def trusted() -> ssl.SSLContext:
    """Certificates of this machine, and certifi's for a machine that has none."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    return context


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port; ValueError where the address has none that can be."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def allowed(before: str, after: str) -> bool:
    """Whether a redirect may be followed: web addresses only, and never from https to http."""
    scheme = urlsplit(after).scheme
    return scheme == "https" or (scheme == "http" and urlsplit(before).scheme == "http")


def explain(error: Exception, host: str) -> SourceError:
    """What went wrong, in plain words, without the address: it may hold secrets."""
    causes: list[BaseException] = [error]
    while (deeper := causes[-1].__cause__ or causes[-1].__context__) and deeper not in causes:
        causes.append(deeper)
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return SourceError(f"{host} shows a certificate that is not valid: {cause.verify_message}", fault="tls")
        if isinstance(cause, ssl.SSLError):
            return SourceError(f"{host} does not speak TLS as it should", fault="tls")
        if isinstance(cause, socket.gaierror):
            return SourceError(f"{host} can't be found; there may be no network", fault="dns")
        if isinstance(cause, ConnectionRefusedError):
            return SourceError(f"{host} refuses the connection", fault="connect")
    if isinstance(error, httpx.TimeoutException):
        return SourceError(f"{host} does not answer", fault="timeout")
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | ValueError | OverflowError):
        return SourceError(f"{host} is not an address that can be asked", fault="connect")
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return SourceError(f"{host} breaks off in the middle of its answer", fault="cut")
    return SourceError(f"{host} can't be reached", fault="connect")
