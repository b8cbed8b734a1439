"""A picture: from an address or a camera, fetched by this server, or from a folder, one after the other."""

import asyncio
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from dashboard import widget
from dashboard.widget import Clock, Duration, Field, Http, Picture, Request, Rhythm, SourceError, Struct

EVERY = "30s"

LIMIT = 8_000_000
"""No picture may be larger, in bytes."""

SMALL = 8_000
"""Up to so many bytes a picture travels in its tile; a larger one is fetched by the browser from this server."""

SUFFIXES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"}


class Options(widget.Options):
    """An address, or a folder. The server fetches it, so that whoever looks learns neither address nor password."""

    url: str | None = Field(
        None,
        pattern="^https?://[^/]",
        max_length=2000,
        description="The address of a picture, such as a camera's snapshot.",
        examples=["https://camera.example/snapshot.jpg"],
    )
    headers: dict[str, str] = Field({}, description="Sent along to the address.")
    slides: Path | None = Field(
        None, description="A folder of pictures, shown in turn by their names; its path counts from config.toml."
    )
    dwell: Duration = Field(
        timedelta(seconds=30), ge=timedelta(seconds=1), description="How long each picture of a folder stands."
    )
    fit: Literal["cover", "contain"] = Field(
        "cover", description='"cover" fills the tile and may cut, "contain" shows the whole picture.'
    )
    text: str = Field("", max_length=200, description="What the picture shows, for those who can't see it.")

    @model_validator(mode="after")
    def one_of_two(self) -> Self:
        """Refuse a table with no picture, or with two."""
        if (self.url is None) == (self.slides is None):
            raise ValueError("either `url` or `slides` is expected, and not both")
        return self


class Shown(Struct):
    """One picture: its type, its content, and a name for it that changes with the content."""

    media_type: str
    body: bytes
    digest: str


class View(Struct):
    """Where the browser finds it."""

    src: str
    text: str


@dataclass(frozen=True)
class Address:
    """A picture at an address."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    request: Request

    async def fetch(self, http: Http) -> Shown:
        """The picture of now; SourceError where none comes."""
        answer = (await http.send(self.request.accepting("image/*"))).expect_ok()
        return await asyncio.to_thread(shown, answer.body, answer.host)


@dataclass(frozen=True)
class Slides:
    """The pictures of a folder in turn, each for `seconds`."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    folder: Path = field(repr=False)
    seconds: int

    async def fetch(self, http: Http) -> Shown:
        """The picture whose turn it is; SourceError where there is none."""
        at = await Clock(self.seconds).fetch(http)
        return await asyncio.to_thread(self.read, int(at.timestamp()) // self.seconds)

    def read(self, turn: int) -> Shown:
        """The picture of this turn, blocking."""
        try:
            files = sorted(path for path in self.folder.iterdir() if path.suffix.lower() in SUFFIXES)
            if not files:
                raise SourceError(f"there is no picture in {self.folder.name}", fault="connect")
            path = files[turn % len(files)]
            with path.open("rb") as file:
                return shown(file.read(LIMIT + 1), path.name)
        except OSError as error:
            raise SourceError(f"{self.folder.name} can't be read: {error.strerror}", fault="connect") from error


def shown(body: bytes, whence: str) -> Shown:
    """A picture as its first bytes tell it; SourceError for what is none, whatever its sender calls it."""
    if len(body) > LIMIT:
        raise SourceError(f"{whence} is larger than {LIMIT:,} bytes", fault="too_large")
    if (media_type := kind_of(body)) is None:
        raise SourceError(f"{whence} is not a picture", fault="decode")
    return Shown(media_type, body, sha256(body).hexdigest()[:16])


def kind_of(body: bytes) -> str | None:
    """The media type of a picture that browsers show; None for all else."""
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if body.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return "image/webp"
    if body[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    head = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    is_drawing = head.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE svg")) and b"<svg" in head
    return "image/svg+xml" if is_drawing else None


def source(options: Options) -> Address | Slides:
    """The address or the folder."""
    if options.slides is not None:
        return Slides(options.folder / options.slides, int(options.dwell.total_seconds()))
    return Address(Request.to(options.url or "", headers=options.headers))


def view(answer: Shown, options: Options) -> View:
    """A small picture itself, or where this server has a larger one."""
    if len(answer.body) <= SMALL:
        return View(f"data:{answer.media_type};base64,{b64encode(answer.body).decode()}", options.text)
    return View(f"/widgets/{options.id}/picture?v={answer.digest}", options.text)


def picture(answer: Shown, options: Options) -> Picture:
    """The picture itself, for the browser."""
    return Picture(answer.media_type, answer.body, answer.digest)
