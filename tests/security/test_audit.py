"""What is told of known holes: what pip-audit found, or that nobody looked. Whether there are any, a network knows."""

import json
import socket

import pytest

from tests.security.audit import holes, main


def test_a_service_that_is_not_there_is_told_and_fails_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert main(f"http://127.0.0.1:{port}/v1/query") == 0
    assert capsys.readouterr().out == "Known holes of libraries were not looked for: 127.0.0.1 does not answer.\n"


def test_each_hole_is_told_with_what_mends_it() -> None:
    said = [
        {"name": "sound", "version": "1.0", "vulns": []},
        {"name": "skipped", "skip_reason": "not found"},
        {
            "name": "jinja2",
            "version": "3.1.5",
            "vulns": [{"id": "CVE-2025-27516", "fix_versions": ["3.1.6"]}, {"id": "PYSEC-1", "fix_versions": []}],
        },
    ]
    assert list(holes(json.dumps({"dependencies": said}))) == [
        "jinja2 3.1.5: CVE-2025-27516, mended in 3.1.6",
        "jinja2 3.1.5: PYSEC-1, not mended yet",
    ]
