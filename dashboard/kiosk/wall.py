"""What a kiosk asks the wall's server: whether there is something to show, and when its own screen last painted."""

import asyncio
import base64
import json
import logging
from dataclasses import dataclass
from urllib.parse import urlencode

from dashboard.kiosk.address import Address
from dashboard.poll.http import HttpClient
from dashboard.widget import Answer, Request, SourceError

log = logging.getLogger("wallboard.kiosk")

DEADLINE = 10
"""Seconds that the server has for an answer."""


@dataclass(frozen=True)
class Seen:
    """What the server knows of a screen: when it last reported, by the server's clock, and how many seconds before that
    it had painted, None where nobody could see it.
    """

    at: str
    painted: float | None


class Wall:
    """Asks one wall, with its password if it has one. Whatever keeps it from answering is a SourceError."""

    def __init__(self, http: HttpClient, address: Address, password: str = "") -> None:
        self.http = http
        self.address = address
        self.password = password

    async def door(self) -> str:
        """What a browser is to open: our page, by way of a ticket where there is a password. Without a ticket it is the
        page itself, which asks for the password.
        """
        if not self.password:
            return self.address.url
        try:
            ticket = json.loads((await self.ask("/api/ticket", "POST")).expect_ok().body)["ticket"]
        except (SourceError, ValueError, TypeError, KeyError) as error:
            log.warning("the wall at %s gives no ticket for this password: %s", self.address.origin, error)
            return self.address.url
        to = self.address.url.removeprefix(self.address.origin)
        return f"{self.address.origin}/login?{urlencode({'ticket': ticket, 'to': to})}"

    async def open_at(self) -> Address | None:
        """What a browser can open now: our page, or the first one where the wall has ours no more. None where it would
        only show an error.
        """
        try:
            if (await self.ask("/healthz")).status != 200:
                return None
            status = (await self.ask(self.address.path)).status
        except SourceError:
            return None
        if status == 404:
            return self.address.first_page
        return self.address if status < 500 else None

    async def seen(self) -> Seen | None:
        """What it knows of our screen; None where it has never heard of it. SourceError where it does not say."""
        body = (await self.ask("/api/displays")).expect_ok().body
        try:
            known = {each["name"]: Seen(str(each["last_seen"]), number(each["painted"])) for each in json.loads(body)}
        except (ValueError, TypeError, KeyError) as error:
            raise SourceError("the wall lists its screens in a way that is not known here", fault="schema") from error
        return known.get(self.address.display)

    async def ask(self, path: str, method: str = "GET") -> Answer:
        """The answer of the wall."""
        basic = base64.b64encode(f":{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}"} if self.password else {}
        try:
            async with asyncio.timeout(DEADLINE):
                return await self.http.send(Request.to(f"{self.address.origin}{path}", headers=headers, method=method))
        except TimeoutError as error:
            raise SourceError(f"the wall has not answered within {DEADLINE} s", fault="timeout") from error


def number(value: object) -> float | None:
    """A number of JSON, or none."""
    return float(value) if isinstance(value, int | float) else None
