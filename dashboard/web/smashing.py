"""`POST /widgets/{id}` as Smashing has it, for those who move. Off unless config.toml says so; not how others push.

Smashing takes `auth_token` out of the JSON, answers 204 or 401, and hands on all other fields to the widget; those that
come with it read title, text, moreinfo, current, value, prefix, suffix, items and points.
"""

from typing import Any

import msgspec
from litestar import Request, post
from litestar.exceptions import ClientException, MethodNotAllowedException, NotAuthorizedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from dashboard.web.openapi import SMASHING, taking, texts
from dashboard.web.push import LARGEST_PUSH, Pushes
from dashboard.web.shape import shaped


def smashing_route(pushes: Pushes) -> HTTPRouteHandler:
    """`POST /widgets/{id}` with `auth_token` in the body."""

    @post(
        "/widgets/{name:str}",
        status_code=204,
        request_max_body_size=LARGEST_PUSH,
        operation_class=taking(SMASHING, {"auth_token": "open sesame", "current": 42, "moreinfo": "pcs"}),
        responses=texts(dict.fromkeys((400, 401, 404, 405, 409, 413, 429), "The reason.")),
    )
    async def push(request: Request[Any, Any, Any], name: FromPath[str]) -> None:
        """Give a widget its data as Smashing did. Off without `smashing_push` in config.toml."""
        if not pushes.publisher.board.server.smashing_push:
            raise MethodNotAllowedException(
                detail=f"Push by PUT /api/widgets/{name[:64]}, or set smashing_push in [server] of config.toml.",
                headers={"Allow": "GET"},
            )
        widget = pushes.pushable(name)
        pushes.hold(name, "unknown")  # the token lies in the body, so nobody is known yet
        try:
            fields = shaped(await request.body(), dict[str, Any])
        except ValueError as error:
            raise ClientException(detail=f"This can't be shown: {error}") from error
        token = fields.pop("auth_token", "")
        try:
            pushes.permit(token.encode().decode("latin-1") if isinstance(token, str) else "", name)
        except NotAuthorizedException as error:
            raise NotAuthorizedException(detail="The auth_token is missing in the JSON, or wrong.") from error
        pushes.hold(name)
        known = {field.name for field in msgspec.structs.fields(widget.source.into)}  # type: ignore[attr-defined]
        pushes.take({name: msgspec.json.encode(translated(fields, known))})

    return push


def translated(fields: dict[str, Any], known: set[str]) -> dict[str, Any]:
    """Smashing's fields as those that a kind of ours knows; what it can do nothing with is left out."""
    found = {name: value for name, value in fields.items() if name in known and name != "points"}
    moreinfo = fields.get("moreinfo") or fields.get("title")
    if "value" in known and "current" in fields:
        found["value"] = fields["current"]
    if "label" in known and isinstance(moreinfo, str):
        found.setdefault("label", moreinfo)
    if "unit" in known and (unit := fields.get("suffix") or fields.get("prefix")):
        found.setdefault("unit", unit)
    if "rows" in known:
        found.setdefault("rows", rows(fields, as_lists="columns" in known))
    if "points" in known and isinstance(points := fields.get("points"), list):
        found["points"] = [point["y"] if isinstance(point, dict) and "y" in point else point for point in points]
    return found


def rows(fields: dict[str, Any], *, as_lists: bool) -> list[Any]:
    """The items of Smashing's list as rows; or the lines of its text, and what stands below it."""
    items = fields.get("items")
    if not isinstance(items, list):
        lines = [line for name in ("text", "moreinfo") for line in str(fields.get(name) or "").splitlines() if line]
        return [[line] for line in lines] if as_lists else lines
    pairs = [(item.get("label", ""), item.get("value")) if isinstance(item, dict) else (item, None) for item in items]
    return [list(pair) if as_lists else {"label": pair[0], "value": pair[1]} for pair in pairs]
