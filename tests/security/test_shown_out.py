"""An edit of config.toml that changes who may look at the wall: no stream that is open outlives it."""

import asyncio
import base64
from pathlib import Path

import httpx
import pytest

from dashboard.app import Parts, create_app
from dashboard.web.passwords import hashed
from tests.live.talker import refused, talking
from tests.waiting import until
from tests.walls import parts_of, serving

OLD, NEW = (f'access = "password"\npassword = "{hashed(password)}"' for password in ("old", "new"))
PROXY, ELSEWHERE = 'access = "proxy"', 'trusted_proxies = ["192.0.2.1"]'

WHO = {"Authorization": f"Basic {base64.b64encode(b'any:old').decode()}", "X-Remote-User": "zoe"}
"""Whoever knows the old password, and comes by way of a proxy on this machine."""

EDITS = {
    "another password": (OLD, NEW),
    "a password where there was none": ("", NEW),
    "a proxy in place of the password": (OLD, f"{PROXY}\n{ELSEWHERE}"),
    "another proxy": (PROXY, f"{PROXY}\n{ELSEWHERE}"),
    "another header": (PROXY, f'{PROXY}\nproxy_header = "Remote-Name"'),
}


def write(path: Path, server: str, title: str) -> None:
    """A config.toml with these lines in [server]."""
    path.write_text(f'[server]\n{server}\n\n[widgets.note]\nkind = "text"\ntitle = "{title}"\ntext = "x"\n', "utf-8")


async def reread(parts: Parts, title: str) -> None:
    """Wait until the wall has taken over what stands in config.toml."""
    parts.reread.set()
    await until(lambda: parts.publisher.board.widgets["note"].title == title)


@pytest.mark.parametrize("edit", EDITS)
async def test_d23_whoever_may_look_no_more_is_shown_out(tmp_path: Path, edit: str) -> None:
    """Somebody who was let in keeps a stream open, so that a new password is nothing to them.

    Against it: an edit of `access`, `password` or of what is believed of proxies ends every stream at once, and whoever
    comes back is looked at anew.
    """
    before, after = EDITS[edit]
    path = tmp_path / "config.toml"
    write(path, before, "One")
    app = create_app(path)
    parts = parts_of(app)
    async with serving(app) as url, httpx.AsyncClient(base_url=url, headers=WHO, trust_env=False) as client:
        async with client.stream("GET", "/events") as stream, talking(url, "/ws", **WHO) as talker:
            assert stream.status_code == 200
            await until(lambda: parts.hub.count() == 2)
            write(path, after, "Two")
            await reread(parts, "Two")
            async with asyncio.timeout(5):
                heard = "".join([piece async for piece in stream.aiter_text()])
            assert await talker.ended() == 1012
            assert "Two" not in heard
        assert (await client.get("/events")).status_code in {401, 403}
        assert (await refused(url, "/ws", **{name.replace("-", "_"): text for name, text in WHO.items()}))[0] in {
            401,
            403,
        }
        await until(lambda: parts.hub.count() == 0)


async def test_other_edits_end_no_stream(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    write(path, OLD, "One")
    app = create_app(path)
    parts = parts_of(app)
    async with (
        serving(app) as url,
        httpx.AsyncClient(base_url=url, headers=WHO, trust_env=False) as client,
        client.stream("GET", "/events") as stream,
    ):
        write(path, f'{OLD}\npush_token = "push me"', "Two")
        await reread(parts, "Two")
        async for line in stream.aiter_lines():
            if "Two" in line:
                break
        assert parts.hub.count() == 1
