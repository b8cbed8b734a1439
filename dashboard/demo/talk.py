"""Plays Hacker News at Algolia, and Lobsters: stories that come, gain points and are talked about. Not their text."""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from dashboard.demo.arrivals import Arrival, arrivals
from dashboard.demo.call import Call, Reply, json
from dashboard.demo.headlines import TECH_TOPIC
from dashboard.demo.world import PEOPLE, TOWNS

GAP = 1500.0
"""Seconds from one story to the next."""

MOST = 60


@dataclass(frozen=True)
class Story:
    """One story as it is at the time of the call."""

    number: int
    title: str
    url: str
    author: str
    at: datetime
    points: int
    comments: int


def answer(call: Call) -> Reply | None:
    """The stories of the one or the other site, wherever they are said to live."""
    if re.fullmatch(r"/api/v1/search(?:_by_date)?", call.path) and "tags" in call.query:
        return algolia(call)
    if re.fullmatch(r"/(?:hottest|newest|t/[\w,+-]+)\.json", call.path):
        return lobsters(call)
    return None


def algolia(call: Call) -> Reply:
    """A page of hits."""
    count = call.whole("hitsPerPage", 20, least=1, most=MOST)
    found = stories(call)
    if not call.path.endswith("by_date"):
        found = sorted(found[:30], key=lambda story: -story.points)
    hits = [
        {
            "objectID": str(40_000_000 + story.number % 10_000_000),
            "title": story.title,
            "url": story.url,
            "author": story.author,
            "points": story.points,
            "num_comments": story.comments,
            "created_at": f"{story.at:%Y-%m-%dT%H:%M:%SZ}",
            "created_at_i": int(story.at.timestamp()),
            "_tags": ["story", f"author_{story.author}"],
        }
        for story in found[:count]
    ]
    return json({"hits": hits, "nbHits": len(found), "page": 0, "nbPages": 1, "hitsPerPage": count})


def lobsters(call: Call) -> Reply:
    """A page of stories, the hottest by their points and their age."""
    found = stories(call)
    if call.path.startswith("/hottest"):
        found = sorted(found, key=lambda story: -story.points / (call.at - story.at.timestamp() + 7200))
    return json(
        [
            {
                "short_id": f"{story.number % 36**6:06x}",
                "created_at": story.at.isoformat(),
                "title": story.title,
                "url": story.url,
                "score": max(story.points // 6, 1),
                "comment_count": story.comments // 5,
                "comments_url": f"{call.site}/s/{story.number % 36**6:06x}",
                "submitter_user": story.author,
                "tags": ["programming"],
            }
            for story in found[:25]
        ]
    )


def stories(call: Call) -> list[Story]:
    """The stories of a day and a half, newest first."""
    came = islice(arrivals(call.noise, call.at, GAP, call.host, "stories"), MOST)
    return [story(call, arrival) for arrival in came]


def story(call: Call, arrival: Arrival) -> Story:
    """One story: it is voted for most in its first hours, and some are voted for much more than others."""
    noise, key = call.noise, (call.host, "story", arrival.number)
    order = sorted(TECH_TOPIC.headlines, key=lambda headline: noise.chance(call.host, "order", headline))
    title = order[arrival.number % len(order)].format(town=noise.pick(TOWNS, *key, "town"))
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    age = call.at - arrival.at
    fame = 12 + 700 * noise.chance(*key, "fame") ** 3
    points = 1 + int(fame * age / (age + 4 * 3600))
    talk = 0.2 + 0.7 * noise.chance(*key, "talk")
    return Story(
        arrival.number,
        title,
        f"https://journal.example/{slug}",
        noise.pick(PEOPLE, *key, "author")[1],
        arrival.moment,
        points,
        int(points * talk),
    )
