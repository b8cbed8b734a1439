"""What docs/embedding.md gives people to paste, for the wall of a test. No tests."""

import re
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "embedding.md"
WALL = "https://wall.example"


def blocks(language: str) -> list[str]:
    """The document's blocks in this language, in their order."""
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```", DOCUMENT.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [block.strip() for block in found]


def pasted(wall: str, token: str = "") -> str:
    """All of the document's snippets, as the body of a page; with a token behind each address that shows a widget."""
    [image] = blocks("markdown")
    image = re.sub(r"!\[(.*)\]\((.*)\)", r'<img alt="\1" src="\2">', image)
    return placed("".join([*blocks("html"), image]), wall, token)


def placed(html: str, wall: str, token: str = "") -> str:
    """A snippet with the address of this wall instead of the document's."""

    def address(found: re.Match[str]) -> str:
        shown = f"{'&' if '?' in found[0] else '?'}token={token}" if token and "embed.js" not in found[0] else ""
        return f"{found[0]}{shown}".replace(WALL, wall)

    return re.sub(rf'{WALL}[^"]*', address, html)


def strict(wall: str, *, added: bool = True) -> str:
    """The policy of a page that loads nothing but its own files and, if so, what the document says that it adds."""
    sources: dict[str, list[str]] = {"default-src": ["'self'"]}
    if added:
        for directive, hosts in re.findall(rf"([a-z]+-src)\s({WALL}[^;`\n]*)", DOCUMENT.read_text("utf-8")):
            known = sources.setdefault(directive, ["'self'"])
            known += [each for each in hosts.replace(WALL, wall).split() if each not in known]
    policy = "; ".join(" ".join([directive, *hosts]) for directive, hosts in sources.items())
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
