"""The diff of two reports for machines: raw values, and of each KPI only what differs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date

from kpireport.model import (
    Arithmetic,
    Bound,
    Diff,
    Difference,
    KpiDiff,
    RememberedFinding,
    RememberedKpi,
    RememberedTarget,
    Restatement,
)

Json = dict[str, object]


def diff_as_json(found: Diff) -> str:
    """`added` and `retired` are ids; `from` and `to` are days at the top, and what stood there everywhere else."""
    content = {
        "from": _plain(found.old_date),
        "to": _plain(found.new_date),
        "kpis": [_kpi(one) for one in found.kpis],
        "added": [kpi.id for kpi in found.added],
        "retired": [kpi.id for kpi in found.retired],
        "findings": {"new": _findings(found.new_findings), "gone": _findings(found.gone_findings)},
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _kpi(one: KpiDiff) -> Json:
    return {"id": one.new.id, "name": one.new.name, **dict(_shown(one)), **dict(_changed(one)), **_restated(one)}


def _shown(one: KpiDiff) -> Iterator[tuple[str, Json]]:
    old, new = one.old, one.new
    if old.value != new.value:
        yield "value", {"from": old.value, "to": new.value, "from_period": old.period, "to_period": new.period}
    if old.status != new.status:
        yield "status", {"from": old.status, "to": new.status}


def _changed(one: KpiDiff) -> Iterator[tuple[str, Json]]:
    """A key for each kind of change; a moved deadline is a change of the target, which stands there whole."""
    promises = [change for change in one.changes if change.what in ("target", "deadline")]
    if promises:
        yield "target", {**_promise(promises[0], one), **_judgement(promises)}
    for change in one.changes:
        if change not in promises:
            yield change.what, {"from": _plain(change.old), "to": _plain(change.new), **_judgement([change])}


def _promise(change: Difference, one: KpiDiff) -> Json:
    if change.what == "target":
        return {"from": _plain(change.old), "to": _plain(change.new)}
    return {"from": _plain(_until(one.old, change.old)), "to": _plain(_until(one.new, change.new))}


def _until(kpi: RememberedKpi, by: object) -> RememberedTarget | None:
    targets = (*(kpi.targets or ()), *((kpi.in_force,) if kpi.in_force else ()))
    return next((target for target in targets if target.by == by), None)


def _judgement(changes: Iterable[Difference]) -> Json:
    return {
        "declared": all(change.is_declared for change in changes),
        "late": any(change.is_late for change in changes),
    }


def _restated(one: KpiDiff) -> Json:
    return {"restated": [_restatement(each) for each in one.restated]} if one.restated else {}


def _restatement(one: Restatement) -> Json:
    return {"start": _plain(one.start), "end": _plain(one.end), "from": one.old, "to": one.new}


def _findings(found: Iterable[RememberedFinding]) -> list[object]:
    return [_plain(one) for one in found]


def _plain(value: object) -> object:
    """A remembered value as report.json writes it: a bound is a number, or `{"metric": id}`."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Bound):
        return {"metric": value.metric} if value.metric is not None else value.number
    if isinstance(value, Arithmetic | RememberedTarget | RememberedFinding) or is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
