"""How the builds of a repository do: GitHub Actions, or the pipelines of GitLab."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal
from urllib.parse import quote

from msgspec import Meta

from dashboard import widget
from dashboard.widget import Field, Http, Request, Rhythm, SecretStr, SourceError, Struct

EVERY = "2m"

State = Literal["failed", "running", "waiting", "passed", "skipped"]

STATES: dict[str, State] = {
    "success": "passed",
    "failure": "failed",
    "failed": "failed",
    "timed_out": "failed",
    "startup_failure": "failed",
    "in_progress": "running",
    "running": "running",
    "preparing": "running",
    "queued": "waiting",
    "requested": "waiting",
    "waiting": "waiting",
    "waiting_for_resource": "waiting",
    "pending": "waiting",
    "created": "waiting",
    "scheduled": "waiting",
    "manual": "waiting",
    "action_required": "waiting",
}
"""What GitHub and GitLab call the state of a build. Any other, such as cancelled or neutral, counts as skipped."""

WORD = r"\.?[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}"
MANY = 30
"""Builds that are asked for: enough that each workflow is likely among them."""


class Options(widget.Options):
    """Whose builds, of which branch, and who asks."""

    repo: str = Field(
        pattern=rf"^(?:github:)?{WORD}/{WORD}$|^gitlab:{WORD}(?:/{WORD}){{1,9}}$",
        description='Owner and name on GitHub, `owner/name`, or on GitLab, "gitlab:group/name".',
        examples=["litestar-org/litestar"],
    )
    branch: str | None = Field(None, min_length=1, max_length=200, description="Only its builds. Default: of all.")
    limit: int = Field(10, ge=1, le=MANY, description="How many builds at most.")
    token: SecretStr | None = Field(
        None, description="A token that may read it. Without one, GitHub answers 60 requests an hour."
    )
    base_url: str | None = Field(None, pattern="^https?://", description="Another server of the same kind.")


Time = Annotated[datetime, Meta(tz=True)] | None


class Run(Struct):
    """What is read of a run of GitHub Actions."""

    status: str | None = None
    conclusion: str | None = None
    name: str | None = None
    display_title: str | None = None
    html_url: str | None = None
    run_started_at: Time = None
    updated_at: Time = None


class Runs(Struct):
    """What is read of /repos/{repo}/actions/runs: see "Workflow runs" in GitHub's REST API documentation."""

    workflow_runs: tuple[Run, ...]


class Pipeline(Struct):
    """What is read of an item of /projects/{id}/pipelines: see doc/api/pipelines.md of gitlabhq/gitlabhq."""

    status: str | None = None
    name: str | None = None
    ref: str | None = None
    source: str | None = None
    web_url: str | None = None
    created_at: Time = None
    updated_at: Time = None


class Build(Struct):
    """One build: what for, of which workflow, since when, and how many seconds it took if it is over."""

    state: State
    title: str
    workflow: str
    link: str
    at: datetime | None
    seconds: float | None


@dataclass(frozen=True)
class Builds:
    """The newest builds of a repository, by the one or the other API."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    request: Request
    repo: str
    gitlab: bool

    async def fetch(self, http: Http) -> tuple[Build, ...]:
        """The builds, newest first; SourceError where they can't be had."""
        answer = await http.send(self.request)
        if answer.status == 404:
            raise SourceError(f"{answer.host} has no repository {self.repo}", fault="status", status=404)
        body = answer.expect_ok().utf8
        if self.gitlab:
            pipelines = widget.decode_json(body, tuple[Pipeline, ...], answer.host)[:MANY]
            return tuple(of_pipeline(pipeline) for pipeline in pipelines)
        return tuple(of_run(run) for run in widget.decode_json(body, Runs, answer.host).workflow_runs[:MANY])


def of_run(run: Run) -> Build:
    """A run of GitHub Actions as a build."""
    state = run.status if run.status != "completed" else run.conclusion
    return build(state, run.display_title, run.name, run.html_url, run.run_started_at, run.updated_at)


def of_pipeline(one: Pipeline) -> Build:
    """A pipeline of GitLab as a build; what started it stands for the workflow."""
    return build(one.status, one.name or one.ref, one.source, one.web_url, one.created_at, one.updated_at)


def build(state: str | None, title: str | None, workflow: str | None, link: str | None, at: Time, until: Time) -> Build:
    """A build, with what is not known left out."""
    judged = STATES.get(state or "", "skipped")
    over = judged in ("passed", "failed") and at and until and until >= at
    return Build(
        judged,
        line(title) or "Untitled",
        line(workflow),
        link if link and len(link) <= 2000 else "",
        at if at and 1970 <= at.year < 2200 else None,
        (until - at) / timedelta(seconds=1) if over and at and until else None,
    )


def line(text: str | None) -> str:
    """A text in one line, at most 200 characters."""
    return " ".join((text or "").split())[:200]


class View(Struct):
    """The builds, and the workflows whose newest finished build failed."""

    title: str
    builds: tuple[Build, ...]
    failing: tuple[str, ...]
    running: int


def source(options: Options) -> Builds:
    """The newest builds."""
    service, _, name = options.repo.rpartition(":")
    key = options.token.get_secret_value() if options.token else None
    if service == "gitlab":
        base = (options.base_url or "https://gitlab.com").rstrip("/")
        query = {"per_page": MANY} | ({"ref": options.branch} if options.branch else {})
        headers = {"Accept": "application/json"} | ({"PRIVATE-TOKEN": key} if key else {})
        address = f"{base}/api/v4/projects/{quote(name, safe='')}/pipelines"
        return Builds(Request.to(address, params=query, headers=headers), name, gitlab=True)
    base = (options.base_url or "https://api.github.com").rstrip("/")
    headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    headers |= {"Authorization": f"Bearer {key}"} if key else {}
    query = {"per_page": MANY} | ({"branch": options.branch} if options.branch else {})
    return Builds(Request.to(f"{base}/repos/{name}/actions/runs", params=query, headers=headers), name, gitlab=False)


def view(answer: tuple[Build, ...], options: Options) -> View:
    """How each workflow does, and the newest builds."""
    newest: dict[str, Build] = {}
    for one in answer:
        if one.state in ("passed", "failed"):
            newest.setdefault(one.workflow, one)
    return View(
        title=options.repo.rpartition("/")[2],
        builds=answer[: options.limit],
        failing=tuple(name or "Build" for name, one in newest.items() if one.state == "failed"),
        running=sum(one.state == "running" for one in answer),
    )


def measure(answer: tuple[Build, ...], options: Options) -> dict[str, float]:
    """How many workflows are `failing`, how many builds are `running`, and the `seconds` of the newest that is over."""
    shown = view(answer, options)
    seconds = next((one.seconds for one in answer if one.seconds is not None), None)
    found = {"failing": float(len(shown.failing)), "running": float(shown.running)}
    return found if seconds is None else found | {"seconds": seconds}
