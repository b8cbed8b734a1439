"""Writes docs/recipes.md, a list of every recipe: `make docs`. Not the recipes; see dashboard/config/recipes.py."""

from collections.abc import Mapping
from pathlib import Path

from dashboard.config.recipes import Recipe, read_recipes
from dashboard.folders import find_folders

PAGE = Path(__file__).with_name("recipes.md")

INTRODUCTION = """# Recipes

Written by `make docs` from the recipes themselves: don't edit it here.

A recipe is a table that is ready to be used: it asks the right address and shows what matters of the answer.

```sh
wallboard kinds jellyfin     # shows one
wallboard add jellyfin       # writes it at the end of config.toml, under an id that is free
wallboard try jellyfin       # asks once and tells what came of it
```

Keys come from the environment, as `${NAME}`: they stay on the server. Addresses that end in `.lan` are to be your own.
`/gallery/recipes` on a running wall shows them all, on the samples that they are tested with.
Each recipe names where the shape of its answer is documented; none of the answers that its test knows was recorded.

The recipes are tables of the kinds [json](kinds.md#json) and [feed](kinds.md#feed). To write your own, ask
`wallboard try` what an answer looks like, and point [JMESPath](https://jmespath.org/) at what you want of it:

* `value` is one number or text, `fields` are several, `rows` with `columns` a table. `max` draws a bar, `scale` changes
  a unit.
* `status` and `states` give a value or each row a sign: `status = "state"`, `states = { on = "up", "*" = "down" }`.
  Alerts count them: `alert = [{ of = "down", above = 0, level = "danger" }]`.
* `urls = { a = "…", b = "…" }` asks several addresses at once; their answers stand side by side as `a.x` and `b.y`.
* `template` writes the tile where nothing else does: `"<p><b>{{ data.name }}</b> {{ data.size | size }}</p>"`. It has
  Jinja's loops and tests and the filters by which tiles write values (`number`, `percent`, `size`, `span`, `time`,
  `day`, `instant`), but no macros; its HTML is reduced to plain tags, and it may neither run nor write for long.

| recipe | shows | key |
|---|---|---|"""


def page(recipes: Mapping[str, Recipe]) -> str:
    """The whole page."""
    rows = (f"| [{name}](../recipes/{name}.toml) | {each.about} | {keys(each)} |" for name, each in recipes.items())
    return "\n".join([INTRODUCTION, *rows]) + "\n"


def keys(recipe: Recipe) -> str:
    """The variables that it reads, each with where its value comes from."""
    return ", ".join(f"`{name}`: {source}" for name, source in recipe.keys.items()) or "none"


def main() -> None:
    """Write it."""
    PAGE.write_text(page(read_recipes(find_folders().recipes)), "utf-8")


if __name__ == "__main__":
    main()
