"""The body of an answer, unpacked, within a limit. httpx would unpack it without one."""

import zlib
from collections.abc import AsyncIterator

from dashboard.widget import SourceError


async def whole(chunks: AsyncIterator[bytes], packing: str, limit: int, host: str) -> bytes:
    """The body that these chunks make, packed as the header Content-Encoding says; at most `limit` bytes."""
    packing = packing.strip().lower()
    if packing not in {"", "identity", "gzip"}:
        raise SourceError(f"{host} answers packed as {packing[:20]}, which was not asked for", fault="decode")
    body = bytearray()
    async for chunk in unpacked(chunks, limit, host) if packing == "gzip" else chunks:
        body += chunk
        if len(body) > limit:
            raise too_large(limit, host)
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
            raise too_large(limit, host)
    if begun and not inflate.eof:
        raise SourceError(f"{host} breaks off in the middle of its answer", fault="cut")


def too_large(limit: int, host: str) -> SourceError:
    """What is said of an answer beyond the limit."""
    return SourceError(f"{host} answers more than {limit // 1_000_000} MB", fault="too_large")
