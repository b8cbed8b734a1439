"""A repository on GitHub, GitLab or Codeberg: its stars, forks, open issues, open pull requests and newest commits."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Annotated, Any, ClassVar, TypeVar
from urllib.parse import quote

from msgspec import Meta
from msgspec.structs import replace

from dashboard import widget
from dashboard.widget import Answer, Field, Http, Request, Rhythm, SecretStr, SourceError, Struct

EVERY = "1h"

COMMITS = 5
SERVERS = {"github": "https://api.github.com", "gitlab": "https://gitlab.com", "codeberg": "https://codeberg.org"}
"""By the word that stands before a repository's name and a colon; without one it is on GitHub."""

NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}/\.{0,2}[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}"
NESTED = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(?:/\.?[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}){1,9}"

Found = TypeVar("Found")
Count = Annotated[int, Meta(ge=0, lt=10**12)]


class Options(widget.Options):
    """Which repository, and who asks."""

    repo: str = Field(
        pattern=rf"^(?:(?:(?:github|codeberg):)?{NAME}|gitlab:{NESTED})$",
        description="Owner and name on GitHub: `owner/name`. `gitlab:` or `codeberg:` before it says that it is there; "
        "Forgejo and Gitea are like Codeberg.",
        examples=["litestar-org/litestar"],
    )
    token: SecretStr | None = Field(
        None, description="A token that may read it. Without one, GitHub answers 60 requests an hour."
    )
    base_url: str | None = Field(
        None, pattern="^https?://", description="Another server of the same kind. Default: the public one."
    )


class OnGitHub(Struct):
    """What is read of /repos/{repo}: see "Repositories" in GitHub's REST API documentation, as are the search and the
    commits. `open_issues_count` counts pull requests as well.
    """

    stargazers_count: Count
    forks_count: Count | None = None
    open_issues_count: Count | None = None
    name: str | None = None


class OnGitLab(Struct):
    """What is read of /projects/{id}: see doc/api/projects.md of gitlabhq/gitlabhq, and commits.md beside it.

    Issues are told to those who may see them.
    """

    star_count: Count
    forks_count: Count | None = None
    open_issues_count: Count | None = None
    name: str | None = None


class OnForgejo(Struct):
    """What is read of /repos/{repo} on Forgejo and Gitea: see modules/structs/repo.go of go-gitea/gitea."""

    stars_count: Count
    forks_count: Count | None = None
    open_issues_count: Count | None = None
    open_pr_counter: Count | None = None
    name: str | None = None


class Search(Struct):
    """What is read of GitHub's /search/issues."""

    total_count: Count


Time = Annotated[datetime, Meta(tz=True)] | None


class Signature(Struct):
    """Who committed, of which the time is read."""

    date: Time = None


class Message(Struct):
    """The inner half of a commit."""

    message: str | None = None
    committer: Signature | None = None


class Commit(Struct):
    """What is read of a commit on GitHub, and on Forgejo: see modules/structs/repo_commit.go of go-gitea/gitea."""

    commit: Message


class GitLabCommit(Struct):
    """What is read of a commit on GitLab."""

    title: str | None = None
    committed_date: Time = None


class Change(Struct):
    """One commit: the first line of its message, and when."""

    title: str
    at: datetime | None


class View(Struct):
    """All that could be had. Where it is `mixed`, `issues` counts pull requests as well."""

    title: str
    stars: int
    forks: int | None
    issues: int | None
    pulls: int | None
    commits: tuple[Change, ...]
    mixed: bool = False


@dataclass(frozen=True)
class Server:
    """A repository on a server of one of the three kinds. `timezone` is for the time in a message."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    service: str
    base: str
    repo: str
    token: SecretStr | None
    timezone: tzinfo

    async def fetch(self, http: Http) -> View:
        """All of it; SourceError where not even the repository can be had."""
        return await {"github": self.github, "gitlab": self.gitlab, "codeberg": self.forgejo}[self.service](http)

    async def github(self, http: Http) -> View:
        """By the REST API of GitHub: https://docs.github.com/en/rest."""
        found = await self.ask(http, OnGitHub, f"/repos/{self.repo}")
        query = {"q": f"is:pr is:open repo:{self.repo}", "per_page": 1}
        search, commits = await asyncio.gather(
            self.attempt(http, Search, "/search/issues", query),
            self.attempt(http, tuple[Commit, ...], f"/repos/{self.repo}/commits", {"per_page": COMMITS}),
        )
        pulls, issues = search.total_count if search else None, found.open_issues_count
        issues = issues if issues is None else max(issues - (pulls or 0), 0)
        seen = self.seen(found.name, found.stargazers_count, found.forks_count, issues, pulls, changes(commits))
        return seen if search else replace(seen, mixed=True)

    async def gitlab(self, http: Http) -> View:
        """By the REST API of GitLab: https://docs.gitlab.com/api/projects/."""
        path = f"/api/v4/projects/{quote(self.repo, safe='')}"
        found = await self.ask(http, OnGitLab, path)
        pulls, commits = await asyncio.gather(
            self.merge_requests(http, path),
            self.attempt(http, tuple[GitLabCommit, ...], f"{path}/repository/commits", {"per_page": COMMITS}),
        )
        rows = [change(each.title, each.committed_date) for each in (commits or ())[:COMMITS]]
        issues = found.open_issues_count
        return self.seen(found.name, found.star_count, found.forks_count, issues, pulls, filter(None, rows))

    async def merge_requests(self, http: Http, path: str) -> int | None:
        """How many are open, which GitLab says in a header; None where it does not, for there are too many."""
        try:
            answer = await self.answer(http, f"{path}/merge_requests", {"state": "opened", "per_page": 1})
        except SourceError:
            return None
        total = answer.headers.get("x-total", "")
        return int(total) if total.isascii() and total.isdigit() and len(total) < 13 else None

    async def forgejo(self, http: Http) -> View:
        """By the REST API of Forgejo, which is that of Gitea: https://codeberg.org/api/swagger."""
        path = f"/api/v1/repos/{self.repo}"
        found = await self.ask(http, OnForgejo, path)
        brief = {"limit": COMMITS, "stat": "false", "verification": "false", "files": "false"}
        commits = await self.attempt(http, tuple[Commit, ...], f"{path}/commits", brief)
        issues, pulls = found.open_issues_count, found.open_pr_counter
        return self.seen(found.name, found.stars_count, found.forks_count, issues, pulls, changes(commits))

    def seen(
        self,
        name: str | None,
        stars: int,
        forks: int | None,
        issues: int | None,
        pulls: int | None,
        commits: Iterable[Change],
    ) -> View:
        """The same of all."""
        return View(name or self.repo.rpartition("/")[2], stars, forks, issues, pulls, tuple(commits))

    async def attempt(self, http: Http, into: type[Found], path: str, params: Mapping[str, Any]) -> Found | None:
        """One answer that can be done without."""
        try:
            return await self.ask(http, into, path, params)
        except SourceError:
            return None

    async def ask(self, http: Http, into: type[Found], path: str, params: Mapping[str, Any] | None = None) -> Found:
        """One answer, decoded; SourceError in plain words where there is none."""
        answer = await self.answer(http, path, params)
        return widget.decode_json(answer.body, into, answer.host)

    async def answer(self, http: Http, path: str, params: Mapping[str, Any] | None) -> Answer:
        """One answer whose status is good; SourceError in plain words otherwise."""
        answer = await http.send(Request.to(self.base + path, params=params, headers=self.headers()))
        if answer.status == 401 and self.token:
            raise SourceError(f"{answer.host} does not accept the token", fault="status", status=answer.status)
        if answer.status == 404:
            raise SourceError(f"{answer.host} has no repository {self.repo}", fault="status", status=answer.status)
        if answer.used_up:
            raise used_up(answer, self.timezone)
        return answer.expect_ok()

    def headers(self) -> dict[str, str]:
        """What each of them wants to be told."""
        key = self.token.get_secret_value() if self.token else ""
        if self.service == "github":
            headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
            return headers | ({"Authorization": f"Bearer {key}"} if key else {})
        name, word = ("PRIVATE-TOKEN", "") if self.service == "gitlab" else ("Authorization", "token ")
        return {"Accept": "application/json"} | ({name: word + key} if key else {})


def used_up(answer: Answer, timezone: tzinfo) -> SourceError:
    """The error that says until when it answers no more."""
    message = f"the hourly limit of {answer.host} is used up"
    with suppress(KeyError, ValueError, OverflowError, OSError):
        until = datetime.fromtimestamp(int(answer.headers["x-ratelimit-reset"]), UTC)
        message += f" until {until.astimezone(timezone):%H:%M}"
    return SourceError(message, fault="status", retry_after=answer.wait, status=answer.status)


def changes(commits: tuple[Commit, ...] | None) -> Iterable[Change]:
    """The newest commits as rows."""
    for one in (commits or ())[:COMMITS]:
        committer = one.commit.committer
        if row := change(one.commit.message, committer.date if committer else None):
            yield row


def change(message: str | None, at: datetime | None) -> Change | None:
    """A commit as a row; None for one without a message."""
    words = (message or "").split("\n", 1)[0].split()
    return Change(" ".join(words)[:200], at if at and 1970 <= at.year < 2200 else None) if words else None


def source(options: Options) -> Server:
    """The repository, where it lies."""
    service, _, name = options.repo.rpartition(":")
    service = service or "github"
    base = (options.base_url or SERVERS[service]).rstrip("/")
    return Server(service, base, name, options.token, options.wall.timezone)


def view(answer: View, options: Options) -> View:
    """All of it: an answer is read into its view, for each server has another shape."""
    return answer


def measure(answer: View, options: Options) -> dict[str, float]:
    """`stars`, `forks`, `issues` and `pulls`."""
    found = {"stars": answer.stars, "forks": answer.forks, "issues": answer.issues, "pulls": answer.pulls}
    return {name: float(count) for name, count in found.items() if count is not None}
