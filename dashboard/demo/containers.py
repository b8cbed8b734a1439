"""Plays Docker's list of containers on any host: most are well, now and then one is not. Not the socket."""

from dashboard.demo.boards import fails
from dashboard.demo.call import Call, Reply, json
from dashboard.demo.world import SERVICES

HOUR = 3600.0


def answer(call: Call) -> Reply | None:
    """The containers of a host: its services, and a job that has done its work."""
    if not call.path.endswith("/containers/json"):
        return None
    found = [container(call, service) for service in SERVICES]
    hours = int(call.at % (24 * HOUR) // HOUR)
    found.append({"Names": ["/nightly-backup"], "State": "exited", "Status": f"Exited (0) {hours} hours ago"})
    return json(found)


def container(call: Call, service: str) -> dict[str, object]:
    """One service in its container."""
    begun = call.noise.between(0, 30 * 24 * HOUR, call.host, service, "begun")
    hours = int((begun + call.at % (7 * 24 * HOUR)) / HOUR)
    since = f"{hours // 24} days" if hours >= 48 else f"{hours} hours"
    well = "unhealthy" if fails(call, service, call.at) else "healthy"
    return {"Names": [f"/{service.lower()}"], "State": "running", "Status": f"Up {since} ({well})"}
