"""Signed permissions to read some widgets until some day: made, and checked. Not who needs one; see origins.

A token is `id.until.widgets.signature`: its id, by which it can be revoked; the second until which it is good; the
widgets with `~` between them; and an HMAC-SHA256 of all that by the wall's `token_key`.
"""

import base64
import hmac
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dashboard.config.board import Board
from dashboard.poll.pollers import system_now

PURPOSE = b"wallboard read token 1\n"
"""What is signed besides, so that nothing else that is ever signed by the same key can be taken for a token."""

LONGEST = 4096
"""Characters that a token may have; who sends more sends something else."""


class BadToken(Exception):
    """A token that opens nothing; the sentence says why, and nothing of the token itself."""


@dataclass(frozen=True)
class Token:
    """What a token says. `until` is in UTC and in whole seconds."""

    id: str
    widgets: frozenset[str]
    until: datetime

    @property
    def content(self) -> str:
        """The part that is signed."""
        return f"{self.id}.{int(self.until.timestamp())}.{'~'.join(sorted(self.widgets))}"


class NoToken(Exception):
    """A token can't be made; the sentence says what is missing."""


def issue(
    board: Board, names: Collection[str], days: int, now: Callable[[], datetime] = system_now
) -> tuple[Token, str]:
    """A new token for these widgets, good for so many days, and as it is handed out; NoToken where it would open
    nothing.
    """
    if board.server.token_key is None:
        raise NoToken('There is no key to sign with: set token_key = "${TOKEN_KEY}" in [server] of config.toml.')
    for name in names:
        if name not in board.widgets:
            raise NoToken(f"There is no widget {name!r}; there are {', '.join(board.widgets)}.")
        if not board.widgets[name].embed:
            raise NoToken(f"{name} may not be embedded: set embed = true in [widgets.{name}] of config.toml.")
    until = (now() + timedelta(days=days)).replace(microsecond=0)
    token = Token(secrets.token_hex(4), frozenset(names), until)
    return token, signed(token, board.server.token_key.get_secret_value())


def signed(token: Token, key: str) -> str:
    """The token as it is handed out."""
    return f"{token.content}.{signature(token.content, key)}"


def signature(content: str, key: str) -> str:
    """What only somebody who knows the key can write below this content."""
    code = hmac.digest(key.encode(), PURPOSE + content.encode(), "sha256")
    return base64.urlsafe_b64encode(code).decode().rstrip("=")


def read(text: str, key: str, revoked: Collection[str], now: datetime) -> Token:
    """What this token says; BadToken where it is not one of ours, or is no longer good."""
    content, _, given = text[:LONGEST].rpartition(".")
    if not hmac.compare_digest(given.encode(), signature(content, key).encode()):
        raise BadToken("This token is not one of this wall's: `wallboard token` makes one.")
    name, until, widgets = content.split(".")
    token = Token(name, frozenset(widgets.split("~")), datetime.fromtimestamp(int(until), UTC))
    if token.id in revoked:
        raise BadToken("This token has been revoked.")
    if now >= token.until:
        raise BadToken("This token has expired: `wallboard token` makes another.")
    return token
