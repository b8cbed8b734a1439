"""`/control`: the screens of this wall and what they may be told, for a phone. Not for programs; see displays."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import MediaType, Request, Response, get, post
from litestar.exceptions import ClientException, HTTPException, PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery
from litestar.response import Redirect

from dashboard.live.orders import EVERYBODY, Order
from dashboard.web.displays import LARGEST_REPORT
from dashboard.web.pages import Pages
from dashboard.web.remote import Remote
from dashboard.web.screens import Link, of_display
from dashboard.web.security import from_here

SPANS = ((0, "without end"), (60, "for 1 min"), (600, "for 10 min"), (3600, "for 1 h"), (28_800, "for 8 h"))
"""How long a page or a rest may be told to last, in seconds; 0 is without end."""

STAYS = ((30, "for 30 s"), (300, "for 5 min"), (1800, "for 30 min"))
"""The same for a message."""

DONE = {
    "show": "shows the page",
    "turn": "goes on turning its pages",
    "reload": "loads its page anew",
    "message": "shows the message",
    "rest": "does as it is told",
}
"""What is said of a screen that was told something."""

REFUSED = "refused"
"""What stands instead where it could not be told."""


@dataclass(frozen=True)
class Choice:
    """One screen that may be chosen: its name, which page it shows, how it is connected, and whether it is here."""

    name: str
    page: str | None
    link: Link
    here: bool


def control_routes(pages: Pages, remote: Remote) -> list[HTTPRouteHandler]:
    """`GET /control` and `POST /control`. The form works without a script, too."""
    publisher = pages.publisher

    @get("/control", sync_to_thread=False, include_in_schema=False)
    def control(to: FromQuery[str] = EVERYBODY, done: FromQuery[str] = "", told: FromQuery[int] = 0) -> Response[str]:
        wall, choices = publisher.board.wall, screens(pages, remote)
        html = publisher.renderer.page(
            "control.html",
            title=f"Control of {wall.title}",
            lang=wall.locale.replace("_", "-"),
            direction=publisher.renderer.formats.direction,
            theme=publisher.theme(),
            assets=pages.assets.base,
            closed=publisher.board.server.access == "password",
            choices=choices,
            here=sum(choice.here for choice in choices),
            everybody=EVERYBODY,
            chosen=to if any(choice.name == to for choice in choices) else EVERYBODY,
            done=sentence(to, done, told) if done == REFUSED or to in (EVERYBODY, *remote.known()) else "",
            pages=list(publisher.board.pages),
            spans=SPANS,
            stays=STAYS,
            now=publisher.now(),
        )
        return Response(html, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})

    @post("/control", include_in_schema=False, request_max_body_size=LARGEST_REPORT)
    async def tell(request: Request[Any, Any, Any]) -> Redirect:
        if not from_here(request.headers):
            raise PermissionDeniedException(
                detail="Another site's page can't tell the screens of this wall what to do."
            )
        form = await request.form()
        fields = {name: str(text) for name, text in form.items()}
        to, told = fields.get("to", EVERYBODY), 0
        try:
            done, order = ordered(fields)
            told = remote.give(to, order)
        except HTTPException:
            done = REFUSED
        return Redirect(f"/control?{urlencode({'to': to, 'done': done, 'told': told})}", status_code=303)

    return [control, tell]


def ordered(fields: dict[str, str]) -> tuple[str, Order]:
    """What the form asks for; 400 where it asks for nothing that can be done."""
    do, _, name = fields.get("do", "").partition(" ")
    contents: dict[str, dict[str, Any]] = {
        "show": {"show": name, "seconds": span(fields.get("for"))},
        "turn": {"show": None},
        "reload": {"reload": True},
        "rest": {"rest": name, "seconds": span(fields.get("for"))},
        "message": {
            "message": fields.get("message", ""),
            "level": fields.get("level", "info"),
            "seconds": span(fields.get("stays")),
        },
    }
    try:
        return do, msgspec.convert(contents.get(do, {}), Order)
    except msgspec.ValidationError as error:
        raise ClientException(detail=f"This can't be done: {error}.") from error


def span(text: str | None) -> int | None:
    """A choice of the form in seconds; None is without end."""
    return int(text) or None if text and text.isascii() and text.isdigit() and len(text) < 6 else None


def screens(pages: Pages, remote: Remote) -> list[Choice]:
    """Every screen that may be told something, those that are here first."""
    now = pages.publisher.now()
    rows = {display.name: of_display(display, pages, now) for display in remote.displays.all(now)}
    choices = []
    for name, here in remote.known().items():
        row = rows.get(name)
        link = row.link if row else Link.FOLLOWS
        choices.append(Choice(name, row.page if row else None, link, here))
    return sorted(choices, key=lambda choice: not choice.here)


def sentence(to: str, done: str, told: int) -> str:
    """What has happened, for whoever pressed a button; nothing where nobody did."""
    if done == REFUSED:
        return "That can't be done"
    if done not in DONE:
        return ""
    if not told:
        return "Nobody is here to hear it" if to == EVERYBODY else f"{to} is not here, and misses it"
    screens = "The screen" if told == 1 else f"Each of {told} screens"
    return f"{screens} {DONE[done]}"
