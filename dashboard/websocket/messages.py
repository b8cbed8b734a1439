"""WebSocket messages as bytes, on the server's side: RFC 6455 without extensions. Not the connection they travel on."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    """What a frame is; from 8 on it is about the connection, and never in pieces."""

    REST = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


class Close(IntEnum):
    """Why a connection ends."""

    NORMAL = 1000
    BROKEN = 1002
    NO_TEXT = 1007
    TOO_LARGE = 1009
    OUR_MISTAKE = 1011
    RESTART = 1012


class Refused(Exception):
    """What has come can't be read; `code` tells the other side why."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message."""

    kind: Kind
    content: bytes

    @property
    def text(self) -> str:
        """It as text; Refused where it is none."""
        try:
            return self.content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Refused(Close.NO_TEXT) from error


class Incoming:
    """Owns what has come and is no whole message yet: never more than `most` bytes of one, and one head."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.bytes = bytearray()
        self.kind: Kind | None = None
        self.pieces = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that are whole now; Refused at the first that breaks the rules."""
        self.bytes += data
        while (frame := self.frame()) is not None:
            last, kind, content = frame
            if kind >= Kind.CLOSE:
                yield Message(kind, content)
                continue
            if (kind is Kind.REST) == (self.kind is None):
                raise Refused(Close.BROKEN)
            self.kind = self.kind if kind is Kind.REST else kind
            self.pieces += content
            if len(self.pieces) > self.most:
                raise Refused(Close.TOO_LARGE)
            if last and self.kind is not None:
                message = Message(self.kind, bytes(self.pieces))
                self.kind = None
                self.pieces.clear()
                yield message

    def frame(self) -> tuple[bool, Kind, bytes] | None:
        """The next frame: whether it is the last of its message, what it is, and its content; None while it is cut."""
        if len(self.bytes) < 2:
            return None
        first, second = self.bytes[0], self.bytes[1]
        try:
            kind = Kind(first & 0x0F)
        except ValueError as error:
            raise Refused(Close.BROKEN) from error
        last, length = bool(first & 0x80), second & 0x7F
        masked, reserved = bool(second & 0x80), first & 0x70
        if reserved or not masked or (kind >= Kind.CLOSE and (not last or length > 125)):
            raise Refused(Close.BROKEN)
        wide = {126: 2, 127: 8}.get(length, 0)
        if len(self.bytes) < 2 + wide:
            return None
        if wide:
            length = int.from_bytes(self.bytes[2 : 2 + wide], "big")
        if length > self.most:
            raise Refused(Close.TOO_LARGE)
        begin = 2 + wide + 4
        if len(self.bytes) < begin + length:
            return None
        content = unmasked(bytes(self.bytes[begin : begin + length]), bytes(self.bytes[begin - 4 : begin]))
        del self.bytes[: begin + length]
        return last, kind, content


def unmasked(content: bytes, mask: bytes) -> bytes:
    """The content as it was before each byte was mixed with one of the four of the mask."""
    repeated = (mask * (len(content) // 4 + 1))[: len(content)]
    return (int.from_bytes(content, "big") ^ int.from_bytes(repeated, "big")).to_bytes(len(content), "big")


def framed(kind: Kind, content: bytes) -> bytes:
    """A message of ours, in one frame."""
    length = len(content)
    if length < 126:
        head = bytes([0x80 | kind, length])
    elif length < 0x10000:
        head = bytes([0x80 | kind, 126]) + length.to_bytes(2, "big")
    else:
        head = bytes([0x80 | kind, 127]) + length.to_bytes(8, "big")
    return head + content
