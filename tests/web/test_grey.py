"""A PNG made grey without being unpacked: the same picture, whichever way its rows are written."""

import struct
import zlib

import pytest

from dashboard.web.grey import MAGIC, NotGrey, chunk, grey, part

ROWS = [[(x * x + 37 * y) % 256 for x in range(9)] for y in range(6)]
"""A picture of 9 × 6 pixels."""


def predicted(way: int, left: int, above: int, corner: int) -> int:
    """What a byte is compared with, by PNG's five ways."""
    guess = left + above - corner
    nearest = min((left, above, corner), key=lambda value: abs(guess - value))
    return [0, left, above, (left + above) // 2, nearest][way]


def written(way: int, channels: int) -> bytes:
    """ROWS as a PNG with so many equal channels, each row as differences in this way."""
    lines = []
    for y, row in enumerate(ROWS):
        line = [way]
        for x, value in enumerate(row):
            left, above = row[x - 1] if x else 0, ROWS[y - 1][x] if y else 0
            corner = ROWS[y - 1][x - 1] if x and y else 0
            line += [(value - predicted(way, left, above, corner)) % 256] * channels
        lines.append(bytes(line))
    return framed({3: 2, 4: 6}[channels], b"".join(lines))


def framed(kind: int, rows: bytes, bits: int = 8) -> bytes:
    """Rows as a file, in two pieces as browsers write them."""
    packed = zlib.compress(rows)
    header = struct.pack(">IIBBBBB", len(ROWS[0]), len(ROWS), bits, kind, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", packed[:9]), chunk(b"IDAT", packed[9:]), chunk(b"IEND", b"")]
    return MAGIC + b"".join(parts)


def read(png: bytes) -> list[list[int]]:
    """The pixels of a grey PNG."""
    assert struct.unpack(">IIBBBBB", part(png, b"IHDR"))[2:4] == (8, 0)
    packed, rows = zlib.decompress(part(png, b"IDAT")), list[list[int]]()
    width = len(ROWS[0])
    for start in range(0, len(packed), width + 1):
        way, line, row = packed[start], packed[start + 1 : start + 1 + width], list[int]()
        for x, value in enumerate(line):
            left, above = row[x - 1] if x else 0, rows[-1][x] if rows else 0
            row.append((value + predicted(way, left, above, rows[-1][x - 1] if x and rows else 0)) % 256)
        rows.append(row)
    return rows


@pytest.mark.parametrize("way", range(5))
@pytest.mark.parametrize("channels", [3, 4])
def test_a_grey_picture_keeps_every_pixel(way: int, channels: int) -> None:
    assert read(grey(written(way, channels))) == ROWS


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", MAGIC, written(0, 3)[:60], framed(3, b""), framed(2, b"", bits=16), framed(2, b"\0" * 10)],
)
def test_what_is_no_such_png_is_refused(content: bytes) -> None:
    with pytest.raises(NotGrey):
        grey(content)
