"""What changed between two reports: found, put in order, and told as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kpireport.analysis.diff import diff
from kpireport.cli import run
from kpireport.errors import SourceError
from kpireport.format import Language
from kpireport.model import Memory, RememberedFinding, RememberedKpi, Status
from kpireport.pages.report_json import report_json
from kpireport.pipeline import Options, check
from kpireport.previous import read_previous
from kpireport.printed.diff_json import diff_as_json
from kpireport.printed.diff_text import diff_as_markdown, diff_as_text
from tests.pages.built import plain
from tests.test_changes import mutated, write


def remembered(id_: str, status: Status | None = "on_track", value: float = 1.0, **own: Any) -> RememberedKpi:
    return RememberedKpi(id=id_, name=id_.title(), status=status, value=value, unit="count", **own)


def memory(*kpis: RememberedKpi, day: int = 1, **own: Any) -> Memory:
    return Memory(report_date=date(2026, 10, day), kpis={kpi.id: kpi for kpi in kpis}, **own)


PERIODS = {(date(2026, month, 1), date(2026, month, 28)): 100.0 for month in (1, 2, 3)}
RESTATED = {**PERIODS, (date(2026, 2, 1), date(2026, 2, 28)): 80.0}


def test_what_needs_a_decision_comes_first() -> None:
    old = memory(
        *(remembered(id_) for id_ in ("better", "same", "worse", "worst", "lost", "moved")),
        remembered("owned", owner="Ada"),
        remembered("restated", closed=PERIODS),
    )
    new = memory(
        remembered("moved", value=2),
        remembered("better", "met"),
        remembered("same"),
        remembered("lost", "unknown"),
        remembered("restated", closed=RESTATED),
        remembered("owned", owner="Bo"),
        remembered("worse", "at_risk"),
        remembered("worst", "missed"),
        day=8,
    )
    found = diff(old, new)
    order = ["worst", "worse", "restated", "owned", "lost", "better", "moved"]
    assert [one.new.id for one in found.kpis] == order
    (restated,) = found.kpis[2].restated
    assert (restated.start, restated.old, restated.new) == (date(2026, 2, 1), 100.0, 80.0)


def test_a_finding_told_with_other_numbers_is_the_same_one() -> None:
    def about(code: str, message: str, kpi: str | None = None) -> RememberedFinding:
        return RememberedFinding(code=code, level="warning", message=message, kpi=kpi)

    old = memory(findings=(about("L8", "97 days ago", "a"), about("G5", "target"), about("L8", "9 days ago", "b")))
    new = memory(findings=(about("L8", "104 days ago", "a"), about("G5", "target"), about("G5", "owner")))
    found = diff(old, new)
    assert [one.message for one in found.new_findings] == ["owner"]
    assert [one.message for one in found.gone_findings] == ["9 days ago"]


# ---------------------------------------------------------------------------------------------------- two real reports


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`old.json` and `new.json`: a target lowered, one declared, a value restated, a KPI out and a metric in."""
    root = tmp_path_factory.mktemp("diff")

    def told(name: str, *edits: tuple[str, str], **data: Any) -> None:
        write(root, *edits, **data)
        (root / name).write_bytes(report_json(check(root / "site.yaml", Options(environment={}))).content)

    told("old.json")
    history = "    history: [{on: 2026-07-05, change: definition, reason: clearer}]\n"
    told(
        "new.json",
        ("at_least: 9", "at_least: 8"),
        ("Orders per visit.", "Orders per engaged visit."),
        ("    name: Conversion rate\n", "    name: Conversion rate\n" + history),
        ("id: visitors\n    name: Visitors", "id: visits-kpi\n    name: Visits\n    timing: leading"),
        months=19,
        restate={"2026-05 orders": 26.0},
    )
    return root


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def told(reports: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def ran(old: str, new: str, *options: str) -> tuple[int, str, str]:
        code = run(["diff", str(reports / old), str(reports / new), *options])
        said = capsys.readouterr()
        return code, plain(said.out), said.err

    return ran


def test_the_json_names_only_what_differs(told: Run) -> None:
    code, out, err = told("old.json", "new.json", "--format", "json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert list(found) == ["from", "to", "kpis", "added", "retired", "findings"]
    assert (found["from"], found["to"]) == ("2026-06-30", "2026-07-31")
    assert (found["added"], found["retired"]) == (["visits-kpi"], ["visitors"])
    kpis = {one["id"]: one for one in found["kpis"]}
    assert list(kpis) == ["rate", "orders-kpi"]
    rate, orders = kpis["rate"], kpis["orders-kpi"]
    assert (rate["target"]["from"]["value"], rate["target"]["to"]["value"]) == (9, 8)
    assert (rate["target"]["declared"], rate["definition"]["declared"]) == (False, True)
    assert rate["definition"]["to"] == "Orders per engaged visit."
    assert orders["restated"] == [{"start": "2026-05-01", "end": "2026-05-31", "from": 21.0, "to": 26.0}]
    assert orders["value"] == {"from": 22.0, "to": 20.0, "from_period": "2026-06", "to_period": "2026-07"}
    assert not {"status", "target", "definition"} & set(orders)


def test_people_read_it_in_the_language_of_the_report(told: Run) -> None:
    code, out, _ = told("old.json", "new.json")
    assert code == 0
    head, rate, orders, *rest = out.strip().split("\n\n")
    assert head.startswith("From the report of 30 June 2026 to that of 31 July 2026: ")
    assert "1 change not declared, " in head
    assert "  Target       At least 9 % → At least 8 %   (not declared)\n" in rate
    assert "  Definition   Orders per visit. → Orders per engaged visit.\n" in rate
    assert "  Restated     21 → 26   (1–31 May 2026)" in orders
    assert rest[:2] == ["KPIs added\n  Visits (visits-kpi)", "KPIs gone\n  Visitors (visitors)"]
    markdown = told("old.json", "new.json", "--format", "markdown")[1]
    assert "| **Conversion rate** | Target | At least 9 % | At least 8 % | not declared |" in markdown


def test_nothing_differs_and_that_is_said(told: Run) -> None:
    assert told("new.json", "new.json")[1] == (
        "From the report of 31 July 2026 to that of 31 July 2026: nothing differs.\n"
    )
    found = json.loads(told("new.json", "new.json", "--format", "json")[1])
    assert (found["kpis"], found["added"], found["findings"]) == ([], [], {"new": [], "gone": []})


def test_what_is_no_report_is_named(told: Run, reports: Path) -> None:
    (reports / "cut.json").write_bytes((reports / "new.json").read_bytes()[:-40])
    for other, said in (("cut.json", "is not JSON"), ("site.yaml", "is not JSON"), ("none", "there is no report at ")):
        for pair in ((other, "new.json"), ("old.json", other)):
            code, out, err = told(*pair)
            assert (code, out) == (4, "")
            assert said in err
            assert other in err


def test_a_name_from_outside_stays_a_name() -> None:
    evil = "a | b\n# <script> \x1b[31m *x* [y](z)"
    old = memory(RememberedKpi(id="x", name=evil, value=1.0))
    new = memory(RememberedKpi(id="x", name=evil, value=2.0))
    language = Language("en-GB")
    assert r"| **a \| b \# \<script\> �\[31m \*x\* \[y\](z)** | Value |" in diff_as_markdown(diff(old, new), language)
    assert "\x1b" not in diff_as_text(diff(old, new), language)


def test_a_damaged_report_is_compared_or_refused(reports: Path, tmp_path: Path) -> None:
    document = json.loads((reports / "new.json").read_bytes())
    sound = read_previous(str(reports / "old.json")).memory
    refused = 0
    for seed in range(150):
        (tmp_path / "r.json").write_text(json.dumps(mutated(document, seed)), "utf-8")
        try:
            other = read_previous(str(tmp_path / "r.json"))
        except SourceError:
            refused += 1
            continue
        for found in (diff(sound, other.memory), diff(other.memory, sound)):
            json.loads(diff_as_json(found))
            assert diff_as_text(found, Language(other.locale, other.currency))
    assert 0 < refused < 150


def test_the_order_of_the_files_counts(reports: Path) -> None:
    """What one diff adds, the one of the other way takes away."""
    old, new = (read_previous(str(reports / name)).memory for name in ("old.json", "new.json"))
    there, back = diff(old, new), diff(new, old)
    assert [kpi.id for kpi in there.added] == [kpi.id for kpi in back.retired]
    assert set(there.new_findings) == set(back.gone_findings)
    assert {(one.new.id, one.old.value, one.new.value) for one in there.kpis} == {
        (one.new.id, one.new.value, one.old.value) for one in back.kpis
    }
