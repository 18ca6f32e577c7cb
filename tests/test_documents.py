"""What the documents for readers of the code and users point at is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("content/packs/*/*.md")])
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]+)?\)")
_CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_a_document_lead_to_files(path: Path) -> None:
    for address, _ in _LINK.findall(_CODE.sub("", path.read_text("utf-8"))):
        assert (path.parent / address).exists(), address


def test_every_guide_is_named_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    guides = {f"docs/{path.name}" for path in ROOT.glob("docs/*.md")}
    assert {guide for guide in guides if f"]({guide})" not in readme} == set()
