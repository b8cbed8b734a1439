"""The way out against a real socket: what an answer may do to us, and what we let no answer do."""

import asyncio
import gzip
import logging
import socket
import ssl
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
import trustme

from dashboard.poll.http import HttpClient
from dashboard.widget import Request, SourceError
from tests.poll.conftest import StartSite
from tests.poll.site import Asked, answer

MEGABYTE = 1_000_000
SECRET = "CANARY-s3cret"
SELF_SIGNED = Path(__file__).with_name("self-signed.pem")


async def failure(http: HttpClient, request: Request | str) -> SourceError:
    """How a request fails."""
    with pytest.raises(SourceError) as caught:
        await http.send(Request.to(request) if isinstance(request, str) else request)
    return caught.value


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("status", ["200 OK", "204 No Content", "404 Not Found", "503 Busy", "304 Not Modified"])
async def test_an_answer_comes_back_whatever_its_status(http: HttpClient, site: StartSite, status: str) -> None:
    there = await site(answer(b"", status, ETag='"1"'))
    came = await http.send(Request.to(there.url))
    assert (came.status, came.host, came.headers["etag"]) == (int(status[:3]), f"127.0.0.1:{there.port}", '"1"')


async def test_a_bad_status_is_an_error_with_host_and_number_where_it_is_asked_for(
    http: HttpClient, site: StartSite
) -> None:
    there = await site(answer(b"sorry", "429 Too Many", Retry_After="7"))
    came = await http.send(Request.to(there.url))
    with pytest.raises(SourceError) as caught:
        came.expect_ok()
    assert str(caught.value) == f"127.0.0.1:{there.port} answers 429"
    assert (caught.value.fault, caught.value.retry_after) == ("status", 7)


async def test_method_parameters_headers_and_body_arrive_as_they_were_given(http: HttpClient, site: StartSite) -> None:
    there = await site(answer())
    request = Request.to(
        there.url + "/ask?a=1",
        params={"b": [2, 3], "c": "ä&"},
        headers={"X-Key": "clé"},
        method="post",
        body=b'{"q": 1}',
    )
    await http.send(request)
    (asked,) = there.asked
    assert (asked.method, asked.path) == ("POST", "/ask?a=1&b=2&b=3&c=%C3%A4%26")
    assert (asked.headers["x-key"], asked.body) == ("clé", b'{"q": 1}')


async def test_who_asks_is_named_and_only_gzip_is_offered(http: HttpClient, site: StartSite) -> None:
    there = await site(answer())
    await http.send(Request.to(there.url))
    (asked,) = there.asked
    assert asked.headers["user-agent"].startswith("Wallboard/")
    assert asked.headers["accept-encoding"] == "gzip"


async def test_cookies_are_not_kept(http: HttpClient, site: StartSite) -> None:
    there = await site(answer(Set_Cookie="track=me; Path=/"))
    for _ in range(2):
        await http.send(Request.to(there.url))
    assert "cookie" not in there.asked[1].headers
    assert http.clients.newest is not None
    assert len(http.clients.newest.client.cookies) == 0


async def test_one_connection_serves_many_requests(http: HttpClient, site: StartSite) -> None:
    there = await site(answer(b"x"))
    for _ in range(5):
        await http.send(Request.to(there.url))
    assert there.connections == 1


async def test_a_proxy_from_the_environment_is_ignored(monkeypatch: pytest.MonkeyPatch, site: StartSite) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port()}")
    there = await site(answer(b"direct"))
    client = HttpClient()
    assert (await client.send(Request.to(there.url))).body == b"direct"
    await client.close()


# What is packed


async def test_gzip_is_unpacked(http: HttpClient, site: StartSite) -> None:
    there = await site(answer(gzip.compress(b"hello" * 1000, mtime=0), Content_Encoding="gzip"))
    assert (await http.send(Request.to(there.url))).body == b"hello" * 1000


async def test_an_empty_body_may_be_called_gzip(http: HttpClient, site: StartSite) -> None:
    there = await site(answer(b"", Content_Encoding="gzip"))
    assert (await http.send(Request.to(there.url))).body == b""


@pytest.mark.parametrize(
    ("body", "packing", "says"),
    [
        (b"not gzip at all", "gzip", "answers something that can't be unpacked"),
        (gzip.compress(b"x" * 1000, mtime=0)[:-10], "gzip", "breaks off in the middle of its answer"),
        (zlib.compress(b"x"), "deflate", "answers packed as deflate, which was not asked for"),
        (b"x", "br", "answers packed as br, which was not asked for"),
        (b"x", "gzip, gzip", "answers packed as gzip, gzip, which was not asked for"),
    ],
)
async def test_what_can_t_be_unpacked_says_so(
    http: HttpClient, site: StartSite, body: bytes, packing: str, says: str
) -> None:
    there = await site(answer(body, Content_Encoding=packing))
    assert (await failure(http, there.url)).message == f"127.0.0.1:{there.port} {says}"


@cache
def bomb(layers: int) -> bytes:
    """100 MB of nothing, packed so many times."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    packed = b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(100)) + packer.flush()
    for _ in range(layers - 1):
        packed = gzip.compress(packed, mtime=0)
    return packed


@pytest.mark.parametrize(("layers", "packing"), [(1, "gzip"), (2, "gzip, gzip"), (2, "gzip")])
async def test_d14_a_bomb_is_refused_before_it_fills_the_memory(
    http: HttpClient, site: StartSite, layers: int, packing: str
) -> None:
    """A small answer unpacks to hundreds of megabytes, once or twice over.

    Against it: what is unpacked is counted while it is unpacked, to 10 MB; only gzip is accepted.
    """
    there = await site(answer(bomb(layers), Content_Encoding=packing))
    tracemalloc.start()
    try:
        if (layers, packing) == (2, "gzip"):
            await http.send(Request.to(there.url))  # what is in it stays packed
        else:
            error = await failure(http, there.url)
            assert error.fault == {"gzip": "too_large"}.get(packing, "decode")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 40 * MEGABYTE


# How large, how long


async def test_an_answer_at_the_limit_is_taken_and_one_byte_more_is_not(site: StartSite) -> None:
    there = await site({"/fits": answer(b"x" * 2 * MEGABYTE), "/not": answer(b"x" * (2 * MEGABYTE + 1))})
    http = HttpClient(limit=2 * MEGABYTE)
    assert len((await http.send(Request.to(there.url + "/fits"))).body) == 2 * MEGABYTE
    error = await failure(http, there.url + "/not")
    assert (error.message, error.fault) == (f"127.0.0.1:{there.port} answers more than 2 MB", "too_large")
    await http.close()


@pytest.mark.parametrize("packing", ["", "Content-Encoding: gzip\r\n"])
async def test_d14_an_endless_body_is_given_up_at_the_limit(http: HttpClient, site: StartSite, packing: str) -> None:
    """An answer has no end.

    Against it: the same limit, and a deadline for the whole.
    """

    async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\n{packing}\r\n".encode())
        packer = zlib.compressobj(0, wbits=zlib.MAX_WBITS | 16)
        while True:
            writer.write(packer.compress(bytes(100_000)) if packing else bytes(100_000))
            await writer.drain()

    there = await site(endless)
    assert (await failure(http, there.url)).fault == "too_large"


async def test_d14_endless_headers_are_given_up(http: HttpClient, site: StartSite) -> None:
    """The headers of an answer have no end.

    Against it: their length has a limit too.
    """

    async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X: " + b"x" * 1000 + b"\r\n")
            await writer.drain()

    there = await site(endless)
    assert (await failure(http, there.url)).fault == "cut"


async def test_a_site_that_says_nothing_is_left_at_the_deadline(http: HttpClient, site: StartSite) -> None:
    async def silent(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    there = await site(silent)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await http.send(Request.to(there.url))


async def test_a_site_that_drips_is_left_at_the_deadline_too(http: HttpClient, site: StartSite) -> None:
    async def dripping(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.01)

    there = await site(dripping)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await http.send(Request.to(there.url))


async def test_after_300_deadlines_in_a_row_a_healthy_request_still_works(http: HttpClient, site: StartSite) -> None:
    async def silent(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    there = await site({"/silent": silent, "/well": answer(b"well")})

    async def give_up() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await http.send(Request.to(there.url + "/silent"))

    for _ in range(6):
        await asyncio.gather(*(give_up() for _ in range(50)))
    assert (await http.send(Request.to(there.url + "/well"))).body == b"well"


# What is cut or not true


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 20",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x00\x01\x02\x03",
    ],
)
async def test_an_answer_that_is_cut_or_is_none_breaks_off(http: HttpClient, site: StartSite, said: bytes) -> None:
    async def cut(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        writer.close()

    there = await site(cut)
    error = await failure(http, there.url)
    assert error.message == f"127.0.0.1:{there.port} breaks off in the middle of its answer"
    assert error.fault == "cut"


async def test_a_body_ends_where_it_was_announced_to_end(http: HttpClient, site: StartSite) -> None:
    there = await site(answer(b"true") + b"and more, which is a lie")
    assert (await http.send(Request.to(there.url))).body == b"true"


# Redirects


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
async def test_a_redirect_is_followed_with_its_headers_on_the_same_site(
    http: HttpClient, site: StartSite, status: str
) -> None:
    there = await site({"/old": answer(status=status, Location="/new?x=1"), "/new": answer(b"here")})
    came = await http.send(Request.to(there.url + "/old", headers={"X-Key": SECRET}))
    assert came.body == b"here"
    assert [(asked.path, asked.headers["x-key"]) for asked in there.asked] == [("/old", SECRET), ("/new?x=1", SECRET)]


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [("302 Found", "GET", b""), ("303 See Other", "GET", b""), ("307 Temporary", "POST", b"data")],
)
async def test_a_post_stays_one_only_where_the_redirect_says_so(
    http: HttpClient, site: StartSite, status: str, method: str, body: bytes
) -> None:
    there = await site({"/old": answer(status=status, Location="/new"), "/new": answer()})
    await http.send(Request.to(there.url + "/old", method="POST", body=b"data"))
    assert (there.asked[1].method, there.asked[1].body) == (method, body)


async def test_d13_another_origin_gets_neither_headers_nor_body(http: HttpClient, site: StartSite) -> None:
    """A source redirects to another host to get the key.

    Against it: headers and body stay with the origin that they were meant for.
    """
    other = await site(answer(b"other"))
    there = await site(answer(status="307 Temporary", Location=other.url + "/"))
    headers = {"Authorization": SECRET, "X-Api-Key": SECRET}
    await http.send(Request.to(there.url, headers=headers, method="POST", body=SECRET.encode()))
    assert SECRET in str(there.asked)
    assert SECRET not in str(other.asked)


async def test_a_redirect_loop_ends(http: HttpClient, site: StartSite) -> None:
    there = await site(answer(status="302 Found", Location="/again"))
    error = await failure(http, there.url)
    assert (error.message, error.fault) == (f"127.0.0.1:{there.port} redirects more than 5 times", "redirect")
    assert len(there.asked) == 6


async def test_the_body_of_a_redirect_is_not_read(http: HttpClient, site: StartSite) -> None:
    async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: /new\r\n\r\n")
        while True:
            writer.write(bytes(100_000))
            await writer.drain()

    there = await site({"/old": endless, "/new": answer(b"new")})
    assert (await http.send(Request.to(there.url + "/old"))).body == b"new"


@pytest.mark.parametrize("place", ["file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/"])
async def test_d13_a_redirect_leads_to_the_web_and_nowhere_else(http: HttpClient, site: StartSite, place: str) -> None:
    """A source redirects to a file or to another protocol.

    Against it: only http and https are followed, five times in a row, and never from https to http.
    """
    there = await site(answer(status="302 Found", Location=place))
    error = await failure(http, there.url)
    assert (error.message, error.fault) == (
        f"127.0.0.1:{there.port} redirects to an address that is not safe",
        "redirect",
    )


@pytest.mark.parametrize(
    "place", ["http://[::1/", "http://127.0.0.1:99999/", "http://xn--a/", "http://", "data:,x", "mailto:a@b"]
)
async def test_a_redirect_to_an_address_that_is_none_is_a_failure_like_any_other(
    http: HttpClient, site: StartSite, place: str
) -> None:
    there = await site(answer(status="302 Found", Location=place))
    assert (await failure(http, there.url)).message.startswith(f"127.0.0.1:{there.port} ")


async def test_a_redirect_without_an_address_is_an_answer(http: HttpClient, site: StartSite) -> None:
    there = await site(answer(b"where?", "302 Found"))
    assert (await http.send(Request.to(there.url))).status == 302


async def test_from_https_nobody_leads_us_to_http(site: StartSite) -> None:
    plain = await site(answer(b"plain"))
    reroutes = iter(["there", "elsewhere"])
    there = await site(answer(status="302 Found", Location="http://plain.test/"))
    http = HttpClient(reroute=lambda url: {"there": there.url, "elsewhere": plain.url}[next(reroutes)])
    error = await failure(http, "https://there.test/")
    assert (error.message, error.fault) == ("there.test redirects to an address that is not safe", "redirect")
    assert plain.asked == []
    await http.close()


# No way there


async def test_a_closed_port_refuses(http: HttpClient) -> None:
    port = closed_port()
    error = await failure(http, f"http://127.0.0.1:{port}/")
    assert (error.message, error.fault) == (f"127.0.0.1:{port} refuses the connection", "connect")


async def test_a_host_that_does_not_exist_can_t_be_found(http: HttpClient) -> None:
    error = await failure(http, "http://no-such-host.invalid/")
    assert error.message == "no-such-host.invalid can't be found; there may be no network"
    assert error.fault == "dns"


@pytest.mark.parametrize(
    "url", ["", "nonsense", "http:///x", "http://[::1/", "http://127.0.0.1:99999/", "gopher://x/", "http://xn--a/"]
)
async def test_what_is_no_address_can_t_be_asked(http: HttpClient, url: str) -> None:
    error = await failure(http, url)
    assert error.message.endswith("is not an address that can be asked")
    assert error.fault == "connect"


async def test_a_site_without_tls_does_not_speak_it(http: HttpClient) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(status="400 What"))
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        error = await failure(http, f"https://127.0.0.1:{port}/")
    assert (error.message, error.fault) == (f"127.0.0.1:{port} does not speak TLS as it should", "tls")


async def test_d25_a_certificate_that_nobody_vouches_for_is_refused(http: HttpClient) -> None:
    """Somebody stands between the wall and its source.

    Against it: certificates are checked, and there is no key by which that can be switched off.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(SELF_SIGNED)

    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(never, "127.0.0.1", 0, ssl=context) as server:
        error = await failure(http, f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    assert error.fault == "tls"
    assert "shows a certificate that is not valid: self-signed certificate" in error.message


async def test_an_answer_says_how_long_the_certificate_of_its_host_is_good(site: StartSite) -> None:
    authority = trustme.CA()
    plain, secure = await site(answer()), await site(answer())
    await secure.close()
    secure.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", not_after=datetime.now(UTC) + timedelta(days=9, hours=1)).configure_cert(
        secure.tls
    )
    await secure.open()
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    client = HttpClient(trust=trust)
    try:
        for _ in range(2):  # the second comes over the connection of the first
            came = await client.send(Request.to(f"https://localhost:{secure.port}/"))
            assert came.certified is not None
            assert came.certified.days == 9
        assert (await client.send(Request.to(plain.url))).certified is None
    finally:
        await client.close()


# Secrets


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx",
        answer(b"no", "401 Unauthorized"),
        answer(b"no", "500 Oops"),
        answer(status="302 Found", Location="/x"),
        answer(status="302 Found", Location=f"file:///{SECRET}"),
        answer(status="302 Found", Location=f"http://[{SECRET}"),
        answer(b"x", Content_Encoding="gzip"),
    ],
)
async def test_d11_a_secret_in_address_headers_or_body_is_in_no_error_and_no_log(
    http: HttpClient, site: StartSite, caplog: pytest.LogCaptureFixture, reply: bytes
) -> None:
    """A request with a key in it fails.

    Against it: errors name the host and the reason, and nothing else.
    """

    async def once(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(reply)
        writer.close()

    caplog.set_level(logging.INFO, "wallboard")
    for noisy in ("httpx", "httpcore"):
        caplog.set_level(logging.WARNING, noisy)  # as the command does
    there = await site(once)
    request = Request.to(
        f"http://user:{SECRET}@127.0.0.1:{there.port}/{SECRET}",
        params={"apikey": SECRET},
        headers={"X-Key": SECRET},
        method="POST",
        body=SECRET.encode(),
    )
    with pytest.raises(SourceError) as caught:
        (await http.send(request)).expect_ok()
    assert SECRET not in f"{caught.value} {caught.value!r} {caught.value.message} {request!r}"
    assert SECRET not in caplog.text


# Answers that are used again


async def test_an_answer_that_may_be_kept_is_asked_for_once(http: HttpClient, site: StartSite) -> None:
    there = await site(answer(b"place"))
    request = Request.to(there.url)
    first = await http.send(request, keep=timedelta(hours=1))
    assert await http.send(request, keep=timedelta(hours=1)) is first
    assert len(there.asked) == 1


async def test_another_request_a_short_keep_or_none_asks_again(http: HttpClient, site: StartSite) -> None:
    there = await site(answer(b"place"))
    await http.send(Request.to(there.url), keep=timedelta(hours=1))
    await http.send(Request.to(there.url, headers={"X": "1"}), keep=timedelta(hours=1))
    await http.send(Request.to(there.url), keep=timedelta())
    await http.send(Request.to(there.url))
    assert len(there.asked) == 4


async def test_an_error_is_not_kept(http: HttpClient, site: StartSite) -> None:
    there = await site(answer(status="500 Oops"))
    for _ in range(2):
        await http.send(Request.to(there.url), keep=timedelta(hours=1))
    assert len(there.asked) == 2


# TCP connections, for those who only want to know whether somebody is there


async def test_a_tcp_connection_tells_how_long_it_took(http: HttpClient, site: StartSite) -> None:
    there = await site(answer())
    assert 0 < await http.connect("127.0.0.1", there.port) < 1


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b", "x" * 300])
async def test_a_tcp_connection_to_nowhere_is_an_error_with_the_host(http: HttpClient, host: str) -> None:
    with pytest.raises(SourceError, match=host):
        await http.connect(host, 80)


async def test_a_tcp_connection_to_a_closed_port_is_refused(http: HttpClient) -> None:
    port = closed_port()
    with pytest.raises(SourceError, match=f"127.0.0.1:{port} refuses the connection"):
        await http.connect("127.0.0.1", port)


async def test_everything_goes_where_it_is_rerouted_to(site: StartSite) -> None:
    there = await site(answer(b"played"))
    http = HttpClient(reroute=lambda url: f"{there.url}/{url.replace('://', '/')}")
    assert (await http.send(Request.to("https://api.test/x?y=1"))).body == b"played"
    assert await http.connect("db.test", 5432) > 0
    assert [asked.path for asked in there.asked] == ["/https/api.test/x?y=1"]
    await http.close()
