"""WebSocket messages as bytes: what is read, and what ends a connection."""

import pytest

from dashboard.websocket.messages import Close, Incoming, Kind, Message, Refused, framed
from tests.live.talker import masked

MOST = 1000


def read(content: bytes, piece: int = 0) -> list[Message]:
    """The messages in these bytes, which come in pieces of so many, or all at once."""
    incoming = Incoming(MOST)
    pieces = [content[at : at + piece] for at in range(0, len(content), piece)] if piece else [content]
    return [message for each in pieces for message in incoming.feed(each)]


@pytest.mark.parametrize("piece", [0, 1, 3])
@pytest.mark.parametrize("text", ["", "a", "Zoë", "x" * 125, "x" * 126, "é" * 500])
def test_a_text_is_read_however_it_comes(text: str, piece: int) -> None:
    assert [message.text for message in read(masked(1, text.encode()) * 2, piece)] == [text, text]


def test_pieces_are_put_together_and_a_ping_may_stand_between_them() -> None:
    content = masked(1, b"Zo", last=False) + masked(9, b"there?") + masked(0, b"\xc3", last=False) + masked(0, b"\xab")
    assert read(content) == [Message(Kind.PING, b"there?"), Message(Kind.TEXT, "Zoë".encode())]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x81\x01a", Close.BROKEN),  # not masked
        (b"\xc1\x81\0\0\0\0a", Close.BROKEN),  # a bit that no extension has given a meaning
        (masked(3, b""), Close.BROKEN),
        (masked(0, b"a"), Close.BROKEN),  # goes on with nothing
        (masked(1, b"a", last=False) + masked(1, b"b"), Close.BROKEN),
        (masked(9, b"a", last=False), Close.BROKEN),
        (masked(9, b"x" * 126), Close.BROKEN),
        (masked(1, b"x" * (MOST + 1)), Close.TOO_LARGE),
        (b"\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff", Close.TOO_LARGE),  # told before any of it is kept
        (masked(1, b"x" * 600, last=False) + masked(0, b"x" * 600), Close.TOO_LARGE),
    ],
)
def test_what_breaks_the_rules_is_refused(content: bytes, code: Close) -> None:
    with pytest.raises(Refused) as refused:
        read(content)
    assert refused.value.code is code


def test_what_is_no_text_is_refused() -> None:
    (message,) = read(masked(1, b"\xff"))
    with pytest.raises(Refused) as refused:
        _ = message.text
    assert refused.value.code is Close.NO_TEXT


@pytest.mark.parametrize(("length", "head"), [(0, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)])
def test_what_is_sent_is_one_frame(length: int, head: int) -> None:
    content = framed(Kind.TEXT, b"x" * length)
    assert content[0] == 0x81
    assert len(content) == head + length
    assert not content[1] & 0x80
