"""The newest release of each of some projects: on GitHub, GitLab, Codeberg, or as a tag on Docker Hub."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar
from urllib.parse import quote

from msgspec import Meta
from pydantic import BeforeValidator, StringConstraints

from dashboard import widget
from dashboard.widget import Field, Http, Request, Rhythm, SecretStr, SourceError, Struct

EVERY = "2h"

SERVICES = {"github": "GitHub", "gitlab": "GitLab", "codeberg": "Codeberg", "docker": "Docker Hub"}
"""By the word that stands before a project's name and a colon; without one it is on GitHub."""

MANY = 25
"""Tags that are looked at on Docker Hub, where most say less than a version: latest, alpine, bookworm."""

WORD = r"\.?[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}"
FORMS = (rf"(?:(?:github|codeberg):)?{WORD}/{WORD}", rf"gitlab:{WORD}(?:/{WORD}){{1,9}}", rf"docker:(?:{WORD}/)?{WORD}")
Project = Annotated[str, StringConstraints(pattern=f"^(?:{'|'.join(FORMS)})$")]


def listed(value: Any) -> Any:
    """One project as a list of one."""
    return (value,) if isinstance(value, str) else value


class Options(widget.Options):
    """Which projects, and where their servers are."""

    repo: Annotated[tuple[Project, ...], BeforeValidator(listed)] = Field(
        min_length=1,
        max_length=30,
        description='Projects: "owner/name" on GitHub, "gitlab:group/name", "codeberg:owner/name", "docker:image".',
        examples=[["litestar-org/litestar", "gitlab:inkscape/inkscape", "codeberg:forgejo/forgejo", "docker:nginx"]],
    )
    token: SecretStr | None = Field(None, description="For GitHub, which answers 60 requests an hour without one.")
    gitlab_token: SecretStr | None = Field(None, description="For GitLab, where a project is not public.")
    base_url: str = Field("https://api.github.com", pattern="^https?://", description="Another server like GitHub.")
    gitlab_url: str = Field("https://gitlab.com", pattern="^https?://", description="Another server of GitLab's.")
    codeberg_url: str = Field("https://codeberg.org", pattern="^https?://", description="Another server of Forgejo's.")
    docker_url: str = Field(
        "https://hub.docker.com", pattern="^https?://", description="Another registry page like it."
    )


Time = Annotated[datetime, Meta(tz=True)] | None


class Links(Struct):
    """Where GitLab shows a release."""

    self: str | None = None


class Answered(Struct):
    """What is read of a release; GitLab says `released_at` and `_links` for what the others say in other words.

    See docs.github.com, "Releases"; modules/structs/release.go of go-gitea/gitea; lib/api/entities/release.rb of
    gitlabhq/gitlabhq, whose permalink redirects to the newest one.
    """

    tag_name: str
    published_at: Time = None
    released_at: Time = None
    html_url: str | None = None
    _links: Links | None = None


class Tag(Struct):
    """What is read of a tag on Docker Hub: see content/reference/api/hub/latest.yaml of docker/docs."""

    name: str
    tag_last_pushed: Time = None


class Tags(Struct):
    """What is read of a page of tags. In which order they come is not documented, nor that `ordering` asks for one."""

    results: tuple[Tag, ...]


class Release(Struct):
    """The newest release of one project."""

    project: str
    service: str
    version: str
    at: datetime | None
    link: str


class Releases(Struct):
    """What is known, and the projects of which nothing is."""

    found: tuple[Release, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ask:
    """One project, and the request that asks for its newest release."""

    service: str
    name: str
    request: Request

    async def answer(self, http: Http) -> Release | SourceError:
        """Its newest release, or why there is none."""
        try:
            answer = await http.send(self.request.accepting("application/json"))
            if answer.status == 404:
                return SourceError(f"{answer.host} has no release of {self.name}", fault="status", status=404)
            body = answer.expect_ok().utf8
            if self.service == "docker":
                return self.tagged(widget.decode_json(body, Tags, answer.host), answer.host)
            found = widget.decode_json(body, Answered, answer.host)
        except SourceError as error:
            return error
        link = found.html_url or (found._links.self if found._links else "") or ""
        return self.release(found.tag_name, found.published_at or found.released_at, link)

    def tagged(self, tags: Tags, host: str) -> Release | SourceError:
        """The newest tag that says a version; else the newest."""
        if not tags.results:
            return SourceError(f"{host} has no tag of {self.name}", fault="schema")
        newest = sorted(tags.results, key=lambda tag: -tag.tag_last_pushed.timestamp() if tag.tag_last_pushed else 0.0)
        versions = (tag for tag in newest if tag.name[:1].isdigit() or tag.name[:2].lower().strip("v").isdigit())
        tag = next(versions, newest[0])
        page = f"_/{self.name}" if "/" not in self.name else f"r/{self.name}"
        return self.release(tag.name, tag.tag_last_pushed, f"https://hub.docker.com/{page}")

    def release(self, version: str, at: datetime | None, link: str) -> Release:
        """A release as it is kept."""
        known = at if at and 1970 <= at.year < 2200 else None
        version = " ".join(version.split())[:60] or "?"
        return Release(self.name, self.service, version, known, link if len(link) <= 2000 else "")


@dataclass(frozen=True)
class Projects:
    """All projects, asked at once."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    asks: tuple[Ask, ...]

    async def fetch(self, http: Http) -> Releases:
        """The releases of those projects that answer; SourceError where none does."""
        found = await asyncio.gather(*(ask.answer(http) for ask in self.asks))
        failures = [one for one in found if isinstance(one, SourceError)]
        if len(failures) == len(found):
            raise failures[0]
        missing = (ask.name for ask, one in zip(self.asks, found, strict=True) if isinstance(one, SourceError))
        return Releases(tuple(one for one in found if isinstance(one, Release)), tuple(missing))


class Row(Struct):
    """One release; `short` is the project's name without its owner."""

    release: Release
    short: str


class View(Struct):
    """What the template gets, the newest release first."""

    title: str
    rows: tuple[Row, ...]
    missing: tuple[str, ...]


def source(options: Options) -> Projects:
    """The projects, each once."""
    return Projects(tuple(ask(project, options) for project in dict.fromkeys(options.repo)))


def ask(project: str, options: Options) -> Ask:
    """How one project is asked for, as its service wants it."""
    service, _, name = project.rpartition(":")
    match service or "github":
        case "gitlab":
            base = f"{options.gitlab_url.rstrip('/')}/api/v4/projects/{quote(name, safe='')}"
            key = {"PRIVATE-TOKEN": options.gitlab_token.get_secret_value()} if options.gitlab_token else None
            return Ask("gitlab", name, Request.to(f"{base}/releases/permalink/latest", headers=key))
        case "codeberg":
            base = options.codeberg_url.rstrip("/")
            return Ask("codeberg", name, Request.to(f"{base}/api/v1/repos/{name}/releases/latest"))
        case "docker":
            owner, _, image = name.rpartition("/")
            base = f"{options.docker_url.rstrip('/')}/v2/namespaces/{owner or 'library'}/repositories/{image}/tags"
            return Ask("docker", name, Request.to(base, params={"page_size": MANY, "ordering": "last_updated"}))
    headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    if options.token:
        headers["Authorization"] = f"Bearer {options.token.get_secret_value()}"
    base = options.base_url.rstrip("/")
    return Ask("github", name, Request.to(f"{base}/repos/{name}/releases/latest", headers=headers))


def view(answer: Releases, options: Options) -> View:
    """The newest first, those without a date last."""
    ordered = sorted(answer.found, key=lambda one: -one.at.timestamp() if one.at else 0.0)
    rows = tuple(Row(one, one.project.rpartition("/")[2]) for one in ordered)
    title = f"{rows[0].short} on {SERVICES[rows[0].release.service]}" if len(options.repo) == len(rows) == 1 else ""
    return View(title, rows, answer.missing)
