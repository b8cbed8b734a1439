"""How hosts tell what they still let us have, as they really do, and what is known of it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.poll.budget import Budget, Budgets, read_budget
from dashboard.poll.http import HttpClient
from dashboard.widget import Request
from tests.poll.conftest import StartSite
from tests.poll.site import answer

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DATE = "Sat, 21 Nov 2026 12:00:00 GMT"
SOON = NOW + timedelta(seconds=30)
EPOCH = f"{SOON.timestamp():.0f}"


def family(prefix: str, limit: str, remaining: str, reset: str) -> dict[str, str]:
    """The three headers of one way to say it."""
    return {f"{prefix}limit": limit, f"{prefix}remaining": remaining, f"{prefix}reset": reset}


@pytest.mark.parametrize(
    ("headers", "budget"),
    [
        (family("x-ratelimit-", "60", "43", EPOCH), Budget(43, 60, SOON)),  # GitHub
        (family("ratelimit-", "600", "594", EPOCH), Budget(594, 600, SOON)),  # GitLab
        (family("ratelimit-", "100, 100;w=60", "50", "30"), Budget(50, 100, SOON)),  # the draft's third version
        (family("x-rate-limit-", "180", "12", EPOCH), Budget(12, 180, SOON)),  # Twitter
        (family("x-ratelimit-", "1700", "4", "2026-11-21T12:00:30Z"), Budget(4, 1700, SOON)),  # Rachio
        (family("x-ratelimit-", "5", "4", "Sat, 21 Nov 2026 12:00:30 GMT"), Budget(4, 5, SOON)),
        (family("x-ratelimit-", "5", "4", f"{EPOCH}.000"), Budget(4, 5, SOON)),  # Discord
        (family("x-ratelimit-", "5", "4", f"{EPOCH}000"), Budget(4, 5, SOON)),
        ({"x-ratelimit-remaining": "598.0", "x-ratelimit-reset": "30"}, Budget(598, None, SOON)),  # Reddit
        ({"x-ratelimit-remaining": "0"}, Budget(0)),
        ({"ratelimit": '"default";r=50;t=30'}, Budget(50, None, SOON)),  # the draft since its eighth version
        ({"ratelimit": '"default";r=50;t=30', "ratelimit-policy": '"default";q=100;w=60'}, Budget(50, 100, SOON)),
        (
            {"ratelimit": '"day";r=900, "burst";r=5;t=30', "ratelimit-policy": '"burst";q=10;w=60,"day";q=1000'},
            Budget(5, 10, SOON),
        ),
        ({"ratelimit": "limit=100, remaining=50, reset=30"}, Budget(50, 100, SOON)),  # its seventh
        (family("x-ratelimit-", "60", "43", "soon"), Budget(43, 60)),
        (family("x-ratelimit-", "", "43", "-5"), Budget(43)),
        (family("x-ratelimit-", "60", "43", "9" * 15), Budget(43, 60)),
        (family("x-ratelimit-", "60", "many", EPOCH), None),
        ({"x-ratelimit-limit": "60"}, None),
        ({"ratelimit": "?"}, None),
        ({"retry-after": "60"}, None),
    ],
)
def test_a_budget_is_read_in_every_way_that_is_in_use(headers: dict[str, str], budget: Budget | None) -> None:
    assert read_budget({"date": DATE, **headers}) == budget


def test_without_a_date_seconds_say_nothing_about_the_time_of_day() -> None:
    assert read_budget(family("ratelimit-", "60", "43", "30")) == Budget(43, 60)


@given(st.dictionaries(st.sampled_from(["date", "ratelimit", "ratelimit-policy", "x-ratelimit-remaining"]), st.text()))
def test_whatever_a_host_says_harms_nobody(headers: dict[str, str]) -> None:
    read_budget({"x-ratelimit-reset": headers.get("ratelimit", ""), **headers})


@pytest.mark.parametrize(
    ("budget", "scarce"),
    [(Budget(7, 60), False), (Budget(6, 60), True), (Budget(0, 60), True), (Budget(0), True), (Budget(1), False)],
)
def test_a_budget_is_scarce_when_a_tenth_is_left(budget: Budget, scarce: bool) -> None:
    assert budget.scarce is scarce


async def test_the_newest_budget_of_each_host_is_known(http: HttpClient, site: StartSite) -> None:
    there, silent = await site(answer(X_RateLimit_Remaining="43")), await site(answer())
    for _ in range(2):
        await http.send(Request.to(there.url.replace("://", "://user:secret@")))
        await http.send(Request.to(silent.url))
        there.replies[""] = answer(status="403 Forbidden", X_RateLimit_Remaining="42")
    assert http.budgets.by_host == {f"127.0.0.1:{there.port}": Budget(42)}


def test_a_budget_that_has_been_renewed_since_is_not_told() -> None:
    budgets = Budgets()
    budgets.by_host = {"c": Budget(1), "b": Budget(1, 2, SOON), "a": Budget(0, 2, NOW)}
    assert budgets.at(NOW) == [("b", Budget(1, 2, SOON)), ("c", Budget(1))]


def test_only_a_hundred_hosts_are_remembered() -> None:
    budgets = Budgets()
    for number in range(101):
        budgets.note(f"{number}.test", {"x-ratelimit-remaining": "1"})
    assert (len(budgets.by_host), "0.test" in budgets.by_host) == (100, False)
