"""The list of features is complete, and what it points at exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
#: The groups of rows that are listed, with those of each that are.
GROUPS = {
    "A": range(1, 18),
    "B": range(1, 11),
    "C": range(1, 18),
    "D": range(1, 10),
    "E": range(1, 14),
    "F": (*range(5, 16), 18, 20),
    "G": range(1, 15),
    "H": range(1, 14),
    "I": range(1, 8),
    "J": (6, 7, 9, 10, 11, 13, 14),
    "K": range(1, 7),
    "L": range(1, 10),
    "M": range(1, 11),
    "N": range(1, 38),
}
_ROW = re.compile(r"^\| ([A-N]\d\d) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def rows() -> list[tuple[str, str, list[str]]]:
    found = _ROW.findall((ROOT / "docs" / "features.md").read_text("utf-8"))
    return [(row, text, re.findall(r"`([^`]+)`", shown)) for row, text, shown in found]


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_row_is_listed_once_and_in_order() -> None:
    wanted = [f"{group}{number:02d}" for group, numbers in GROUPS.items() for number in numbers]
    assert [row for row, _, _ in rows()] == wanted


@pytest.mark.parametrize(("row", "text", "shown"), rows(), ids=lambda value: value if isinstance(value, str) else "")
def test_what_shows_a_row_exists(row: str, text: str, shown: list[str]) -> None:
    assert len(text) > 5
    assert shown, f"{row} names nothing that shows it"
    for name in shown:
        if re.fullmatch(r"[A-Z]\d", name):
            assert (ROOT / "tests" / "cases" / f"{name}-fails" / "site.yaml").is_file(), name
            assert (ROOT / "tests" / "cases" / f"{name}-passes" / "site.yaml").is_file(), name
        else:
            path, _, test = name.partition("::")
            assert test in functions_of(path), name
