"""`/schema`: what Litestar tells of our routes, made whole with streams, queries and examples. Not the words for each
route; see openapi.
"""

from typing import Any

from litestar import Request
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, YamlRenderPlugin

from dashboard.web.openapi import COMPONENTS

ABOUT = """What programs may ask of a wall. Pages for people are not here: `/`, `/pages/{page}`, `/status`, `/control`,
`/gallery`. With `access = "password"` in config.toml every answer may be a 401, but for `/healthz`, `/readyz` and what
shows a token; programs send the password by HTTP Basic. A Host that is none of the wall's is answered with 400."""

NAMES = {"/api/displays": "lobby", "/badge": "orders.svg"}
"""What `{name}` is below these paths; elsewhere it is a widget."""


def query(name: str, about: str, example: str, *values: str) -> dict[str, Any]:
    """A parameter of the query, which may be left out."""
    schema = {"type": "string", "enum": list(values)} if values else {"type": "string"}
    return {"name": name, "in": "query", "description": about, "schema": schema, "examples": {"1": {"value": example}}}


PAGE = query("page", "The page whose widgets are wanted; without it the first one.", "main")
WIDGETS = query("widgets", "These widgets instead.", "orders,load")
LAST = query("last", "The id of the newest event that is known: older ones are left out of the snapshot.", "5f3a-17")
DISPLAY = query("display", "The name of the screen.", "lobby")
TOKEN = query(
    "token",
    "A read token, as `wallboard token` makes it, where the widgets may be embedded.",
    "3f9c.1795000000.orders.c2ln",
)
THEME = query("theme", "The name of a theme.", "day")
TRANSPARENT = query("transparent", "Without a ground of its own.", "")
START = query("start", "When it connects; at once without it.", "click", "click", "visible")

QUERIES = {
    "/widgets/{name}": [TOKEN],
    "/api/widgets/{name}": [TOKEN],
    "/badge/{name}": [TOKEN],
    "/embed/{name}": [THEME, TRANSPARENT, START, TOKEN],
    "/embed": [WIDGETS, THEME, TRANSPARENT, START, TOKEN],
}
"""What the routes read of their queries by themselves."""


def answer(about: str, example: str, media_type: str = "text/plain") -> dict[str, Any]:
    """An answer in text."""
    content = {"schema": {"type": "string"}, "examples": {"1": {"value": example}}}
    return {"description": about, "content": {media_type: content}}


REFUSED = {
    "403": answer("It is not allowed from here.", "Pages of other sites may not open a WebSocket to this wall.\n"),
    "404": answer("There is none of this name.", "There is no page called 'cellar' on this wall.\n"),
}

STREAMS = {
    "/events": {
        "get": {
            "summary": "Events",
            "operationId": "Events",
            "description": "The widgets as Server-Sent Events: a snapshot, what changes, a heartbeat every 15 s.",
            "parameters": [PAGE, WIDGETS, LAST, DISPLAY, TOKEN],
            "responses": {
                "200": answer(
                    "It goes on until one side ends it.",
                    'retry: 3000\nevent: orders\nid: 5f3a-17\ndata: <article class="tile">…</article>\n\n',
                    "text/event-stream",
                ),
                **REFUSED,
            },
        }
    },
    "/ws": {
        "get": {
            "summary": "Socket",
            "operationId": "Socket",
            "description": "The same over a WebSocket, each event as a message that htmx puts in its place.",
            "parameters": [PAGE, WIDGETS, LAST, DISPLAY],
            "responses": {
                "101": answer(
                    "It goes on until one side ends it.",
                    '<section id="w-orders" data-id="5f3a-17" hx-swap-oob="innerHTML">…</section>',
                    "text/html",
                ),
                **REFUSED,
                "426": answer(
                    "It was asked for by HTTP.",
                    "Here is a WebSocket and nothing else; the stream is at /events.\n",
                ),
            },
        }
    },
}
"""What is answered for as long as somebody listens: no routes of Litestar's."""


def whole(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with all that Litestar can't know of."""
    paths = {
        path: {method: finished(path, method, each) for method, each in item.items()}
        for path, item in schema["paths"].items()
    }
    return {**schema, "paths": {**paths, **STREAMS}}


def finished(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """One operation with its queries and an example of each parameter."""
    example = next((name for beginning, name in NAMES.items() if path.startswith(beginning)), "orders")
    named = [{**each, "examples": {"1": {"value": example}}} for each in operation.get("parameters", [])]
    asked = QUERIES.get(path, []) if method == "get" else []
    answers = {status: each for status, each in operation["responses"].items() if status != "400" or is_ours(each)}
    return {**operation, "parameters": [*named, *asked], "responses": answers}


def is_ours(answer: dict[str, Any]) -> bool:
    """Whether we have told of this answer. Litestar adds a 400 wherever there is a name in the path, though any text
    can be one.
    """
    return any("examples" in media for media in answer.get("content", {}).values())


class WholeJson(JsonRenderPlugin):
    """`/schema/openapi.json`."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The whole schema."""
        return super().render(request, whole(openapi_schema))


class WholeYaml(YamlRenderPlugin):
    """`/schema/openapi.yaml`."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The whole schema."""
        return super().render(request, whole(openapi_schema))


def openapi(version: str) -> OpenAPIConfig:
    """How Litestar is to describe this version of the program. Its other pages would load theirs from elsewhere."""
    return OpenAPIConfig(
        title="Wallboard",
        version=version,
        description=ABOUT,
        path="/schema",
        components=COMPONENTS,
        use_handler_docstrings=True,
        render_plugins=[WholeJson(), WholeYaml()],
    )
