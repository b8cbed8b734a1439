"""Runs `python -m dashboard` where there is no network but loopback, and lets its page be reached from outside.

Called as `unshare -rn python offline.py FD ARGUMENTS…`: `FD` is a socket that listens on loopback outside. The network
namespace is empty, so the program can have any port; a child passes connections on to it and ends with it.
"""

import asyncio
import fcntl
import os
import socket
import struct
import sys

PORT = 8000
SIOCSIFFLAGS, IFF_UP = 0x8914, 1


def up() -> None:
    """Bring loopback up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        fcntl.ioctl(probe, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


async def relay(listener: socket.socket, alive: int) -> None:
    """Pass every connection on, until nobody holds the other end of the pipe `alive`."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while piece := await reader.read(65536):
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner, outer = await asyncio.open_connection("127.0.0.1", PORT)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pump(reader, outer), pump(inner, writer))

    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(alive, ended.set)
    async with await asyncio.start_server(connected, sock=listener):
        await ended.wait()
    os._exit(0)


def main() -> None:
    """Become the program, with a child that relays."""
    up()
    listener = socket.socket(fileno=int(sys.argv[1]))
    alive, held = os.pipe()
    if os.fork() == 0:
        os.close(held)
        asyncio.run(relay(listener, alive))
    os.close(alive)
    os.set_inheritable(held, True)
    listener.close()
    command = [sys.executable, "-m", "dashboard", *sys.argv[2:], "--port", str(PORT)]
    os.execv(sys.executable, command)  # noqa: S606  the id stays the same, so that the test can end it


if __name__ == "__main__":
    main()
