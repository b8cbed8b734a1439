"""The way out of one poll, which notes the hosts that are asked, so that people can be told. Not how; see http."""

from datetime import timedelta

from dashboard.widget import Answer, Http, Request

MOST = 50
"""Hosts that are noted. A kind may find in one answer any number of others to ask."""


class Noted:
    """Satisfies `widget.Http` by means of another."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self.noted: dict[str, None] = {}

    @property
    def hosts(self) -> tuple[str, ...]:
        """Each host once, in the order in which they were asked."""
        return tuple(self.noted)

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """The answer to a request."""
        self.note(request.host)
        return await self.http.send(request, keep=keep)

    async def connect(self, host: str, port: int) -> float:
        """How many seconds it took to open a connection."""
        self.note(f"{host}:{port}")
        return await self.http.connect(host, port)

    def note(self, host: str) -> None:
        """Keep one more, while there is room."""
        if len(self.noted) < MOST:
            self.noted[host] = None
