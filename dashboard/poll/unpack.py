"""The body of an answer, unpacked, within a limit. httpx would unpack it without one."""

import zlib
from collections.abc import AsyncIterator

from dashboard.widget import SourceError

PIECE = 64 * 1024


async def whole(chunks: AsyncIterator[bytes], packing: str, limit: int, host: str) -> bytes:
    """The body that these chunks make, packed as the header Content-Encoding says; at most `limit` bytes."""
    packing = packing.strip().lower()
    if packing not in {"", "identity", "gzip"}:
        raise SourceError(f"{host} answers packed as {packing[:20]}, which was not asked for", fault="decode")
    pieces, size = list[bytes](), 0
    async for piece in unpacked(chunks, host) if packing == "gzip" else chunks:
        pieces.append(piece)  # one growing buffer would be copied, and held twice, again and again
        size += len(piece)
        if size > limit:
            raise too_large(limit, host)
    return b"".join(pieces)


async def unpacked(chunks: AsyncIterator[bytes], host: str) -> AsyncIterator[bytes]:
    """gzip undone, in pieces of at most `PIECE` bytes, so that a bomb is found before it is large."""
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    begun = False
    async for chunk in chunks:
        begun = True
        while chunk:
            try:
                yield inflate.decompress(chunk, PIECE)
            except zlib.error as error:
                raise SourceError(f"{host} answers something that can't be unpacked", fault="decode") from error
            chunk = inflate.unconsumed_tail
    if begun and not inflate.eof:
        raise SourceError(f"{host} breaks off in the middle of its answer", fault="cut")


def too_large(limit: int, host: str) -> SourceError:
    """What is said of an answer beyond the limit."""
    return SourceError(f"{host} answers more than {limit // 1_000_000} MB", fault="too_large")
