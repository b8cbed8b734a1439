"""The kind `releases`. The sample answers are composed from the public documentation and source of the services.

GitHub: https://docs.github.com/en/rest/releases/releases
GitLab: gitlabhq/gitlabhq, lib/api/entities/release.rb, and lib/api/releases.rb for where the newest one is
Codeberg: go-gitea/gitea, modules/structs/release.go
Docker Hub: docker/docs, content/reference/api/hub/latest.yaml
"""

import json
import ssl
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pydantic import ValidationError

from dashboard.poll.http import HttpClient
from dashboard.widget import Answer, Request, SourceError
from tests.poll.site import Site, answer
from tests.widgets.hostile import HOSTILE, LINKS, harmless

SAMPLES = Path(__file__).with_name("releases")
ALL = ["octocat/Hello-World", "gitlab:inkscape/inkscape", "codeberg:forgejo/forgejo", "docker:nginx"]


class FakeHttp:
    """Answers by the middle of the host: `github`, `gitlab`, `codeberg`, `docker`; a body or a status."""

    def __init__(self, **answers: bytes | int) -> None:
        known = ("github", "gitlab", "codeberg", "docker")
        samples: dict[str, bytes | int] = {name: (SAMPLES / f"{name}.json").read_bytes() for name in known}
        self.answers = samples | answers
        self.asked: list[Request] = []

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        self.asked.append(request)
        given = next(answer for name, answer in self.answers.items() if name in request.host)
        return Answer(request.host, given, {}, b"") if isinstance(given, int) else Answer(request.host, 200, {}, given)

    async def connect(self, host: str, port: int) -> float:
        raise NotImplementedError


async def test_what_is_asked(bench: Callable[..., Any]) -> None:
    http = FakeHttp()
    await bench("releases", repo=[*ALL, ALL[0], "docker:a/b"], token="ONE", gitlab_token="TWO").source().fetch(http)
    assert [request.url for request in http.asked] == [
        "https://api.github.com/repos/octocat/Hello-World/releases/latest",
        "https://gitlab.com/api/v4/projects/inkscape%2Finkscape/releases/permalink/latest",
        "https://codeberg.org/api/v1/repos/forgejo/forgejo/releases/latest",
        "https://hub.docker.com/v2/namespaces/library/repositories/nginx/tags?page_size=25&ordering=last_updated",
        "https://hub.docker.com/v2/namespaces/a/repositories/b/tags?page_size=25&ordering=last_updated",
    ]
    keys = [dict(request.headers) for request in http.asked]
    assert keys[0]["Authorization"] == "Bearer ONE"
    assert keys[1]["PRIVATE-TOKEN"] == "TWO"
    assert not [key for key in keys[2:] if "ONE" in str(key) or "TWO" in str(key)]


async def test_gitlab_says_where_the_newest_release_is(bench: Callable[..., Any]) -> None:
    project = "/api/v4/projects/278964"
    latest = "/api/v4/projects/inkscape%2Finkscape/releases/permalink/latest"
    site = Site(
        {
            latest: answer(status="302 Found", Location=f"{project}/releases/v1.4.2"),
            f"{project}/releases/v1.4.2": answer((SAMPLES / "gitlab.json").read_bytes()),
        }
    )
    await site.open()
    http = HttpClient(trust=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    try:
        kind = bench("releases", repo=ALL[1], gitlab_url=site.url, gitlab_token="TWO")
        found = (await kind.source().fetch(http)).found
    finally:
        await http.close()
        await site.close()
    assert [release.version for release in found] == ["v1.4.2"]
    assert [asked.headers.get("private-token") for asked in site.asked] == ["TWO", "TWO"]


def test_the_tokens_are_nobodys_business(bench: Callable[..., Any]) -> None:
    kind = bench("releases", repo=ALL, token="CANARY", gitlab_token="CANARY")
    assert "CANARY" not in repr(kind.source()) + repr(kind.options)
    assert kind.source() == kind.source()


async def test_other_servers(bench: Callable[..., Any]) -> None:
    http = FakeHttp()
    urls = {name: f"http://{name}.test:81/" for name in ("gitlab", "codeberg", "docker")}
    options = {f"{name}_url": url for name, url in urls.items()} | {"base_url": "http://github.test:81/api/v3/"}
    await bench("releases", repo=ALL, **options).source().fetch(http)
    assert [request.url.split("/")[2] for request in http.asked] == [
        "github.test:81",
        "gitlab.test:81",
        "codeberg.test:81",
        "docker.test:81",
    ]


@pytest.mark.parametrize(
    "repo", [[], "name", "a/b/c", "../b", "a/..", "gitlab:a", "docker:", "svn:a/b", "a/b?x", "a b/c"]
)
def test_what_is_no_project(bench: Callable[..., Any], repo: Any) -> None:
    with pytest.raises(ValidationError):
        bench("releases", repo=repo)


async def test_the_newest_comes_first(bench: Callable[..., Any]) -> None:
    kind = bench("releases", repo=ALL)
    answer = await kind.source().fetch(FakeHttp())
    assert [(row.short, row.release.version) for row in kind.view(answer).rows] == [
        ("nginx", "1.29.3-perl"),
        ("Hello-World", "v1.0.0"),
        ("forgejo", "v13.0.1"),
        ("inkscape", "v1.4.2"),
    ]
    html = kind.html(answer)
    assert 'class="figure up" dir="auto"><a href="https://hub.docker.com/_/nginx">1.29.3-perl</a>' in html
    assert 'class="figure" dir="auto"><a href="https://gitlab.com/inkscape/inkscape/-/releases/v1.4.2">' in html
    assert msgspec.json.decode(msgspec.json.encode(answer), type=type(answer)) == answer


async def test_a_single_project_is_a_headline(bench: Callable[..., Any]) -> None:
    kind = bench("releases", repo=ALL[0])
    html = kind.html(await kind.source().fetch(FakeHttp()))
    assert "<h2>Hello-World on GitHub</h2>" in html
    assert '<p class="value" data-len="5">v1.0.0</p>' in html


async def test_the_newest_version_of_an_image_is_told_whatever_the_order(bench: Callable[..., Any]) -> None:
    pushed = {"1.28.0": "2026-11-02", "latest": "2026-11-20", "1.29.3": "2026-11-20", "1.27.0": None}
    tags = [{"name": name, "tag_last_pushed": day and f"{day}T08:00:00Z"} for name, day in pushed.items()]
    kind = bench("releases", repo="docker:nginx")
    found = (await kind.source().fetch(FakeHttp(docker=json.dumps({"results": tags}).encode()))).found
    assert [release.version for release in found] == ["1.29.3"]


async def test_a_project_that_fails_leaves_the_others(bench: Callable[..., Any]) -> None:
    kind = bench("releases", repo=ALL)
    answer = await kind.source().fetch(FakeHttp(gitlab=503, codeberg=b"{}", docker=b'{"results": []}'))
    html = kind.html(answer)
    assert html.count('class="name"') == 1
    assert "No answer for inkscape/inkscape, forgejo/forgejo, nginx" in html


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (404, r"^api\.github\.com has no release of octocat/Hello-World$"),
        (503, "answers 503"),
        (b"<html>", "not JSON"),
        (b"null", "another shape"),
        (b'{"tag_name": null}', "another shape"),
        (b'{"tag_name": "x", "published_at": "soon"}', "another shape"),
        (b'{"tag_name": NaN}', "not JSON"),
    ],
)
async def test_what_cannot_be_had_is_said(bench: Callable[..., Any], answer: Any, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        await bench("releases", repo=ALL[0]).source().fetch(FakeHttp(github=answer))


@pytest.mark.parametrize("text", [*HOSTILE, *LINKS])
async def test_hostile_text_is_text(bench: Callable[..., Any], text: str) -> None:
    said = {"tag_name": text, "html_url": text, "_links": {"self": text}, "published_at": "0001-01-01T00:00:00Z"}
    body = json.dumps(said).encode()
    tags = json.dumps({"results": [{"name": text, "tag_last_pushed": None}] * 40}).encode()
    http = FakeHttp(github=body, gitlab=body, codeberg=body, docker=tags)
    for repo in (ALL, ALL[:1]):
        kind = bench("releases", repo=repo)
        html = kind.html(await kind.source().fetch(http))
        harmless(html)
        assert len(html) < 5000
