"""What carries httpx's requests: httpcore's pool, with look-ups of our own. Not what is asked, nor when."""

import asyncio
import ssl
from collections.abc import Iterable

import httpcore
import httpx
from httpcore import AsyncNetworkStream

from dashboard.poll.resolve import Resolver


class Backend(httpcore.AnyIOBackend):
    """Opens connections for httpcore, at addresses that our resolver has found."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """A connection to a host; what httpcore expects where there is none; ValueError for a host that can be none."""
        connect = super().connect_tcp
        try:
            async with asyncio.timeout(timeout):
                return await self.resolver.reach(
                    host,
                    lambda address: connect(address, port, None, local_address, socket_options),
                    lambda stream: stream.aclose(),
                )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("no connection in time") from error
        except OSError as error:
            raise httpcore.ConnectError("no connection") from error


class Transport(httpx.AsyncHTTPTransport):
    """httpx's own transport, but for the pool below it, which httpx lets nobody choose."""

    def __init__(self, trust: ssl.SSLContext, resolver: Resolver) -> None:
        super().__init__(verify=trust, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trust,
            max_connections=None,
            max_keepalive_connections=50,
            keepalive_expiry=60.0,
            network_backend=Backend(resolver),
        )
