"""The password of a wall: hashed, and compared at a pace that nobody guesses by. Not what it opens; see access."""

import asyncio
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dashboard.web.pace import Pace

LONGEST = 1024
"""Characters that a password may have."""

EACH_AT_ONCE, EACH_PER_SECOND = 5, 1 / 10
ALL_AT_ONCE, ALL_PER_SECOND = 20, 1
"""How often one address may be wrong, and all together."""

REMEMBERED = 1000
"""Addresses whose pace is known at the same time."""

ALL = ""


class TooOften(Exception):
    """The password has been tried too often; nobody looks at this one."""


def hashed(password: str) -> str:
    """What stands in config.toml for this password."""
    return PasswordHasher().hash(password)


class Passwords:
    """Compares passwords with the hash of the right one. The right one is known again without the work of Argon2."""

    def __init__(self) -> None:
        self.each = Pace(EACH_AT_ONCE, EACH_PER_SECOND)
        self.all = Pace(ALL_AT_ONCE, ALL_PER_SECOND)
        self.hasher = PasswordHasher()
        self.key = secrets.token_bytes(32)
        self.right = b""
        self.turn = asyncio.Lock()

    async def opens(self, given: str, password: str, who: str) -> bool:
        """Whether `given` is the password with this hash; TooOften where `who`, or all together, tried too often."""
        if len(given) > LONGEST:
            return False
        digest = hmac.digest(self.key, f"{password}\n{given}".encode("utf-8", "replace"), "sha256")
        if hmac.compare_digest(digest, self.right):
            return True
        if len(self.each.left) > REMEMBERED:
            self.each.left.clear()
        if not (self.each.takes(who) and self.all.takes(ALL)):
            raise TooOften
        async with self.turn:  # each takes 64 MB for a moment
            if not await asyncio.to_thread(self.verified, given, password):
                return False
        self.right = digest
        return True

    def verified(self, given: str, password: str) -> bool:
        """The same by Argon2, which takes a while on purpose."""
        try:
            return self.hasher.verify(password, given)
        except (VerificationError, InvalidHashError, UnicodeError):
            return False
