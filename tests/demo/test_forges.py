"""What GitLab and Docker Hub say of a project."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from dashboard.demo import forges
from dashboard.demo.call import Call

MakeCall = Callable[..., Call]
GITLAB = "https://gitlab.com/api/v4/projects/workshop%2Fkiln"
DOCKER = "https://hub.docker.com/v2/namespaces/library/repositories/nginx/tags"


def ask(call: MakeCall, url: str, **more: Any) -> Any:
    reply = forges.answer(call(url, **more))
    assert reply is not None
    return json.loads(reply.body)


def test_a_release_stays_until_the_next(call: MakeCall) -> None:
    newest, later = (forges.answer(call(f"{GITLAB}/releases/permalink/latest", after=after)) for after in (0, 60))
    assert newest is not None
    assert newest == later
    assert newest.status == 302
    release = ask(call, f"https://gitlab.com{newest.headers['location']}")
    assert release["_links"]["self"] == f"https://gitlab.com/workshop/kiln/-/releases/{release['tag_name']}"
    assert release["released_at"] < "2026-11-21T12:00:00.000Z"


def test_a_release_that_never_was_is_not_found(call: MakeCall) -> None:
    reply = forges.answer(call(f"{GITLAB}/releases/v0.0.99"))
    assert reply is not None
    assert reply.status == 404


def test_pipelines_run_and_end(call: MakeCall) -> None:
    found = ask(call, f"{GITLAB}/pipelines?per_page=40&ref=topic")
    assert len(found) == 40
    assert {pipeline["ref"] for pipeline in found} == {"topic"}
    assert {pipeline["status"] for pipeline in found} > {"success", "failed"}
    assert all(pipeline["created_at"] <= pipeline["updated_at"] for pipeline in found)


def test_tags_are_newest_first(call: MakeCall) -> None:
    tags = ask(call, DOCKER)["results"]
    assert tags[0]["name"] == "latest"
    pushed = [tag["tag_last_pushed"] for tag in tags]
    assert pushed == sorted(pushed, reverse=True)


def test_a_project_and_its_merge_requests(call: MakeCall) -> None:
    project = ask(call, GITLAB)
    assert project["name"] == "kiln"
    assert project["star_count"] > 0
    reply = forges.answer(call(f"{GITLAB}/merge_requests?state=opened"))
    assert reply is not None
    assert int(reply.headers["x-total"]) >= 0
    commits = ask(call, f"{GITLAB}/repository/commits?per_page=3")
    assert [commit["committed_date"] for commit in commits] == sorted(
        (commit["committed_date"] for commit in commits), reverse=True
    )
    assert len(commits) == 3


def test_forgejo_tells_issues_and_pull_requests_apart(call: MakeCall) -> None:
    found = ask(call, "https://codeberg.org/api/v1/repos/workshop/kiln")
    assert found["stars_count"] > 0
    assert found["open_issues_count"] + found["open_pr_counter"] == found["open_issues"]
    assert len(ask(call, "https://codeberg.org/api/v1/repos/workshop/kiln/commits?limit=4")) == 4


@pytest.mark.parametrize("url", ["https://gitlab.com/workshop/kiln", "https://hub.docker.com/"])
def test_other_addresses_are_left_to_others(call: MakeCall, url: str) -> None:
    assert forges.answer(call(url)) is None
