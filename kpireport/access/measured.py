"""Which metrics a reader sees with the KPIs he may see, and which are kept from him."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from kpireport.model import Kpi, Metric


@dataclass(frozen=True, slots=True)
class Measured:
    """The metrics that are `shown`, and those `withheld`: confidential, or computed from what is."""

    shown: frozenset[str]
    withheld: frozenset[str]


def measured(
    metrics: Mapping[str, Metric],
    shown: Collection[Kpi],
    secret: Collection[Kpi],
    own: Collection[str],
    *,
    aimed_at: Iterable[str],
    all_else: bool,
) -> Measured:
    """The metrics behind the `shown` KPIs, and those that objectives are `aimed_at`.

    `own` are confidential by themselves; what is computed from them is withheld too. `all_else`: metrics that no
    `secret` KPI needs are shown as well.
    """
    withheld = frozenset(name for name in metrics if not inputs_of([name], metrics).isdisjoint(own))
    known = {name: metric for name, metric in metrics.items() if name not in withheld}
    reached = _reached([*(name for kpi in shown for name in _behind(kpi)), *aimed_at], known)
    if all_else:
        hidden = withheld | (_reached([name for kpi in secret for name in _behind(kpi)], metrics) - reached)
        reached |= {name for name in known if hidden.isdisjoint(inputs_of([name], metrics))}
    return Measured(frozenset(reached), withheld)


def shown_by(kpi: Kpi) -> list[str]:
    """The metrics a KPI cannot be told without: its own, and those of its target, guardrails, peers and credit."""
    bounds = [bound for target in kpi.targets for bound in (target.value, target.low, target.high)]
    named = [bound.metric for bound in bounds if bound] + [one.metric for one in kpi.attribution]
    named += [guardrail.metric for guardrail in kpi.guardrails]
    named += [kpi.peers.metric] if kpi.peers else []
    return [kpi.metric, *(name for name in named if name)]


def inputs_of(names: Iterable[str], metrics: Mapping[str, Metric]) -> set[str]:
    """These metrics and all that they are computed from."""
    return _followed(names, metrics, _parts)


def _followed(names: Iterable[str], metrics: Mapping[str, Metric], next_of: Callable[[Metric], list[str]]) -> set[str]:
    """The metrics among these names, and all that lie behind them by `next_of`."""
    found: set[str] = set()
    waiting = [name for name in names if name in metrics]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [one for one in next_of(metrics[name]) if one in metrics]
    return found


def _parts(metric: Metric) -> list[str]:
    names = [*(metric.formula.names if metric.formula else ()), *(part.metric for part in metric.composite)]
    return names + [side for side in (metric.numerator, metric.denominator) if side]


def _behind(kpi: Kpi) -> list[str]:
    return [*shown_by(kpi), *kpi.explained_by]


def _reached(names: Iterable[str], metrics: Mapping[str, Metric]) -> set[str]:
    """These metrics, what they are computed from and what explains them."""
    return _followed(names, metrics, lambda metric: [*_parts(metric), *metric.explained_by])
