"""What is pushed to a kind, read as the wall reads it. No tests."""

import json
from pathlib import Path
from typing import Any

from dashboard.web.shape import shaped

FOLDER = Path(__file__).parent


def pushed(bench: Any, body: Any) -> Any:
    """This body as the kind's own type; ValueError where it is refused."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return shaped(content, bench.source().into, strict=False)


def full(bench: Any, kind: str) -> Any:
    """A push with everything in it."""
    return pushed(bench, (FOLDER / kind / "full.json").read_bytes())
