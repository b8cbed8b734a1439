"""The command `wallboard`. It reads arguments and prints; what it does lives elsewhere."""

import json
import logging
import os
import sys
from difflib import get_close_matches
from pathlib import Path

import click

from dashboard import __version__
from dashboard.app import create_app, known_kinds, read_board
from dashboard.browser.installed import NoBrowser, find_browser
from dashboard.config.add import add
from dashboard.config.describe import catalogue, details
from dashboard.config.errors import ConfigError
from dashboard.config.placeholders import redact
from dashboard.config.recipes import contents, read_recipes
from dashboard.config.schema import schema
from dashboard.folders import find_folders
from dashboard.kiosk.address import NoAddress, address
from dashboard.kiosk.profile import InUse
from dashboard.kiosk.start import run_kiosk
from dashboard.logs import log_to_standard_error
from dashboard.new import NoPlace, place, write
from dashboard.serve import serve
from dashboard.trial import attempt
from dashboard.web.assets import AssetsMissing
from dashboard.web.passwords import hashed
from dashboard.web.security import exposed
from dashboard.web.tokens import NoToken, issue

log = logging.getLogger("wallboard")

DEFAULT = Path("config.toml")

config_argument = click.argument("config", required=False, type=click.Path(path_type=Path, dir_okay=False))
host_option = click.option("--host", help="Address to listen on. Anything but 127.0.0.1 lets others in.")
port_option = click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes any free one.")


class OrRun(click.Group):
    """A group whose commands may be left out: `wallboard other.toml --port 8123` is `wallboard run …`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `run` first unless a command, or a question to the group itself, stands there."""
        if not args or (args[0] not in self.commands and args[0] not in {"--help", "--version"}):
            args = ["run", *args]
        return super().parse_args(ctx, args)


class WithFlags(click.Command):
    """A command after whose `--` stand flags for another program, whatever was left out before."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep what follows `--` apart, in `ctx.obj`."""
        own = args.index("--") if "--" in args else len(args)
        ctx.obj = args[own + 1 :]
        return super().parse_args(ctx, args[:own])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Let the help say so."""
        return [*super().collect_usage_pieces(ctx), "[-- FLAGS OF THE BROWSER]"]


@click.group(cls=OrRun)
@click.version_option(__version__, prog_name="wallboard")
def main() -> None:
    """A live wall for the data you care about. Without a command: `wallboard run`."""


@main.command()
@config_argument
@host_option
@port_option
def run(config: Path | None, host: str | None, port: int | None) -> None:
    """Run the wall of CONFIG (config.toml)."""
    start(config, host, port, demo=False)


@main.command()
@config_argument
@host_option
@port_option
@click.option("--faults", is_flag=True, help="Let the played sources fail by turns, to see what a wall makes of it.")
def demo(config: Path | None, host: str | None, port: int | None, faults: bool) -> None:
    """Run the same wall offline, on data that are played."""
    start(config, host, port, demo=True, faults=faults)


@main.command()
@config_argument
def check(config: Path | None) -> None:
    """Say everything that is wrong with CONFIG (config.toml); exit 1 if anything is."""
    path = chosen(config)
    try:
        board = read_board(path)
    except ConfigError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    broken = [f"{path}: [widgets.{widget.id}]: {widget.problem}" for widget in board.widgets.values() if widget.problem]
    for line in broken:
        click.echo(line, err=True)
    if broken:
        sys.exit(1)
    click.echo(f"{path} is fine: {counted(len(board.widgets), 'widget')} on {counted(len(board.pages), 'page')}.")


@main.command()
@click.argument("kind", required=False)
@click.option(
    "--widgets-dir", type=click.Path(path_type=Path, file_okay=False), help="A folder with kinds of your own."
)
def kinds(kind: str | None, widgets_dir: Path | None) -> None:
    """List the kinds of widgets and the recipes, or tell the keys of one KIND, or show one recipe."""
    known, recipes = known_kinds(widgets_dir), read_recipes(find_folders().recipes)
    if kind is None:
        click.echo(catalogue(known.values()))
        click.echo("\n`wallboard kinds KIND` tells the keys of one. There are also tables ready to be used:\n")
        click.echo(contents(recipes))
        click.echo("\n`wallboard kinds NAME` shows one, `wallboard add NAME` adds it to config.toml.")
    elif kind in known:
        click.echo(details(known[kind]))
    elif kind in recipes:
        click.echo(recipes[kind].text, nl=False)
    else:
        click.echo(f"There is no kind and no recipe {kind!r}.{meant(kind, [*known, *recipes])}", err=True)
        sys.exit(1)


@main.command(name="add")
@click.argument("name")
@config_argument
def add_recipe(name: str, config: Path | None) -> None:
    """Add the recipe NAME to CONFIG (config.toml); exit 1 if that file would be wrong then."""
    recipes, path = read_recipes(find_folders().recipes), config or DEFAULT
    if name not in recipes:
        click.echo(f"There is no recipe {name!r}.{meant(name, list(recipes))}", err=True)
        sys.exit(2)
    recipe = recipes[name]
    try:
        added = add(recipe, path, read_board, os.environ)
    except ConfigError as error:
        click.echo(f"{error}\nNothing has been added.", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{path} can't be written: {error.strerror}.", err=True)
        sys.exit(2)
    click.echo(f"{path} has a new table [widgets.{added.id}].")
    for key in added.missing:
        click.echo(f"Set {key} in the environment: {recipe.keys[key]}.")
    if yours := [host for host in recipe.asked if host.partition(":")[0].endswith(".lan")]:
        click.echo(f"Write your own address in the place of {yours[0]}.")
    if added.drawn:
        click.echo(f"Draw {added.id} into the layout of a page, for it stands on none yet.")


@main.command(name="try")
@click.argument("id")
@config_argument
def try_once(id: str, config: Path | None) -> None:
    """Poll the widget ID of CONFIG once, and tell what came of it; exit 1 if nothing did."""
    try:
        board = read_board(chosen(config))
    except ConfigError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if id not in board.widgets:
        click.echo(f"There is no widget {id!r}; there are {', '.join(board.widgets)}.", err=True)
        sys.exit(2)
    told, shown = attempt(board.widgets[id])
    click.echo(redact(told, board.secrets))
    sys.exit(0 if shown else 1)


@main.command(cls=WithFlags)
@config_argument
@click.option("--url", help="The wall's address, where it is not the one of CONFIG on this machine.")
@click.option("--page", help="The page to show; by default the first.")
@click.option("--browser", help="The browser to use, by its path or its command; by default whichever is installed.")
@click.option("--display", help="What this screen is called; by default as this machine.")
@click.pass_obj
def kiosk(
    flags: list[str], config: Path | None, url: str | None, page: str | None, browser: str | None, display: str | None
) -> None:
    """Show the wall of CONFIG (config.toml) full screen in the installed browser, and keep it there.

    The password of a wall that has one stands in the environment as WALLBOARD_PASSWORD.
    """
    log_to_standard_error(frozenset)
    named = config or (DEFAULT if DEFAULT.exists() else None)
    try:
        shown = address(None if url else named, url, page, display)
        run_kiosk(find_browser(browser), shown, flags, os.environ.pop("WALLBOARD_PASSWORD", ""))
    except (NoBrowser, NoAddress, InUse) as error:
        click.echo(str(error), err=True)
        sys.exit(2)


@main.command()
@click.argument("widgets")
@config_argument
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it is good.")
def token(widgets: str, config: Path | None, days: int) -> None:
    """Print a token by which pages of other sites read WIDGETS (one, or several with commas) of CONFIG."""
    try:
        made, text = issue(read_board(chosen(config)), widgets.split(","), days)
    except (ConfigError, NoToken) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(text)
    click.echo(f'It is good until {made.until:%Y-%m-%d}. To revoke it: revoked_tokens = ["{made.id}"]', err=True)


@main.command()
@click.password_option(help="The password; without this option it is asked for, which keeps it out of the history.")
def passwd(password: str) -> None:
    """Print what stands in config.toml for a password."""
    if not password:
        click.echo("An empty password keeps nobody out.", err=True)
        sys.exit(2)
    click.echo(f'access = "password"\npassword = "{hashed(password)}"')


@main.command(name="new")
@click.argument("name")
@config_argument
def new_kind(name: str, config: Path | None) -> None:
    """Write a new kind called NAME into the `widgets_dir` of CONFIG (config.toml), or into a checkout; with a test."""
    path = config or DEFAULT
    try:
        written = write(name, place(path, Path()), find_folders().templates / "new")
    except (NoPlace, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    for file in written:
        click.echo(file)
    click.echo(f"\nIts test: python -m pytest {written[2]}\nOn the wall: [widgets.my-{name.replace('_', '-')}] with")
    click.echo(f'kind = "{name}"\nurl = "https://api.example.com/value.json"')


@main.command(name="schema")
def print_schema() -> None:
    """Print the JSON Schema of config.toml, for editors."""
    click.echo(json.dumps(schema(known_kinds().values()), indent=2, default=str))


def meant(name: str, known: list[str]) -> str:
    """A question that follows a name that nobody knows; empty where no other is near."""
    near = get_close_matches(name, known, n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def counted(count: int, thing: str) -> str:
    """One page, two pages."""
    return f"{count} {thing}{'' if count == 1 else 's'}"


def start(config: Path | None, host: str | None, port: int | None, *, demo: bool, faults: bool = False) -> None:
    """Serve until a signal; exit 2 where the wall can't start at all."""
    try:
        path = chosen(config)
        board = read_board(path)
        app = create_app(board, watch=path, demo=demo, faults=faults)
        log_to_standard_error(lambda: app.state.parts.publisher.board.secrets)
        address = board.server.host if host is None else host
        door = board.server.port if port is None else port
        if warning := exposed(board.server, address):
            log.warning(warning)
        if not serve(app, address, door):
            sys.exit(1)
    except (ConfigError, AssetsMissing) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(f"The wall can't listen on {address} port {door}: {error.strerror}.", err=True)
        sys.exit(2)


def chosen(config: Path | None) -> Path:
    """The file that is meant: the one that was named, else ./config.toml, else the example that came with us."""
    if config is not None or DEFAULT.exists():
        return config or DEFAULT
    example = find_folders().example
    click.echo(f"There is no config.toml in {Path.cwd()}: this is the example wall ({example}).", err=True)
    return example
