"""OKR entries → model.Okr."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpireport.model import KeyResult, Okr
from kpireport.periods import Calendar, Period
from kpireport.project.documents import Faults
from kpireport.project.nodes import ScalarNode, problem_at
from kpireport.project.site_schema import KeyResultEntry, OkrEntry
from kpireport.project.wording import listed, readable

Names = Mapping[tuple[str, str], str]


def build_okrs(entries: Iterable[OkrEntry], names: Names, calendar: Calendar, faults: Faults) -> tuple[Okr, ...]:
    """The objectives in the order of the files. `names` are those of KPIs and metrics, by kind and id."""
    return tuple(_okr(entry, names, calendar, faults) for entry in entries)


def _okr(entry: OkrEntry, names: Names, calendar: Calendar, faults: Faults) -> Okr:
    _refuse_twins(entry, faults)
    return Okr(
        id=entry.id,
        place=entry.place,
        objective=entry.objective,
        cycle=_cycle(entry.cycle, calendar, faults) if entry.cycle else None,
        owner=entry.owner,
        goal=_text(entry.goal),
        commitment=entry.commitment,
        key_results=tuple(_key_result(one, names, faults) for one in entry.key_results or ()),
        places=entry.places,
    )


def _cycle(node: ScalarNode, calendar: Calendar, faults: Faults) -> Period | None:
    try:
        return calendar.parse(node.text)
    except ValueError as error:
        faults.add(problem_at(node, "K006", str(error), "write the period of the cycle, such as 2026-Q3 or 2026-09"))
        return None


def _refuse_twins(entry: OkrEntry, faults: Faults) -> None:
    seen: dict[str, KeyResultEntry] = {}
    for one in entry.key_results or ():
        first = seen.setdefault(one.id, one)
        if first is not one:
            message = f"there are two key results `{one.id}` in this objective"
            at = one.node.values["id"]
            faults.add(problem_at(at, "K009", message, "give one of them another id, or take it out", (first.place,)))


def _key_result(entry: KeyResultEntry, names: Names, faults: Faults) -> KeyResult:
    _check(entry, faults)
    kpi, metric = _text(entry.kpi), _text(entry.metric)
    known = names.get(("kpi", kpi or "")) or names.get(("metric", metric or ""))
    return KeyResult(
        id=entry.id,
        place=entry.place,
        name=entry.name or known or readable(entry.id),
        kpi=kpi,
        metric=metric,
        start=entry.start,
        value=entry.value,
        target=entry.target,
        by=entry.by,
        cadence=entry.cadence,
        explanation=entry.explanation,
    )


def _check(entry: KeyResultEntry, faults: Faults) -> None:
    """A key result has one origin of its number."""
    origins = [key for key in ("kpi", "metric", "value") if getattr(entry, key) is not None]
    if len(origins) > 1:
        message = f"a key result takes its number from {listed(origins)}"
        faults.add(problem_at(entry.node.values[origins[1]], "K004", message, "keep one of them"))


def _text(node: ScalarNode | None) -> str | None:
    return node.text.strip() if node else None
