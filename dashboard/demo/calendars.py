"""Plays any calendar: an iCalendar file with a workshop's coming week. Not a calendar server."""

from datetime import UTC, date, datetime, time, timedelta

from dashboard.demo.accept import preferred
from dashboard.demo.call import Call, Reply
from dashboard.demo.world import ROOMS, TOWNS

DAY = timedelta(days=1)

AGENDA = (
    (time(9, 0), ("Team breakfast", "New apprentices", "Market stall in {town}", "Window display")),
    (time(10, 15), ("Window display", "Stocktaking", "Glaze tests", "Visit from the school in {town}")),
    (time(11, 30), ("Call with the glassworks", "Meet the ferry people", "Glaze tests", "Price round")),
    (time(13, 0), ("Lunch, table for six", "Lunch with the neighbours", "Soup day")),
    (time(15, 0), ("Photo shoot, winter lamps", "Studio visit from {town}", "New apprentices", "Repair café")),
    (time(16, 30), ("Repair café", "Unpack the kiln", "Call with the printers", "Sample review")),
    (time(17, 45), ("Courier pick-up", "Last parcels for {town}", "Sweep and lock")),
    (time(19, 0), ("Life drawing", "Evening class", "Choir practice", "Talk: glass and sand")),
)
"""When something may begin, and what it may be. Every calendar has some of it on a day."""


def answer(call: Call) -> Reply | None:
    """A calendar, where the address or the asker says that it is one."""
    if not call.path.endswith((".ics", "/ical")) and preferred(call.headers) != "text/calendar":
        return None
    today = call.now.astimezone(UTC).date()
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{call.host}//Workshop//EN", "X-WR-CALNAME:Workshop"]
    lines += kiln_day(call, today)
    for day in (today + offset * DAY for offset in range(-1, 14)):
        lines += events(call, day)
    lines += ["END:VCALENDAR", ""]
    return Reply("\r\n".join(lines).encode(), "text/calendar; charset=utf-8")


def events(call: Call, day: date) -> list[str]:
    """What happens on a day. Times belong to no zone: lunch is at one wherever the wall hangs."""
    noise, key, number = call.noise, call.host + call.path, day.toordinal()
    lines = []
    for index, (begins, matters) in enumerate(AGENDA):
        if noise.chance(key, number, index) < 0.45:
            continue
        start = datetime.combine(day, begins)
        end = start + timedelta(minutes=noise.pick((30, 45, 60, 75), key, number, index, "length"))
        town = noise.pick(TOWNS, key, number, index, "town")
        matter = noise.pick(matters, key, number, index, "matter").format(town=town)
        lines += event(
            call,
            f"{number}-{index}",
            [
                f"DTSTART:{start:%Y%m%dT%H%M%S}",
                f"DTEND:{end:%Y%m%dT%H%M%S}",
                f"SUMMARY:{written(matter)}",
                f"LOCATION:{written(noise.pick(ROOMS, key, number, index, 'room'))}",
            ],
        )
    return lines


def kiln_day(call: Call, today: date) -> list[str]:
    """The workshop's one fixed day: every Thursday, all day."""
    thursday = today - timedelta(days=(today.weekday() - 3) % 7 + 28)
    return event(
        call,
        "kiln",
        [
            f"DTSTART;VALUE=DATE:{thursday:%Y%m%d}",
            f"DTEND;VALUE=DATE:{thursday + DAY:%Y%m%d}",
            "RRULE:FREQ=WEEKLY;BYDAY=TH",
            "SUMMARY:Kiln day",
        ],
    )


def event(call: Call, name: str, properties: list[str]) -> list[str]:
    """One event with these properties."""
    stamp = f"DTSTAMP:{call.now.astimezone(UTC):%Y%m%dT000000Z}"
    return ["BEGIN:VEVENT", f"UID:{name}@{call.host}", stamp, *properties, "END:VEVENT"]


def written(text: str) -> str:
    """A text as iCalendar wants it."""
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
