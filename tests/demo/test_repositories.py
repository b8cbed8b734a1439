"""GitHub's shape, and a workshop that never stops."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from dashboard.demo import repositories
from dashboard.demo.call import Call, Reply

MakeCall = Callable[..., Call]

API = "https://api.github.com"
REPO = f"{API}/repos/workshop/shop-web"


def reply_to(call: MakeCall, url: str, **more: Any) -> Reply:
    reply = repositories.answer(call(url, **more))
    assert reply is not None
    return reply


def ask(call: MakeCall, url: str, **more: Any) -> Any:
    return json.loads(reply_to(call, url, **more).body)


def test_a_repository(call: MakeCall) -> None:
    answer = ask(call, REPO)
    assert (answer["full_name"], answer["name"], answer["default_branch"]) == ("workshop/shop-web", "shop-web", "main")
    assert answer["html_url"] == "https://github.com/workshop/shop-web"
    assert answer["url"] == REPO
    assert answer["owner"]["login"] == "workshop"
    assert answer["stargazers_count"] > answer["forks_count"] > 0
    assert answer["subscribers_count"] > 0
    assert answer["pushed_at"] == ask(call, f"{REPO}/commits?per_page=1")[0]["commit"]["author"]["date"]
    assert answer.keys() >= {"description", "language", "open_issues_count", "archived", "license", "topics"}


def test_stars_only_rise(call: MakeCall) -> None:
    stars = [ask(call, REPO, after=3600 * hour)["stargazers_count"] for hour in range(48)]
    assert stars == sorted(stars)
    assert stars[-1] > stars[0]


def test_open_issues_and_pull_requests_add_up(call: MakeCall) -> None:
    search = f"{API}/search/issues?per_page=3&q=is:open+repo:workshop/shop-web+is:"
    pulls, issues = ask(call, f"{search}pr"), ask(call, f"{search}issue")
    assert list(pulls) == ["total_count", "incomplete_results", "items"]
    assert pulls["total_count"] + issues["total_count"] == ask(call, REPO)["open_issues_count"]
    assert len(pulls["items"]) == 3
    item = pulls["items"][0]
    assert item.keys() >= {"number", "title", "created_at", "html_url", "user", "comments", "state"}
    assert (
        item["pull_request"]["html_url"]
        == item["html_url"]
        == f"https://github.com/workshop/shop-web/pull/{item['number']}"
    )
    assert item["repository_url"] == REPO
    assert "pull_request" not in issues["items"][0]


def test_lists_of_threads(call: MakeCall) -> None:
    pulls, issues = (ask(call, f"{REPO}/{name}?per_page=100") for name in ("pulls", "issues"))
    assert len(issues) == ask(call, REPO)["open_issues_count"]
    assert [issue["number"] for issue in issues if "pull_request" in issue] == [pull["number"] for pull in pulls]


def test_commits_newest_first(call: MakeCall) -> None:
    commits = ask(call, f"{REPO}/commits?per_page=5")
    assert len(commits) == 5
    assert all(len(commit["sha"]) == 40 for commit in commits)
    assert len({commit["sha"][:8] for commit in commits}) == 5
    assert len({commit["commit"]["message"] for commit in commits}) == 5
    dates = [commit["commit"]["author"]["date"] for commit in commits]
    assert all(newer > older for newer, older in pairwise(dates))


def test_the_latest_release_is_the_first_of_all(call: MakeCall) -> None:
    latest, releases = ask(call, f"{REPO}/releases/latest"), ask(call, f"{REPO}/releases")
    assert releases[0] == latest
    assert latest.keys() >= {"tag_name", "name", "published_at", "html_url", "prerelease", "draft", "body"}
    versions = [tuple(map(int, release["tag_name"][1:].split("."))) for release in releases]
    assert versions == sorted(versions, reverse=True)


def test_a_build_waits_works_and_ends(call: MakeCall) -> None:
    first = ask(call, f"{REPO}/actions/runs?per_page=1")["workflow_runs"][0]["id"]
    seen = []
    for step in range(160):
        runs = ask(call, f"{REPO}/actions/runs?per_page=5", after=5 * step)["workflow_runs"]
        run = next((run for run in runs if run["id"] == first + 1), None)
        if run and (run["status"], run["conclusion"]) not in seen:
            seen.append((run["status"], run["conclusion"]))
    assert [status for status, _ in seen] == ["queued", "in_progress", "completed"]
    assert [conclusion is None for _, conclusion in seen] == [True, True, False]


def test_builds_by_branch_workflow_and_status(call: MakeCall) -> None:
    def runs(query: str) -> list[dict[str, Any]]:
        answer: dict[str, list[dict[str, Any]]] = ask(call, f"{REPO}/actions/{query}")
        return answer["workflow_runs"]

    assert {run["head_branch"] for run in runs("runs?branch=main")} == {"main"}
    assert {run["conclusion"] for run in runs("runs?status=failure")} == {"failure"}
    assert {run["name"] for run in runs("workflows/test.yml/runs")} == {"test"}
    assert {run["conclusion"] for run in runs("runs?per_page=100")} >= {"success", "failure"}
    assert all(run["updated_at"] >= run["created_at"] for run in runs("runs"))


@pytest.mark.parametrize(
    ("headers", "limit"), [({}, 60), ({"authorization": "Bearer none"}, 5000)], ids=["nameless", "named"]
)
def test_how_much_may_be_asked(call: MakeCall, headers: dict[str, str], limit: int) -> None:
    told = reply_to(call, REPO, headers=headers, after=3599).headers
    assert int(told["x-ratelimit-limit"]) == limit
    assert int(told["x-ratelimit-remaining"]) + int(told["x-ratelimit-used"]) == limit
    assert int(told["x-ratelimit-remaining"]) > 0
    assert int(told["x-ratelimit-reset"]) == 1_795_266_000


def test_a_kin_of_github(call: MakeCall) -> None:
    answer = ask(call, "https://git.example/api/v1/repos/workshop/kiln/releases/latest")
    assert answer["html_url"].startswith("https://git.example/workshop/kiln/releases/tag/v")
    assert answer["url"].startswith("https://git.example/api/v1/repos/workshop/kiln/releases/")


def test_the_rest_is_not_ours(call: MakeCall) -> None:
    assert repositories.answer(call(f"{REPO}/stargazers")) is None
    assert repositories.answer(call("https://api.github.com/zen")) is None
