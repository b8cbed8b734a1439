"""Events as the bytes of a Server-Sent Event stream. LF only, UTF-8, encoded once. Not who gets them.

Format: the WHATWG rules as the web-platform tests hold them (eventsource/format-*): a line ends at LF, CR or CRLF, and
at nothing else; several data lines are joined by LF; an event without a data line is not dispatched.
"""

import re
from dataclasses import dataclass

NEWLINE = re.compile(r"\r\n|\r|\n")
UNSENDABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Frame:
    """One event, ready to be written. `revision` is 0 for the program's own events, which have no id.

    `text` is what a reader gets as its data; `wire` is the whole event in bytes.
    """

    name: str
    revision: int
    text: str
    wire: bytes


def frame(name: str, text: str, revision: int = 0, event_id: str | None = None) -> Frame:
    """An event called `name` with `text` as its data.

    NUL becomes U+FFFD, as a browser would read it anyway, and so does half of a surrogate pair, which no UTF-8 can
    hold. ValueError for a name or an id that would break the framing.
    """
    if not re.fullmatch(r"[a-z0-9.-]+", name) or not re.fullmatch(r"[0-9a-f-]*", event_id or ""):
        raise ValueError(f"{name!r} can't be the name of an event")
    text = UNSENDABLE.sub("\ufffd", text)
    lines = [f"event: {name}", *([f"id: {event_id}"] if event_id else [])]
    lines += [f"data: {line}" for line in NEWLINE.split(text)]
    return Frame(name, revision, text, ("\n".join(lines) + "\n\n").encode())


def retry(milliseconds: int) -> bytes:
    """The line that tells a browser how long to wait before it connects again. It belongs to the event that follows:
    alone it would be no event for a browser, but an empty one for some other readers.
    """
    return f"retry: {milliseconds}\n".encode()
