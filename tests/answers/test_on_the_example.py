"""Fixed questions to the example, through the command as a user asks them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kpireport import pipeline
from kpireport.answers import answer, library_of
from kpireport.format import Language
from kpireport.model import Report
from kpireport.project.catalog import read_catalog

ROOT = Path(__file__).parents[2]
LANGUAGE = Language("en-GB", "GBP")


@pytest.fixture(scope="module")
def example() -> Report:
    return pipeline.check(ROOT / "site.example.yaml", pipeline.Options(environment={}))


@pytest.mark.parametrize(
    ("question", "kind", "kpis", "says"),
    [
        ("How are we doing on active households?", "how", ["active-households"], "at risk"),
        ("why did new housholds drop", "why", ["new-households"], "Referral accounts for most of the decrease"),
        ("why did monthly revenue fall", "why", ["monthly-revenue"], "did not fall"),
        ("why did the recommendation score change", "why", ["recommendation"], "The data does not tell"),
        ("when will we reach delivered by cargo bike", "when", ["bike-deliveries"], "5 December 2026"),
        ("when will we reach basket value", "when", ["basket-value"], "holds in every period"),
        ("Who owns food waste?", "who", ["food-waste"], "Head of Range"),
        ("what is basket value", "what", ["basket-value"], "What an average order is worth"),
        ("cancelations at renewal", "how", ["cancelled-at-renewal"], "on track"),
        ("how are households doing", "several", ["active-households", "new-households"], "Which one?"),
        ("what needs the Fleet lead", "needs", ["bike-deliveries"], "This needs Fleet lead:"),
        ("what is NPS", "what", [], "Net Promoter Score"),
        ("how is the weather in Leeds", "unknown", [], "I do not know."),
        ("what can we do about on-time deliveries", "do", ["on-time-deliveries"], "Agreed, and due now"),
    ],
)
def test_fixed_questions(example: Report, question: str, kind: str, kpis: list[str], says: str) -> None:
    library = library_of(example, read_catalog())
    found = answer(question, example, LANGUAGE, library=library)
    assert (found.kind, list(found.kpis)) == (kind, kpis)
    assert says in found.text


def test_levers_of_the_catalogue_are_named_as_such(example: Report) -> None:
    library = library_of(example, read_catalog())
    assert library.levers, "some KPI of the example has the name of an entry"
    kpi, levers = next(iter(library.levers.items()))
    name = next(one.name for one in example.kpis if one.id == kpi)
    found = answer(f"what can we do about {name}", example, LANGUAGE, library=library)
    marked = [line for line in found.lines if line.startswith("From the catalogue, not from your data: ")]
    assert len(marked) == len(levers)
    assert found.lines[-len(marked) :] == tuple(marked), "what was agreed goes first"


def ask(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kpireport", "ask", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_command_answers_on_stdout_and_never_fails_for_not_knowing() -> None:
    known = ask("site.example.yaml", "who owns food waste")
    assert (known.returncode, known.stdout.splitlines()[0], known.stderr) == (0, "Food waste: Head of Range.", "")
    unknown = ask("site.example.yaml", "how", "is", "the", "weather", "--format", "json")
    assert unknown.returncode == 0
    content = json.loads(unknown.stdout)
    assert (content["question"], content["kind"], content["known"]) == ("how is the weather", "unknown", False)


def test_without_a_project_it_is_an_error_of_the_project(tmp_path: Path) -> None:
    missing = ask(str(tmp_path / "site.yaml"), "how are we doing")
    assert missing.returncode != 0
    assert "Traceback" not in missing.stderr
