"""Plays what the services beside GitHub say of a project: GitLab and Forgejo all of it, Docker Hub its tags."""

import re
from itertools import islice
from urllib.parse import quote, unquote

from dashboard.demo.arrivals import Arrival, arrivals
from dashboard.demo.call import Call, Reply, json
from dashboard.demo.repositories import DAY, START, SUBJECTS, Repository, said

GITLAB = re.compile(r"/api/v4/projects/(.+)/(pipelines|merge_requests|repository/commits)")
RELEASE = re.compile(r"/api/v4/projects/(.+)/releases/(permalink/latest|[^/]+)")
PROJECT = re.compile(r"/api/v4/projects/(.+)")
FORGEJO = re.compile(r"/api/v1/repos/([^/]+/[^/]+)(/commits)?")
DOCKER = re.compile(r"/v2/namespaces/([^/]+)/repositories/([^/]+)/tags")

ENDS = ("success",) * 8 + ("failed", "canceled")


def answer(call: Call) -> Reply | None:
    """What is known of a project there, for any name."""
    if found := GITLAB.fullmatch(call.path):
        name = unquote(found[1])
        parts = {"pipelines": pipelines, "merge_requests": merge_requests, "repository/commits": commits}
        return parts[found[2]](call, name)
    if found := RELEASE.fullmatch(call.path):
        return release(call, unquote(found[1]), found[2])
    if found := PROJECT.fullmatch(call.path):
        return project(call, unquote(found[1]))
    if found := FORGEJO.fullmatch(call.path):
        return forgejo(Repository(call, found[1]), part=found[2] or "")
    if found := DOCKER.fullmatch(call.path):
        return tags(call, f"{found[1]}/{found[2]}")
    return None


def versions(call: Call, name: str) -> list[tuple[str, Arrival]]:
    """The newest versions of a project with when they came."""
    gap = call.noise.between(1, 25, name, "version gap") * DAY
    found = []
    for arrival in islice(arrivals(call.noise, call.at, gap, name, "versions"), 8):
        minor, patch = divmod(arrival.number - int(START // gap), 3)
        found.append((f"{1 + minor // 20}.{minor % 20}.{patch}", arrival))
    return found


def release(call: Call, name: str, tag: str) -> Reply:
    """One of GitLab's releases, by its tag; for the newest one it says where that is."""
    known = versions(call, name)
    if tag == "permalink/latest":
        place = f"/api/v4/projects/{quote(name, safe='')}/releases/v{known[0][0]}"
        return Reply(b"", status=302, headers={"location": place})
    at = next((written(arrival) for version, arrival in known if f"v{version}" == tag), "")
    if not at:
        return json({"message": "404 Not found"}, status=404)
    page = f"{call.site}/{name}/-/releases/{tag}"
    return json({"tag_name": tag, "name": tag[1:], "created_at": at, "released_at": at, "_links": {"self": page}})


def tags(call: Call, name: str) -> Reply:
    """Docker Hub's newest tags, some of which say no version."""
    results: list[dict[str, object]] = []
    for version, arrival in versions(call, name):
        names = ("latest", version) if not results else (version,)
        results += [{"name": each, "tag_last_pushed": written(arrival), "full_size": 41_000_000} for each in names]
    return json({"count": len(results), "next": None, "previous": None, "results": results})


def project(call: Call, name: str) -> Reply:
    """GitLab's summary of a project, whose issues do not count merge requests."""
    repository = Repository(call, name)
    stars, issues = repository.stars(), sum(not thread.is_pull for thread in repository.open_threads)
    counts = {"star_count": stars, "forks_count": stars // 11, "open_issues_count": issues}
    return json({"name": name.rpartition("/")[2], "path_with_namespace": name, **counts})


def merge_requests(call: Call, name: str) -> Reply:
    """GitLab's open merge requests, of which we say but how many there are."""
    pulls = sum(thread.is_pull for thread in Repository(call, name).open_threads)
    return json([], headers={"x-total": str(pulls)})


def commits(call: Call, name: str) -> Reply:
    """GitLab's newest commits."""
    repository, count = Repository(call, name), call.whole("per_page", 20, least=1, most=100)
    newest = islice(repository.commits(), count)
    return json([{"title": repository.subject("commit", each), "committed_date": written(each)} for each in newest])


def forgejo(repository: Repository, part: str) -> Reply:
    """Forgejo's summary of a repository, or its newest commits: much like GitHub's, but for some names."""
    call = repository.call
    if part:
        newest = islice(repository.commits(), call.whole("limit", 30, least=1, most=50))
        return said(call, [repository.commit(each) for each in newest])
    pulls = sum(thread.is_pull for thread in repository.open_threads)
    counts = {"open_issues_count": len(repository.open_threads) - pulls, "open_pr_counter": pulls}
    summary = repository.summary()
    return said(call, {"stars_count": summary["stargazers_count"], **summary, **counts})


def pipelines(call: Call, name: str) -> Reply:
    """GitLab's newest pipelines."""
    noise, count = call.noise, call.whole("per_page", 20, least=1, most=100)
    gap = noise.between(200, 900, name, "pipeline gap")
    found = []
    for arrival in islice(arrivals(noise, call.at, gap, name, "pipelines"), count):
        key = (name, "pipeline", arrival.number)
        works = noise.between(60, 500, *key, "works")
        state = "running" if call.at - arrival.at < works else noise.pick(ENDS, *key, "end")
        found.append(
            {
                "id": 2_000_000 + arrival.number % 10**6,
                "status": state,
                "ref": call.query.get("ref", "main"),
                "name": noise.pick(SUBJECTS, *key, "name"),
                "source": noise.pick(("push", "push", "schedule"), *key, "source"),
                "created_at": written(arrival),
                "updated_at": written(Arrival(arrival.number, min(arrival.at + works, call.at))),
                "web_url": f"{call.site}/{name}/-/pipelines/{2_000_000 + arrival.number % 10**6}",
            }
        )
    return json(found)


def written(arrival: Arrival) -> str:
    """When it came, as both write times."""
    return f"{arrival.moment:%Y-%m-%dT%H:%M:%S}.000Z"
