"""HEAD answered as GET without its body, which Litestar leaves to each route. Not the stream: it has no end."""

from litestar.types import ASGIApp, Message, Receive, Scope, Send

STREAMS = ("/events", "/gallery/events")


def with_head(app: ASGIApp) -> ASGIApp:
    """`app`, which answers HEAD wherever it answers GET, but for the streams."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") != "HEAD" or scope["path"] in STREAMS:
            await app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        scope["method"] = "GET"  # type: ignore[typeddict-unknown-key]  # the condition above leaves HTTP alone
        await app(scope, receive, without_body)

    return answer
