"""Plays the status pages of Statuspage, Uptime Kuma, Gatus and Healthchecks: services, now and then in trouble."""

import re
from datetime import UTC, datetime

from dashboard.demo.call import Call, Reply, json
from dashboard.demo.world import SERVICES

KUMA = re.compile(r"/api/status-page/(heartbeat/)?([^/]+)")

PART = 600.0
"""In each part of so many seconds a service may be in trouble."""

MINUTE = 60.0

BEATS = 50


def answer(call: Call) -> Reply | None:
    """The page, as whoever keeps it writes it."""
    if call.path.endswith("/api/v2/summary.json"):
        return statuspage(call)
    if call.path.endswith("/api/v1/endpoints/statuses"):
        return gatus(call)
    if call.path.endswith("/api/v3/checks/"):
        return healthchecks(call)
    if found := KUMA.fullmatch(call.path):
        return beats(call) if found[1] else kuma(call, found[2])
    return None


def fails(call: Call, service: str, at: float) -> bool:
    """Whether a service is in trouble at a time, for some minutes out of ten."""
    part = int(at // PART)
    if call.noise.chance(call.host, service, "trouble", part) > 0.13:
        return False
    start = (part + call.noise.between(0, 0.6, call.host, service, "begins", part)) * PART
    return start <= at < start + call.noise.between(120, 240, call.host, service, "lasts", part)


def took(call: Call, service: str, at: float) -> float:
    """How many seconds a check of a service took."""
    usual = call.noise.between(0.02, 0.25, call.host, service, "usual")
    return usual * (0.7 + 0.8 * call.noise.drift(at, 600, call.host, service))


def checks(call: Call) -> list[float]:
    """The times of the last checks, oldest first."""
    newest = call.at // MINUTE * MINUTE
    return [newest - MINUTE * step for step in range(BEATS - 1, -1, -1)]


def moment(at: float) -> datetime:
    """A time in seconds since 1970."""
    return datetime.fromtimestamp(at, UTC)


def statuspage(call: Call) -> Reply:
    """A summary, with an incident while something is in trouble."""
    troubled = [service for service in SERVICES if fails(call, service, call.at)]
    components = [
        {
            "id": service.lower(),
            "name": service,
            "status": "partial_outage" if service in troubled else "operational",
            "position": index,
            "group_id": None,
            "group": False,
        }
        for index, service in enumerate(SERVICES, 1)
    ]
    begun = moment(call.at - call.at % MINUTE - 4 * MINUTE).isoformat()
    incidents = [{"name": f"{service} answers slowly", "created_at": begun} for service in troubled[:1]]
    words = "Partial System Outage" if troubled else "All Systems Operational"
    status = {"indicator": "major" if troubled else "none", "description": words}
    name = call.host.removeprefix("www.").split(".")[0].removesuffix("status")
    name = {"github": "GitHub", "": "Workshop"}.get(name, name.capitalize())
    return json({"page": {"name": name}, "status": status, "components": components, "incidents": incidents})


def kuma(call: Call, name: str) -> Reply:
    """What a page of Uptime Kuma is called, and what it lists."""
    monitors = [{"id": index, "name": service} for index, service in enumerate(SERVICES, 1)]
    groups = [{"id": 1, "name": "Services", "weight": 1, "monitorList": monitors}]
    config = {"slug": name, "title": name.replace("-", " ").capitalize()}
    return json({"config": config, "incident": None, "publicGroupList": groups})


def beats(call: Call) -> Reply:
    """The last checks of each monitor."""
    found = {}
    for index, service in enumerate(SERVICES, 1):
        found[str(index)] = [
            {
                "status": 0 if (down := fails(call, service, at)) else 1,
                "time": f"{moment(at):%Y-%m-%d %H:%M:%S.000}",
                "msg": "",
                "ping": None if down else round(1000 * took(call, service, at)),
            }
            for at in checks(call)
        ]
    return json({"heartbeatList": found, "uptimeList": {f"{number}_24": 0.99 for number in found}})


def gatus(call: Call) -> Reply:
    """The endpoints of a Gatus with their last checks."""
    return json(
        [
            {
                "name": service.lower(),
                "group": "workshop",
                "key": f"workshop_{service.lower()}",
                "results": [
                    {
                        "success": not fails(call, service, at),
                        "duration": round(1e9 * took(call, service, at)),
                        "timestamp": moment(at).isoformat(),
                    }
                    for at in checks(call)
                ],
            }
            for service in SERVICES
        ]
    )


def healthchecks(call: Call) -> Reply:
    """Jobs that report once an hour."""
    found = []
    for service in SERVICES:
        late = fails(call, service, call.at)
        begun = call.noise.between(0, 3600, call.host, service, "minute")
        last = (call.at - begun) // 3600 * 3600 + begun
        found.append(
            {"name": f"{service} backup", "status": "grace" if late else "up", "last_ping": moment(last).isoformat()}
        )
    return json({"checks": found})
