"""Which kind of answer a request would like best, by its Accept header. Not whether it gets it."""

from collections.abc import Mapping


def preferred(headers: Mapping[str, str]) -> str:
    """The media type with the highest weight, the first of equals; empty where none is named."""
    ranges = [part.strip().lower() for part in headers.get("accept", "").split(",")]
    return max(ranges, key=weight).partition(";")[0].strip()


def weight(accepted: str) -> float:
    """The weight `q` of one part of an Accept header."""
    for parameter in accepted.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
