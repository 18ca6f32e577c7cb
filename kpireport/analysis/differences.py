"""What became different between two remembered reports. Two memories in, differences out: nothing else is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from kpireport.analysis.change_kinds import declares
from kpireport.model import (
    Bound,
    ChangeKind,
    Declared,
    Difference,
    Memory,
    RememberedKpi,
    RememberedTarget,
    Restatement,
    Said,
    StatusChange,
)

#: A published value is restated when it moved by more than this share of itself.
RESTATED_BEYOND = 0.01


def differences(earlier: Memory, now: Memory) -> Iterator[Difference]:
    """What was changed about each KPI, in the order of the later report, then the KPIs that are gone.

    A KPI that is new is one; what an earlier report did not tell is not compared.
    """
    for kpi in now.kpis.values():
        before = earlier.kpis.get(kpi.id)
        if before is None:
            yield Difference(kpi=kpi.id, name=kpi.name, what="added", new="active")
        else:
            yield from _between(before, kpi, earlier.report_date)
    for kpi in earlier.kpis.values():
        if kpi.id not in now.kpis:
            yield _gone(kpi, now)


def restatements(earlier: Memory, now: Memory) -> Iterator[Restatement]:
    """The closed values that the later report gives otherwise, by KPI and period."""
    for kpi in now.kpis.values():
        before = earlier.kpis.get(kpi.id)
        if before is not None and kpi.closed:
            yield from _restated(before, kpi)


def status_changes(earlier: Memory, now: Memory) -> Iterator[StatusChange]:
    """The KPIs whose status became another, on the day of the later report."""
    for kpi in now.kpis.values():
        before = earlier.kpis.get(kpi.id)
        if before and before.status and kpi.status and before.status != kpi.status and now.report_date:
            yield StatusChange(kpi.id, now.report_date, before.status, kpi.status)


def is_declared(one: Difference, history: Iterable[Declared], on: date) -> bool:
    """Whether the KPI's history speaks of the change since the day `on`, or it is a further phase by its agreement."""
    if isinstance(one.new, RememberedTarget) and one.old is None and one.new.agreed_on and one.new.agreed_on >= on:
        return True
    return any(entry.on >= on and declares(entry.what, one.what) for entry in history)


def _gone(kpi: RememberedKpi, now: Memory) -> Difference:
    if kpi.id in now.retired or kpi.id in now.metrics:
        new = "retired" if kpi.id in now.retired else "metric"
        return Difference(kpi=kpi.id, name=kpi.name, what="stage", old="active", new=new)
    return Difference(kpi=kpi.id, name=kpi.name, what="removed", old="active")


def _between(old: RememberedKpi, new: RememberedKpi, seen_on: date | None) -> Iterator[Difference]:
    yield from _targets(old, new, seen_on)
    texts: tuple[tuple[ChangeKind, Said | None, Said | None], ...] = (
        ("definition", old.definition, new.definition),
        ("formula", old.arithmetic, new.arithmetic),
        ("owner", old.owner, new.owner),
        ("tier", old.tier, new.tier),
    )
    for what, before, after in texts:
        if before is not None and after is not None and before != after:
            yield Difference(kpi=new.id, name=new.name, what=what, old=before or None, new=after or None)


def _targets(old: RememberedKpi, new: RememberedKpi, seen_on: date | None) -> Iterator[Difference]:
    """Phases are matched by their deadlines, those left over in their order."""
    before, after = _comparable(old, new)
    kept = {one.by for one in before} & {one.by for one in after}
    by_deadline = {one.by: one for one in after}
    for one in before:
        if one.by in kept and _promise(one) != _promise(by_deadline[one.by]):
            yield _target(new, one, by_deadline[one.by])
    gone = [one for one in before if one.by not in kept]
    come = [one for one in after if one.by not in kept]
    for one, other in zip(gone, come, strict=False):
        yield _deadline(new, one, other, seen_on)
        if _promise(one) != _promise(other):
            yield _target(new, one, other)
    yield from (_target(new, one, None) for one in gone[len(come) :])
    yield from (_target(new, None, other) for other in come[len(gone) :])


def _comparable(
    old: RememberedKpi, new: RememberedKpi
) -> tuple[Sequence[RememberedTarget], Sequence[RememberedTarget]]:
    """All phases of both; of a report that only tells the target in force, that one alone, as far as it is told."""
    if old.targets is not None:
        return old.targets, new.targets or ()
    if old.in_force is None or new.in_force is None:
        return (), ()
    return (old.in_force,), (_as_told(new.in_force, old.in_force),)


def _as_told(target: RememberedTarget, like: RememberedTarget) -> RememberedTarget:
    """Without what a target in force is not known to have been declared with: its start, its baseline, its plan."""
    return replace(
        target,
        value=_number(target.value, like.value),
        low=_number(target.low, like.low),
        high=_number(target.high, like.high),
        baseline=like.baseline,
        start=like.start,
        milestones=(),
    )


def _number(bound: Bound | None, like: Bound | None) -> Bound | None:
    """A bound that a metric gives for each period counts as unchanged."""
    return like if bound is not None and bound.metric is not None else bound


def _promise(target: RememberedTarget) -> RememberedTarget:
    """What is compared: all but the deadline, which is a change of its own, and when it was agreed."""
    return replace(target, by=None, agreed_on=None)


def _target(kpi: RememberedKpi, old: RememberedTarget | None, new: RememberedTarget | None) -> Difference:
    return Difference(kpi=kpi.id, name=kpi.name, what="target", old=old, new=new)


def _deadline(kpi: RememberedKpi, old: RememberedTarget, new: RememberedTarget, seen_on: date | None) -> Difference:
    passed = old.by is not None and seen_on is not None and old.by < seen_on
    late = passed and is_stretched(old, new)
    return Difference(kpi=kpi.id, name=kpi.name, what="deadline", old=old.by, new=new.by, is_late=late)


def is_stretched(old: RememberedTarget, new: RememberedTarget) -> bool:
    """Whether the same is promised for a later day. Another number with another day is a new target."""
    same = (old.kind, old.value, old.low, old.high, old.text) == (new.kind, new.value, new.low, new.high, new.text)
    return same and old.by is not None and new.by is not None and new.by > old.by


def _restated(old: RememberedKpi, new: RememberedKpi) -> Iterator[Restatement]:
    first = min(new.closed)
    for (start, end), value in sorted(old.closed.items()):
        if value is None or (start, end) < first:
            continue  # what no longer reaches back so far is not restated
        now = new.closed.get((start, end))
        if now is None or abs(now - value) > RESTATED_BEYOND * abs(value):
            yield Restatement(kpi=new.id, name=new.name, start=start, end=end, old=value, new=now)
