"""Where a definition, an arithmetic or a target was changed the history breaks: a named line, and a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from kpireport.charts import Drawing, draw
from kpireport.format import Language
from kpireport.model import Break, KpiResult, TargetResult
from kpireport.periods import Grain
from tests.charts.chart_samples import config, event, points, report, result

ENGLISH = Language("en-GB", "EUR")
DEFINED = Break(on=date(2026, 5, 4), what="definition")
COMPUTED = Break(on=date(2026, 5, 4), what="formula")
AIMED = Break(on=date(2026, 8, 3), what="target", is_declared=False)


def history(found: KpiResult) -> Drawing:
    drawn = draw(report(found), ENGLISH, config(), 1)[found.id].history
    assert drawn is not None
    return drawn


def weekly(*breaks: Break) -> KpiResult:
    return result(points([100 + week % 7 for week in range(40)], "week", date(2026, 1, 5)), breaks=breaks)


def lines(svg: str, layer: str) -> list[str]:
    group = re.search(rf'<g class="mark-rule role-mark {layer}_marks"[^>]*>(.*?)</g>', svg)
    return re.findall(r"<line", group[1]) if group else []


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter("text")]  # noqa: S314  # our own output


def test_a_break_is_a_named_line_at_both_sizes() -> None:
    drawn = history(weekly(DEFINED, AIMED))
    for svg in (drawn.wide, drawn.narrow):
        assert len(lines(svg, "break")) == 2
        assert {"Definition changed", "Target changed"} <= set(texts(svg))
    assert drawn.note is not None
    assert drawn.note.endswith(
        "Another definition holds from 4 May 2026 on; compare across it with care. "
        "The target is not that of the report of 3 August 2026."
    )


def test_breaks_of_one_day_are_one_line() -> None:
    drawn = history(weekly(DEFINED, COMPUTED))
    assert len(lines(drawn.wide, "break")) == 1
    assert "Several changes" in texts(drawn.wide)
    assert "Another definition" in (drawn.note or "")
    assert "Another arithmetic" in (drawn.note or "")


def test_a_break_outside_of_the_stretch_is_not_drawn() -> None:
    drawn = history(weekly(replace(DEFINED, on=date(2024, 5, 4))))
    assert lines(drawn.wide, "break") == []
    assert "definition" not in (drawn.note or "")


def test_a_break_keeps_its_name_where_events_stand_close() -> None:
    crowd = [event(date(2026, 5, day), f"Event number {day}") for day in range(1, 9)]
    drawn = history(replace(weekly(DEFINED), events=tuple(crowd)))
    assert "Definition changed" in texts(drawn.wide)


@pytest.mark.parametrize(
    ("grain", "values", "target"),
    [
        ("quarter", [5, 6, 7, 8, 9, 8, 7, 6], None),
        ("month", [5.0] * 9, TargetResult(kind="cumulative", value=60, start=date(2026, 1, 1), by=date(2026, 12, 31))),
    ],
)
def test_columns_and_totals_break_too(grain: Grain, values: Sequence[float], target: TargetResult | None) -> None:
    first = date(2025, 1, 1) if grain == "quarter" else date(2026, 1, 1)
    drawn = history(result(points(values, grain, first), target=target, breaks=(DEFINED,)))
    for svg in (drawn.wide, drawn.narrow):
        assert len(lines(svg, "break")) == 1
        assert "Definition changed" in texts(svg)
    assert "4 May 2026" in (drawn.note or "")
