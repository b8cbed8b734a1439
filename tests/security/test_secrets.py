"""What came from a placeholder, or is secret by its nature, stays on the server: in no answer, no event and no log."""

import logging
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from litestar.routes import HTTPRoute

from dashboard.cli import main
from dashboard.web.passwords import hashed
from tests.waiting import until
from tests.walls import app_of, parts_of, serving

CONFIG = """
[wall]
title = "Home"

[server]
state = "state"
password = '{hash}'
push_token = "yellow-bird-push"
token_key = "${{CANARY}}-key-of-some-length"
smashing_push = true

[widgets.load]
kind = "json"
url = "http://${{CANARY}}.invalid:1/${{CANARY}}?key=${{CANARY}}"
headers = {{ X-Key = "${{CANARY}}" }}
value = "x"

[widgets.posts]
kind = "json"
method = "POST"
url = "http://me:${{CANARY}}@127.0.0.1:1/"
params = {{ token = "${{CANARY}}" }}
body = '{{"key": "${{CANARY}}"}}'
value = "x"

[widgets.from-file]
kind = "json"
url = "http://127.0.0.1:1/${{file:key.txt}}"
value = "x"

[widgets.count]
kind = "number"
push_token = "${{CANARY}}-for-count"
"""

SPELLINGS = ("yellow-bird", "yellow%2Dbird", "green-bird", "$argon2id")


async def test_d11_a_canary_in_every_secret_is_heard_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A secret of config.toml gets out: in a page, an event, an error, a figure, the log, the state on disk.

    Against it: secrets are never put into what is shown, and whatever came from a placeholder is cut out of every
    sentence that somebody else wrote.
    """
    monkeypatch.setenv("CANARY", "yellow-bird")
    (tmp_path / "key.txt").write_text("green-bird\n", "utf-8")
    caplog.set_level(logging.DEBUG, logger="wallboard")
    app = app_of(tmp_path, CONFIG.format(hash=hashed("x")))
    publisher = parts_of(app).publisher
    failing = [publisher.board.widgets[name] for name in ("load", "posts", "from-file")]
    said = {}
    async with serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
        await until(lambda: all(publisher.store.reading(widget).error for widget in failing))
        for route in app.routes:
            for name in ("load", "count") if "name" in route.path else ("x",):
                address = re.sub(r"\{\w+:str\}", name, route.path)
                for method in route.methods if isinstance(route, HTTPRoute) else ():
                    answer = await client.request(method, address, headers={"Authorization": "Bearer wrong"})
                    said[f"{method} {address}"] = f"{answer.headers} {answer.text}"
        async with client.stream("GET", "/events") as stream:
            said["/events"] = (await anext(stream.aiter_bytes())).decode()
    said["the log"] = caplog.text
    said["on disk"] = "".join(path.read_text("utf-8", "replace") for path in (tmp_path / "state").rglob("*.json"))
    assert "event: load" in said["/events"]
    assert {place for place, text in said.items() for spelling in SPELLINGS if spelling in text} == set()
    assert "***.invalid:1 can't be found" in str(publisher.store.reading(failing[0]).error)


def test_d11_the_command_prints_no_secret(tmp_path: Path) -> None:
    """A mistake in config.toml stands where a secret does, and its author shows the message to somebody.

    Against it: messages show what stands in the file, not what it was replaced by, and of a secret nothing.
    """
    text = CONFIG.format(hash="yellow-bird, my own password").replace('value = "x"', 'valeu = "${CANARY}"')
    (tmp_path / "config.toml").write_text(text, "utf-8")
    (tmp_path / "key.txt").write_text("green-bird\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", "check", str(tmp_path / "config.toml")],
        capture_output=True,
        text=True,
        check=False,
        env={"CANARY": "yellow-bird", "PATH": ""},
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 1
    assert "valeu" in done.stderr
    assert "a hash is expected" in done.stderr
    assert not [spelling for spelling in SPELLINGS if spelling in done.stdout + done.stderr]


@pytest.mark.parametrize("name", ["load", "posts", "from-file"])
def test_d11_a_widget_that_is_tried_tells_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Somebody shows what `wallboard try` said of a widget that gets no answer.

    Against it: whatever came from a placeholder is cut out of it.
    """
    monkeypatch.setenv("CANARY", "yellow-bird")
    (tmp_path / "config.toml").write_text(CONFIG.format(hash=hashed("x")), "utf-8")
    (tmp_path / "key.txt").write_text("green-bird\n", "utf-8")
    done = CliRunner().invoke(main, ["try", name, str(tmp_path / "config.toml")])
    assert f"{name} has no answer" in done.output
    assert not [spelling for spelling in SPELLINGS if spelling in done.output]
