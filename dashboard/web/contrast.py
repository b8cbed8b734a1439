"""The colours of a theme as numbers, and how well one can be read on another. Not how they are used; see static."""

import math
import re
from collections.abc import Mapping
from pathlib import Path

Colour = tuple[float, float, float]
"""Lightness from 0 to 1 and the two axes of OKLab, in which style sheets mix."""

TOKEN = re.compile(r"--([a-z][a-z0-9-]*):\s*([^;]+);")
OKLCH = re.compile(r"oklch\(\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)\s*\)")
VAR = re.compile(r"var\(--([a-z0-9-]+)\)")
MIX = re.compile(r"color-mix\(in oklab, (.+?) ([\d.]+)%, (.+)\)")

DERIVED = re.compile(r":root, \[data-theme\] \{(.*?)\}", re.DOTALL)
"""In tokens.css: what follows from the tokens of whatever theme."""

SERIES = tuple(f"series-{number}" for number in range(1, 7))

AIMS: tuple[tuple[str, str, float], ...] = (
    ("ink", "tile", 7.0),
    ("ink", "bg", 7.0),
    *((name, "tile", 4.5) for name in ("muted", "accent", "good", "warn", "danger")),
    ("muted", "bg", 4.5),
    ("warn", "tile-warn", 4.5),
    ("muted", "tile-warn", 4.5),
    ("danger-ink", "tile-danger", 4.5),
    ("muted", "tile-danger", 4.5),
    ("ink", "tile-quiet", 7.0),
    ("faint", "tile-quiet", 4.5),
    *((name, "tile", 3.0) for name in SERIES),
)
"""What is to be read on what, and the contrast that it needs at least."""


def palettes(folder: Path) -> dict[str, dict[str, Colour]]:
    """The colours of every theme in the folder of style sheets, by theme and by token."""
    common = DERIVED.search((folder / "tokens.css").read_text("utf-8"))
    derived = dict(TOKEN.findall(common[1])) if common else {}
    found = {}
    for path in sorted(folder.glob("themes/*.css")):
        written = derived | dict(TOKEN.findall(path.read_text("utf-8")))
        colours = {name: colour(text, written) for name, text in written.items()}
        found[path.stem] = {name: known for name, known in colours.items() if known is not None}
    return found


def colour(text: str, written: Mapping[str, str]) -> Colour | None:
    """The colour that the value of a token stands for; None for lengths, gradients and what is transparent."""
    text = text.strip()
    if found := OKLCH.fullmatch(text):
        lightness, chroma, hue = (float(number) for number in found.groups())
        return lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    if found := VAR.fullmatch(text):
        return colour(written.get(found[1], ""), written)
    if found := MIX.fullmatch(text):
        first, second = colour(found[1], written), colour(found[3], written)
        if first and second:
            share = float(found[2]) / 100
            return (
                second[0] + (first[0] - second[0]) * share,
                second[1] + (first[1] - second[1]) * share,
                second[2] + (first[2] - second[2]) * share,
            )
    return None


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours after WCAG 2, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(of: Colour) -> float:
    """The relative luminance; what a screen can't show is cut off as a browser does it."""
    red, green, blue = (min(max(part, 0.0), 1.0) for part in linear(of))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(of: Colour) -> Colour:
    """OKLab as linear sRGB, by the matrices of CSS Color 4."""
    lightness, a, b = of
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
