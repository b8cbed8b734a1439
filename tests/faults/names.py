"""A name server on loopback that knows little and may never answer, and how a program comes to ask it."""

import asyncio
import socket
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.e2e.program import lacking, needed

ADDRESS = "127.0.0.153"
"""Where it listens, on the port of all name servers."""

AAAA = 28


class Names(asyncio.DatagramProtocol):
    """`six.test` has the address ::1 and no other, and what ends in `.hangs.test` is never answered. That is all."""

    def connection_made(self, transport: Any) -> None:
        """Keep the way back."""
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """One question."""
        labels, at = [], 12
        while length := data[at]:
            labels.append(data[at + 1 : at + 1 + length].decode())
            at += 1 + length
        name, (kind,) = ".".join(labels), struct.unpack("!H", data[at + 1 : at + 3])
        if name.endswith(".hangs.test"):
            return
        known = name == "six.test"
        found = known and kind == AAAA
        flags = 0x8180 if known else 0x8183
        answer = b"\xc0\x0c" + struct.pack("!HHIH", AAAA, 1, 60, 16) + socket.inet_pton(socket.AF_INET6, "::1")
        head = data[:2] + struct.pack("!HHHHH", flags, 1, int(found), 0, 0)
        self.transport.sendto(head + data[12 : at + 5] + (answer if found else b""), addr)


async def open_names() -> asyncio.DatagramTransport:
    """Begin to answer. Skips the test where this machine does not let us."""
    try:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Names, local_addr=(ADDRESS, 53))
    except PermissionError:
        lacking("only root can be a name server")
    return transport


def asking_it(folder: Path) -> tuple[str, ...]:
    """The command by which the real program asks this name server alone, and waits for it half a minute."""
    (folder / "resolv.conf").write_text(f"nameserver {ADDRESS}\noptions timeout:30 attempts:1\n")
    script = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"'
    command = (needed("unshare"), "-m", "sh", "-c", script, "sh", str(folder / "resolv.conf"))
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        lacking("this machine does not let a process have a resolv.conf of its own")
    return (*command, sys.executable, "-m", "dashboard")
