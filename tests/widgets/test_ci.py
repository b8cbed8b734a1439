"""The kind `ci`. The sample answers are composed from the public documentation of GitHub and GitLab.

https://docs.github.com/en/rest/actions/workflow-runs  https://docs.gitlab.com/api/pipelines/ (its source is
doc/api/pipelines.md of gitlabhq/gitlabhq; what GitHub's own client reads is in cli/cli, pkg/cmd/run/shared/shared.go)
"""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pydantic import ValidationError

from dashboard.widget import Answer, Request, SourceError
from tests.widgets.hostile import HOSTILE, LINKS, harmless

SAMPLES = Path(__file__).with_name("ci")
GITHUB, GITLAB = "octocat/Hello-World", "gitlab:utils/deep/gitlab"


class FakeHttp:
    """One answer: a body or a status; by default the sample of the service that is asked."""

    def __init__(self, given: bytes | int | None = None) -> None:
        self.given = given
        self.asked: list[Request] = []

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        self.asked.append(request)
        if isinstance(self.given, int):
            return Answer(request.host, self.given, {}, b"")
        name = "gitlab" if "/api/v4/" in request.url else "github"
        return Answer(request.host, 200, {}, self.given or (SAMPLES / f"{name}.json").read_bytes())

    async def connect(self, host: str, port: int) -> float:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("options", "url", "key"),
    [
        ({"repo": GITHUB}, "https://api.github.com/repos/octocat/Hello-World/actions/runs?per_page=30", None),
        (
            {"repo": GITHUB, "branch": "a&b", "token": "ONE", "base_url": "http://git.test/api/v3/"},
            "http://git.test/api/v3/repos/octocat/Hello-World/actions/runs?per_page=30&branch=a%26b",
            ("Authorization", "Bearer ONE"),
        ),
        (
            {"repo": GITLAB, "branch": "main", "token": "TWO"},
            "https://gitlab.com/api/v4/projects/utils%2Fdeep%2Fgitlab/pipelines?per_page=30&ref=main",
            ("PRIVATE-TOKEN", "TWO"),
        ),
    ],
)
async def test_what_is_asked(
    bench: Callable[..., Any], options: dict[str, Any], url: str, key: tuple[str, str] | None
) -> None:
    http = FakeHttp()
    kind = bench("ci", **options)
    await kind.source().fetch(http)
    assert http.asked[0].url == url
    assert key is None or key in http.asked[0].headers
    assert "ONE" not in repr(kind.source()) + repr(kind.options)


@pytest.mark.parametrize("repo", ["", "name", "a/b/c", "../b", "a/..", "gitlab:a", "a/b?x", "a b/c", "codeberg:a/b"])
def test_what_is_no_repository(bench: Callable[..., Any], repo: str) -> None:
    with pytest.raises(ValidationError):
        bench("ci", repo=repo)


async def test_builds_of_github(bench: Callable[..., Any]) -> None:
    kind = bench("ci", repo=GITHUB, limit=4)
    answer = await kind.source().fetch(FakeHttp())
    view = kind.view(answer)
    assert [(one.state, one.workflow, one.seconds) for one in view.builds] == [
        ("running", "test", None),
        ("failed", "deploy", 200),
        ("passed", "test", 90),
        ("skipped", "docs", None),
    ]
    assert view.failing == ("deploy",)
    assert kind.kind.measure(answer, kind.options) == {"failing": 1, "running": 1, "seconds": 200}
    html = kind.html(answer)
    assert "deploy fails" in html
    assert '<a href="https://github.com/octocat/Hello-World/actions/runs/5">Say hello twice</a>' in html
    assert "<h2>Hello-World</h2>" in html
    assert msgspec.json.decode(msgspec.json.encode(answer), type=tuple[type(answer[0]), ...]) == answer  # type: ignore[misc]


async def test_builds_of_gitlab(bench: Callable[..., Any]) -> None:
    kind = bench("ci", repo=GITLAB)
    answer = await kind.source().fetch(FakeHttp())
    assert [(one.state, one.title, one.workflow) for one in answer] == [
        ("passed", "master", "schedule"),
        ("waiting", "Release build", "push"),
    ]
    assert answer[0].seconds == pytest.approx(1529.6, abs=0.1)
    assert "All fine" in kind.html(answer)


@pytest.mark.parametrize(("count", "words"), [(1, "test fails"), (2, "2 fail")])
async def test_what_fails_is_named_or_counted(bench: Callable[..., Any], count: int, words: str) -> None:
    runs = [{"status": "completed", "conclusion": "failure", "name": name} for name in ("test", "docs")[:count]]
    kind = bench("ci", repo=GITHUB)
    html = kind.html(await kind.source().fetch(FakeHttp(json.dumps({"workflow_runs": runs}).encode())))
    assert words in html


async def test_nothing_built_says_so(bench: Callable[..., Any]) -> None:
    kind = bench("ci", repo=GITHUB)
    answer = await kind.source().fetch(FakeHttp(b'{"workflow_runs": []}'))
    assert "Nothing has been built yet" in kind.html(answer)
    assert kind.kind.measure(answer, kind.options) == {"failing": 0, "running": 0}


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (404, r"^api\.github\.com has no repository octocat/Hello-World$"),
        (503, "answers 503"),
        (b"<html>", "not JSON"),
        (b"[]", "another shape"),
        (b"{}", "another shape"),
        (b'{"workflow_runs": [null]}', "another shape"),
        (b'{"workflow_runs": [{"status": 1}]}', "another shape"),
        (b'{"workflow_runs": [{"updated_at": "soon"}]}', "another shape"),
    ],
)
async def test_what_cannot_be_had_is_said(bench: Callable[..., Any], answer: Any, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        await bench("ci", repo=GITHUB).source().fetch(FakeHttp(answer))


async def test_ten_thousand_builds_are_cut(bench: Callable[..., Any]) -> None:
    answer = (
        await bench("ci", repo=GITHUB).source().fetch(FakeHttp(json.dumps({"workflow_runs": [{}] * 10_000}).encode()))
    )
    assert len(answer) == 30


@pytest.mark.parametrize("text", [*HOSTILE, *LINKS, None])
async def test_hostile_text_is_text(bench: Callable[..., Any], text: str | None) -> None:
    names = ("status", "conclusion", "name", "display_title", "html_url", "ref", "source", "web_url")
    run = dict.fromkeys(names, text) | {"created_at": None, "run_started_at": "0001-01-01T00:00:00Z"}
    for repo, said in ((GITHUB, {"workflow_runs": [run] * 40}), (GITLAB, [run] * 40)):
        kind = bench("ci", repo=repo)
        answer = await kind.source().fetch(FakeHttp(json.dumps(said).encode()))
        assert len(answer) == 30
        html = kind.html(answer)
        harmless(html)
        assert len(html) < 12_000
