"""Jinja for templates that nobody need trust: they read the answer and nothing else, and can't go on or grow for ever.

So they have loops but no macros, and no lists but those of the answer. Not what comes of them; see sandbox.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date
from functools import wraps
from typing import Any

from jinja2 import ChainableUndefined, TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import do_default
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from dashboard.document import instant

SECONDS = 0.25
"""So long may one template take of the processor: on a busy machine no template is to blame for the others."""
STEPS = 20_000
"""So many turns may its loops take, all together."""
LONGEST = 20_000
"""Characters that it may write, or put together."""
LARGEST = 10**15
"""Beyond this a number is no longer computed with."""
FARTHEST = 1000
"""A filter takes no number beyond this: so many decimals or characters nobody reads."""

FILTERS = {"abs", "capitalize", "default", "dictsort", "e", "escape", "first", "float", "groupby", "int", "items"}
FILTERS |= {
    "last",
    "length",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "reverse",
    "round",
    "select",
}
FILTERS |= {"selectattr", "sort", "sum", "title", "trim", "truncate", "unique", "upper"}
METHODS = {"endswith", "get", "items", "keys", "lower", "removeprefix", "removesuffix", "split", "splitlines"}
METHODS |= {"startswith", "strip", "title", "upper", "values"}
REFUSED = {
    nodes.AssignBlock: "a block of `set`",
    nodes.Block: "a block",
    nodes.CallBlock: "a call",
    nodes.Extends: "`extends`",
    nodes.FilterBlock: "a block of filters",
    nodes.FromImport: "an import",
    nodes.Import: "an import",
    nodes.Include: "`include`",
    nodes.Macro: "a macro",
}


class TooMuch(Exception):
    """A template goes beyond its bounds; the message says which."""


class Bounded(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, with a count of steps and a deadline that begin anew with each template."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, filters: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(autoescape=True, undefined=ChainableUndefined, finalize=written)
        self.globals = {name: self.globals[name] for name in ("range", "namespace")}
        known = {name: self.filters[name] for name in FILTERS} | {"instant": since_when} | dict(filters)
        self.filters = {name: self.bounded(each) for name, each in known.items()}
        self.filters |= {"join": joined, "counted": self.counted, "together": together}
        self.begin()

    def begin(self) -> None:
        """The bounds are those of a new template."""
        self.steps = 0
        self.deadline = time.thread_time() + SECONDS

    def step(self) -> None:
        """One more turn, or one more call; TooMuch where it is one too many."""
        self.steps += 1
        if self.steps > STEPS:
            raise TooMuch(f"loops more than {STEPS:,} times")
        if time.thread_time() > self.deadline:
            raise TooMuch(f"takes longer than {SECONDS:g} s")

    def counted(self, items: Iterable[Any]) -> Iterator[Any]:
        """The items of a loop, each one a step."""
        for item in items:
            self.step()
            yield item

    def bounded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A filter that is a step, and takes no far numbers."""

        @wraps(function)
        def stepping(*arguments: Any, **named: Any) -> Any:
            self.step()
            rest = () if function is do_default else (*arguments[1:], *named.values())
            if any(isinstance(each, int) and abs(each) > FARTHEST for each in rest):
                raise TooMuch(f"gives a filter a number above {FARTHEST:,}")
            return function(*arguments, **named)

        return stepping

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What lies below a name: in an object of the answer its member, before any method of that name."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def wrap_str_format(self, value: Any) -> None:
        """There is no `format` of texts: it makes them as long as it is told to."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Only methods that read, and none that makes a text longer."""
        return super().is_safe_attribute(obj, attr, value) and (not callable(value) or attr in METHODS)

    def call(self, context: Context, obj: Any, *arguments: Any, **named: Any) -> Any:
        """A method of the answer's values, or `range`; each call is a step."""
        self.step()
        return super().call(context, obj, *arguments, **named)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic of numbers, within bounds; texts are put together by `~`."""
        for operand in (left, right):
            if isinstance(operand, Undefined):
                _ = operand + 0  # raises, and says what is missing
            if not isinstance(operand, int | float):
                raise SecurityError(f"{operator} is for numbers; texts are put together by ~")
            if abs(operand) > LARGEST:
                raise TooMuch("computes with numbers that are too large")
        if operator == "**":
            raise SecurityError("** is not for templates")
        return super().call_binop(context, operator, left, right)


class Counting(NodeTransformer):
    """Lets loops and `~` go through the environment, which counts."""

    def visit_For(self, node: nodes.For) -> nodes.Node:
        """A loop, over items that are counted."""
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, "counted", [], [], None, None, lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        """Texts put together, and their length looked at."""
        self.generic_visit(node)
        first, *rest = node.nodes
        return nodes.Filter(first, "together", rest, [], None, None, lineno=node.lineno)


def refuse(tree: nodes.Template) -> None:
    """Raise for what a template of a wall can't have: what could run for ever, or build a list of lists of lists."""
    for kind, name in REFUSED.items():
        if found := next(iter(tree.find_all(kind)), None):
            raise TemplateSyntaxError(f"{name} is not for templates on a wall", found.lineno)
    for loop in tree.find_all(nodes.For):
        if loop.recursive:
            raise TemplateSyntaxError("a loop that calls itself is not for templates on a wall", loop.lineno)
    for literal in tree.find_all((nodes.List, nodes.Tuple, nodes.Dict)):
        inner = literal.find_all((nodes.Name, nodes.Call, nodes.Filter))
        if any(not isinstance(each, nodes.Name) or each.ctx == "load" for each in inner):
            raise TemplateSyntaxError("a list may hold fixed texts and numbers only", literal.lineno)


def written(value: Any) -> Any:
    """A value that may be written: a text, a number or a time, and no list or object as a whole."""
    if value is None:
        return ""
    if isinstance(value, str | int | float | date | Undefined):
        return "" if isinstance(value, int) and abs(value) > LARGEST**2 else value
    raise SecurityError("a list or an object can't be written; take one of its values")


def together(*parts: Any) -> str:
    """Texts put together, as `~` does it."""
    return joined(parts, "")


def joined(parts: Iterable[Any], separator: Any = ", ") -> str:
    """Texts with a separator between them; TooMuch where they are too long together."""
    texts = [str(written(part)) for part in parts]
    if sum(map(len, texts)) + len(texts) * len(str(separator)) > LONGEST:
        raise TooMuch(f"puts more than {LONGEST:,} characters together")
    return str(separator).join(texts)


def since_when(found: object) -> date | None:
    """The instant that a text after ISO 8601 says, or a number of seconds or milliseconds since 1970."""
    return instant(found, UTC)
