"""The wall's style sheets for a shadow root in somebody else's page, and the scripts of embeds. Not who may load them.

A shadow root keeps selectors apart, but custom properties get in, `rem` is the page's, and what is registered is so for
the whole page. So here every custom property has a name of ours, and `rem` is the type of the place; see
static/embed.css.
"""

import re
from pathlib import Path

PREFIX = "--wallboard-"
NOT_HERE = re.compile(r"^(?:@font-face|@property [^{]*) ?\{.*?\}$", re.MULTILINE | re.DOTALL)
QUESTION = re.compile(r"@container[^{]*")
LENGTH = re.compile(r"(?<![\w.])(-?\d*\.?\d+)rem\b")

ELEMENT = ("alone", "stream", "ages", "element")
FRAME = ("share", "stream", "ages", "frame")


def shadow_sheet(folder: Path) -> str:
    """What a tile needs of the style sheets in `folder`, for a shadow root whose outermost element is `.root`."""
    night = folder / "themes" / "night.css"  # first, as in the wall's own: it is what stands where nothing is said
    others = [path for path in sorted(folder.glob("themes/*.css")) if path != night]
    paths = [folder / "tokens.css", night, *others, folder / "wall.css"]
    paths += [*sorted(folder.glob("parts/*.css")), *sorted(folder.glob("kinds/*.css")), *folder.glob("embed.css")]
    return "\n".join(own(path.read_text("utf-8")) for path in paths)


def own(text: str) -> str:
    """One style sheet, made to live in a page that is not ours."""
    text = NOT_HERE.sub("", text).replace(":root", ".root")
    text = QUESTION.sub(lambda found: LENGTH.sub(r"\1em", found[0]), text)
    return re.sub(r"--(?=[a-z])", PREFIX, LENGTH.sub(r"calc(var(--rem) * \1)", text))


def bundle(folder: Path, names: tuple[str, ...]) -> str:
    """Some of the scripts in `folder` as one, whose names are nobody else's."""
    texts = [path.read_text("utf-8") for name in names if (path := folder / f"{name}.js").is_file()]
    return "\n".join(["(() => {", '"use strict";', *texts, "})();", ""])
