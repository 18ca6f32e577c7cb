"""The short and the long forms of a target → model.Target."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpireport.errors import Place
from kpireport.model import Bound, Direction, Milestone, Target, TargetKind
from kpireport.project.documents import Faults
from kpireport.project.goal_schema import MetricNumber, TargetEntry
from kpireport.project.nodes import Node, SequenceNode, problem_at
from kpireport.project.wording import listed

_SHORT: dict[str, TargetKind] = {
    "reach": "reach",
    "total": "cumulative",
    "at_least": "at_least",
    "at_most": "at_most",
    "between": "range",
    "average": "average",
    "text": "text",
}
_SAY_ONE = f"say one of {listed(_SHORT)}, as in {{at_least: 95}}"

TargetValue = float | TargetEntry | list[TargetEntry] | None


def build_targets(value: TargetValue, place: Place, direction: Direction, faults: Faults) -> tuple[Target, ...]:
    """The phases of a target in order of their deadlines; a bare number is judged by the metric's direction."""
    if value is None:
        return ()
    if isinstance(value, TargetEntry):
        return tuple(filter(None, [_target(value, faults)]))
    if isinstance(value, list):
        return _phases(value, faults)
    kind: TargetKind = "at_most" if direction == "down" else "at_least"
    return (Target(place=place, kind=kind, value=Bound(value)),)


def _phases(entries: Sequence[TargetEntry], faults: Faults) -> tuple[Target, ...]:
    for entry in [entry for entry in entries if entry.by is None and entry.lacks("by")][:-1]:
        message = "of several targets only the last can do without the deadline `by`"
        faults.add(problem_at(entry.node, "K010", message, "write by: YYYY-MM-DD"))
    _refuse_equal_deadlines(entries, faults)
    targets = [target for entry in entries if (target := _target(entry, faults))]
    return tuple(sorted(targets, key=lambda target: target.by or date.max))


def _refuse_equal_deadlines(entries: Sequence[TargetEntry], faults: Faults) -> None:
    seen: dict[date, TargetEntry] = {}
    for entry in entries:
        first = seen.setdefault(entry.by, entry) if entry.by else entry
        if first is not entry:
            message = f"two targets end on {entry.by}"
            at = _at(entry, "by")
            faults.add(problem_at(at, "K004", message, "give each phase its own deadline", (first.place,)))


def _target(entry: TargetEntry, faults: Faults) -> Target | None:
    """The target an entry states; None, with a problem unless one is reported already, when it states none."""
    kind = _kind(entry, faults)
    if kind is None or not _is_whole(entry, kind, faults):
        return None
    _check_dates(entry, faults)
    low, high = _range(entry, faults) if kind == "range" else (None, None)
    return Target(
        place=entry.place,
        kind=kind,
        value=_bound(_single(entry)),
        low=low,
        high=high,
        text=entry.text,
        baseline=_baseline(entry, faults),
        start=entry.start,
        by=entry.by,
        agreed_by=entry.agreed_by,
        agreed_on=entry.agreed_on,
        milestones=_milestones(entry, faults),
        rationale=entry.rationale,
        baseline_source=entry.baseline_source,
        capacity=entry.capacity,
        market=entry.market,
    )


def _kind(entry: TargetEntry, faults: Faults) -> TargetKind | None:
    short = [key for key in _SHORT if getattr(entry, key) is not None]
    if entry.kind:
        short = [key for key in short if not (key == "text" and entry.kind == "text")]
        if short:
            message = f"`kind` and `{short[0]}` both say the target"
            faults.add(problem_at(_at(entry, short[0]), "K004", message, _SAY_ONCE))
            return None
        return entry.kind
    if len(short) > 1:
        message = f"a target is either {listed(short)}"
        faults.add(
            problem_at(_at(entry, short[1]), "K004", message, "keep one; several targets in time are a list of phases")
        )
        return None
    if not short and not entry.node.dropped:
        faults.add(problem_at(entry.node, "K010", "the target does not say what is to be reached", _SAY_ONE))
    return _SHORT[short[0]] if short else None


def _is_whole(entry: TargetEntry, kind: TargetKind, faults: Faults) -> bool:
    """Whether the numbers that the kind needs are there."""
    if not entry.kind:
        return kind != "range" or _has_two_bounds(entry, faults)
    needed = {"range": ("low", "high"), "text": ("text",)}.get(kind, ("value",))
    missing = [key for key in needed if getattr(entry, key) is None]
    for key in missing:
        if entry.lacks(key):
            message = f"a target of kind `{kind}` needs `{key}`"
            faults.add(problem_at(_at(entry, "kind"), "K010", message, f"write {key}: and its number"))
    return not missing


def _has_two_bounds(entry: TargetEntry, faults: Faults) -> bool:
    if len(entry.between or ()) == 2:
        return True
    node = _at(entry, "between")
    if not (isinstance(node, SequenceNode) and node.shortened):
        faults.add(problem_at(node, "K004", "`between` has two bounds", "write between: [low, high]"))
    return False


def _single(entry: TargetEntry) -> float | MetricNumber | None:
    values = (entry.reach, entry.total, entry.at_least, entry.at_most, entry.average, entry.value)
    return next((value for value in values if value is not None), None)


def _range(entry: TargetEntry, faults: Faults) -> tuple[Bound | None, Bound | None]:
    low, high = entry.between if entry.between else (entry.low, entry.high)
    if isinstance(low, float) and isinstance(high, float) and low > high:
        key = "between" if entry.between else "low"
        faults.add(
            problem_at(_at(entry, key), "K004", "the lower bound is above the upper one", "write the lower one first")
        )
    return _bound(low), _bound(high)


def _bound(value: float | MetricNumber | None) -> Bound | None:
    if isinstance(value, MetricNumber):
        return Bound(metric=value.metric.text.strip())
    return None if value is None else Bound(value)


def _baseline(entry: TargetEntry, faults: Faults) -> float | None:
    if entry.from_ is not None and entry.baseline is not None:
        faults.add(problem_at(_at(entry, "baseline"), "K004", "`from` and `baseline` mean the same", "keep one"))
    return entry.baseline if entry.from_ is None else entry.from_


def _milestones(entry: TargetEntry, faults: Faults) -> tuple[Milestone, ...]:
    seen: set[date] = set()
    for one in entry.milestones or ():
        if one.date in seen:
            message = f"two milestones on {one.date.isoformat()}"
            faults.add(problem_at(one.node, "K004", message, "keep one of them"))
        if entry.by and one.date > entry.by:
            faults.add(
                problem_at(
                    one.node, "K006", "the milestone lies after the deadline `by`", "correct one of the two dates"
                )
            )
        seen.add(one.date)
    found = (Milestone(one.date, one.value) for one in entry.milestones or ())
    return tuple(sorted(found, key=lambda one: one.date))


def _check_dates(entry: TargetEntry, faults: Faults) -> None:
    if entry.start and entry.by and entry.start > entry.by:
        faults.add(
            problem_at(
                _at(entry, "by"), "K006", "the deadline `by` lies before `start`", "correct one of the two dates"
            )
        )


def _at(entry: TargetEntry, key: str) -> Node:
    return entry.node.values.get(key, entry.node)


_SAY_ONCE = "either kind with value, or low and high; or the short form alone"
