"""Every code that the program can print has a text that `kpireport explain` shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

CODES = [
    *(f"K{n:03d}" for n in range(1, 22)),
    *(f"D{n:03d}" for n in range(1, 17)),
    *("D101", "D102", "D103", "O001", "O002", "O003"),
    *("R1", "L1", "L2", "L3", "M5", "B1", "N1", "N2", "N3", "C1", "U1"),
    *("C3", "P6"),
]


def _read(root: Path, code: str) -> tuple[dict[str, str], str]:
    _, front, body = (root / "content" / "explain" / f"{code}.md").read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(front), body


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_explained_with_an_example(root: Path, code: str) -> None:
    front, body = _read(root, code)
    assert front["code"] == code
    assert front["level"] in ("error", "warning", "info")
    assert front["title"]
    assert 60 <= len(body.split()) <= 160
    assert "```" in body


def test_every_code_in_the_program_is_explained(root: Path) -> None:
    sources = (path.read_text("utf-8") for path in (root / "kpireport").rglob("*.py"))
    said = re.compile(r"[\"']([KDO]\d{3})[\"']|code=[\"']([A-Z]\d)[\"']")
    printed = {error or finding for text in sources for error, finding in said.findall(text)}
    explained = {path.stem for path in (root / "content" / "explain").glob("*.md")}
    assert printed <= explained
    assert printed
