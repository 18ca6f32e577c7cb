"""Themes: what a folder overrides, and which folders are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kpireport.errors import ProjectError
from kpireport.theme import load_theme


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def codes(error: pytest.ExceptionInfo[ProjectError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_the_shipped_theme_brings_its_styles_font_and_licence(tmp_path: Path) -> None:
    names = [file.path for file in load_theme("default", tmp_path).static_files()]
    assert "assets/style.css" in names
    assert "assets/fonts/report-serif-600.woff2" in names
    assert "assets/fonts/report-serif-OFL.txt" in names
    assert names == sorted(names)


def test_a_folder_overrides_single_files(tmp_path: Path) -> None:
    write(tmp_path / "look/static/style.css", "mine")
    write(tmp_path / "look/static/zebra.css", "more")
    write(tmp_path / "look/static/.DS_Store", "not mine")
    theme = load_theme("look", tmp_path)
    files = {file.path: file.content for file in theme.static_files()}
    assert files["assets/style.css"] == b"mine"
    assert "assets/fonts/report-serif-600.woff2" in files
    assert "assets/.DS_Store" not in files
    assert theme.stylesheets[0] == "style.css"
    assert theme.stylesheets[-1] == "zebra.css"


def test_chart_settings_are_merged_key_by_key(tmp_path: Path) -> None:
    write(tmp_path / "look/chart.json", json.dumps({"wide": {"height": 999}, "extra": [1]}))
    default, mine = load_theme("default", tmp_path).charts, load_theme("look", tmp_path).charts
    wide, before = mine["wide"], default["wide"]
    assert isinstance(wide, dict)
    assert isinstance(before, dict)
    assert wide == {**before, "height": 999}
    assert mine["extra"] == [1]


def test_an_unknown_theme_names_the_near_one(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="did you mean “default”") as error:
        load_theme("defalt", tmp_path)
    assert codes(error) == ["K014"]


def test_a_folder_outside_the_project_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "look/static/style.css", "mine")
    (tmp_path / "project").mkdir()
    with pytest.raises(ProjectError, match="outside the project") as error:
        load_theme("../look", tmp_path / "project")
    assert codes(error) == ["K014"]


def test_a_folder_without_anything_of_a_theme_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "look/readme.txt", "hello")
    with pytest.raises(ProjectError, match="holds nothing of a theme"):
        load_theme("look", tmp_path)


def test_links_out_of_the_theme_are_refused_and_inner_ones_followed(tmp_path: Path) -> None:
    write(tmp_path / "secret.css", "secret")
    write(tmp_path / "look/static/a.css", "a")
    (tmp_path / "look/static/b.css").symlink_to("a.css")
    assert b"a" in [file.content for file in load_theme("look", tmp_path).static_files()]
    (tmp_path / "look/static/c.css").symlink_to(tmp_path / "secret.css")
    (tmp_path / "look/templates").symlink_to(tmp_path)
    with pytest.raises(ProjectError) as error:
        load_theme("look", tmp_path)
    assert codes(error) == ["K014", "K014"]
    assert str(tmp_path / "secret.css") in error.value.text


@pytest.mark.parametrize(
    ("text", "code"), [('{\n "wide": }', "K007"), ("[1]", "K003"), ("", "K007"), ("[" * 100_000, "K017")]
)
def test_a_chart_json_at_fault_is_named_with_its_place(tmp_path: Path, text: str, code: str) -> None:
    write(tmp_path / "look/chart.json", text)
    with pytest.raises(ProjectError) as error:
        load_theme("look", tmp_path)
    assert codes(error) == [code]
    assert "look/chart.json" in error.value.text


def test_a_chart_json_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "look").mkdir()
    (tmp_path / "look/chart.json").write_bytes(b'{"a": "\xff"}')
    with pytest.raises(ProjectError) as error:
        load_theme("look", tmp_path)
    assert codes(error) == ["K008"]
