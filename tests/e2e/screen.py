"""What a browser has seen and done, page by page, and short names for what tests ask a page."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Dialog, Locator, Page, Request

VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => violated(`${event.violatedDirective}: ${event.blockedURI}`));
"""


@dataclass
class Seen:
    """Everything that happened in the pages of one test. `foreign` are requests to another origin than their page's."""

    requests: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def fetched(self, name: str) -> int:
        """How often this page of the wall was fetched by its name: a page has to be, before another turns to it."""
        return sum(urlsplit(url).path == f"/pages/{name}" for url in self.requests)

    async def watch(self, page: Page, url: str) -> None:
        """Take note of what this page does, which will be opened at `url`."""

        def requested(request: Request) -> None:
            self.requests.append(request.url)
            if urlsplit(request.url).scheme != "data" and urlsplit(request.url)[:2] != urlsplit(url)[:2]:
                self.foreign.append(request.url)

        async def asked(dialog: Dialog) -> None:
            self.dialogs.append(dialog.message)
            await dialog.dismiss()

        page.on("request", requested)
        page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", asked)
        await page.expose_function("violated", lambda violation: self.violations.append(violation))
        await page.add_init_script(VIOLATIONS)


def root(page: Page) -> Locator:
    """`<html>`, which carries the state of the link."""
    return page.locator("html")


def tile(page: Page, name: str) -> Locator:
    """The tile of one widget."""
    return page.locator(f"#w-{name} > .tile")


def value(page: Page, name: str) -> Locator:
    """The headline of one widget."""
    return page.locator(f"#w-{name} .value")


async def passes(page: Page, seconds: int) -> None:
    """Let so much time pass for a page whose clock can be moved, and between its seconds let the network answer."""
    for _ in range(seconds):
        await page.clock.run_for(1000)
