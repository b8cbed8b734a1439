"""Tokens that programs show: whether one is theirs who may do a thing. Not what they may read; see security."""

import hmac
from collections.abc import Iterable, Mapping

from pydantic import SecretStr


def shown(headers: Mapping[str, str]) -> str:
    """The token in `Authorization: Bearer …`; empty where there is none."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    return given.strip(" ") if scheme.lower() == "bearer" else ""


def opens(given: str, tokens: Iterable[SecretStr | None]) -> bool:
    """Whether it is one of these. It takes as long for a token that is nearly right as for any other.

    A header is latin-1 for us, whatever was meant by who wrote it; most write UTF-8.
    """
    content = given.encode("latin-1", "replace")
    found = [hmac.compare_digest(content, token.get_secret_value().encode()) for token in tokens if token is not None]
    return any(found)
