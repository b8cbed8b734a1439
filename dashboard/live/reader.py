"""Who reads a stream, as far as it tells, in few bytes: a stream is open for months. Not what it is sent; see hub."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

LONGEST = 32
"""Characters that are kept of a program that is no browser we know."""

BROWSERS = (
    ("Edge", r"Edg\w*/(\d+)"),
    ("Opera", r"OPR/(\d+)"),
    ("Samsung Internet", r"SamsungBrowser/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:HeadlessChrome|Chrome|Chromium|CriOS)/(\d+)"),
    ("Safari", r"Version/(\d+).* Safari/"),
)
"""Each browser and how it tells its version. They name each other, so the first that is found counts."""

SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "CrOS": "ChromeOS",
    "Web0S": "webOS",
    "Tizen": "Tizen",
    "Linux": "Linux",
}
"""What a User-Agent says of the machine, and what people call it. Android says Linux too, so the order counts."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Since when somebody reads, from which address, with what and by which way; and the name of the screen, if any."""

    since: datetime
    address: str
    agent: str
    display: str = ""
    transport: Literal["sse", "ws"] = "sse"


def agent(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The browser that asks, short: `Firefox 133, Linux`. Empty where it does not tell."""
    text = next((text.decode("latin-1") for name, text in headers if name == b"user-agent"), "")
    text = text[:512]
    for name, pattern in BROWSERS:
        if found := re.search(pattern, text):
            system = next((word for sign, word in SYSTEMS.items() if sign in text), None)
            return f"{name} {found[1][:4]}{f', {system}' if system else ''}"
    return text.partition(" ")[0].replace("/", " ", 1)[:LONGEST]
