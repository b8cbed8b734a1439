"""Colours reckoned from style sheets, and what every theme owes its readers."""

from pathlib import Path

import pytest

from dashboard.web.contrast import AIMS, colour, contrast, linear, luminance, palettes

STATIC = Path(__file__).parents[2] / "static"
PALETTES = palettes(STATIC)

BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("written", "red", "green", "blue"),
    [
        ("oklch(1 0 0)", 1, 1, 1),
        ("oklch(0 0 0)", 0, 0, 0),
        ("oklch(0.62796 0.25768 29.234)", 1, 0, 0),
        ("oklch(0.86644 0.29483 142.495)", 0, 1, 0),
        ("oklch(0.45201 0.31321 264.052)", 0, 0, 1),
    ],
)
def test_colours_are_what_css_color_4_says(written: str, red: float, green: float, blue: float) -> None:
    found = colour(written, {})
    assert found is not None
    assert linear(found) == pytest.approx((red, green, blue), abs=1e-3)


def test_contrast_goes_from_1_to_21_whichever_colour_comes_first() -> None:
    assert contrast(WHITE, BLACK) == contrast(BLACK, WHITE) == pytest.approx(21, abs=0.01)
    assert contrast(WHITE, WHITE) == 1
    grey = colour("oklch(0.5999 0 0)", {})  # #808080
    assert grey is not None
    assert contrast(WHITE, grey) == pytest.approx(3.95, abs=0.02)


def test_what_a_screen_cannot_show_is_cut_off() -> None:
    beyond = colour("oklch(1 0.4 145)", {})
    assert beyond is not None
    assert max(linear(beyond)) > 1
    assert luminance(beyond) <= 1


def test_a_colour_may_be_that_of_another_token_or_a_mixture() -> None:
    written = {"tile": "oklch(0.2 0 0)", "ink": "oklch(1 0 0)", "same": "var(--ink)"}
    assert colour("var(--same)", written) == WHITE
    assert colour("color-mix(in oklab, var(--ink) 25%, var(--tile))", written) == pytest.approx((0.4, 0, 0))


@pytest.mark.parametrize("written", ["transparent", "0.2rem", "var(--unknown)", "linear-gradient(oklch(1 0 0))"])
def test_what_is_no_colour_is_none(written: str) -> None:
    assert colour(written, {}) is None


def test_a_theme_may_say_itself_what_otherwise_follows(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    derived = "--faint: color-mix(in oklab, var(--muted) 50%, var(--tile));"
    (tmp_path / "tokens.css").write_text(f":root, [data-theme] {{ {derived} --warm: var(--muted); }}", "utf-8")
    own = "--muted: oklch(1 0 0); --tile: oklch(0 0 0); --warm: oklch(0.5 0 0);"
    (tmp_path / "themes" / "own.css").write_text(f'[data-theme="own"] {{ {own} --radius: 1rem; }}', "utf-8")
    found = palettes(tmp_path)["own"]
    assert found["faint"] == pytest.approx((0.5, 0, 0))
    assert found["warm"] == pytest.approx((0.5, 0, 0))
    assert "radius" not in found


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize(("name", "ground", "aim"), AIMS, ids=[f"{name} on {ground}" for name, ground, _ in AIMS])
def test_every_theme_can_be_read(theme: str, name: str, ground: str, aim: float) -> None:
    palette = PALETTES[theme]
    assert contrast(palette[name], palette[ground]) >= aim


def test_every_theme_that_ships_is_measured() -> None:
    assert PALETTES.keys() == {path.stem for path in STATIC.glob("themes/*.css")}
    assert len(PALETTES) >= 6
