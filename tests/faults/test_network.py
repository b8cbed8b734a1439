"""The way to an upstream: it leads elsewhere, to somebody else, or nobody knows where it is."""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from tests.faults.conftest import Serve, Start, StartSite, says
from tests.faults.names import asking_it, open_names
from tests.faults.seen import PATIENCE, until
from tests.poll.site import Asked, Site, answer

TABLE = """
[widgets.{name}]
kind = "json"
url = "{url}"
value = "value"
every = "1s"
timeout = "1s"
"""

SECRETS = 'headers = { Authorization = "Bearer canary", X-Api-Key = "canary", Cookie = "canary" }\n'


def moved(place: str) -> bytes:
    """A redirect."""
    return answer(status="302 Found", location=place)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that this machine believes, as OpenSSL is told."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return authority


def shows(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """A server that shows this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


async def secured(site: StartSite, certificate: trustme.LeafCert) -> Site:
    """A site that shows this certificate."""
    new = await site(value={"value": 17})
    await new.close()
    new.tls = shows(certificate)
    await new.open()
    return new


async def test_f39_an_upstream_that_redirects(site: StartSite, serve: Serve, authority: trustme.CA) -> None:
    """The upstream redirects: in a circle, to another host, from https to http, to a file, with a huge body.

    Seen: what is safe is followed, without the keys that were meant for the first host; else the tile says why not.
    """
    first, other = await site(), await site(target={"value": 18})
    secure = await secured(site, authority.issue_cert("localhost"))
    written = 0

    async def huge(asked: Asked, writer: asyncio.StreamWriter) -> None:
        """A redirect whose body nobody should read."""
        nonlocal written
        head = f"HTTP/1.1 302 Found\r\nLocation: {other.url}/target\r\nContent-Length: 50000000\r\n\r\n"
        writer.write(head.encode())
        while written < 50_000_000:
            writer.write(b"x" * 65536)
            written += 65536
            await writer.drain()

    first.replies |= {
        "/circle": moved("/circle"),
        "/elsewhere": moved(f"{other.url}/target"),
        "/file": moved("file:///etc/passwd"),
        "/huge": huge,
    }
    secure.replies["/secure"] = moved(f"{other.url}/target")
    names = ["circle", "elsewhere", "file", "huge"]
    tables = [TABLE.format(name=name, url=f"{first.url}/{name}") + SECRETS for name in names]
    wall = await serve("".join([*tables, TABLE.format(name="secure", url=f"{secure.url}/secure") + SECRETS]))
    for name, reason in {"circle": "redirects more than", "file": "not safe", "secure": "not safe"}.items():
        await wall.sees(name, lambda tile, reason=reason: reason in tile.reason)  # type: ignore[misc]  # it is a lambda
        assert "redirect" in await wall.faults(name)
    await wall.shows("elsewhere", "18")
    await wall.shows("huge", "18")
    assert written < 10_000_000 * 2
    assert first.asked[0].headers["x-api-key"] == "canary"
    assert other.asked
    assert not [asked for asked in other.asked if "canary" in str(asked)]


@pytest.fixture
def old(authority: trustme.CA) -> Iterator[int]:
    """The port of a server that knows nothing newer than TLS 1.0. It has a thread: asyncio's would not say so."""
    context = shows(authority.issue_cert("localhost"))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1 is deprecated"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            """With one after the other, until nobody can come any more."""
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection, suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
                        secure.recv(1000)

        talking = threading.Thread(target=talk)
        talking.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    talking.join()


async def test_f40_a_certificate_that_is_not_valid(
    site: StartSite, serve: Serve, authority: trustme.CA, old: int
) -> None:
    """The upstream's certificate has expired, is for another host or signed by nobody; or it speaks TLS 1.0 alone.

    Seen: the tile says which of these it is; nothing was asked.
    """
    yesterday = datetime.now(UTC) - timedelta(days=1)
    servers = {
        "good": (authority.issue_cert("localhost"), ""),
        "expired": (authority.issue_cert("localhost", not_after=yesterday), "certificate has expired"),
        "other": (authority.issue_cert("other.example"), "not valid for 'localhost'"),
        "unknown": (trustme.CA().issue_cert("localhost"), "unable to get local issuer certificate"),
    }
    sites = {name: await secured(site, certificate) for name, (certificate, _) in servers.items()}
    ports = {name: each.port for name, each in sites.items()} | {"old": old}
    tables = [TABLE.format(name=name, url=f"https://localhost:{port}/value") for name, port in ports.items()]
    wall = await serve("".join(tables))
    await wall.shows("good", "17")
    reasons = {name: reason for name, (_, reason) in servers.items() if reason} | {"old": "too old"}
    for name, reason in reasons.items():
        tile = await wall.sees(name, lambda tile: tile.state == "failed")
        assert f"localhost:{ports[name]}" in tile.reason
        assert reason in tile.reason
        assert "tls" in await wall.faults(name)
        assert name == "old" or sites[name].asked == []


async def test_f41_names_that_are_not_found(site: StartSite, start: Start, tmp_path: Path) -> None:
    """Nobody knows the upstream's name, or the name server does not answer for 30 s, or knows an IPv6 address alone.

    Seen: polls end at their `timeout`; other tiles, files and new screens do not wait; IPv6 is used.
    """
    names = await open_names()
    through = asking_it(tmp_path)
    upstream = await site(six={"value": 6}, well={"value": 1})
    by_six = await asyncio.start_server(upstream.connected, "::1", upstream.port)
    hanging = [f"slow-{number}" for number in range(12)]
    tables = [TABLE.format(name=name, url=f"http://{name}.hangs.test/") for name in hanging]
    tables += [TABLE.format(name=name, url=f"http://{name}.test:{upstream.port}/{name}") for name in ("six", "gone")]
    tables.append(TABLE.format(name="well", url=f"{upstream.url}/well"))
    tables.append('[widgets.note]\nkind = "text"\nfile = "note.md"\nevery = "100ms"\n')
    running = await start("".join(tables), through=through)
    wall = running.wall
    await wall.shows("six", "6")
    await wall.sees("gone", lambda tile: "gone.test:" in tile.reason and "can't be found" in tile.reason)
    for name in hanging:
        assert "does not answer within 1 s" in (await wall.tile(name)).reason
    asked = len(upstream.asked)
    running.config.with_name("note.md").write_text("Files are read", "utf-8")
    began = time.monotonic()
    await wall.sees("note", lambda tile: "Files are read" in tile.text)
    upstream.replies["/well"] = says({"value": 2})
    await wall.shows("well", "2")
    async with wall.stream() as stream:
        assert len(stream.events()) > len(hanging)
    assert time.monotonic() - began < 3
    await until(lambda: len(upstream.asked) > asked + 2)
    by_six.close()
    names.close()


async def never(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Not a byte."""
    await asyncio.Event().wait()


async def test_f42_hundreds_of_timeouts_in_a_row(site: StartSite, serve: Serve) -> None:
    """300 polls of one source in a row time out.

    Seen: as soon as the upstream answers again, so do the tiles: nothing was used up.
    """
    sick = await site()
    sick.replies[""] = never
    names = [f"sick-{number}" for number in range(6)]
    table = '[widgets.{name}]\nkind = "json"\nurl = "{url}/{name}"\nvalue = "value"\nevery = "1h"\ntimeout = "100ms"\n'
    wall = await serve("".join(table.format(name=name, url=sick.url) for name in names))

    async def times_out(name: str) -> None:
        """50 times."""
        while sum(each.path == f"/{name}" for each in sick.asked) <= 50:
            await wall.refresh(name)
            await asyncio.sleep(0.02)

    await asyncio.gather(*map(times_out, names))
    assert set(await wall.faults(names[0])) == {"timeout"}
    sick.replies[""] = says({"value": 18})

    async def recovers(name: str) -> None:
        """Asked again, it answers; this machine may be too busy to be in time at once."""
        while (await wall.tile(name)).value != "18":
            await wall.refresh(name)
            await asyncio.sleep(0.05)

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*map(recovers, names))
