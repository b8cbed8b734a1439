"""What a server knows of its screens, by their names. No tests."""

from typing import Any

import httpx

from tests.e2e.program import until


async def screens(url: str) -> dict[str, dict[str, Any]]:
    """What the server knows of each screen, by its name."""
    async with httpx.AsyncClient(base_url=url) as client:
        return {each["name"]: each for each in (await client.get("/api/displays")).json()}


async def reported(url: str, name: str, **said: object) -> dict[str, Any]:
    """The screen of this name, as soon as it has said this."""
    found: dict[str, Any] = {}

    async def has_said_it() -> bool:
        found.update((await screens(url)).get(name, {}))
        return bool(found) and all(found[key] == value for key, value in said.items())

    await until(has_said_it)
    return found


async def status(url: str) -> str:
    """The status page."""
    async with httpx.AsyncClient(base_url=url) as client:
        return (await client.get("/status")).raise_for_status().text
