"""News that feed readers understand."""

from calendar import timegm
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest

from dashboard.demo import feeds
from dashboard.demo.call import Call
from dashboard.demo.headlines import TECH_TOPIC, TOPICS
from dashboard.demo.world import TOWNS

MakeCall = Callable[..., Call]

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def moment(entry: Any) -> datetime:
    return datetime.fromtimestamp(timegm(entry.published_parsed), UTC)


def read(call: Call) -> Any:
    reply = feeds.answer(call)
    assert reply is not None
    found = feedparser.parse(reply.body)
    assert not found.bozo
    return found


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("/index.xml", "rss20"),
        ("/rss", "rss20"),
        ("/feed/", "rss20"),
        ("/feed.atom", "atom10"),
        ("/atom/news", "atom10"),
    ],
)
def test_both_formats(call: MakeCall, path: str, version: str) -> None:
    found = read(call(f"https://coast.example{path}"))
    assert found.version == version
    assert found.feed.title
    assert len(found.entries) == 12
    for entry in found.entries:
        assert entry.link.startswith("https://coast.example/")
        assert entry.id == entry.link
        assert entry.title
        assert moment(entry) <= NOON
    dates = [entry.published_parsed for entry in found.entries]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(
    ("url", "accept", "is_feed"),
    [
        ("https://coast.example/news", "application/rss+xml, text/html;q=0.8", True),
        ("https://coast.example/news", "text/html,application/xhtml+xml;q=0.9,application/xml;q=0.9", False),
        ("https://coast.example/news", "*/*", False),
        ("https://hnrss.org/frontpage", "*/*", True),
        ("https://coast.example/newsfeed", "*/*", True),
        ("https://coast.example/feedback", "*/*", False),
        ("https://coast.example/anatomy", "*/*", False),
        ("https://coast.example/feed/today.geojson", "*/*", False),
        ("https://coast.example/feed/1", "application/json", False),
    ],
)
def test_what_is_a_feed(call: MakeCall, url: str, accept: str, is_feed: bool) -> None:
    assert (feeds.answer(call(url, headers={"accept": accept})) is not None) == is_feed


def test_new_ones_come_and_old_ones_stay(call: MakeCall) -> None:
    before = read(call("https://coast.example/rss")).entries
    after = read(call("https://coast.example/rss", after=1800)).entries
    new = [entry for entry in after if entry.link not in {old.link for old in before}]
    assert 2 <= len(new) <= 9
    assert [entry.link for entry in after[len(new) :]] == [entry.link for entry in before[: 12 - len(new)]]


@pytest.mark.parametrize("hour", range(0, 72, 7))
def test_no_headline_comes_twice_in_a_feed(call: MakeCall, hour: int) -> None:
    titles = [entry.title for entry in read(call("https://hnrss.org/newest", after=3600 * hour)).entries]
    assert len(set(titles)) == 12


def test_hosts_differ(call: MakeCall) -> None:
    hosts = ("coast.example", "news.example", "tide.example")
    lists = [[entry.title for entry in read(call(f"https://{host}/rss")).entries] for host in hosts]
    assert len({tuple(titles) for titles in lists}) == 3


def test_hosts_of_machines_write_about_machines(call: MakeCall) -> None:
    titles = {entry.title for entry in read(call("https://hnrss.org/frontpage")).entries}
    known = {headline.format(town=town) for headline in TECH_TOPIC.headlines for town in TOWNS}
    assert titles <= known


def test_the_newest_is_young(call: MakeCall) -> None:
    newest = read(call("https://coast.example/rss")).entries[0]
    assert NOON - moment(newest) < timedelta(minutes=25)


@pytest.mark.parametrize("topic", [*TOPICS, TECH_TOPIC], ids=lambda topic: topic.name)
def test_there_are_more_headlines_than_a_feed_shows(topic: Any) -> None:
    assert len(set(topic.headlines)) == len(topic.headlines) > feeds.LENGTH
