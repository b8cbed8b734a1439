"""What a browser keeps once somebody has said the password: made, signed and checked. Not the password; see passwords.

It is `until.signature`: the second until which it is good, and an HMAC-SHA256 of that, of what it is for, and of the
password's hash, so that a new password ends all that the old one has opened.
"""

import base64
import hmac
import logging
import secrets
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from dashboard.store.files import Files

log = logging.getLogger("wallboard")

YEAR = timedelta(days=365)
"""How long a browser is let in. One that keeps coming is given another year each month."""

MOMENT = timedelta(seconds=60)
"""How long a ticket is good, by which a kiosk's browser is let in without a hand to write the password."""

KEY = "session.key"
LENGTH = 32
"""Bytes of the key."""


class Sessions:
    """Owns the key of this server. It lies in the folder for state; without one, all are asked anew after a restart."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    @cached_property
    def key(self) -> bytes:
        """The key, made when it is first needed."""
        if self.folder is None:
            return secrets.token_bytes(LENGTH)
        files, made = Files(self.folder), secrets.token_bytes(LENGTH)
        try:
            if (kept := files.read(KEY)) and len(kept) == LENGTH:
                return kept
            files.write(KEY, made)
        except OSError as error:
            log.warning("%s can't be kept, after a restart all are asked for the password: %s", KEY, error.strerror)
        return made

    def make(self, purpose: str, password: str, until: datetime) -> str:
        """Something for this purpose, which is good until then and while this is the hash of the password."""
        seconds = int(until.timestamp())
        return f"{seconds}.{self.signature(purpose, password, seconds)}"

    def until(self, text: str, purpose: str, password: str, now: datetime) -> datetime | None:
        """Until when this is good; None where it is not, or was never ours."""
        written, _, given = text.partition(".")
        if not (written.isascii() and written.isdigit() and len(written) < 12):
            return None
        if not hmac.compare_digest(given.encode(), self.signature(purpose, password, int(written)).encode()):
            return None
        until = datetime.fromtimestamp(int(written), UTC)
        return until if now < until else None

    def signature(self, purpose: str, password: str, seconds: int) -> str:
        """What only this server can write below it."""
        content = f"wallboard {purpose} 1\n{seconds}\n{password}".encode()
        return base64.urlsafe_b64encode(hmac.digest(self.key, content, "sha256")).decode().rstrip("=")
