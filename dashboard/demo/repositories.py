"""Plays GitHub's API: a repository with its commits, threads, releases and builds, for any owner and name. Not git."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice

from dashboard.demo.arrivals import Arrival, arrivals, since
from dashboard.demo.call import Call, Reply, json
from dashboard.demo.noise import Noise
from dashboard.demo.world import PEOPLE

REPOSITORY = re.compile(r"(?:/api/v[13])?/repos/([^/]+)/([^/]+)(?:/(.+?))?/?")

SEARCH = re.compile(r"(?:/api/v3)?/search/issues")

START = datetime(2024, 1, 1, tzinfo=UTC).timestamp()
"""When the threads of every repository began to be numbered."""

HOUR, DAY = 3600.0, 86400.0

LANGUAGES = ("Python", "Go", "TypeScript", "Rust", "Elixir", "C", "Ruby")

SUBJECTS = (
    "Show the tide next to the weather",
    "Keep the last good answer when a source is down",
    "Print labels two to a sheet",
    "Sort parcels by ferry, not by hour",
    "Make the kiln's curve readable from the door",
    "Round prices once, at the end",
    "Read the timetable a day ahead",
    "Let the courier sign on glass",
    "Drop the second cart",
    "Name the rooms as people do",
    "Close the connection when the reader leaves",
    "Write the opening hours in one place",
    "Explain the error instead of the code",
    "Half the size of the start page",
    "Test the last day of February",
    "Remember the language of a visitor",
    "Ask for the address only once",
    "Use the new font for figures",
    "Retry politely, with a pause that grows",
    "Move the stock count to the night",
    "Support dates without a year",
    "Speed up the search for spare parts",
)

WORKFLOWS = (("test", "test.yml"), ("build", "build.yml"), ("deploy", "deploy.yml"), ("docs", "docs.yml"))


def answer(call: Call) -> Reply | None:
    """What is known of a repository, wherever GitHub or one of its kin is said to live."""
    if SEARCH.fullmatch(call.path):
        return search(call)
    found = REPOSITORY.fullmatch(call.path)
    if found is None:
        return None
    repository = Repository(call, f"{found[1]}/{found[2]}")
    return part(repository, found[3] or "")


def part(repository: "Repository", name: str) -> Reply | None:
    """One part of a repository, by the rest of its address; None for a part that is not played."""
    call = repository.call
    count = call.whole("per_page", 30, least=1, most=100)
    if not name:
        return said(call, repository.summary())
    if name == "commits":
        return said(call, [repository.commit(each) for each in islice(repository.commits(), count)])
    if name in ("pulls", "issues"):
        threads = [thread for thread in repository.open_threads if name == "issues" or thread.is_pull]
        return said(call, [repository.thread(each) for each in threads[:count]])
    if name == "releases":
        return said(call, [repository.release(each) for each in islice(repository.releases(), min(count, 20))])
    if name == "releases/latest":
        return said(call, repository.release(next(repository.releases())))
    if found := re.fullmatch(r"actions/(?:workflows/([^/]+)/)?runs", name):
        return runs(repository, found[1] or "", count)
    return None


def said(call: Call, document: object, resource: str = "core", limit: int = 60) -> Reply:
    """A document with the headers that say how much may still be asked for in this hour."""
    if "authorization" in call.headers:
        limit = 30 if resource == "search" else 5000
    begun = call.at % HOUR
    used = int(limit * 0.5 * begun / HOUR) + 1
    counts = {"limit": limit, "remaining": limit - used, "used": used, "reset": int(call.at - begun + HOUR)}
    headers = {f"x-ratelimit-{name}": str(number) for name, number in counts.items()}
    return json(document, headers={**headers, "x-ratelimit-resource": resource})


def search(call: Call) -> Reply:
    """The open issues and pull requests that the words of `q` ask for."""
    words = call.query.get("q", "").split()
    names = [word.partition(":")[2] for word in words if word.startswith("repo:")]
    kinds = {word.partition(":")[2] for word in words if word.startswith(("is:", "type:"))}
    threads = [
        (repository, thread)
        for repository in (Repository(call, name) for name in names)
        for thread in repository.open_threads
        if (thread.is_pull or "pr" not in kinds) and (not thread.is_pull or "issue" not in kinds)
    ]
    count = call.whole("per_page", 30, least=1, most=100)
    items = [{**repository.thread(thread), "score": 1.0} for repository, thread in threads[:count]]
    document = {"total_count": len(threads), "incomplete_results": False, "items": items}
    return said(call, document, "search", 10)


def runs(repository: "Repository", file: str, count: int) -> Reply:
    """The newest builds, of one workflow, one branch or all."""
    query = repository.call.query
    found = [
        run
        for run in (repository.run(each) for each in islice(repository.builds(), 200))
        if (not file or str(run["path"]).endswith(f"/{file}"))
        and query.get("branch", run["head_branch"]) == run["head_branch"]
        and query.get("event", run["event"]) == run["event"]
        and query.get("status", run["status"]) in (run["status"], run["conclusion"])
    ]
    total = len(found) + repository.noise.whole(200, 4000, repository.name, "builds")
    return said(repository.call, {"total_count": total, "workflow_runs": found[:count]})


@dataclass(frozen=True)
class Thread:
    """An open issue or pull request."""

    arrival: Arrival
    number: int
    is_pull: bool


@dataclass(frozen=True)
class Repository:
    """One repository at the time of a call. `name` is owner and name."""

    call: Call
    name: str

    @property
    def noise(self) -> Noise:
        """What it is made of."""
        return self.call.noise

    @property
    def page(self) -> str:
        """Where people look at it."""
        host = "github.com" if self.call.host == "api.github.com" else self.call.host
        return f"{self.call.scheme}://{host}/{self.name}"

    @property
    def address(self) -> str:
        """Where machines look at it."""
        prefix = re.match(r"(/api/v\d)?", self.call.path)
        return f"{self.call.site}{prefix[0] if prefix else ''}/repos/{self.name}"

    def came(self, gap: float, what: str) -> Iterator[Arrival]:
        """Things of a sort that came one by one, newest first."""
        return arrivals(self.noise, self.call.at, gap, self.name, what)

    def commits(self) -> Iterator[Arrival]:
        """The commits on the default branch."""
        return self.came(self.noise.between(900, 5400, self.name, "commit gap"), "commits")

    def builds(self) -> Iterator[Arrival]:
        """The runs of all workflows."""
        return self.came(self.noise.between(150, 480, self.name, "build gap"), "builds")

    def releases(self) -> Iterator[Arrival]:
        """The releases, the first of which was the first of its year."""
        gap = self.noise.between(2, 20, self.name, "release gap") * DAY
        return (Arrival(each.number - int(START // gap), each.at) for each in self.came(gap, "releases"))

    @cached_property
    def open_threads(self) -> list[Thread]:
        """The issues and pull requests that are open now: most close soon, some stay long."""
        gap = self.noise.between(0.5, 4, self.name, "thread gap") * HOUR
        longest = self.noise.between(60, 240, self.name, "thread life") * gap
        threads = []
        for arrival in since(self.came(gap, "threads"), self.call.at - longest):
            life = longest * self.noise.chance(self.name, "closed", arrival.number) ** 3
            if arrival.at + life > self.call.at:
                number = arrival.number - int(START // gap)
                threads.append(Thread(arrival, number, self.noise.chance(self.name, "pull", arrival.number) < 0.4))
        return threads

    def stars(self) -> int:
        """How many like it: more every day, and on a good day every few minutes."""
        daily = self.noise.between(4, 60, self.name, "stars a day")
        return int(self.noise.whole(40, 900, self.name, "first stars") + max(0.0, self.call.at - START) / DAY * daily)

    def summary(self) -> Mapping[str, object]:
        """The repository itself."""
        owner, _, short = self.name.partition("/")
        stars = self.stars()
        forks = stars // self.noise.whole(7, 16, self.name, "forks")
        pushed = written(next(self.commits()))
        open_count = len(self.open_threads)
        return {
            "id": self.noise.whole(10_000_000, 900_000_000, self.name, "id"),
            "name": short,
            "full_name": self.name,
            "private": False,
            "owner": self.user(owner, kind="Organization"),
            "html_url": self.page,
            "description": f"The {short.replace('-', ' ').replace('_', ' ')} of a small workshop by the sea",
            "fork": False,
            "url": self.address,
            "created_at": "2024-01-01T09:00:00Z",
            "updated_at": pushed,
            "pushed_at": pushed,
            "homepage": None,
            "size": self.noise.whole(300, 90_000, self.name, "size"),
            "stargazers_count": stars,
            "watchers_count": stars,
            "language": self.noise.pick(LANGUAGES, self.name, "language"),
            "forks_count": forks,
            "archived": False,
            "disabled": False,
            "open_issues_count": open_count,
            "license": {"key": "mit", "name": "MIT License", "spdx_id": "MIT"},
            "topics": [],
            "visibility": "public",
            "forks": forks,
            "open_issues": open_count,
            "watchers": stars,
            "default_branch": "main",
            "network_count": forks,
            "subscribers_count": stars // 40 + 3,
        }

    def thread(self, thread: Thread) -> dict[str, object]:
        """An issue, which may be a pull request."""
        kind = "pull" if thread.is_pull else "issues"
        page = f"{self.page}/{kind}/{thread.number}"
        created = written(thread.arrival)
        pull = {"pull_request": {"url": f"{self.address}/pulls/{thread.number}", "html_url": page}}
        return {
            "url": f"{self.address}/issues/{thread.number}",
            "html_url": page,
            "repository_url": self.address,
            "id": 2_000_000_000 + thread.number,
            "number": thread.number,
            "title": self.subject("thread", thread.arrival),
            "user": self.author("thread", thread.arrival),
            "labels": [],
            "state": "open",
            "comments": self.noise.whole(0, 9, self.name, "comments", thread.number),
            "created_at": created,
            "updated_at": created,
            "closed_at": None,
            "draft": False,
            **(pull if thread.is_pull else {}),
        }

    def commit(self, arrival: Arrival) -> dict[str, object]:
        """A commit."""
        name, login = self.noise.pick(PEOPLE, self.name, "commit author", arrival.number)
        sha = self.sha(arrival)
        signature = {"name": name, "email": f"{login}@users.noreply.example", "date": written(arrival)}
        return {
            "sha": sha,
            "commit": {
                "author": signature,
                "committer": signature,
                "message": self.subject("commit", arrival),
                "comment_count": 0,
            },
            "url": f"{self.address}/commits/{sha}",
            "html_url": f"{self.page}/commit/{sha}",
            "author": self.user(login),
            "committer": self.user(login),
        }

    def release(self, arrival: Arrival) -> dict[str, object]:
        """A release. The versions rise, a few patches to each minor one."""
        minor, patch = divmod(arrival.number, 4)
        tag = f"v{1 + minor // 25}.{minor % 25}.{patch}"
        at = written(arrival)
        return {
            "url": f"{self.address}/releases/{arrival.number}",
            "html_url": f"{self.page}/releases/tag/{tag}",
            "id": arrival.number,
            "author": self.author("release", arrival),
            "tag_name": tag,
            "target_commitish": "main",
            "name": tag,
            "draft": False,
            "prerelease": False,
            "created_at": at,
            "published_at": at,
            "assets": [],
            "body": f"* {self.subject('release', arrival)}",
        }

    def run(self, arrival: Arrival) -> dict[str, object]:
        """A run of a workflow: it waits some seconds, works a minute or more, and mostly ends well."""
        key = (self.name, "run", arrival.number)
        waits = self.noise.between(4, 15, *key, "waits")
        works = self.noise.between(50, 280, *key, "works")
        age = self.call.at - arrival.at
        status = "queued" if age < waits else "in_progress" if age < waits + works else "completed"
        outcome = self.noise.pick(("success",) * 17 + ("failure",) * 2 + ("cancelled",), *key, "outcome")
        changed = {"queued": 0.0, "in_progress": waits, "completed": waits + works}[status]
        workflow, file = self.noise.pick(WORKFLOWS, *key, "workflow")
        branch = "main" if self.noise.chance(*key, "branch") < 0.7 else "tide-table"
        subject = self.subject("run", arrival)
        person = self.author("run", arrival)
        sha = self.sha(arrival)
        return {
            "id": 9_000_000_000 + arrival.number,
            "name": workflow,
            "head_branch": branch,
            "head_sha": sha,
            "path": f".github/workflows/{file}",
            "display_title": subject,
            "run_number": arrival.number % 100_000,
            "event": "push" if branch == "main" else "pull_request",
            "status": status,
            "conclusion": outcome if status == "completed" else None,
            "workflow_id": 100 + len(file),
            "url": f"{self.address}/actions/runs/{9_000_000_000 + arrival.number}",
            "html_url": f"{self.page}/actions/runs/{9_000_000_000 + arrival.number}",
            "created_at": written(arrival),
            "updated_at": written(Arrival(arrival.number, arrival.at + changed)),
            "actor": person,
            "run_attempt": 1,
            "run_started_at": written(arrival),
            "triggering_actor": person,
            "head_commit": {"id": sha, "message": subject, "timestamp": written(arrival)},
            "repository": {"full_name": self.name, "html_url": self.page},
        }

    def subject(self, what: str, arrival: Arrival) -> str:
        """What somebody did or asked for. Neighbours differ."""
        first = self.noise.whole(0, len(SUBJECTS) - 1, self.name, what)
        return SUBJECTS[(first + 5 * arrival.number) % len(SUBJECTS)]

    def author(self, what: str, arrival: Arrival) -> dict[str, object]:
        """Who did it."""
        return self.user(self.noise.pick(PEOPLE, self.name, what, arrival.number)[1])

    def user(self, login: str, kind: str = "User") -> dict[str, object]:
        """A person or an organization."""
        number = self.noise.whole(1_000, 90_000_000, "user", login)
        page = f"{self.page.removesuffix(self.name)}{login}"
        avatar = f"https://avatars.githubusercontent.com/u/{number}?v=4"
        return {"login": login, "id": number, "avatar_url": avatar, "html_url": page, "type": kind}

    def sha(self, arrival: Arrival) -> str:
        """The name of a commit."""
        key = (self.name, "sha", arrival.number)
        return (self.noise.digest(*key) + self.noise.digest(*key, "more"))[:20].hex()


def written(arrival: Arrival) -> str:
    """When it came, as GitHub writes times."""
    return f"{arrival.moment:%Y-%m-%dT%H:%M:%SZ}"
