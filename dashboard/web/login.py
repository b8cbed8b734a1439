"""`/login`: where people say the password of this wall, and leave it. Not what it opens; see access."""

from typing import Any

from litestar import MediaType, Request, Response, get, post
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery
from litestar.response import Redirect

from dashboard.web.access import SESSION, hash_of, set_cookie
from dashboard.web.openapi import good, problems
from dashboard.web.pages import Pages
from dashboard.web.passwords import Passwords, TooOften
from dashboard.web.security import from_here
from dashboard.web.sessions import MOMENT, YEAR, Sessions

TICKET = "ticket"
TICKET_OF = {"ticket": "1795000000.c2lnbmF0dXJl"}
LARGEST = 8 * 1024
"""Bytes that the form may have."""

WRONG = "That is not the password."
OFTEN = "That was wrong too often. Wait a minute."


def login_routes(pages: Pages, sessions: Sessions, passwords: Passwords) -> list[HTTPRouteHandler]:
    """`GET` and `POST /login`, `POST /logout`, and `POST /api/ticket` for kiosks."""
    publisher = pages.publisher

    def password() -> str | None:
        """The hash of the password; None on a wall that asks for none."""
        server = publisher.board.server
        return hash_of(server) if server.access == "password" else None

    def page(to: str, problem: str = "", status: int = 200) -> Response[str]:
        html = publisher.renderer.page(
            "login.html",
            title=publisher.board.wall.title,
            lang=publisher.board.wall.locale.replace("_", "-"),
            direction=publisher.renderer.formats.direction,
            theme=publisher.theme(),
            assets=pages.assets.base,
            to=to,
            problem=problem,
        )
        return Response(html, media_type=MediaType.HTML, status_code=status, headers={"Cache-Control": "no-store"})

    def let_in(request: Request[Any, Any, Any], to: str, known: str) -> Redirect:
        answer = Redirect(to, status_code=303)
        answer.headers["Set-Cookie"] = set_cookie(sessions.make(SESSION, known, publisher.now() + YEAR), request.scope)
        return answer

    @get("/login", sync_to_thread=False, include_in_schema=False)
    def login(request: Request[Any, Any, Any], to: FromQuery[str] = "/", ticket: FromQuery[str] = "") -> Response[Any]:
        known = password()
        if known is None:
            return Redirect("/", status_code=303)
        if ticket and sessions.until(ticket, TICKET, known, publisher.now()):
            return let_in(request, local(to), known)
        return page(local(to))

    @post("/login", include_in_schema=False, request_max_body_size=LARGEST)
    async def say(request: Request[Any, Any, Any]) -> Response[Any]:
        if not from_here(request.headers):
            raise PermissionDeniedException(detail="Another site's page can't log anybody in.")
        known = password()
        if known is None:
            return Redirect("/", status_code=303)
        form = await request.form()
        to, who = local(str(form.get("to", "/"))), request.client.host if request.client else ""
        try:
            if await passwords.opens(str(form.get("password", "")), known, who):
                return let_in(request, to, known)
        except TooOften:
            return page(to, OFTEN, 429)
        return page(to, WRONG, 401)

    @post("/logout", include_in_schema=False, sync_to_thread=False)
    def leave(request: Request[Any, Any, Any]) -> Redirect:
        if not from_here(request.headers):
            raise PermissionDeniedException(detail="Another site's page can't log anybody out.")
        answer = Redirect("/login", status_code=303)
        answer.headers["Set-Cookie"] = set_cookie("", request.scope, seconds=0)
        return answer

    @post(
        "/api/ticket", sync_to_thread=False, status_code=200, responses=good(dict[str, str], TICKET_OF) | problems(403)
    )
    def ticket(request: Request[Any, Any, Any]) -> dict[str, str]:
        """What lets a kiosk's browser in within a minute, as `/login?ticket=`; empty on a wall without a password."""
        if not from_here(request.headers):
            raise PermissionDeniedException(detail="Another site's page gets no ticket.")
        known = password()
        return {"ticket": sessions.make(TICKET, known, publisher.now() + MOMENT) if known else ""}

    return [login, say, leave, ticket]


def local(place: str) -> str:
    """The place, if it is one of this wall; else the first page."""
    fine = place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable()
    return place if fine else "/"
