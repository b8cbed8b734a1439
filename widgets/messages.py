"""Messages that people write on the wall: what is typed in one browser is on all walls at once."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from dashboard import widget
from dashboard.widget import Field, Push, Struct

EVERY = "1d"
PUSHED = {
    "messages": [
        {"text": "The kiln is free from noon", "at": "2026-11-24T10:40:00Z"},
        {"text": "Post is here", "at": "2026-11-24T09:12:00Z"},
        {"text": "Milk is out again", "at": "2026-11-24T08:05:00Z"},
    ]
}

MOST, LONGEST = 50, 500

Text = Annotated[str, Meta(max_length=LONGEST)]


class Options(widget.Options):
    """Who may write, and how much is kept."""

    write: Literal["anyone", "token", "nobody"] = Field(
        "anyone", description="Who may write: anyone who sees the wall, who knows the push token, or nobody."
    )
    most: int = Field(12, ge=1, le=MOST, description="How many messages are kept; older ones go.")
    longest: int = Field(200, ge=1, le=LONGEST, description="How many characters a message may have.")
    empty: str = Field("No messages", max_length=200, description="What stands there when nobody has written.")


class Message(Struct, forbid_unknown_fields=True):
    """One message; where its time is not told, it has none."""

    text: Text
    at: datetime | None = None


class Kept(Struct, forbid_unknown_fields=True):
    """All of them, the newest first."""

    messages: tuple[Message, ...] = ()


class Shown(Struct):
    """One message as it is shown, and what it is called by whoever takes it away."""

    text: str
    at: datetime | None
    key: str


class View(Struct):
    """What is shown: the messages, whether there is a form beside them, and how long what is typed there may be."""

    messages: tuple[Shown, ...]
    form: bool
    longest: int


def source(options: Options) -> Push[Kept]:
    """Whoever writes, or pushes. A wall on which nobody has written yet knows that."""
    return Push(options.id, into=Kept, first=Kept())


def view(answer: Kept, options: Options) -> View:
    """As many as are to be kept."""
    shown = tuple(Shown(each.text, each.at, key(each)) for each in answer.messages[: options.most])
    return View(shown, options.write == "anyone", options.longest)


def key(message: Message) -> str:
    """What a message is called. Two of one time with one text are called the same, and go together."""
    return hashlib.sha256(f"{message.at} {message.text}".encode()).hexdigest()[:12]


def measure(answer: Kept, options: Options) -> dict[str, float]:
    """How many there are."""
    return {"messages": float(len(answer.messages[: options.most]))}


def take(answer: Kept, form: Mapping[str, str], at: datetime, options: Options) -> Kept:
    """What is kept once somebody has sent this form: `text` comes on top, `done` takes the message of this key away,
    `do=clear` all of them.

    ValueError with a sentence for a text that is empty or too long.
    """
    if form.get("do") == "clear":
        return Kept()
    if "done" in form:
        return Kept(tuple(each for each in answer.messages if key(each) != form["done"]))
    text = " ".join(form.get("text", "").split())
    if not text:
        raise ValueError("there is nothing in this message")
    if len(text) > options.longest:
        raise ValueError(f"a message may have {options.longest} characters, and this one has {len(text)}")
    return Kept((Message(text, at), *answer.messages)[: options.most])
