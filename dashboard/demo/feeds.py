"""Plays any news feed, as RSS 2.0 or Atom 1.0: a dozen headlines, every few minutes a new one. Not what they say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from itertools import islice
from xml.etree.ElementTree import Element, SubElement, tostring

from dashboard.demo.accept import preferred
from dashboard.demo.arrivals import Arrival, arrivals
from dashboard.demo.call import Call, Reply
from dashboard.demo.headlines import TECH, TECH_TOPIC, TOPICS, Topic
from dashboard.demo.world import PEOPLE, TOWNS

LENGTH = 12

WORD = re.compile(r"rss|feeds?(?![a-z])|(?<![a-z])atom(?![a-z])")
"""What the address of a feed tells it by: `/rss2`, `/newsfeed` and `/index.atom`, but not `/feedback` or `/anatomy`."""


@dataclass(frozen=True)
class Item:
    """One piece of news."""

    title: str
    link: str
    at: datetime
    author: str


def answer(call: Call) -> Reply | None:
    """The feed of a host, where the address or the asker says that it is one."""
    path = call.path.lower()
    if not is_feed(path, call.host, preferred(call.headers)):
        return None
    topic = topic_of(call)
    items = [item(call, topic, arrival.number, arrival.moment) for arrival in islice(came(call), LENGTH)]
    if "atom" in path:
        return Reply(written(atom(call, topic, items)), "application/atom+xml; charset=utf-8")
    return Reply(written(rss(call, topic, items)), "application/rss+xml; charset=utf-8")


def is_feed(path: str, host: str, accepted: str) -> bool:
    """Whether a feed is meant. Some addresses of JSON have a word of feeds in them."""
    if path.endswith((".xml", ".rss", ".atom")):
        return True
    if path.endswith("json") or accepted.endswith("json"):
        return False
    return bool(WORD.search(path) or "rss" in host) or accepted.endswith("xml")


def topic_of(call: Call) -> Topic:
    """What the host writes about."""
    return TECH_TOPIC if TECH.search(call.host) else call.noise.pick(TOPICS, call.host, "topic")


def came(call: Call) -> Iterator[Arrival]:
    """The times of the host's news, newest first."""
    return arrivals(call.noise, call.at, call.noise.between(240, 660, call.host, "news gap"), call.host)


def item(call: Call, topic: Topic, number: int, at: datetime) -> Item:
    """The piece of news with this number. Each host tells its headlines in an order of its own, so none comes twice."""
    order = sorted(topic.headlines, key=lambda headline: call.noise.chance(call.host, headline))
    title = order[number % len(order)].format(town=call.noise.pick(TOWNS, call.host, number))
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    author, _ = call.noise.pick(PEOPLE, call.host, number, "author")
    return Item(title, f"{call.site}/{at:%Y/%m}/{slug}-{number % 10_000}", at, author)


def rss(call: Call, topic: Topic, items: list[Item]) -> Element:
    """The news as RSS 2.0."""
    root = Element("rss", {"version": "2.0", "xmlns:atom": "http://www.w3.org/2005/Atom"})
    channel = SubElement(root, "channel")
    text(channel, "title", f"{topic.name} from {call.host}")
    text(channel, "link", f"{call.site}/")
    text(channel, "description", topic.about)
    text(channel, "language", "en")
    text(channel, "lastBuildDate", format_datetime(items[0].at, usegmt=True))
    SubElement(channel, "atom:link", href=call.site + call.path, rel="self", type="application/rss+xml")
    for each in items:
        entry = SubElement(channel, "item")
        text(entry, "title", each.title)
        text(entry, "link", each.link)
        SubElement(entry, "guid", isPermaLink="true").text = each.link
        text(entry, "pubDate", format_datetime(each.at, usegmt=True))
        text(entry, "description", summary(each))
    return root


def atom(call: Call, topic: Topic, items: list[Item]) -> Element:
    """The news as Atom 1.0."""
    root = Element("feed", xmlns="http://www.w3.org/2005/Atom")
    text(root, "title", f"{topic.name} from {call.host}")
    text(root, "subtitle", topic.about)
    text(root, "id", f"{call.site}/")
    text(root, "updated", items[0].at.isoformat())
    SubElement(root, "link", rel="self", href=call.site + call.path)
    SubElement(root, "link", rel="alternate", href=f"{call.site}/")
    for each in items:
        entry = SubElement(root, "entry")
        text(entry, "title", each.title)
        text(entry, "id", each.link)
        SubElement(entry, "link", rel="alternate", href=each.link)
        text(entry, "published", each.at.isoformat())
        text(entry, "updated", each.at.isoformat())
        text(SubElement(entry, "author"), "name", each.author)
        text(entry, "summary", summary(each))
    return root


def summary(item: Item) -> str:
    """The line below the headline."""
    return f"By {item.author}."


def text(parent: Element, tag: str, content: str) -> None:
    """Add a child with a text."""
    SubElement(parent, tag).text = content


def written(root: Element) -> bytes:
    """A document as bytes."""
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document
