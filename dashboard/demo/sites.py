"""Plays every address that nobody else plays: a small page or JSON document, sometimes an outage. No known API."""

import math
import re
from html import escape

from dashboard.demo.accept import preferred
from dashboard.demo.call import Call, Reply, json
from dashboard.demo.world import SERVICES

FASTEST, SLOWEST = 0.005, 0.120
"""Seconds after which a host answers."""

FRAIL = 0.25
"""The part of all hosts that are down now and then."""

TURN = 900.0
"""In each turn of so many seconds a frail host may be down once."""


def answer(call: Call) -> Reply:
    """A document, a page, or while the host is down an error page."""
    if is_data(call):
        return document(call)
    if is_down(call):
        return page("Out of service", "We are back in a few minutes.", status=503)
    return page(call.host, f"{call.host} is up and serving.")


def is_data(call: Call) -> bool:
    """Whether JSON is expected there: by the path, by what is accepted, or because something was sent."""
    wanted = re.search(r"json$|/api(/|$)|/v\d+/", call.path) or preferred(call.headers).endswith("json")
    return bool(wanted) or call.method not in ("GET", "HEAD")


def is_down(call: Call) -> bool:
    """Whether the host is frail and now in one of its outages of two to five minutes."""
    if call.noise.chance(call.host, "frail") >= FRAIL:
        return False
    at = call.at + call.noise.between(0, TURN, call.host, "first turn")
    turn = math.floor(at / TURN)
    if call.noise.chance(call.host, "outage", turn) < 0.25:
        return False
    start = turn * TURN + call.noise.between(0, TURN - 300, call.host, "outage begins", turn)
    return start <= at < start + call.noise.between(120, 300, call.host, "outage lasts", turn)


def latency(call: Call) -> float:
    """Seconds until the host answers: some are near, some are far, and none is always the same."""
    usual = call.noise.between(FASTEST, 0.6 * SLOWEST, call.host, "distance")
    return min(SLOWEST, usual * (0.8 + 0.9 * call.noise.drift(call.at, 240, call.host, "latency")))


def page(title: str, text: str, *, status: int = 200) -> Reply:
    """A small HTML page."""
    lines = ("<!doctype html>", "<html lang=en>", f"<title>{escape(title)}</title>", f"<p>{escape(text)}</p>", "")
    return Reply("\n".join(lines).encode(), "text/html; charset=utf-8", status)


def document(call: Call) -> Reply:
    """A plausible JSON document, with numbers that move and numbers that grow."""
    noise, at, key = call.noise, call.at, call.host + call.path
    values = {name: round(100 * noise.drift(at, 90, key, name), 1) for name in SERVICES[:5]}
    today = at % 86400
    return json(
        {
            "value": round(100 * noise.drift(at, 60, key), 1),
            "status": "ok",
            "count": int(today / noise.between(9, 40, key, "pace")),
            "items": [{"name": name, "value": value} for name, value in values.items()],
            "updated": call.now.isoformat(timespec="seconds"),
        }
    )
