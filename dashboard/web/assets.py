"""Style sheets, scripts and fonts, read once and served under a name that changes with their content."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from rjsmin import jsmin

from dashboard.web.shadow import ELEMENT, FRAME, bundle, shadow_sheet

KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}
FOR_EVER = "public, max-age=31536000, immutable"


class AssetsMissing(Exception):
    """The browser assets have not been installed."""


@dataclass(frozen=True)
class Asset:
    """One file as it is sent. `packed` is the same in gzip, None for what is packed in itself."""

    content: bytes
    packed: bytes | None
    media_type: str


COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Assets:
    """Every asset by its name. `version` is a hash of them all. `kinds` and `themes` are the style sheets of single
    kinds and of themes but night, which pages of the wall load only where they need them. For other pages each kind is
    also an asset, `kind-clock.css`, and all themes together are one, `themes.css`.
    """

    files: dict[str, Asset]
    version: str
    kinds: dict[str, str]
    themes: dict[str, str]

    @property
    def base(self) -> str:
        """The address under which this version of them lies."""
        return f"/static/{self.version}"


def load_assets(folder: Path) -> Assets:
    """The assets of `folder`: our style sheets as one, our scripts as one, but for those that single pages or kinds add
    to them; and what the build has installed.

    Raises AssetsMissing where that has not happened.
    """
    installed = folder / "installed"
    if not (installed / "htmx.min.js").is_file():
        raise AssetsMissing("The browser assets are not installed. In a checkout, `make run` installs them.")
    contents = {"wall.css": slim(style_sheet(folder)).encode(), "wall.js": jsmin(script(folder)).encode()}
    kinds = {path.stem: slim(path.read_text("utf-8")) for path in sorted(folder.glob("kinds/*.css"))}
    contents |= {f"kind-{name}.css": sheet.encode() for name, sheet in kinds.items()}
    palettes = {name: slim(sheet) for name, sheet in theme_sheets(folder).items()}
    contents["themes.css"] = "\n".join(palettes.values()).encode()
    contents["element.css"] = slim(shadow_sheet(folder)).encode()
    contents["embed.js"] = jsmin(bundle(folder / "embed", ELEMENT)).encode()
    contents["frame.js"] = jsmin(bundle(folder / "embed", FRAME)).encode()
    for path in sorted(folder.glob("pages/*")):
        less = jsmin if path.suffix == ".js" else slim
        contents[path.name] = less(path.read_text("utf-8")).encode()
    for path in sorted(installed.iterdir()):
        if path.suffix in KINDS:
            contents[path.name] = path.read_bytes()
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(name.encode() + b"\0" + content)
    files = {
        name: Asset(content, packed(name, content), KINDS[Path(name).suffix]) for name, content in contents.items()
    }
    return Assets(files, digest.hexdigest()[:12], kinds, palettes)


def slim(text: str) -> str:
    """A style sheet without its indentation and the comments that have lines of their own: they are for those who read
    the source. No more than that: the minifiers for Python take `.a :is(b)` for `.a:is(b)`.
    """
    lines = COMMENT.sub("", text).split("\n")
    return "\n".join(stripped for line in lines if (stripped := line.strip()))


def packed(name: str, content: bytes) -> bytes | None:
    """The content in gzip; None for a font, which is packed in itself."""
    return None if name.endswith(".woff2") else gzip.compress(content, mtime=0)


def style_sheet(folder: Path) -> str:
    """What every page needs, in its order: tokens, night, which stands where nothing is said, the wall, its parts."""
    paths = [folder / name for name in ("tokens.css", "themes/night.css", "wall.css", "phone.css")]
    return "\n".join(path.read_text("utf-8") for path in [*paths, *sorted(folder.glob("parts/*.css"))])


def theme_sheets(folder: Path) -> dict[str, str]:
    """The themes but night by their names, and `auto`, which is day where the reader's system is light."""
    sheets = {
        path.stem: path.read_text("utf-8") for path in sorted(folder.glob("themes/*.css")) if path.stem != "night"
    }
    day = sheets["day"].replace('[data-theme="day"]', '[data-theme="auto"]')
    return {**sheets, "auto": f"@media (prefers-color-scheme: light) {{\n{day}}}\n"}


def script(folder: Path) -> str:
    """All our scripts. None does anything with another before the page is there, so their order is of no matter."""
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.js")))


def themes(folder: Path) -> list[str]:
    """The names of the themes that can be chosen."""
    return ["auto", *sorted(path.stem for path in folder.glob("themes/*.css"))]


def asset_route(assets: Assets) -> HTTPRouteHandler:
    """`GET /static/{version}/{name}`. Another version than ours is answered with ours, but not to be kept."""

    @get("/static/{version:str}/{name:str}", include_in_schema=False, sync_to_thread=False)
    def asset(request: Request[Any, Any, Any], version: FromPath[str], name: FromPath[str]) -> Response[bytes]:
        found = assets.files.get(name)
        if found is None:
            raise NotFoundException(detail=f"There is no asset called {name[:64]!r}.")
        zipped = found.packed if "gzip" in request.headers.get("accept-encoding", "") else None
        headers = {"Cache-Control": FOR_EVER if version == assets.version else "no-cache", "Vary": "Accept-Encoding"}
        if zipped:
            headers["Content-Encoding"] = "gzip"
        return Response(zipped or found.content, media_type=found.media_type, headers=headers)

    return asset
