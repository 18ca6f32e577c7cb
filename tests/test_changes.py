"""From report to report: what was changed, declared or not, what was restated, and what is gone."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kpireport.analysis.changes import with_changes
from kpireport.analysis.differences import differences, restatements
from kpireport.analysis.memory import remember
from kpireport.checks.past import find_stretched, find_undeclared
from kpireport.errors import SourceError
from kpireport.format import Language
from kpireport.model import Memory
from kpireport.pages.report_json import report_json
from kpireport.pipeline import Options, build, check
from kpireport.previous import read_previous

SITE = """\
title: A small report
goals: [grow.yaml]
metrics:
  orders: {name: Orders, unit: count, aggregation: sum, definition: Orders paid.}
  visits: {name: Visits, unit: count, aggregation: sum}
  conversion: {name: Conversion, unit: percent, aggregation: ratio, numerator: orders, denominator: visits}
"""
GOAL = """\
id: grow
name: Sell to more people
owner: Ada
kpis:
  - id: orders-kpi
    name: Orders a month
    metric: orders
    tier: strategic
    owner: Ada
    cadence: month
    target: {reach: 30, from: 20, start: 2026-01-01, by: 2026-09-30}
  - id: rate
    name: Conversion rate
    metric: conversion
    definition: Orders per visit.
    owner: Bo
    cadence: month
    target: {at_least: 9}
  - id: visitors
    name: Visitors
    metric: visits
    owner: Bo
    cadence: month
    target: {at_least: 200}
"""
Edit = tuple[str, str]


def write(root: Path, *edits: Edit, months: int = 18, restate: dict[str, float] | None = None) -> Path:
    """The project with texts of its files replaced; its data goes on from January 2025."""
    site, goal = SITE, GOAL
    for old, new in edits:
        assert old in site + goal
        site, goal = site.replace(old, new), goal.replace(old, new)
    rows = ["date,metric,value"]
    for number in range(months):
        day = f"{2025 + number // 12}-{number % 12 + 1:02}"
        for metric, value in (("orders", 20.0 + number % 3), ("visits", 220.0)):
            rows.append(f"{day},{metric},{(restate or {}).get(f'{day} {metric}', value)}")
    (root / "snapshots").mkdir(parents=True, exist_ok=True)
    (root / "snapshots/data.csv").write_text("\n".join(rows) + "\n", "utf-8")
    (root / "site.yaml").write_text(site, "utf-8")
    (root / "grow.yaml").write_text(goal, "utf-8")
    return root


Rebuild = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the project as it was."""
    root = write(tmp_path_factory.mktemp("earlier"))
    build(root / "site.yaml", root / "first", Options(environment={}))
    return root / "first"


@pytest.fixture
def rebuild(tmp_path: Path, earlier: Path) -> Rebuild:
    """The report.json after an edit, compared with that of the project before it (data to the end of June 2026)."""

    def made(*edits: Edit, months: int = 18, **changes: Any) -> dict[str, Any]:
        write(tmp_path, *edits, months=months, **changes)
        report = check(tmp_path / "site.yaml", Options(environment={}, previous=str(earlier)))
        found: dict[str, Any] = json.loads(report_json(report).content)
        return found

    return made


def told(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one["kpi"], one["what"], one["old"], one["new"]) for one in found["changes"] if not one["declared"]]


def codes(found: dict[str, Any], *wanted: str) -> list[tuple[str, str]]:
    return [(one["code"], one["kpi"]) for one in found["findings"] if one["code"] in wanted]


HISTORY = "    history: [{on: 2026-07-02, change: WHAT, reason: agreed}]\n"
CHANGES: dict[str, tuple[list[Edit], tuple[str, ...]]] = {
    "target": ([("at_least: 200", "at_least: 150")], ("visitors", "target", "At least 200", "At least 150")),
    "deadline": (
        [("by: 2026-09-30", "by: 2026-12-31")],
        ("orders-kpi", "deadline", "30 September 2026", "31 December 2026"),
    ),
    "definition": (
        [("Orders per visit.", "Orders per engaged visit.")],
        ("rate", "definition", "Orders per visit.", "Orders per engaged visit."),
    ),
    "formula": (
        [("aggregation: ratio, numerator: orders, denominator: visits", 'formula: "orders / visits * 110"')],
        (
            "rate",
            "formula",
            "aggregation: ratio, formula: –, numerator: orders, denominator: visits",
            "aggregation: –, formula: orders / visits * 110, numerator: –, denominator: –",
        ),
    ),
    "owner": (
        [("visits\n    owner: Bo", "visits\n    owner: Cy")],
        ("visitors", "owner", "Bo", "Cy"),
    ),
    "tier": ([("tier: strategic", "tier: operational")], ("orders-kpi", "tier", "strategic", "operational")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_that_no_history_declares_is_found(rebuild: Rebuild, what: str) -> None:
    edits, change = CHANGES[what]
    found = rebuild(*edits)
    assert told(found) == [change]
    assert codes(found, "G5", "G6") == [("G5", change[0])]
    assert found["changes"][0]["on"] == found["compared_with"] == "2026-06-30"


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_that_history_declares_is_none(rebuild: Rebuild, what: str) -> None:
    edits, (kpi, *_) = CHANGES[what]
    entry = HISTORY.replace("WHAT", what)
    names = {"orders-kpi": "Orders a month", "rate": "Conversion rate", "visitors": "Visitors"}
    line = f"    name: {names[kpi]}\n"
    found = rebuild(*edits, (line, line + entry))
    assert told(found) == []
    assert codes(found, "G5") == []
    [declared] = found["changes"]
    assert (declared["kpi"], declared["what"], declared["reason"]) == (kpi, what, "agreed")


def test_a_declaration_from_before_the_earlier_report_declares_nothing_new(rebuild: Rebuild) -> None:
    line = "    name: Visitors\n"
    entry = HISTORY.replace("WHAT", "target").replace("2026-07-02", "2026-06-29")
    found = rebuild(("at_least: 200", "at_least: 150"), (line, line + entry))
    assert codes(found, "G5") == [("G5", "visitors")]


def test_one_entry_may_declare_two_kinds(rebuild: Rebuild) -> None:
    line = "    name: Orders a month\n"
    edits = (line, line + HISTORY.replace("WHAT", "target and deadline"))
    found = rebuild(("reach: 30, from: 20", "reach: 40, from: 20"), ("by: 2026-09-30", "by: 2026-12-31"), edits)
    assert told(found) == []


def test_another_target_with_another_deadline_is_two_changes(rebuild: Rebuild) -> None:
    found = rebuild(("reach: 30, from: 20", "reach: 40, from: 20"), ("by: 2026-09-30", "by: 2026-12-31"))
    since = ", from 1 January 2026 on"
    assert told(found) == [
        ("orders-kpi", "deadline", "30 September 2026", "31 December 2026"),
        ("orders-kpi", "target", f"From 20 to 30{since}", f"From 20 to 40{since}"),
    ]


def test_a_further_phase_is_declared_by_its_agreement(rebuild: Rebuild) -> None:
    old = "    target: {reach: 30, from: 20, start: 2026-01-01, by: 2026-09-30}\n"
    phases = (
        "    target:\n      - {reach: 30, from: 20, start: 2026-01-01, by: 2026-09-30}\n"
        "      - {reach: 50, from: 30, by: 2027-09-30AGREED}\n"
    )
    assert told(rebuild((old, phases.replace("AGREED", "")))) == [("orders-kpi", "target", None, "From 30 to 50")]
    assert told(rebuild((old, phases.replace("AGREED", ", agreed_on: 2026-07-01")))) == []


def test_nothing_changed_is_nothing_told(rebuild: Rebuild) -> None:
    found = rebuild(months=20)
    assert (found["changes"], found["restated"], codes(found, "G6", "G5")) == ([], [], [])


# -------------------------------------------------------------------------------------------- what comes and what goes


def test_a_kpi_that_is_gone_without_a_trace_is_found(rebuild: Rebuild) -> None:
    found = rebuild((GOAL[GOAL.index("  - id: visitors") :], ""))
    assert told(found) == [("visitors", "removed", "active", None)]
    assert codes(found, "G5") == [("G5", "visitors")]


def test_a_kpi_retired_with_a_reason_stands_in_the_archive(rebuild: Rebuild) -> None:
    line = "    name: Visitors\n"
    entry = "    stage: retired\n    history: [{on: 2026-07-02, change: stage, reason: nobody decides on it}]\n"
    found = rebuild((line, line + entry))
    assert told(found) == []
    assert found["retired"] == [
        {
            "id": "visitors",
            "name": "Visitors",
            "goal": "grow",
            "on": "2026-07-02",
            "reason": "nobody decides on it",
            "unit": "count",
            "value": 220.0,
            "value_on": "2026-06-30",
        }
    ]


@pytest.mark.parametrize(("stage", "new"), [("retired", "retired"), ("candidate", "metric")])
def test_a_kpi_that_leaves_the_list_without_a_reason_is_found(rebuild: Rebuild, stage: str, new: str) -> None:
    line = "    name: Visitors\n"
    assert told(rebuild((line, f"{line}    stage: {stage}\n"))) == [("visitors", "stage", "active", new)]


def test_a_new_kpi_is_no_undeclared_change(rebuild: Rebuild, tmp_path: Path) -> None:
    write(tmp_path)
    more = GOAL + GOAL[GOAL.index("  - id: visitors") :].replace("visitors", "readers").replace("Visitors", "Readers")
    found = rebuild((GOAL, more))
    assert told(found) == []


# ------------------------------------------------------------------------------------------------------ restated values


def test_values_that_moved_by_more_than_a_hundredth_are_restated(rebuild: Rebuild) -> None:
    """Of 220 visits a hundredth is 2.2; the rate of that month moves with them."""
    moved = {"2026-03 visits": 222.2, "2026-04 visits": 222.3, "2026-05 orders": 0.0}
    found = rebuild(restate=moved)
    values = [(one["kpi"], one["start"], round(one["old"], 6), round(one["new"], 6)) for one in found["restated"]]
    assert values == [
        ("orders-kpi", "2026-05-01", 21.0, 0.0),
        ("rate", "2026-04-01", 9.090909, 8.996851),
        ("rate", "2026-05-01", 9.545455, 0.0),
        ("visitors", "2026-04-01", 220.0, 222.3),
    ]


def test_a_value_that_was_taken_back_is_restated_to_nothing(rebuild: Rebuild) -> None:
    found = rebuild(months=17)
    assert found["restated"] == [
        {"kpi": kpi, "start": "2026-06-01", "end": "2026-06-30", "old": old, "new": None}
        for kpi, old in (("orders-kpi", 22.0), ("rate", 10.0), ("visitors", 220.0))
    ]


# ------------------------------------------------------------------------------------------------------------ deadlines


def late(root: Path, *edits: Edit, months: int = 22) -> dict[str, Any]:
    """The first report has data to the end of October 2026, a month after the deadline."""
    write(root, months=months)
    build(root / "site.yaml", root / "first", Options(environment={}))
    write(root, *edits, months=months)
    build(root / "site.yaml", root / "second", Options(environment={}, previous=str(root / "first")))
    found: dict[str, Any] = json.loads((root / "second/data/report.json").read_text("utf-8"))
    return found


def test_a_deadline_moved_after_it_had_passed_is_an_error(tmp_path: Path) -> None:
    found = late(tmp_path, ("by: 2026-09-30", "by: 2026-12-31"))
    assert codes(found, "G6", "G5") == [("G6", "orders-kpi"), ("G5", "orders-kpi")]


def test_a_new_target_with_a_new_date_is_no_moved_deadline(tmp_path: Path) -> None:
    found = late(tmp_path, ("reach: 30, from: 20", "reach: 40, from: 20"), ("by: 2026-09-30", "by: 2026-12-31"))
    assert codes(found, "G6") == []


def test_a_deadline_moved_before_it_had_passed_is_none(rebuild: Rebuild) -> None:
    assert codes(rebuild(("by: 2026-09-30", "by: 2026-12-31")), "G6") == []


@pytest.mark.parametrize(("on", "is_late"), [("2026-10-02", True), ("2026-09-30", False)])
def test_history_alone_tells_that_a_deadline_was_moved_too_late(tmp_path: Path, on: str, is_late: bool) -> None:
    line = "    name: Orders a month\n"
    entry = f"    history: [{{on: {on}, change: deadline, from: 2026-09-30, to: 2026-12-31, reason: more time}}]\n"
    write(tmp_path, (line, line + entry), months=20)
    found = check(tmp_path / "site.yaml", Options(environment={})).findings
    assert [one.code for one in found if one.code == "G6"] == (["G6"] if is_late else [])


# ----------------------------------------------------------------------------------------------------------- carried on


def test_an_undeclared_change_stays_until_it_is_declared(tmp_path: Path) -> None:
    steps: tuple[tuple[Edit, ...], ...] = (
        (),
        (("at_least: 200", "at_least: 150"),),
        (("at_least: 200", "at_least: 150"),),
        (("at_least: 200", "at_least: 150"), ("    name: Visitors\n", "    name: Visitors\n" + HISTORY)),
    )
    found = []
    for number, edits in enumerate(steps):
        write(tmp_path, *((old, new.replace("WHAT", "target")) for old, new in edits), months=18 + number)
        previous = str(tmp_path / str(number - 1)) if number else None
        build(tmp_path / "site.yaml", tmp_path / str(number), Options(environment={}, previous=previous))
        found.append(json.loads((tmp_path / str(number) / "data/report.json").read_text("utf-8")))
    change = ("visitors", "target", "At least 200", "At least 150")
    assert [told(one) for one in found] == [[], [change], [change], []]
    assert [one["compared_with"] for one in found] == [None, "2026-06-30", "2026-07-31", "2026-08-31"]


def test_a_change_that_was_undone_is_none(tmp_path: Path) -> None:
    for number, edits in enumerate([(), [("at_least: 200", "at_least: 150")], ()]):
        write(tmp_path, *edits)
        previous = str(tmp_path / str(number - 1)) if number else None
        build(tmp_path / "site.yaml", tmp_path / str(number), Options(environment={}, previous=previous))
    assert told(json.loads((tmp_path / "2/data/report.json").read_text("utf-8"))) == []


def test_as_of_a_day_before_the_earlier_report_nothing_is_compared(tmp_path: Path) -> None:
    write(tmp_path)
    build(tmp_path / "site.yaml", tmp_path / "first", Options(environment={}))
    write(tmp_path, ("at_least: 200", "at_least: 150"))
    options = Options(environment={}, previous=str(tmp_path / "first"), as_of=date(2026, 5, 31))
    assert check(tmp_path / "site.yaml", options).changes == ()


# --------------------------------------------------------------------------------------------------------------- memory


def declared(memory: Memory) -> Memory:
    """Without the target in force, which report.json shows with what was computed of it."""
    return replace(memory, kpis={id_: replace(kpi, in_force=None) for id_, kpi in memory.kpis.items()})


def test_what_a_report_remembers_is_what_is_read_back(tmp_path: Path) -> None:
    edits = (
        ("at_least: 9", "between: [{metric: orders}, 40]"),
        ("by: 2026-09-30", "by: 2026-09-30, agreed_on: 2026-01-02, milestones: [{date: 2026-05-31, value: 25}]"),
        ("    name: Visitors\n", "    name: Visitors\n    stage: retired\n"),
    )
    write(tmp_path, *edits)
    report = check(tmp_path / "site.yaml", Options(environment={}))
    (tmp_path / "report.json").write_bytes(report_json(report).content)
    assert declared(read_previous(str(tmp_path / "report.json")).memory) == declared(remember(report))


def test_a_report_is_no_different_from_itself(tmp_path: Path) -> None:
    write(tmp_path)
    memory = remember(check(tmp_path / "site.yaml", Options(environment={})))
    assert list(differences(memory, memory)) == []
    assert list(restatements(memory, memory)) == []


def test_an_earlier_report_that_tells_the_target_in_force_alone_is_compared_by_it(tmp_path: Path) -> None:
    """Such as one of the first version, or one that another tool wrote by the contract."""
    write(tmp_path)
    build(tmp_path / "site.yaml", tmp_path / "first", Options(environment={}))
    place = tmp_path / "first/data/report.json"
    document = json.loads(place.read_text("utf-8"))
    for kpi in document["kpis"]:
        for key in ("phases", "arithmetic", "definition", "stage"):
            del kpi[key]
    for key in ("changes", "restated", "retired", "report_date"):
        del document[key]
    place.write_text(json.dumps(document), "utf-8")
    options = Options(environment={}, previous=str(tmp_path / "first"))
    assert check(tmp_path / "site.yaml", options).changes == ()
    write(tmp_path, ("at_least: 200", "at_least: 150"), ("by: 2026-09-30", "by: 2026-12-31"))
    found = check(tmp_path / "site.yaml", options).changes
    assert [(one.kpi, one.what) for one in found] == [("orders-kpi", "deadline"), ("visitors", "target")]


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path)
    build(tmp_path / "site.yaml", tmp_path / "first", Options(environment={}))
    write(tmp_path, ("at_least: 200", "at_least: 150"), restate={"2026-04 visits": 100.0})
    for out in ("one", "two"):
        build(tmp_path / "site.yaml", tmp_path / out, Options(environment={}, previous=str(tmp_path / "first")))
    one, two = (
        {p.relative_to(tmp_path / out): p.read_bytes() for p in (tmp_path / out).rglob("*") if p.is_file()}
        for out in ("one", "two")
    )
    assert one == two


#: What a value of an earlier report is replaced with: of every kind, and some that look right.
HOSTILE: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, 10**400, "", "x", "2026-02-30", "../../etc/passwd", "<script>", [], {}, [[]], [{}],
)  # fmt: skip


def mutated(document: Any, seed: int) -> Any:
    """The document with one value, somewhere in it, replaced or taken out."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice, not a secret
    copy = json.loads(json.dumps(document))
    at = copy
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = chance.choice(keys)
        if isinstance(at[key], dict | list) and at[key] and chance.random() < 0.9:
            at = at[key]
            continue
        if chance.random() < 0.2:
            del at[key]
        else:
            at[key] = chance.choice(HOSTILE)
        return copy


def test_a_damaged_earlier_report_is_compared_or_refused(tmp_path: Path) -> None:
    """Whatever one value of it becomes: a report of what can be read, or D016; never anything else."""
    line = "    name: Visitors\n"
    write(tmp_path, (line, line + HISTORY.replace("WHAT", "target")))
    first = check(tmp_path / "site.yaml", Options(environment={}))
    (tmp_path / "first.json").write_bytes(report_json(first).content)
    write(tmp_path, ("at_least: 200", "at_least: 150"), months=20)
    options = Options(environment={}, previous=str(tmp_path / "first.json"))
    second = check(tmp_path / "site.yaml", options)
    document = json.loads(report_json(second).content)
    language = Language("en-GB")
    refused: list[str] = []
    for seed in range(400):
        (tmp_path / "previous.json").write_text(json.dumps(mutated(document, seed)), "utf-8")
        try:
            memory = read_previous(str(tmp_path / "previous.json")).memory
        except SourceError as error:
            refused += [problem.code for problem in error.problems]
        else:
            found = with_changes(first, language, memory)
            report_json(found)
            list(find_undeclared(found))
            list(find_stretched(found))
    assert set(refused) == {"D016"}
    assert 40 < len(refused) < 360
