"""Every route of the program and who may use it, as a text. `python -m tests.security.routes` writes routes.txt."""

import tempfile
from pathlib import Path

from litestar import Litestar
from litestar.routes import HTTPRoute

from dashboard.web.access import OPEN, OPEN_BELOW, PUSHED, SAID, SMASHED, TOLD
from tests.walls import app_of

SNAPSHOT = Path(__file__).with_name("routes.txt")

CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

EMBEDDED = ("/embed", "/embed/{name:str}", "/badge/{name:str}", "/widgets/{name:str}", "/api/widgets/{name:str}")


def routes(app: Litestar) -> list[str]:
    """One line for each method of each route, in order."""
    found = []
    for route in app.routes:
        methods = route.methods if isinstance(route, HTTPRoute) else {"GET"}
        found += [f"{method:5} {route.path:36} {who(method, route.path)}" for method in set(methods) - {"OPTIONS"}]
    return sorted(found, key=lambda line: line.split()[1::-1])


def who(method: str, path: str) -> str:
    """Who may use it. "the audience" are those whom `access` lets in."""
    if path in OPEN or path.startswith(OPEN_BELOW):
        return "everybody"
    if method == "PUT" and PUSHED.fullmatch(path):
        return "who has a push token"
    if method == "POST" and SMASHED.fullmatch(path):
        return "who has a push token, where smashing_push is on"
    if method in CHANGES:
        return "the audience, from a page of this wall or from no page" + (
            "; who has the push token" if TOLD.fullmatch(path) or SAID.fullmatch(path) else ""
        )
    if path == "/events" or path in EMBEDDED:
        return "the audience; who has a read token, for widgets with embed = true"
    return "the audience"


def snapshot() -> str:
    """All of them."""
    with tempfile.TemporaryDirectory() as folder:
        app = app_of(Path(folder), '[widgets.note]\nkind = "text"\ntext = "x"\n')
        return "\n".join([*routes(app), ""])


def main() -> None:
    """Write it."""
    SNAPSHOT.write_text(snapshot(), "utf-8")


if __name__ == "__main__":
    main()
