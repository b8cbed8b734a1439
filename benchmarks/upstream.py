"""The upstream of the benchmarks: a small HTTP server whose every answer is new and says when it was sent."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from benchmarks.processes import said, started

ROWS = [{"name": name, "share": share} for share, name in enumerate(("north", "east", "south", "west"), start=17)]


async def main() -> None:
    """Print the port, then serve until the process is ended."""
    numbers = count()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                sent = time.time()
                answer = {"value": next(numbers), "sent": f"sent {sent:.6f}", "rows": ROWS}
                body = json.dumps(answer).encode()
                head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def upstream() -> Iterator[int]:
    """The port of an upstream that runs in a process of its own."""
    with started("benchmarks.upstream") as process:
        yield int(said(process))


if __name__ == "__main__":
    asyncio.run(main())
