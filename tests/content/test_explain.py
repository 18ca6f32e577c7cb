"""Every code that the program can print has a text that `kpireport explain` shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CODES = sorted(path.stem for path in (ROOT / "content" / "explain").glob("*.md"))
#: Findings are judgements, and say where the judgement comes from; errors are facts.
FINDINGS = [code for code in CODES if re.fullmatch(r"[A-Z]\d", code)]


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


@pytest.mark.parametrize("code", FINDINGS)
def test_a_finding_names_its_source(root: Path, code: str) -> None:
    front, _ = _read(root, code)
    assert len(front["source"].split()) > 2


def test_every_code_in_the_program_is_explained(root: Path) -> None:
    sources = (path.read_text("utf-8") for path in (root / "kpireport").rglob("*.py"))
    said = re.compile(r"[\"']([KDO]\d{3})[\"']|(?:code=|of_kpi\(|of_goal\()\s*[\"']([A-Z]\d)[\"']")
    printed = {error or finding for text in sources for error, finding in said.findall(text)}
    assert printed <= set(CODES)
    assert len(printed) > 40
