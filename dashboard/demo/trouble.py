"""What goes wrong in the world on purpose: each host has its bad spells. Not what it answers in the good ones."""

from dataclasses import replace

from dashboard.demo.call import Call, Reply, json

SPELL = 90.0
"""Seconds that a host is well, or is not."""

SHARE = 0.25
"""Part of its spells in which a host is not."""

FAULTS = ("down", "busy", "slow", "portal", "silent")

SLOW = 15.0
"""Seconds: longer than anybody waits who has not said so."""

PORTAL = b"<!doctype html><title>Welcome</title><h1>Welcome to our network</h1><p>Please log in.</p>"


def trouble(call: Call) -> str | None:
    """What is wrong with this host at this time; None where it is well."""
    spell = call.at // SPELL
    if call.noise.chance("trouble", call.host, spell) >= SHARE:
        return None
    return call.noise.pick(FAULTS, "which trouble", call.host, spell)


def troubled(call: Call, reply: Reply) -> Reply:
    """The answer, or what comes in its place while its host is in trouble."""
    match trouble(call):
        case "down":
            return Reply(b"Service Unavailable\n", "text/plain", 503)
        case "busy":
            return json({"error": "too many requests"}, status=429, headers={"Retry-After": "30"})
        case "slow":
            return replace(reply, seconds=SLOW)
        case "portal":
            return Reply(PORTAL, "text/html")
        case "silent":
            return replace(reply, body=b"")
    return reply
