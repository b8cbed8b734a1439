"""Plays the counts of AdGuard Home, Pi-hole and Technitium on any host: a house that asks more by day. Not DNS."""

from dashboard.demo.call import Call, Reply, json

HOUR = 3600.0

DOMAINS = ("ads.example.com", "metrics.example.net", "telemetry.example.org", "track.example.com", "pixel.example.net")


def answer(call: Call) -> Reply | None:
    """The counts, as the server that is asked writes them."""
    readers = {
        "/control/stats": adguard_home,
        "/api/auth": login,
        "/api/stats/summary": summary,
        "/api/history": history,
        "/api/stats/top_domains": top_domains,
        "/api/dashboard/stats/get": technitium,
    }
    reader = readers.get(call.path)
    return reader(call) if reader else None


def hours(call: Call) -> list[tuple[int, int]]:
    """Queries of the last 24 hours and how many of them were blocked, oldest first; the newest hour still grows."""
    now = call.at // HOUR
    return [hour(call, now - ago) for ago in range(23, 0, -1)] + [hour(call, now, call.at % HOUR / HOUR)]


def hour(call: Call, number: float, part: float = 1.0) -> tuple[int, int]:
    """One hour: little is asked at night."""
    awake = 0.15 if number % 24 < 6 else 1.0
    total = part * awake * call.noise.between(900, 2600, call.host, "queries", number)
    return round(total), round(total * call.noise.between(0.14, 0.32, call.host, "blocked", number))


def counts(call: Call) -> tuple[int, int]:
    """The queries of the last day, and those that were blocked."""
    parts = hours(call)
    return sum(total for total, _ in parts), sum(blocked for _, blocked in parts)


def top(call: Call) -> list[tuple[str, int]]:
    """The names that were blocked most."""
    _, blocked = counts(call)
    return [(name, round(blocked * 0.3 / (place + 1))) for place, name in enumerate(DOMAINS)]


def adguard_home(call: Call) -> Reply:
    """AdGuard Home's statistics."""
    total, blocked = counts(call)
    return json(
        {
            "time_units": "hours",
            "num_dns_queries": total,
            "num_blocked_filtering": blocked,
            "dns_queries": [each for each, _ in hours(call)],
            "blocked_filtering": [each for _, each in hours(call)],
            "top_blocked_domains": [{name: count} for name, count in top(call)],
        }
    )


def login(call: Call) -> Reply:
    """A session at Pi-hole, for whoever asks."""
    return json({"session": {"valid": True, "sid": "demo", "validity": 1800}})


def summary(call: Call) -> Reply:
    """Pi-hole's counts."""
    total, blocked = counts(call)
    return json({"queries": {"total": total, "blocked": blocked, "percent_blocked": 100 * blocked / max(total, 1)}})


def history(call: Call) -> Reply:
    """Pi-hole's day."""
    first = call.at // HOUR * HOUR - 23 * HOUR
    slots = [
        {"timestamp": int(first + index * HOUR), "total": total, "blocked": blocked}
        for index, (total, blocked) in enumerate(hours(call))
    ]
    return json({"history": slots})


def top_domains(call: Call) -> Reply:
    """Pi-hole's list of names."""
    return json({"domains": [{"domain": name, "count": count} for name, count in top(call)]})


def technitium(call: Call) -> Reply:
    """Technitium's dashboard."""
    total, blocked = counts(call)
    lines = (("Total", [each for each, _ in hours(call)]), ("Blocked", [each for _, each in hours(call)]))
    response = {
        "stats": {"totalQueries": total, "totalBlocked": blocked},
        "mainChartData": {"datasets": [{"label": label, "data": data} for label, data in lines]},
        "topBlockedDomains": [{"name": name, "hits": count} for name, count in top(call)],
    }
    return json({"response": response, "status": "ok"})
