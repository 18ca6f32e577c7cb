"""What an earlier report remembers of its KPIs, read from its report.json. A key it does not have was not told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kpireport.model import (
    Arithmetic,
    Bound,
    Days,
    Declared,
    Memory,
    Milestone,
    Open,
    RememberedFinding,
    RememberedKpi,
    RememberedTarget,
    RememberedTrigger,
    Retired,
    StatusChange,
)
from kpireport.previous.values import (
    Entry,
    UnsoundError,
    optional,
    read_change_kind,
    read_count,
    read_day,
    read_id,
    read_kind,
    read_level,
    read_number,
    read_status,
    read_text,
    read_tier,
    read_truth,
)


def read_memory(document: Mapping[str, Any]) -> Memory:
    """The memory of a report; its day is that of its data where it tells no other. Raises UnsoundError."""
    whole = Entry("", document)
    kpis = [_kpi(entry) for entry in whole.entries("kpis")]
    retired = [_retired(entry) for entry in whole.entries("retired")]
    return Memory(
        report_date=whole.read("report_date", optional(read_day)) or whole.read("data_through", optional(read_day)),
        kpis={kpi.id: kpi for kpi in kpis},
        retired={one.id: one for one in retired},
        metrics=frozenset(entry.read("id", read_id) for entry in whole.entries("metrics")),
        fired=tuple(_fired(entry) for entry in whole.entries("triggers") if entry.read("fired", optional(read_truth))),
        undeclared=tuple(_open(entry) for entry in whole.entries("changes") if not entry.read("declared", read_truth)),
        declared=tuple(
            Declared(entry.read("kpi", read_id), entry.read("on", read_day), entry.read("what", read_text))
            for entry in whole.entries("changes")
            if entry.read("declared", read_truth) and entry.maybe("on") is not None
        ),
        status_changes=tuple(map(_status_change, whole.entries("status_changes"))),
        findings=tuple(_finding(entry) for entry in whole.entries("findings")),
    )


def _status_change(entry: Entry) -> StatusChange:
    old, new = entry.read("old", read_status), entry.read("new", read_status)
    return StatusChange(entry.read("kpi", read_id), entry.read("on", read_day), old, new)


def _finding(entry: Entry) -> RememberedFinding:
    return RememberedFinding(
        code=entry.read("code", read_text),
        level=entry.read("level", read_level),
        message=entry.read("message", read_text),
        kpi=entry.read("kpi", optional(read_text)),
        goal=entry.read("goal", optional(read_text)),
    )


def _kpi(entry: Entry) -> RememberedKpi:
    phases = entry.maybe("phases")
    return RememberedKpi(
        id=entry.read("id", read_id),
        name=entry.read("name", read_text),
        unit=entry.read("unit", optional(read_text)),
        goal=entry.read("goal", optional(read_text)),
        tier=entry.read("tier", optional(read_tier)),
        owner=_told(entry, "owner"),
        definition=_told(entry, "definition"),
        arithmetic=_arithmetic(entry),
        targets=None if phases is None else tuple(_target(one) for one in entry.entries("phases")),
        in_force=_target(entry.entry("target")) if entry.maybe("target") is not None else None,
        closed=_closed(entry),
        value=entry.read("value", optional(read_number)),
        period=entry.entry("period").read("label", read_text) if entry.maybe("period") is not None else None,
        status=entry.read("status", optional(read_status)),
        decimals=entry.read("decimals", optional(read_count)),
        is_headline=entry.maybe("vanity") is None,
    )


def _told(entry: Entry, key: str) -> str | None:
    """A text; empty where the report says that there is none, None where it says nothing."""
    return (entry.read(key, optional(read_text)) or "") if key in entry.values else None


def _target(entry: Entry) -> RememberedTarget:
    return RememberedTarget(
        kind=entry.read("kind", read_kind),
        value=_bound(entry, "value"),
        low=_bound(entry, "low"),
        high=_bound(entry, "high"),
        text=entry.read("text", optional(read_text)),
        baseline=entry.read("baseline", optional(read_number)),
        start=entry.read("start", optional(read_day)),
        by=entry.read("by", optional(read_day)),
        milestones=tuple(_milestone(one) for one in entry.entries("milestones")),
        agreed_on=entry.read("agreed_on", optional(read_day)),
    )


def _bound(entry: Entry, key: str) -> Bound | None:
    """A number, or the metric that gives one for each period."""
    if isinstance(entry.maybe(key), dict):
        return Bound(metric=entry.entry(key).read("metric", read_id))
    number = entry.read(key, optional(read_number))
    return None if number is None else Bound(number)


def _milestone(entry: Entry) -> Milestone:
    return Milestone(entry.read("date", read_day), entry.read("value", read_number))


def _arithmetic(entry: Entry) -> Arithmetic | None:
    if entry.maybe("arithmetic") is None:
        return None
    told = entry.entry("arithmetic")

    def text(key: str) -> str | None:
        return told.read(key, optional(read_text))

    return Arithmetic(
        unit=told.read("unit", read_text),
        per=text("per"),
        aggregation=text("aggregation"),
        formula=text("formula"),
        numerator=text("numerator"),
        denominator=text("denominator"),
        source=text("source"),
        column=text("column"),
        composite=tuple(_part(one) for one in told.entries("composite")),
    )


def _part(entry: Entry) -> tuple[str, float, float, float]:
    weight, low, high = (entry.read(key, read_number) for key in ("weight", "low", "high"))
    return entry.read("metric", read_text), weight, low, high


def _closed(entry: Entry) -> Mapping[Days, float | None]:
    return dict(_point(one) for one in entry.entries("series") if one.read("closed", read_truth))


def _point(entry: Entry) -> tuple[Days, float | None]:
    days: tuple[date, date] = (entry.read("start", read_day), entry.read("end", read_day))
    if days[0] > days[1]:
        raise UnsoundError(f"`{entry.at}` ends before it begins")
    return days, entry.read("value", optional(read_number))


def _retired(entry: Entry) -> Retired:
    return Retired(
        id=entry.read("id", read_id),
        name=entry.read("name", read_text),
        goal=entry.read("goal", optional(read_text)),
        on=entry.read("on", optional(read_day)),
        reason=entry.read("reason", optional(read_text)),
        unit=entry.read("unit", optional(read_text)),
        value=entry.read("value", optional(read_number)),
        value_on=entry.read("value_on", optional(read_day)),
    )


def _fired(entry: Entry) -> RememberedTrigger:
    segments = ((one.read("segment", read_text), one.read("since", read_day)) for one in entry.entries("segments"))
    return RememberedTrigger(
        kpi=entry.read("kpi", read_id),
        when=entry.read("when", read_text),
        since=entry.read("since", optional(read_day)),
        segments=frozenset(segments),
    )


def _open(entry: Entry) -> Open:
    return Open(
        kpi=entry.read("kpi", read_id),
        name=entry.read("name", read_text),
        on=entry.read("on", read_day),
        what=entry.read("what", read_change_kind),
        old=entry.read("old", optional(read_text)),
        new=entry.read("new", optional(read_text)),
        is_late=entry.read("late", read_truth),
    )
