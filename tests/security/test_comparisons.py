"""How secrets are compared: never by `==`, which ends at the first letter that differs, so that time tells of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

WEB = Path(__file__).parents[2] / "dashboard" / "web"

SECRET = ("secret", "token", "password", "signature", "digest", "hash_of")
"""What is secret, or made of a secret, as the code calls it."""

HARMLESS = {"v == picture.digest", "token.id in revoked"}
"""The sum of a picture's bytes, and the name of a token, which are for all to see."""


def compared(path: Path) -> Iterator[str]:
    """Comparisons by operators in a file, of something that is called like a secret; not those with a fixed word."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq | ast.In | ast.NotIn):
            sides = [node.left, *node.comparators]
            if not any(isinstance(side, ast.Constant) for side in sides) and any(
                word in ast.unparse(side).lower() for side in sides for word in SECRET
            ):
                yield ast.unparse(node)


def test_d21_secrets_are_compared_in_constant_time() -> None:
    """Somebody measures how long a wrong token or signature takes to be refused, and so finds it letter by letter.

    Against it: secrets are compared by `hmac.compare_digest` alone, passwords by Argon2.
    """
    assert {each for path in WEB.glob("*.py") for each in compared(path)} == HARMLESS
    assert "hmac.compare_digest" in (WEB / "bearer.py").read_text("utf-8")
