"""A repository on GitHub: its stars, forks, open issues, open pull requests and newest commits."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Annotated, Any, ClassVar, TypeVar

from msgspec import Meta

from dashboard import widget
from dashboard.widget import Answer, Field, Http, Request, Rhythm, SecretStr, SourceError, Struct

EVERY = "1h"

COMMITS = 5
Found = TypeVar("Found")
Count = Annotated[int, Meta(ge=0, lt=10**12)]


class Options(widget.Options):
    """Which repository, and who asks."""

    repo: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}/\.{0,2}[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$",
        description="Owner and name: `owner/name`.",
        examples=["litestar-org/litestar"],
    )
    token: SecretStr | None = Field(
        None, description="A token that may read it. Without one, GitHub answers 60 requests an hour."
    )
    base_url: str = Field(
        "https://api.github.com", pattern="^https?://", description="Another server with the same API."
    )


class Repository(Struct):
    """What is read of /repos/{repo}. `open_issues_count` counts pull requests as well."""

    stargazers_count: Count
    forks_count: Count | None = None
    open_issues_count: Count | None = None
    name: str | None = None


class Search(Struct):
    """What is read of /search/issues."""

    total_count: Count


class Signature(Struct):
    """Who committed, of which the time is read."""

    date: Annotated[datetime, Meta(tz=True)] | None = None


class Message(Struct):
    """The inner half of a commit."""

    message: str | None = None
    committer: Signature | None = None


class Commit(Struct):
    """What is read of an item of /repos/{repo}/commits."""

    commit: Message


class Findings(Struct):
    """All answers. `pulls` and `commits` are None where they could not be had."""

    repository: Repository
    pulls: Count | None = None
    commits: tuple[Commit, ...] | None = None


@dataclass(frozen=True)
class GitHub:
    """The repository, and what else can be had. `timezone` is for the time in a message."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    base: str
    repo: str
    token: SecretStr | None
    timezone: tzinfo

    async def fetch(self, http: Http) -> Findings:
        """All of it; SourceError where not even the repository can be had."""
        repository = await self.ask(http, Repository, f"/repos/{self.repo}")
        query = {"q": f"is:pr is:open repo:{self.repo}", "per_page": 1}
        pulls, commits = await asyncio.gather(
            self.attempt(http, Search, "/search/issues", query),
            self.attempt(http, tuple[Commit, ...], f"/repos/{self.repo}/commits", {"per_page": COMMITS}),
        )
        return Findings(repository, pulls.total_count if pulls else None, commits[:COMMITS] if commits else None)

    async def attempt(self, http: Http, into: type[Found], path: str, params: dict[str, Any]) -> Found | None:
        """One answer that can be done without."""
        try:
            return await self.ask(http, into, path, params)
        except SourceError:
            return None

    async def ask(self, http: Http, into: type[Found], path: str, params: dict[str, Any] | None = None) -> Found:
        """One answer; SourceError in plain words where there is none."""
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token.get_secret_value()}"
        answer = await http.send(Request.to(self.base + path, params=params, headers=headers))
        if answer.status == 401 and self.token:
            raise SourceError(f"{answer.host} does not accept the token", fault="status", status=answer.status)
        if answer.status == 404:
            raise SourceError(f"{answer.host} has no repository {self.repo}", fault="status", status=answer.status)
        if answer.used_up:
            raise used_up(answer, self.timezone)
        return widget.decode_json(answer.expect_ok().body, into, answer.host)


def used_up(answer: Answer, timezone: tzinfo) -> SourceError:
    """The error that says until when GitHub answers no more."""
    message = f"the hourly limit of {answer.host} is used up"
    with suppress(KeyError, ValueError, OverflowError, OSError):
        until = datetime.fromtimestamp(int(answer.headers["x-ratelimit-reset"]), UTC)
        message += f" until {until.astimezone(timezone):%H:%M}"
    return SourceError(message, fault="status", retry_after=answer.wait, status=answer.status)


class Change(Struct):
    """One commit: the first line of its message, and when."""

    title: str
    at: datetime | None


class View(Struct):
    """What the template gets. Where `pulls` is None, `issues` counts pull requests as well."""

    title: str
    stars: int
    forks: int | None
    issues: int | None
    pulls: int | None
    commits: tuple[Change, ...]


def source(options: Options) -> GitHub:
    """The repository on GitHub, or on a server of its kind."""
    return GitHub(options.base_url.rstrip("/"), options.repo, options.token, options.wall.timezone)


def view(answer: Findings, options: Options) -> View:
    """Its counts and its newest commits."""
    found = answer.repository
    issues = found.open_issues_count
    return View(
        title=found.name or options.repo.partition("/")[2],
        stars=found.stargazers_count,
        forks=found.forks_count,
        issues=issues if issues is None else max(issues - (answer.pulls or 0), 0),
        pulls=answer.pulls,
        commits=tuple(filter(None, map(change, answer.commits or ()))),
    )


def change(commit: Commit) -> Change | None:
    """A commit as a row; None for one without a message."""
    lines = (commit.commit.message or "").split("\n", 1)[0].split()
    at = commit.commit.committer.date if commit.commit.committer else None
    return Change(" ".join(lines)[:200], at if at and 1970 <= at.year < 2200 else None) if lines else None


def measure(answer: Findings, options: Options) -> dict[str, float]:
    """`stars`, `forks`, `issues` and `pulls`."""
    shown = view(answer, options)
    found = {"stars": shown.stars, "forks": shown.forks, "issues": shown.issues, "pulls": shown.pulls}
    return {name: float(count) for name, count in found.items() if count is not None}
