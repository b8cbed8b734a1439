"""A picture in greys alone, for panels that know nothing else. Not how it was taken; see camera.

A PNG's rows are written as differences, each colour of a pixel against the same colour of its neighbours. So where red,
green and blue are equal, the red part of a row is already the row of a grey picture, and nothing has to be worked out.
"""

import struct
import zlib

MAGIC = b"\x89PNG\r\n\x1a\n"

BYTES = {2: 3, 6: 4}
"""Bytes of a pixel, by the way in which its colour is written: RGB, or RGB with transparency."""


class NotGrey(ValueError):
    """This is no PNG that can be made grey here."""


def grey(png: bytes) -> bytes:
    """The same picture with 8 bits of grey for each pixel, of one whose colours are greys already. Raises NotGrey."""
    try:
        width, height, bits, kind, _, _, interlaced = struct.unpack(">IIBBBBB", part(png, b"IHDR"))
        rows = zlib.decompress(part(png, b"IDAT"))
    except (struct.error, zlib.error) as error:
        raise NotGrey("this is no whole PNG") from error
    if bits != 8 or kind not in BYTES or interlaced:
        raise NotGrey(f"a PNG of {bits} bits and kind {kind} is not known here")
    size, line = BYTES[kind], 1 + width * BYTES[kind]
    if len(rows) != line * height:
        raise NotGrey("this PNG has not as many rows as it says")
    kept = b"".join(
        rows[start : start + 1] + rows[start + 1 : start + line : size] for start in range(0, line * height, line)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return MAGIC + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(kept, 9)) + chunk(b"IEND", b"")


def part(png: bytes, name: bytes) -> bytes:
    """What stands in all chunks of this name."""
    found, at = [], len(MAGIC)
    while png.startswith(MAGIC) and at + 8 <= len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        if kind == name:
            found.append(png[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(found)


def chunk(name: bytes, content: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
