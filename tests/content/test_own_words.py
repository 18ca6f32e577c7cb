"""What the product says is said in its own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

#: So many words in a row shared with another text count as copied.
RUN = 8
TEXTS = ("content/**/*", "docs/**/*", "*.md", "site*.yaml", "themes/**/*.html", "kpireport/**/*.py")


@pytest.fixture(scope="module")
def ours(root: Path) -> dict[str, set[tuple[str, ...]]]:
    """The runs of words in every text of the product, by file."""
    paths = sorted({path for pattern in TEXTS for path in root.glob(pattern) if path.is_file()})
    return {str(path.relative_to(root)): _runs(path.read_text("utf-8", "ignore")) for path in paths}


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w%]+", text.casefold())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def _shared(ours: dict[str, set[tuple[str, ...]]], taken: set[tuple[str, ...]]) -> dict[str, list[str]]:
    return {name: sorted(map(" ".join, found)) for name, runs in ours.items() if (found := runs & taken)}


def test_no_sentence_is_taken_from_the_sources(ours: dict[str, set[tuple[str, ...]]], shared: Path) -> None:
    articles = sorted((shared / "seeds").glob("*.txt"))
    assert articles
    assert _shared(ours, {run for path in articles for run in _runs(path.read_text("utf-8"))}) == {}


def test_no_note_is_taken_from_the_facts(ours: dict[str, set[tuple[str, ...]]], shared: Path) -> None:
    """Facts carry over, their wording does not."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    kpis = yaml.load((shared / "facts/seed_kpis.yaml").read_text("utf-8"), loader)["kpis"]  # noqa: S506
    terms = yaml.load((shared / "facts/seed_terms.yaml").read_text("utf-8"), loader)["terms"]  # noqa: S506
    said = [str(kpi.get(key, "")) for kpi in kpis for key in ("note", "about")]
    said += [fact for term in terms for fact in term["facts"]]
    assert _shared(ours, {run for text in said for run in _runs(text)}) == {}
