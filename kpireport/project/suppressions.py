"""What stands under `suppress` → model.Suppression."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kpireport.model import Suppression
from kpireport.project.entries import Entry
from kpireport.project.load import NamedMetric, Parts
from kpireport.project.nodes import MappingNode


def build_suppressions(parts: Parts, metrics: Iterable[NamedMetric]) -> tuple[Suppression, ...]:
    """The accepted findings of the site, its goals, KPIs and metrics."""
    return tuple(
        sorted(
            (
                *_of(parts.site, parts.site.suppress, {}),
                *(one for goal in parts.goals for one in _of(goal, goal.suppress, {"goal": goal.id})),
                *(one for kpi in parts.kpis() for one in _of(kpi, kpi.suppress, {"kpi": kpi.id})),
                *(one for named in metrics if named.entry for one in _of_metric(named, named.entry.suppress)),
            ),
            key=lambda one: one.place,
        )
    )


def _of_metric(named: NamedMetric, reasons: Mapping[str, str] | None) -> Iterator[Suppression]:
    assert named.entry  # noqa: S101 - the caller passes over faulty metrics
    return _of(named.entry, reasons, {"metric": named.id.text.strip()})


def _of(entry: Entry, reasons: Mapping[str, str] | None, owner: Mapping[str, str | None]) -> Iterator[Suppression]:
    node = entry.node.values.get("suppress")
    for code, reason in (reasons or {}).items():
        assert isinstance(node, MappingNode)  # noqa: S101 - a table was read from it
        yield Suppression(place=node.keys[code].place, code=code, reason=reason, **owner)
