"""Assets under a name that changes with their content."""

import gzip
from pathlib import Path

import pytest

from dashboard.app import Parts
from dashboard.folders import find_folders
from dashboard.web.assets import AssetsMissing, load_assets, slim, themes
from tests.web.conftest import Client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The least that can be loaded."""
    for name in ("themes", "parts", "installed"):
        (tmp_path / name).mkdir()
    for name in ("tokens.css", "wall.css", "phone.css", "themes/night.css", "installed/htmx.min.js", "link.js"):
        (tmp_path / name).write_text(f"{{ {name} }}")
    (tmp_path / "themes/day.css").write_text('[data-theme="day"] { --ink: black; }')
    (tmp_path / "installed/font.woff2").write_bytes(b"font")
    (tmp_path / "installed/htmx.LICENSE").write_text("free")
    return tmp_path


def test_this_version_may_be_kept_for_ever(client: Client, parts: Parts) -> None:
    answer = client.get(f"{parts.assets.base}/wall.css")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_another_version_gets_ours_but_may_not_keep_it(client: Client, parts: Parts) -> None:
    answer = client.get("/static/000000000000/wall.css")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.content == parts.assets.files["wall.css"].content


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("wall.css", "text/css; charset=utf-8"),
        ("htmx.min.js", "text/javascript; charset=utf-8"),
        ("inter-latin-wght-normal.woff2", "font/woff2"),
    ],
)
def test_each_asset_says_what_it_is_once(client: Client, parts: Parts, name: str, media_type: str) -> None:
    assert client.get(f"{parts.assets.base}/{name}").headers["content-type"] == media_type


def test_texts_are_packed_for_who_can_unpack_them_and_fonts_are_not(client: Client, parts: Parts) -> None:
    text = client.get(f"{parts.assets.base}/htmx.min.js", headers={"Accept-Encoding": "gzip"})
    plain = client.get(f"{parts.assets.base}/htmx.min.js", headers={"Accept-Encoding": "identity"})
    font = client.get(f"{parts.assets.base}/inter-latin-wght-normal.woff2", headers={"Accept-Encoding": "gzip"})
    assert (text.headers["content-encoding"], text.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in font.headers
    assert text.content == plain.content
    assert int(text.headers["content-length"]) < int(plain.headers["content-length"]) / 2


@pytest.mark.parametrize(
    "name", ["nope.css", "htmx.LICENSE", "stamp", "..%2fconfig.toml", "%2e%2e%2f%2e%2e%2fetc%2fpasswd"]
)
def test_d18_what_is_no_asset_is_404(client: Client, parts: Parts, name: str) -> None:
    """The address of an asset leads out of its folder.

    Against it: assets are read at the start into a table of names; no path is ever made of an address.
    """
    assert client.get(f"{parts.assets.base}/{name}").status_code == 404


def test_the_version_changes_with_any_content_and_any_name(folder: Path) -> None:
    versions = [load_assets(folder).version]
    (folder / "link.js").write_text("other();")
    versions.append(load_assets(folder).version)
    (folder / "installed/font.woff2").rename(folder / "installed/renamed.woff2")
    versions.append(load_assets(folder).version)
    assert len(set(versions)) == 3
    assert load_assets(folder).version == versions[-1]


def test_what_is_served_is_one_style_sheet_one_script_and_what_was_installed(folder: Path) -> None:
    (folder / "ages.js").write_text("{ ages.js }")
    files = load_assets(folder).files
    embeds = {"embed.js", "frame.js", "element.css"}
    assert files.keys() == {"wall.css", "themes.css", "wall.js", "htmx.min.js", "font.woff2"} | embeds
    assert files["wall.js"].content == b"{ages.js}\n{link.js}"


def test_the_style_sheet_of_a_kind_is_a_file_of_its_own(folder: Path) -> None:
    (folder / "kinds").mkdir()
    (folder / "kinds/clock.css").write_text("/* The time. */\n@layer parts { a { b: c; } }\n")
    assets = load_assets(folder)
    assert assets.kinds == {"clock": "@layer parts { a { b: c; } }"}
    assert assets.files["kind-clock.css"].content == b"@layer parts { a { b: c; } }"
    assert "parts" not in assets.files["wall.css"].content.decode()


def test_what_is_packed_is_the_same(folder: Path) -> None:
    for asset in load_assets(folder).files.values():
        assert asset.packed is None or gzip.decompress(asset.packed) == asset.content


def test_the_theme_auto_is_day_where_the_system_is_light(folder: Path) -> None:
    assets = load_assets(folder)
    assert assets.themes == {
        "day": '[data-theme="day"] { --ink: black; }',
        "auto": '@media (prefers-color-scheme: light) {\n[data-theme="auto"] { --ink: black; }}',
    }
    assert assets.files["themes.css"].content.decode() == "\n".join(assets.themes.values())


def test_every_page_has_the_night_before_all_else_that_has_colours(folder: Path) -> None:
    sheet = load_assets(folder).files["wall.css"].content.decode()
    assert sheet.index("tokens.css") < sheet.index("night.css") < sheet.index("wall.css") < sheet.index("phone.css")
    assert "day" not in sheet


def test_themes_are_found_by_their_files(folder: Path) -> None:
    assert themes(folder) == ["auto", "day", "night"]
    assert "paper" in themes(find_folders().static)


def test_assets_that_were_never_installed_are_an_error_that_says_what_to_do(folder: Path) -> None:
    (folder / "installed/htmx.min.js").unlink()
    with pytest.raises(AssetsMissing, match="`make run` installs them"):
        load_assets(folder)


def test_comments_on_lines_of_their_own_and_indentation_of_a_style_sheet_are_not_sent() -> None:
    style = "/* About.\n   This. */\n@layer x {\n  /* why */\n  a { b: url(/*); } /* stays */\n}\n"
    assert slim(style) == "@layer x {\na { b: url(/*); } /* stays */\n}"


def test_scripts_are_sent_without_comments_and_spaces(folder: Path) -> None:
    (folder / "link.js").write_text("// About.\nconst a = `// ${ 1 }`; // why\n")
    assert load_assets(folder).files["wall.js"].content == b"const a=`// ${ 1 }`;"
