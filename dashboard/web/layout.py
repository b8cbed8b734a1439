"""The drawn layout of a page as its own style sheet. Not its widgets, nor how a phone stacks them (static/wall.css)."""

from dashboard.config.board import Grid, Page


def style_sheet(page: Page) -> str:
    """CSS for both ways a screen may stand. Nothing but ids and whole numbers goes in."""
    upright = f"@media (orientation: portrait) {{\n{indent(placed(page.portrait))}\n}}"
    return f"@layer layout {{\n{indent(placed(page.grid))}\n{indent(upright)}\n}}\n"


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
