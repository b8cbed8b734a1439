"""Which wall a kiosk shows, which page of it, and by which name. Not whether anybody answers there; see wall.

Of config.toml it reads only the address and the names of the pages: a kiosk may run as a user who can't read the wall's
secrets, and a mistake in a widget is no reason for a dark screen.
"""

import re
import socket
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

NAME = re.compile(r"[a-z0-9-]{1,64}")
"""What a screen may be called."""

PORT = 8000
"""Where a wall listens whose config.toml says nothing of it."""

SELF = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  it is read here, nobody listens on it
"""Every address of this machine, and the one by which we reach it."""


class NoAddress(Exception):
    """There is nothing to open; the message says why in a sentence."""


@dataclass(frozen=True)
class Address:
    """A page of a wall, as one screen opens it. `origin` has no slash at its end; `path` has one at its beginning."""

    origin: str
    path: str
    query: tuple[tuple[str, str], ...]
    display: str

    @property
    def url(self) -> str:
        """What the browser opens."""
        return f"{self.origin}{self.path}?{urlencode(self.query)}"

    @property
    def first_page(self) -> "Address":
        """The wall's first page, whatever it is called."""
        return replace(self, path="/")


def address(config: Path | None, url: str | None, page: str | None, display: str | None) -> Address:
    """Where a kiosk of this wall goes: to `url` if that is given, else to the wall of `config` on this machine.

    Without a `page` it is the first one, without a `display` the name of this machine. Raises NoAddress.
    """
    origin, path, query = taken_apart(url) if url is not None else (served_by(config, page), "/", ())
    if page is not None:
        if not NAME.fullmatch(page):
            raise NoAddress(f"{page!r} is no page's name: up to 64 of a-z, 0-9 and - are expected.")
        path = f"/pages/{page}"
    name = display or dict(query).get("display") or machine()
    if not NAME.fullmatch(name):
        raise NoAddress(f"{name!r} can't be a screen's name: up to 64 of a-z, 0-9 and - are expected.")
    rest = tuple((key, value) for key, value in query if key != "display")
    return Address(origin, path, (*rest, ("display", name)), name)


def taken_apart(url: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Origin, path and query of a wall's address."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise NoAddress(f"{url!r} is no wall's address; it looks like http://wall.lan:8000")
    return f"{parts.scheme}://{parts.netloc}", parts.path or "/", tuple(parse_qsl(parts.query, keep_blank_values=True))


def served_by(config: Path | None, page: str | None) -> str:
    """The origin of the wall that this config.toml describes; of one that says nothing where there is none."""
    data = {} if config is None else read(config)
    server, pages = data.get("server"), data.get("pages")
    names = list(pages) if isinstance(pages, dict) and pages else ["main"]
    if config is not None and page is not None and page not in names:
        raise NoAddress(f"There is no page {page!r}{near(page, names)}")
    host, port = (server.get("host", ""), server.get("port", PORT)) if isinstance(server, dict) else ("", PORT)
    if not isinstance(host, str) or not isinstance(port, int) or not 0 < port < 65536:
        raise NoAddress(f"{config} does not say where the wall is; name it: --url http://127.0.0.1:{PORT}")
    host = SELF.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def read(config: Path) -> dict[str, object]:
    """What the file says, unchecked."""
    try:
        return tomllib.loads(config.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise NoAddress(f"{config} can't be read: {error.strerror}. The wall can be named: --url http://…") from error
    except ValueError as error:  # no TOML, or no UTF-8
        raise NoAddress(f"{config} can't be read: {error}. `wallboard check` says more.") from error


def near(page: str, names: Sequence[str]) -> str:
    """The end of a sentence about a page that is not there."""
    close = get_close_matches(page, names, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(names)}."


def machine() -> str:
    """This machine's name as a screen may have it."""
    return re.sub(r"[^a-z0-9]+", "-", socket.gethostname().partition(".")[0].lower()).strip("-")[:64] or "kiosk"
