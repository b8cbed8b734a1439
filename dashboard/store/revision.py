"""The one clock by which everything that is sent is ordered. It knows no time of day."""

import re
import secrets
from dataclasses import dataclass, field


@dataclass
class Revisions:
    """Counts what a wall has sent since it started. `epoch` tells one start from another."""

    epoch: str = field(default_factory=lambda: secrets.token_hex(4))
    newest: int = 0

    def next(self) -> int:
        """One more."""
        self.newest += 1
        return self.newest

    def name(self, revision: int) -> str:
        """The id of an event: `<epoch>-<revision>`."""
        return f"{self.epoch}-{revision}"

    def seen(self, event_id: str | None) -> int:
        """The revision that a reader says it has; 0 where it says nothing, nonsense, or is from another start."""
        found = re.fullmatch(r"([0-9a-f]{1,32})-([0-9]{1,18})", event_id or "")
        if found is None or found[1] != self.epoch:
            return 0
        revision = int(found[2])
        return revision if revision <= self.newest else 0
