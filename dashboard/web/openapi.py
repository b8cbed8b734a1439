"""What /schema tells of our routes: every status with its reason, and an example of each. Not what they do."""

from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec
from litestar import MediaType
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Components, Example, OpenAPIMediaType, Operation, RequestBody, Schema, SecurityScheme
from litestar.openapi.spec.enums import OpenAPIType

REASONS = {
    303: "Done; the page that shows it.",
    304: "It is the one that you have.",
    400: "It can't be understood; `detail` says why.",
    401: "The push token is missing or wrong.",
    403: "It is not allowed from here, or is off.",
    404: "There is none of this name.",
    405: "It is off.",
    409: "The widget polls and can't be pushed to.",
    413: "It is too large.",
    429: "It comes too often.",
    503: "Not now; the text says why.",
}


class Problem(msgspec.Struct):
    """Why it was not done, in a sentence."""

    status_code: int
    detail: str


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The ways in which a route may refuse."""
    return {
        status: ResponseSpec(
            Problem,
            generate_examples=False,
            description=REASONS[status],
            examples=[Example(value={"status_code": status, "detail": REASONS[status]})],
        )
        for status in statuses
    }


def texts(examples: dict[int, str], media_type: str = MediaType.TEXT) -> dict[int, ResponseSpec]:
    """Answers in text, by their status; an empty one has no body."""
    return {
        status: ResponseSpec(
            str if example else None,
            generate_examples=False,
            description=REASONS.get(status, "Done."),
            media_type=media_type,
            examples=[Example(value=example)],
        )
        for status, example in examples.items()
    }


def good(container: Any, example: Any, status: int = 200) -> dict[int, ResponseSpec]:
    """The answer where all is well."""
    description = "Done."
    spec = ResponseSpec(container, generate_examples=False, description=description, examples=[Example(value=example)])
    return {status: spec}


def taking(schema: Schema, *examples: Any, media_type: str = MediaType.JSON) -> type[Operation]:
    """An operation that takes JSON of this shape, or a form; our routes read bodies themselves, to say in their own
    words what is wrong with them.
    """

    @dataclass
    class Taking(Operation):
        shape: ClassVar[Schema] = schema

        def __post_init__(self) -> None:
            named = {f"{number}": Example(value=example) for number, example in enumerate(examples, 1)}
            content = {media_type: OpenAPIMediaType(schema=self.shape, examples=dict(named))}
            self.request_body = RequestBody(content=content, required=True)

    return Taking


def shape(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    """An object with these fields and no others."""
    return Schema(
        type=OpenAPIType.OBJECT, properties=dict(properties), required=list(required), additional_properties=False
    )


def text(**bounds: Any) -> Schema:
    """A text within bounds."""
    return Schema(type=OpenAPIType.STRING, **bounds)


TOKEN: list[dict[str, list[str]]] = [{"token": []}]
"""What a push needs."""

TOKEN_OR_HERE: list[dict[str, list[str]]] = [{}, *TOKEN]
"""Pages of this wall need none; for a program elsewhere it opens the door."""

COMPONENTS = Components(
    security_schemes={"token": SecurityScheme(type="http", scheme="bearer", description="`push_token` of config.toml.")}
)

SECONDS = Schema(type=[OpenAPIType.INTEGER, OpenAPIType.NULL], minimum=1, maximum=86_400)

PUSH = Schema(type=OpenAPIType.OBJECT, description="As the kind of the widget wants it; see docs/push.md.")

BATCH = Schema(type=OpenAPIType.OBJECT, additional_properties=PUSH, description="Bodies by the ids of widgets.")

ORDER = Schema(
    one_of=[
        shape(("show",), show=Schema(type=[OpenAPIType.STRING, OpenAPIType.NULL]), seconds=SECONDS),
        shape(("reload",), reload=Schema(const=True)),
        shape(
            ("message",),
            message=text(max_length=300),
            level=text(enum=["info", "warn", "danger"]),
            seconds=SECONDS,
        ),
        shape(("rest",), rest=text(enum=["dim", "blank", ""]), seconds=SECONDS),
    ]
)

SAYING = Schema(
    type=OpenAPIType.OBJECT,
    properties={"text": text(max_length=500), "do": text(enum=["say", "clear"]), "done": text()},
    description="`text` for a message, `done` for the key of one that goes, or `do=clear`.",
)

SMASHING = Schema(
    type=OpenAPIType.OBJECT,
    properties={"auth_token": text()},
    required=["auth_token"],
    description="The push token, and what Smashing's widgets know; see docs/push.md.",
)

REPORT = Schema(
    type=OpenAPIType.OBJECT,
    properties={
        "link": text(enum=["live", "late", "down"]),
        "page": text(),
        "version": text(pattern="^[0-9a-f-]{0,64}$"),
    },
    required=["link"],
)

# Litestar leaves out what is null, so nothing is in these.
WIDGET = {
    "id": "orders",
    "kind": "number",
    "title": "Orders",
    "state": "fresh",
    "at": "2026-11-21T10:00:00Z",
    "polled": "2026-11-21T10:00:00Z",
    "next_try": "2026-11-21T10:00:30Z",
    "error": "api.example answers 503",
    "measures": {"value": 42.0},
}

DISPLAY = {
    "name": "lobby",
    "page": "main",
    "link": "live",
    "first_seen": "2026-11-21T06:00:00Z",
    "last_seen": "2026-11-21T10:00:00Z",
    "version": "0123456789ab-cdef01234567",
    "lag": 0.02,
    "bursts": False,
    "silent": False,
    "drops": 0,
    "painted": 0.016,
    "skew": 0.1,
    "through": "own",
    "transport": "sse",
    "address": "192.0.2.7",
    "agent": "Chrome 140, Linux",
}
