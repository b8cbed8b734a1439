"""How an address of the outside is written for the embedded upstream. Not what the upstream answers."""

from datetime import datetime
from urllib.parse import urlsplit


def played(url: str, port: int, at: datetime | None = None) -> str:
    """The same address on the upstream at this port: scheme and host become the first two parts of the path.

    With `at`, as it was answered then.
    """
    parts = urlsplit(url)
    moment = f"@{at.timestamp():.0f}" if at else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"http://127.0.0.1:{port}/{parts.scheme}{moment}/{parts.netloc}{parts.path}{query}"
