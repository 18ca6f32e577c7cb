"""What an earlier report remembers, as far as the readers of this one may know it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from kpireport.access.mentions import telling_names
from kpireport.access.restrict import Restricted
from kpireport.model import Bound, Issued, Memory, RememberedKpi, RememberedTarget


def restrict_memory(
    ledger: Sequence[Issued], memory: Memory, restricted: Restricted
) -> tuple[tuple[Issued, ...], Memory]:
    """The ledger and the memory of the KPIs that are left.

    A KPI that the files no longer have may have been confidential, so it is forgotten.
    """
    if restricted.is_whole:
        return tuple(ledger), memory
    part = restricted.project
    kpis = {kpi.id for kpi in part.kpis}
    kept = tuple(issued for issued in ledger if issued.kpi in kpis)
    names = telling_names(restricted.whole, part)
    goals = frozenset(goal.id for goal in part.goals)
    return kept, replace(
        memory,
        kpis={id_: _kpi(one, restricted, goals, names) for id_, one in memory.kpis.items() if id_ in kpis},
        retired={id_: one for id_, one in memory.retired.items() if id_ in kpis and not _tells(one, names)},
        metrics=memory.metrics & part.metrics.keys(),
        declared=(),
        findings=(),
        status_changes=tuple(one for one in memory.status_changes if one.kpi in kpis),
        undeclared=tuple(one for one in memory.undeclared if one.kpi in kpis and not _tells(one, names)),
    )


def _kpi(
    kpi: RememberedKpi, restricted: Restricted, goals: frozenset[str], names: re.Pattern[str] | None
) -> RememberedKpi:
    """What the earlier report said of a KPI; a part that names what is gone counts as not told."""
    metrics = restricted.project.metrics
    targets = kpi.targets if kpi.targets is None or all(_is_known(one, metrics) for one in kpi.targets) else None
    in_force = kpi.in_force if kpi.in_force is None or _is_known(kpi.in_force, metrics) else None
    return replace(
        kpi,
        goal=kpi.goal if kpi.goal in goals else None,
        definition=None if _tells(kpi.definition, names) else kpi.definition,
        arithmetic=None if _tells(kpi.arithmetic, names) else kpi.arithmetic,
        targets=targets,
        in_force=in_force,
    )


def _is_known(target: RememberedTarget, metrics: Collection[str]) -> bool:
    bounds: list[Bound | None] = [target.value, target.low, target.high]
    return all(bound is None or bound.metric is None or bound.metric in metrics for bound in bounds)


def _tells(said: object, names: re.Pattern[str] | None) -> bool:
    return names is not None and said is not None and names.search(str(said)) is not None
