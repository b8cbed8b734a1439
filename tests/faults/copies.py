"""A copy of the program whose scripts and style sheets may be changed, always on the same port. No tests."""

import shutil
from pathlib import Path

from tests.e2e.program import Program

ROOT = Path(__file__).parents[2]


class Copy:
    """The program in a folder of its own, with this config.toml."""

    def __init__(self, folder: Path, config: str) -> None:
        self.folder = folder
        for name in ("dashboard", "widgets", "templates", "static"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "config.toml").write_text(config, "utf-8")
        self.program = self.started("0")
        self.url = self.program.address()
        self.answers()

    def started(self, port: str) -> Program:
        """The program of the copy: `python -m` looks into the folder in which it is started first."""
        return Program("run", "config.toml", "--port", port, folder=self.folder)

    def answers(self) -> None:
        """Wait until it answers."""
        self.program.answers(f"{self.url}/readyz")

    def other_assets(self) -> None:
        """Change a style sheet."""
        with (self.folder / "static" / "wall.css").open("a", encoding="utf-8") as sheet:
            sheet.write("\n.another { color: red }\n")

    def start_again(self) -> None:
        """The same on the same port."""
        self.program = self.started(self.url.rpartition(":")[2])
        self.answers()

    def restart(self) -> None:
        """Let a new life begin, with the assets of now."""
        self.program.kill()
        self.start_again()
