"""Templates that stand in config.toml, filled within bounds of time and size. Not those of the kinds; see render."""

from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

import nh3
from jinja2 import Template, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from dashboard.live.bounded import LONGEST, Bounded, Counting, TooMuch, refuse
from dashboard.live.formats import Formats

KEPT = 100
"""So many templates are kept ready."""

TAGS = {"a", "b", "br", "code", "em", "i", "li", "ol", "p", "s", "small", "span", "strong", "ul"}


@dataclass(frozen=True)
class Filled:
    """What a template wrote: clean HTML, or plain text where there is no tag in it; or the problem that it met."""

    html: str = ""
    text: str = ""
    problem: str = ""


def check_template(text: str) -> None:
    """Nothing, if `text` is a template that may be filled; ValueError that says where and why not."""
    Sandbox(Formats("en_GB", UTC)).compiled(text)


class Sandbox:
    """Fills templates, one after the other; they may use how the wall writes values, and some filters of Jinja's."""

    def __init__(self, formats: Formats) -> None:
        self.environment = Bounded(formats.filters())
        self.templates: dict[str, Template] = {}

    def compiled(self, text: str) -> Template:
        """The template, rewritten so that its loops and texts are counted; ValueError where it is none."""
        if (known := self.templates.get(text)) is not None:
            return known
        try:
            tree = self.environment.parse(text)
            refuse(tree)
            code = self.environment.compile(Counting().visit(tree))
        except TemplateSyntaxError as error:
            raise ValueError(f"line {error.lineno} of the template: {lowered(error.message)}") from None
        except RecursionError:
            raise ValueError("the template is nested too deeply") from None
        if len(self.templates) >= KEPT:
            self.templates.clear()
        self.templates[text] = Template.from_code(self.environment, code, self.environment.make_globals(None))
        return self.templates[text]

    def fill(self, data: object, text: str, now: datetime) -> Filled:
        """What the template makes of `data`. Whatever goes wrong in it is told, not raised."""
        self.environment.begin()
        pieces: list[str] = []
        left = LONGEST
        try:
            for piece in self.compiled(text).generate({"data": data, "now": now}):
                if (left := left - len(piece)) < 0:
                    raise TooMuch(f"writes more than {LONGEST:,} characters")
                pieces.append(piece)
        except TooMuch as error:
            return Filled(problem=f"The template {error}")
        except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            return Filled(problem=f"The template fails: {lowered(' '.join(str(error).split())[:120])}")
        except RecursionError:
            return Filled(problem="The template fails: the answer is nested too deeply")
        clean = nh3.clean(
            "".join(pieces), tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}
        ).strip()
        if not clean:
            return Filled(problem="The template writes nothing for this answer")
        html = Markup(clean)  # noqa: S704  nh3 has just reduced it to the tags above
        return Filled(html, "" if "<" in clean else unescape(clean))


def lowered(message: str | None) -> str:
    """A message within a sentence: with a small letter, and no full stop."""
    text = (message or "it can't be read").rstrip(".")
    return text[:1].lower() + text[1:]
