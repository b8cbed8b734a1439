"""The tables of config.toml as pydantic models: their keys, types and bounds. Not the keys that belong to a kind."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from dashboard import widget
from dashboard.config import values
from dashboard.config.hours import Schedule

__all__ = ["Alert", "Common", "Group", "Page", "Server", "Wall"]


class Table(BaseModel):
    """What all tables have in common: frozen, and no key that is not named here."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Wall(Table):
    """The `[wall]` table."""

    title: str = Field(default="Wallboard", min_length=1, description="The wall's name, as browsers show it.")
    timezone: widget.Timezone = Field(
        default_factory=values.machine_timezone, description="An IANA time zone; by default the machine's."
    )
    locale: Annotated[str, AfterValidator(values.locale)] = Field(
        default="en_GB", description="How numbers and dates are written, such as en_GB or de."
    )
    theme: Annotated[str, AfterValidator(values.theme)] = Field(
        default="auto", description="auto (the sun at `location`, else the system), night, day, or a theme's name."
    )
    location: tuple[values.Latitude, values.Longitude] | None = Field(
        default=None, description="Latitude and longitude in degrees, for sunrise and sunset."
    )
    clock: Literal["12h", "24h"] | None = Field(
        default=None, description="Whether hours go to twelve or to 24; by default as in `locale`."
    )
    units: Literal["metric", "imperial"] | None = Field(
        default=None, description="°C and km/h, or °F and mph; by default as in the country of `locale`."
    )
    header: bool = Field(default=False, description="Whether a strip with title, date and time stands above each page.")
    dim: Schedule = Field(default=(), description='When the picture is dim, such as "22:00-07:00"; one text or a list.')
    blank: Schedule = Field(default=(), description="When the screen is black, written alike.")
    shift: bool = Field(default=True, description="Whether the picture moves a little now and then, against burn-in.")
    sound: bool = Field(default=False, description="Whether a short tone is heard when a tile turns to danger.")
    takeover: bool = Field(
        default=True, description="Whether a danger brings its page to the front, where there are several pages."
    )
    widgets_dir: Path | None = Field(default=None, description="A folder with kinds of your own.")


class Server(Table):
    """The `[server]` table."""

    host: str = Field(default="127.0.0.1", min_length=1, description="The address to listen on; 0.0.0.0 is every one.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port to listen on; 0 takes any that is free.")
    state: Path | None = Field(
        default=None, description="A folder for last known data; without it all stays in memory."
    )
    embed_origins: tuple[Annotated[str, AfterValidator(values.origin)], ...] = Field(
        default=(), description="The sites whose pages may embed widgets, such as https://intranet.example."
    )
    allowed_hosts: tuple[Annotated[str, AfterValidator(values.host)], ...] = Field(
        default=(), description="The names by which browsers may call this server, besides the machine's own."
    )
    access: Literal["open", "password", "proxy"] = Field(
        default="open",
        description="Who may look at the wall: anybody, who knows `password`, or whom a proxy names in `proxy_header`.",
    )
    password: Annotated[SecretStr, AfterValidator(values.password)] | None = Field(
        default=None, description="The hash of the password, as `wallboard passwd` prints it."
    )
    proxy_header: str = Field(
        default="X-Remote-User",
        pattern=r"^[A-Za-z0-9-]+$",
        description="The header in which a trusted proxy names who asks.",
    )
    trusted_proxies: tuple[Annotated[str, AfterValidator(values.network)], ...] = Field(
        default=("127.0.0.1", "::1"), description="Addresses or networks of the proxies whose headers are believed."
    )
    push_token: SecretStr | None = Field(default=None, min_length=1, description="What programs that push must know.")
    smashing_push: bool = Field(
        default=False, description="Whether programs may push as they did to Smashing, with `auth_token` in the JSON."
    )
    transport: Literal["auto", "sse", "ws", "poll"] = Field(
        default="auto",
        description="How events reach our pages: auto (a stream, else a WebSocket, else by asking), sse, ws or poll.",
    )
    max_streams: int = Field(default=2000, ge=1, description="How many streams may be open at once.")
    max_streams_per_address: int = Field(
        default=100, ge=1, description="How many of them one address may have; this machine may have all."
    )
    pictures: bool = Field(
        default=False, description="Whether /pages/NAME.png gives pictures, each of which starts a browser here."
    )
    token_key: SecretStr | None = Field(
        default=None, min_length=16, description="What `wallboard token` signs with: at least 16 characters, a secret."
    )
    revoked_tokens: tuple[str, ...] = Field(
        default=(), description="The ids of read tokens that open nothing any more."
    )
    embed_tokens: bool = Field(default=False, description="Whether pages of other sites need a read token.")

    @model_validator(mode="after")
    def has_what_access_needs(self) -> Self:
        """A wall that asks for a password which nobody has set is closed to all."""
        if self.access == "password" and self.password is None:
            raise ValueError('`password` is expected where access = "password": `wallboard passwd` makes it')
        return self


class Page(Table):
    """One `[pages.<name>]` table."""

    dwell: values.Dwell | None = Field(
        default=None, description="How long the page stands before the next one, such as 40s."
    )
    layout: str = Field(description="The page, drawn: rows of widgets' ids; `.` is empty.")
    portrait: str | None = Field(default=None, description="The same for a screen that stands upright.")
    header: bool | None = Field(
        default=None,
        description="Whether a strip with title, date and time stands above it; by default as for the wall.",
    )


class Group(Table):
    """One `[groups.<name>]` table."""

    widgets: tuple[str, ...] = Field(min_length=1, description="The ids of its widgets, in the order of their tabs.")
    dwell: values.Dwell | None = Field(
        default=None, description="How long each of them is in front, such as 15s; by default until a hand changes it."
    )
    title: str | None = Field(default=None, description="What the group is called to who can't see it.")


class Alert(Table):
    """One bound in a widget's `alert`."""

    level: Literal["warn", "danger"] = Field(description="How bad it is: warn or danger.")
    above: float | None = Field(default=None, allow_inf_nan=False, description="The highest number that is still fine.")
    below: float | None = Field(default=None, allow_inf_nan=False, description="The lowest number that is still fine.")
    of: str | None = Field(default=None, description="Which of the kind's numbers is meant; by default the first.")
    lasting: values.History = Field(
        default=timedelta(0), alias="for", description="How long the number must be beyond without a pause, such as 6m."
    )
    clear: float | None = Field(
        default=None,
        allow_inf_nan=False,
        description="Where the number must be back before it is over; by default the bound itself.",
    )

    @model_validator(mode="after")
    def has_bound(self) -> Self:
        """An alert without a bound would never ring, and one that clears beyond its bound would ring by turns."""
        if self.above is None and self.below is None:
            raise ValueError("`above` or `below` with a number is expected")
        if self.clear is None:
            return self
        if self.above is not None and self.below is not None:
            raise ValueError("`clear` is for one bound: `above` or `below` is expected, not both")
        if self.above is not None and self.clear > self.above:
            raise ValueError("a `clear` that is at most `above` is expected")
        if self.below is not None and self.clear < self.below:
            raise ValueError("a `clear` that is at least `below` is expected")
        return self


class Common(Table):
    """The keys that every `[widgets.<id>]` table may have, and `[defaults]` too."""

    kind: str | None = Field(default=None, description="What the widget shows; `wallboard kinds` lists all.")
    title: str | None = Field(default=None, description="The tile's heading; by default the kind chooses.")
    every: values.Period | None = Field(
        default=None, description="How often to ask, such as 10s; by default the kind chooses."
    )
    timeout: values.Period | None = Field(
        default=None, description="How long to wait for an answer; by default 10s, and never longer than `every`."
    )
    stale_after: values.Limit | None = Field(
        default=None,
        description='The age at which a tile dims: a duration, a multiple of `every` such as "3x", or "never".',
    )
    expire_after: values.Limit | None = Field(
        default=None, description="The age at which the value goes away, written like `stale_after`; by default never."
    )
    history: values.History | None = Field(
        default=None, description='How far back numbers are kept, such as 1h; "0s" keeps none.'
    )
    alert: tuple[Alert, ...] | None = Field(default=None, description="Bounds beyond which the tile rings.")
    embed: bool | None = Field(default=None, description="Whether other pages may show this widget.")
    link: Annotated[str, AfterValidator(values.link)] | None = Field(
        default=None, description="Where a click leads: an http, https or mailto address."
    )
    theme: Annotated[str, AfterValidator(values.theme)] | None = Field(
        default=None, description="A theme's name, for this widget where it is embedded."
    )
    push_token: SecretStr | None = Field(
        default=None, min_length=1, description="What programs must know that push to this widget alone."
    )
