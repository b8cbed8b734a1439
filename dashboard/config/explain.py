"""What pydantic found wrong with a table, as sentences for people. Not where they go; see report."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from dashboard.config.toml import Document, KeyPath
from dashboard.config.words import dotted, lower_first, shown, suggestion

__all__ = ["Sentence", "explain", "plain", "where"]

Location = tuple[str | int, ...]

NUMBER = "a number is expected"
WHOLE = "a whole number is expected"
TEXT = "text in quotes is expected"
LIST = "a list in [ ] is expected"
TABLE = "a table is expected"
ADDRESS = "an address such as https://example.com is expected"
EXPECTED = {
    "string_type": TEXT,
    "path_type": TEXT,
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_from_float": WHOLE,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": "a number that is finite is expected",
    "bool_type": "true or false is expected",
    "bool_parsing": "true or false is expected",
    "tuple_type": LIST,
    "list_type": LIST,
    "set_type": LIST,
    "frozen_set_type": LIST,
    "dict_type": TABLE,
    "model_type": TABLE,
    "model_attributes_type": TABLE,
    "literal_error": "{expected} is expected",
    "enum": "{expected} is expected",
    "greater_than_equal": "a number of at least {ge} is expected",
    "greater_than": "a number above {gt} is expected",
    "less_than_equal": "a number of at most {le} is expected",
    "less_than": "a number below {lt} is expected",
    "too_short": "a list of at least {min_length} is expected",
    "too_long": "a list of at most {max_length} is expected",
    "missing": "a longer list is expected",
    "empty": "text that is not empty is expected",
    "string_too_short": "text of {min_length} or more characters is expected",
    "string_too_long": "text of {max_length} or fewer characters is expected",
    "string_pattern_mismatch": "text that matches {pattern} is expected",
    "url_type": ADDRESS,
    "url_parsing": ADDRESS,
    "url_scheme": ADDRESS,
    "value_error": "{error}",
    "assertion_error": "{error}",
}


@dataclass(frozen=True)
class Sentence:
    """What is wrong with what stands at `path`: a key there is unknown, a key is missing in it, or it is no good."""

    kind: Literal["unknown", "missing", "value"]
    path: KeyPath
    words: str


def explain(
    error: ValidationError, model: type[BaseModel], document: Document, path: KeyPath, known: Collection[str] = ()
) -> Iterator[Sentence]:
    """One sentence for each thing that is wrong with the table at `path`.

    `known` are the keys that may stand in that table besides those of `model`.
    """
    expected: dict[KeyPath, list[str]] = {}
    for detail in error.errors(include_url=False, include_input=False):
        location: Location = detail["loc"]
        place = standing(document, path, location)
        last = location[-1] if location else 0
        if detail["type"] == "extra_forbidden":
            names = [*keys_at(model, location[:-1]), *(known if len(location) == 1 else ())]
            table = where(document, place[:-1], "of")
            yield Sentence("unknown", place, f"unknown key `{last}` in {table}{suggestion(str(last), names)}")
        elif detail["type"] == "missing" and isinstance(last, str):
            field = field_at(model, location)
            about = f" ({lower_first(field.description).rstrip('.')})" if field and field.description else ""
            yield Sentence("missing", place, f"missing key `{last}` in {where(document, place, 'of')}{about}")
        else:
            sentences = expected.setdefault(place, [])
            if (sentence := expectation(detail)) not in sentences:
                sentences.append(sentence)
    for place, sentences in expected.items():
        found = "" if holds_secret(model, place[len(path) :]) else f"; found {found_at(document, place)}"
        if place == path and isinstance(document.get(path), Mapping):
            found = ""
        yield Sentence("value", place, f"{where(document, place)}: {either(sentences)}{found}")


def expectation(detail: ErrorDetails) -> str:
    """What should stand where this was found."""
    context = {key: plain(value) for key, value in detail.get("ctx", {}).items()}
    if "expected" in context:
        context["expected"] = context["expected"].replace("'", '"')
    name = f"string_{detail['type']}" if context.get("field_type") == "Value" else detail["type"]
    if name == "string_too_short" and context["min_length"] == "1":
        name = "empty"
    words = EXPECTED.get(name)
    return words.format_map(context) if words else lower_first(detail["msg"])


def plain(error: object) -> str:
    """What an exception or a bound says. Of pydantic's own only the sentences: it quotes what it found, and cuts it."""
    if isinstance(error, ValidationError):
        return "; ".join(lower_first(detail["msg"]) for detail in error.errors())
    return f"{error:g}" if isinstance(error, float) else str(error) or type(error).__name__


def where(document: Document, path: KeyPath, joint: str = "in") -> str:
    """A table by its header, or a key with the table that it is in: `[wall]`, `` `title` in [wall]``."""
    length = len(path)
    while length and document.written(path[:length]) is not None:
        length -= 1
    header = ".".join(dotted(part) for part in path[:length] if isinstance(part, str))
    table = f"[[{header}]]" if length and isinstance(path[length - 1], int) else f"[{header}]"
    inner = "".join(f"[{part}]" if isinstance(part, int) else f".{dotted(part)}" for part in path[length:])
    key = f"`{inner.removeprefix('.')}`"
    if not inner:
        return table
    return f"{key} {joint} {table}" if length else key


def standing(document: Document, path: KeyPath, location: Location) -> KeyPath:
    """The longest part of `location` below `path` that stands in the file: pydantic names alternatives in it, too."""
    for part in location:
        inner = document.get(path)
        there = part in inner if isinstance(inner, Mapping) else isinstance(inner, list) and part in range(len(inner))
        if not there:
            break
        path = (*path, part)
    return path


def found_at(document: Document, path: KeyPath) -> str:
    """The value at `path` as it is written."""
    written = document.written(path)
    return "a table" if written is None else shown(written)


def either(sentences: list[str]) -> str:
    """Several expectations of one value in one sentence."""
    end = " is expected"
    if all(sentence.endswith(end) for sentence in sentences):
        return " or ".join(sentence.removesuffix(end) for sentence in sentences) + end
    return "; ".join(sentences)


def holds_secret(model: type[BaseModel], location: Location) -> bool:
    """Whether this key is for a secret, which is not to be shown even where it is written out."""
    field = field_at(model, location[:1])
    return field is not None and "SecretStr" in repr(field.annotation)


def keys_at(model: type[BaseModel], location: Location) -> list[str]:
    """The keys that may stand in the table at `location`."""
    field = field_at(model, location)
    models = models_in(field.annotation) if field else [model]
    return [inner.alias or name for each in models for name, inner in each.model_fields.items()]


def field_at(model: type[BaseModel], location: Location) -> FieldInfo | None:
    """The field that `location` names, with indices and names of alternatives passed over."""
    field = None
    models = [model]
    for part in location:
        for each in models:
            by_key = {inner.alias or name: inner for name, inner in each.model_fields.items()}
            if isinstance(part, str) and part in by_key:
                field = by_key[part]
                models = models_in(field.annotation)
                break
    return field


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that are named in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in models_in(inner)]
