"""Plays any picture: a drawing of the coast as it is at the time, with the sun where it stands. Not a camera."""

import math
import re

from dashboard.demo.call import Call, Reply

NAME = re.compile(r"\.(jpe?g|png|gif|webp|avif|svg)$")

DAY = 86400.0


def answer(call: Call) -> Reply | None:
    """The coast, for whoever asks for a picture."""
    if NAME.search(call.path.lower()) is None:
        return None
    return Reply(drawing(call).encode(), "image/svg+xml")


def drawing(call: Call) -> str:
    """Sky, sun or moon, hills and sea. It changes with the minutes."""
    minute = call.at // 60 * 60
    turn = (minute % DAY) / DAY
    height = -math.cos(2 * math.pi * turn)
    light = max(0.0, min(1.0, 0.5 + 1.6 * height))
    sky = mixed((16, 22, 46), (134, 190, 226), light)
    glow = mixed((30, 32, 62), (250, 214, 170), max(light - 0.6 * max(height, 0), 0.15))
    sea = mixed((10, 20, 34), (52, 118, 142), light)
    hill = mixed((14, 18, 26), (72, 98, 82), light)
    disc = "#fff1c9" if height > -0.3 else "#d7dce8"
    across = 800 * ((2 * turn) % 1.0)
    above = 210 - 150 * abs(height)
    key = (call.host, call.path)
    ridge = " ".join(f"{80 * step},{250 - 60 * call.noise.chance(*key, step):.0f}" for step in range(11))
    sail = 800 * call.noise.drift(minute, 2400, *key, "sail")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 450" preserveAspectRatio="xMidYMid slice">'
        f'<defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="{sky}"/><stop offset="1" stop-color="{glow}"/>'
        f'</linearGradient></defs><path fill="url(#s)" d="M0 0h800v450H0z"/>'
        f'<circle cx="{across:.0f}" cy="{above:.0f}" r="30" fill="{disc}"/>'
        f'<polygon fill="{hill}" points="0,300 {ridge} 800,300"/><path fill="{sea}" d="M0 290h800v160H0z"/>'
        f'<path fill="{disc}" opacity=".8" d="M{sail:.0f} 330v-44l26 40zM{sail - 12:.0f} 334h44l-8 9h-28z"/></svg>'
    )


def mixed(dark: tuple[int, int, int], bright: tuple[int, int, int], share: float) -> str:
    """A colour between two."""
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(dark, bright, strict=True))
