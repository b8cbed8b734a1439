"""Stories that come and gain points, as Hacker News and Lobsters tell them."""

import json
from collections.abc import Callable
from typing import Any

from dashboard.demo import talk
from dashboard.demo.call import Call

MakeCall = Callable[..., Call]
HN = "https://hn.algolia.com/api/v1"


def ask(call: MakeCall, url: str, **more: Any) -> Any:
    reply = talk.answer(call(url, **more))
    assert reply is not None
    return json.loads(reply.body)


def test_the_front_page_is_by_points_and_the_new_one_by_time(call: MakeCall) -> None:
    front = ask(call, f"{HN}/search?tags=front_page&hitsPerPage=10")["hits"]
    new = ask(call, f"{HN}/search_by_date?tags=story&hitsPerPage=10")["hits"]
    assert len(front) == len(new) == 10
    assert [hit["points"] for hit in front] == sorted((hit["points"] for hit in front), reverse=True)
    assert [hit["created_at_i"] for hit in new] == sorted((hit["created_at_i"] for hit in new), reverse=True)


def test_a_story_gains_points(call: MakeCall) -> None:
    def points(after: float) -> dict[str, int]:
        hits = ask(call, f"{HN}/search_by_date?tags=story&hitsPerPage=40", after=after)["hits"]
        return {hit["objectID"]: hit["points"] for hit in hits}

    now, later = points(0), points(7200)
    both = now.keys() & later.keys()
    assert len(both) > 30
    assert all(now[story] <= later[story] for story in both)
    assert sum(later[story] for story in both) > sum(now[story] for story in both)


def test_lobsters(call: MakeCall) -> None:
    newest = ask(call, "https://lobste.rs/newest.json")
    hottest = ask(call, "https://lobste.rs/hottest.json")
    assert len(newest) == len(hottest) == 25
    assert newest[0]["created_at"] > newest[-1]["created_at"]
    assert hottest != newest
    assert ask(call, "https://lobste.rs/t/web,c.json")


def test_other_addresses_are_left_to_others(call: MakeCall) -> None:
    assert talk.answer(call("https://coast.example/news.json")) is None
