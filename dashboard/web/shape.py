"""JSON against the shape that is expected: everything that is wrong with it, each with its place. Not what it means."""

import types
from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

MOST = 10
"""So many things that are wrong are told one by one."""

Shape = TypeVar("Shape")


def shaped(body: bytes | msgspec.Raw, shape: type[Shape], *, strict: bool = True) -> Shape:
    """The JSON as a value of this type; ValueError that tells all that is wrong with it, by the path of each field.

    Where it is not `strict`, a number may be written as a text.
    """
    try:
        return msgspec.json.decode(body, type=shape, strict=strict)
    except msgspec.ValidationError as error:
        raise ValueError("; ".join(every(body, shape, strict)) or str(error)) from error
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(str(error)) from error


def every(body: bytes | msgspec.Raw, shape: Any, strict: bool) -> list[str]:
    """All that is wrong, up to a limit; that it is no JSON at all, where that comes out only now."""
    try:
        sentences = list(islice(wrong(msgspec.json.decode(body), shape, "", strict), MOST + 1))
    except (msgspec.MsgspecError, RecursionError) as error:
        return [str(error)]
    return sentences if len(sentences) <= MOST else [*sentences[:MOST], "and more"]


def wrong(found: Any, shape: Any, path: str, strict: bool) -> Iterator[str]:
    """What is wrong with one value and with all that it holds."""
    try:
        msgspec.convert(found, shape, strict=strict)
    except msgspec.ValidationError as error:
        inner = list(islice(within(found, shape, path, strict), MOST + 1))
        yield from inner or [f"{path}: {error}" if path else str(error)]


def within(found: Any, shape: Any, path: str, strict: bool) -> Iterator[str]:
    """What is wrong inside an object or a list; nothing where it is neither, or each part is right by itself."""
    for each in choices(shape):
        items = get_args(each)
        if isinstance(found, dict) and isinstance(each, type) and issubclass(each, msgspec.Struct):
            yield from fields(found, each, path, strict)
        elif isinstance(found, dict) and get_origin(each) is dict:
            for name, item in found.items():
                yield from wrong(item, items[1], joined(path, name), strict)
        elif isinstance(found, list) and get_origin(each) in (list, tuple):
            for place, item in enumerate(found):
                yield from wrong(item, items[0], f"{path}[{place}]", strict)


def choices(shape: Any) -> Iterator[Any]:
    """The types that a value may have, without their bounds."""
    if get_origin(shape) is Annotated:
        yield from choices(get_args(shape)[0])
    elif get_origin(shape) in (Union, types.UnionType):
        for each in get_args(shape):
            yield from choices(each)
    else:
        yield shape


def fields(found: dict[str, Any], shape: type[msgspec.Struct], path: str, strict: bool) -> Iterator[str]:
    """What is wrong with the fields of an object."""
    known = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    for name, field in known.items():
        if name in found:
            yield from wrong(found[name], field.type, joined(path, name), strict)
        elif field.required:
            yield f"{joined(path, name)} is missing"
    if shape.__struct_config__.forbid_unknown_fields:
        for name in found:
            if name not in known:
                yield f"{joined(path, name)} is not known"


def joined(path: str, name: str) -> str:
    """The path of a field; a name that is no word of ours is cut."""
    return f"{path}.{name[:40]}" if path else name[:40]
