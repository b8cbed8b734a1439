"""A page's own style sheet: its themes, how the kinds on it look, its drawn layout. Not what all pages share, nor how a
phone stacks them (static/wall.css).
"""

from collections.abc import Iterable

from dashboard.config.board import Grid, Page


def style_sheet(page: Page, others: Iterable[str] = ()) -> str:
    """CSS for both ways a screen may stand, after the `others` that the page needs. Of what users write, only ids and
    whole numbers go in.
    """
    upright = f"@media (orientation: portrait) {{\n{indent(placed(page.portrait))}\n}}"
    layout = f"@layer layout {{\n{indent(placed(page.grid))}\n{indent(upright)}\n}}\n"
    return "\n".join([*others, layout])


def placed(grid: Grid) -> str:
    """The rules of one grid."""
    columns, rows = f"repeat({grid.columns}, minmax(0, 1fr))", f"repeat({grid.rows}, minmax(0, 1fr))"
    rules = [f"main {{ grid-template: {rows} / {columns}; }}"]
    for area in grid.areas:
        place = f"{area.row + 1} / {area.column + 1} / span {area.rows} / span {area.columns}"
        rules.append(f"#w-{area.widget} {{ grid-area: {place}; }}")
    return "\n".join(rules)


def indent(text: str) -> str:
    """Each line two spaces further in."""
    return "\n".join("  " + line for line in text.splitlines())
