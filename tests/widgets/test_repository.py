"""The kind `repository`. The sample answers are composed from the public documentation of each REST API.

https://docs.github.com/en/rest/repos/repos  https://docs.github.com/en/rest/search/search
https://docs.gitlab.com/api/projects/  https://docs.gitlab.com/api/rest/#pagination  https://codeberg.org/api/swagger
https://docs.github.com/en/rest/commits/commits  https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

import json
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from dashboard.widget import Answer, Request, SourceError, Wall
from tests.widgets.answers import Answers, Given, harmless

SAMPLES = Path(__file__).with_name("repository")
REPO = "octocat/Hello-World"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7 * 7 }}",
    "\u202eשלום",
]


class FakeHttp:
    """Answers by the last part of the path, and remembers what it was asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {name: sample(f"{name}.json") for name in ("repository", "pulls", "commits")} | answers
        self.asked: list[Request] = []

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        self.asked.append(request)
        end = urlsplit(request.url).path.rpartition("/")[2]
        given = self.answers[{"issues": "pulls", "commits": "commits"}.get(end, "repository")]
        status, headers, body = given if isinstance(given, tuple) else (200, {}, given)
        return Answer(request.host, status, headers, body)

    async def connect(self, host: str, port: int) -> float:
        raise NotImplementedError


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


@pytest.fixture
def fetch(bench: Callable[..., Any]) -> Callable[..., Any]:
    """Fetches from what answers so."""

    async def run(http: FakeHttp | None = None, **options: Any) -> Any:
        zone = Wall(timezone=ZoneInfo("Europe/Berlin"))
        return await bench("repository", zone, **({"repo": REPO} | options)).source().fetch(http or FakeHttp())

    return run


async def test_what_is_asked(fetch: Callable[..., Any]) -> None:
    http = FakeHttp()
    await fetch(http, token="CANARY", base_url="http://git.test:3000/api/v3/")
    first, search, commits = http.asked
    assert first.url == "http://git.test:3000/api/v3/repos/octocat/Hello-World"
    assert parse_qs(urlsplit(search.url).query) == {"q": [f"is:pr is:open repo:{REPO}"], "per_page": ["1"]}
    assert commits.url.endswith("/repos/octocat/Hello-World/commits?per_page=5")
    for request in http.asked:
        headers = dict(request.headers)
        assert headers["Accept"] == "application/vnd.github+json"
        assert headers["Authorization"] == "Bearer CANARY"


def test_the_token_is_nobodys_business(bench: Callable[..., Any]) -> None:
    kind = bench("repository", repo=REPO, token="CANARY")
    assert "CANARY" not in repr(kind.source()) + repr(kind.options)
    assert kind.source() == kind.source()
    assert len({kind.source(), kind.source()}) == 1


@pytest.mark.parametrize(
    "repo",
    [
        *("", "name", "a/b/c", "/b", "a/", "../b", "a/..", "a/.", "a b/c", "a/b?x=1", "a/b#", "a/b\n", "-a/b", "a/ü"),
        *("gitlab:a", "gitlab:a/../b", "codeberg:a/b/c", "gitea:a/b", "gitlab:a//b"),
    ],
)
def test_only_owner_and_name(bench: Callable[..., Any], repo: str) -> None:
    with pytest.raises(ValidationError):
        bench("repository", repo=repo)


@pytest.mark.parametrize(
    "repo",
    ["a/b", "octocat/Hello-World", "dot/.github", "x9/a.b_c-d", "x/_", "codeberg:a/b", "gitlab:a/b/c", "github:a/b"],
)
def test_names_that_are_fine(bench: Callable[..., Any], repo: str) -> None:
    assert bench("repository", repo=repo).options.repo == repo


async def test_the_view(bench: Callable[..., Any], fetch: Callable[..., Any]) -> None:
    kind = bench("repository", repo=REPO)
    answer = await fetch()
    view = kind.view(answer)
    assert (view.title, view.stars, view.forks, view.issues, view.pulls) == ("Hello-World", 12480, 1204, 43, 7)
    assert [commit.title for commit in view.commits][:2] == [
        "Say hello in a quieter voice",
        "Keep the greeting when the guest is gone",
    ]
    assert kind.kind.measure(answer, kind.options) == {"stars": 12480, "forks": 1204, "issues": 43, "pulls": 7}
    html = kind.html(answer)
    assert ">12.5K</p>" in html
    assert '<time datetime="2026-11-24T09:20:00Z" data-ago>09:20</time>' in html


@pytest.mark.parametrize(
    ("answers", "pulls", "commits"),
    [
        ({"pulls": (403, {"x-ratelimit-remaining": "0"}, b"")}, None, 5),
        ({"pulls": (422, {}, b"{}")}, None, 5),
        ({"pulls": b'{"total_count": "many"}'}, None, 5),
        ({"pulls": b"null"}, None, 5),
        ({"commits": (409, {}, b"{}")}, 7, 0),
        ({"commits": b"[null]"}, 7, 0),
        ({"commits": b"[]"}, 7, 0),
        ({"commits": b'[{"commit": {"committer": {"date": "soon"}}}]'}, 7, 0),
        ({"commits": b'[{"commit": {"message": null}}, {"commit": {"message": " \\n"}}]'}, 7, 0),
        ({"commits": b'[{"commit": {"message": "x", "committer": null}}]'}, 7, 1),
        ({"commits": b'[{"commit": {"message": "x", "committer": {"date": "0001-01-01T00:00:00Z"}}}]'}, 7, 1),
        ({"pulls": (500, {}, b""), "commits": (500, {}, b"")}, None, 0),
    ],
)
async def test_extras_that_fail_are_left_out(
    bench: Callable[..., Any], fetch: Callable[..., Any], answers: dict[str, Any], pulls: int | None, commits: int
) -> None:
    kind = bench("repository", repo=REPO)
    answer = await fetch(FakeHttp(**answers))
    view = kind.view(answer)
    assert (view.pulls, len(view.commits)) == (pulls, commits)
    html = kind.html(answer)
    assert "None" not in html
    assert ("issues and pulls" in html) is (pulls is None)


@pytest.mark.parametrize(
    ("answer", "message", "wait"),
    [
        ((404, {}, b"{}"), r"^api\.github\.com has no repository octocat/Hello-World$", None),
        ((403, {}, b"{}"), r"^api\.github\.com answers 403: check its key", None),
        (
            (
                403,
                {
                    "x-ratelimit-remaining": "0",
                    "x-ratelimit-reset": "1795519320",
                    "date": "Tue, 24 Nov 2026 10:42:00 GMT",
                },
                b"",
            ),
            r"^the hourly limit of api\.github\.com is used up until 12:22$",
            2400.0,
        ),
        (
            (429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"}, b""),
            r"^the hourly limit of api\.github\.com is used up$",
            60.0,
        ),
        ((200, {}, b"[]"), "another shape", None),
        ((200, {}, b"{}"), "another shape", None),
        ((200, {}, b'{"stargazers_count": null}'), "another shape", None),
        ((200, {}, b'{"stargazers_count": -1}'), "another shape", None),
        ((200, {}, b"<html>"), "not JSON", None),
        ((200, {}, b"[" * 100_000), "another shape|not JSON", None),
    ],
)
async def test_what_cannot_be_had_is_said(
    fetch: Callable[..., Any], answer: tuple[int, dict[str, str], bytes], message: str, wait: float | None
) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        await fetch(FakeHttp(repository=answer))
    assert caught.value.retry_after == wait


async def test_a_token_that_is_refused(fetch: Callable[..., Any]) -> None:
    with pytest.raises(SourceError, match="does not accept the token"):
        await fetch(FakeHttp(repository=(401, {}, b"")), token="CANARY")


async def test_little_is_enough(bench: Callable[..., Any], fetch: Callable[..., Any]) -> None:
    kind = bench("repository", repo=REPO)
    only: Any = (500, {}, b"")
    body = b'{"stargazers_count": 0, "forks_count": null, "open_issues_count": null, "name": null}'
    answer = await fetch(FakeHttp(repository=body, pulls=only, commits=only))
    assert "<h2>Hello-World</h2>" in kind.html(answer)
    assert kind.kind.measure(answer, kind.options) == {"stars": 0}


async def test_ten_thousand_commits_are_cut(bench: Callable[..., Any], fetch: Callable[..., Any]) -> None:
    many = json.dumps([{"commit": {"message": "m" * 5000}}] * 10_000).encode()
    html = bench("repository", repo=REPO).html(await fetch(FakeHttp(commits=many)))
    assert html.count("mmm</span>") == 5
    assert len(html) < 8000


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_text(bench: Callable[..., Any], fetch: Callable[..., Any], text: str) -> None:
    repository = json.dumps({"stargazers_count": 1, "name": text}).encode()
    commits = json.dumps([{"commit": {"message": text}}]).encode()
    html = bench("repository", repo=REPO).html(await fetch(FakeHttp(repository=repository, commits=commits)))
    seen: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            assert tag not in {"script", "img", "a", "iframe", "style"}
            assert not [name for name, _ in attributes if name.startswith(("on", "style", "hx-"))]

        def handle_data(self, data: str) -> None:
            seen.append(data)

    Reader().feed(html)
    assert "".join(seen).count(text) == 2


GITLAB = "/api/v4/projects/inkscape%2Finkscape"
FORGEJO = "/api/v1/repos/forgejo/forgejo"


def gitlab(changes: dict[str, Given] | None = None) -> Answers:
    known: dict[str, Given] = {
        GITLAB: sample("gitlab.json"),
        f"{GITLAB}/merge_requests": (200, b"[]", {"x-total": "241"}),
        f"{GITLAB}/repository/commits": sample("gitlab_commits.json"),
    }
    return Answers(known | (changes or {}))


async def test_a_repository_on_gitlab(bench: Callable[..., Any]) -> None:
    kind, http = bench("repository", repo="gitlab:inkscape/inkscape", token="CANARY"), gitlab()
    answer = await kind.source().fetch(http)
    assert {request.host for request in http.asked} == {"gitlab.com"}
    assert {dict(request.headers)["PRIVATE-TOKEN"] for request in http.asked} == {"CANARY"}
    assert kind.kind.measure(answer, kind.options) == {"stars": 3610, "forks": 812, "issues": 2274, "pulls": 241}
    html = kind.html(answer)
    assert "<h2>Inkscape</h2>" in html
    assert "Draw curves through their nodes" in html
    assert '<time datetime="2026-11-24T09:20:00Z"' in html


async def test_a_repository_on_codeberg(bench: Callable[..., Any]) -> None:
    kind = bench("repository", repo="codeberg:forgejo/forgejo", token="CANARY")
    http = Answers({FORGEJO: sample("codeberg.json"), f"{FORGEJO}/commits": sample("commits.json")})
    answer = await kind.source().fetch(http)
    assert {request.host for request in http.asked} == {"codeberg.org"}
    assert {dict(request.headers)["Authorization"] for request in http.asked} == {"token CANARY"}
    assert kind.kind.measure(answer, kind.options) == {"stars": 4118, "forks": 602, "issues": 1207, "pulls": 161}
    assert kind.html(answer).count("data-ago") == 5


async def test_a_server_of_ones_own(bench: Callable[..., Any]) -> None:
    http = gitlab()
    await bench("repository", repo="gitlab:inkscape/inkscape", base_url="http://git.test:81/").source().fetch(http)
    assert http.asked[0].url == f"http://git.test:81{GITLAB}"


@pytest.mark.parametrize("total", [{}, {"x-total": "many"}, {"x-total": "9" * 40}])
async def test_issues_alone_are_issues_where_gitlab_does_not_count_the_rest(
    bench: Callable[..., Any], total: dict[str, str]
) -> None:
    kind = bench("repository", repo="gitlab:inkscape/inkscape")
    changes: dict[str, Given] = {f"{GITLAB}/merge_requests": (200, b"[]", total)}
    html = kind.html(await kind.source().fetch(gitlab(changes)))
    assert "issues</span>" in html
    assert "pull" not in html


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_text_whoever_answers(bench: Callable[..., Any], text: str) -> None:
    changes: dict[str, Given] = {
        GITLAB: json.dumps({"star_count": 1, "name": text}).encode(),
        f"{GITLAB}/repository/commits": json.dumps([{"title": text}]).encode(),
    }
    kind = bench("repository", repo="gitlab:inkscape/inkscape")
    assert harmless(kind.html(await kind.source().fetch(gitlab(changes))))


async def test_what_gitlab_cannot_find_is_said(bench: Callable[..., Any]) -> None:
    with pytest.raises(SourceError, match=r"^gitlab\.com has no repository inkscape/inkscape$"):
        await bench("repository", repo="gitlab:inkscape/inkscape").source().fetch(Answers({}))
