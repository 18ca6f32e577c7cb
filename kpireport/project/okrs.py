"""OKR entries → model.Okr."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpireport.model import KeyResult, Kpi, Metric, Okr
from kpireport.project.nodes import ScalarNode
from kpireport.project.site_schema import KeyResultEntry, OkrEntry
from kpireport.project.wording import readable


def build_okrs(entries: Iterable[OkrEntry], kpis: Mapping[str, Kpi], metrics: Mapping[str, Metric]) -> tuple[Okr, ...]:
    """The objectives in the order of the files; a key result without a name has that of its KPI or metric."""
    return tuple(_okr(entry, kpis, metrics) for entry in entries)


def _okr(entry: OkrEntry, kpis: Mapping[str, Kpi], metrics: Mapping[str, Metric]) -> Okr:
    return Okr(
        id=entry.id,
        place=entry.place,
        objective=entry.objective,
        cycle=entry.cycle,
        owner=entry.owner,
        goal=_text(entry.goal),
        commitment=entry.commitment,
        key_results=tuple(_key_result(one, kpis, metrics) for one in entry.key_results or ()),
        places=entry.places,
    )


def _key_result(entry: KeyResultEntry, kpis: Mapping[str, Kpi], metrics: Mapping[str, Metric]) -> KeyResult:
    kpi, metric = _text(entry.kpi), _text(entry.metric)
    known = kpis.get(kpi or "") or metrics.get(metric or "")
    return KeyResult(
        id=entry.id,
        place=entry.place,
        name=entry.name or (known.name if known else readable(entry.id)),
        kpi=kpi,
        metric=metric,
        start=entry.start,
        value=entry.value,
        target=entry.target,
        by=entry.by,
        explanation=entry.explanation,
    )


def _text(node: ScalarNode | None) -> str | None:
    return node.text.strip() if node else None
