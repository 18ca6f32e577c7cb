"""KPIs that pull against each other, and how that was settled: told on both of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import Conflict, KpiResult, Resolution
from kpireport.pages.links import kpi_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """The other KPI of a conflict; `settled` is empty while nothing is agreed."""

    name: str
    path: str
    settled: str
    note: str


def opposed(kpis: Iterable[KpiResult]) -> Mapping[str, Sequence[tuple[str, Conflict]]]:
    """By KPI: the others it is in conflict with, first as it declares them itself, then as they do."""
    own: dict[str, list[tuple[str, Conflict]]] = {}
    theirs: dict[str, list[tuple[str, Conflict]]] = {}
    for kpi in kpis:
        for conflict in kpi.kpi.conflicts_with:
            own.setdefault(kpi.id, []).append((conflict.kpi, conflict))
            theirs.setdefault(conflict.kpi, []).append((kpi.id, conflict))
    return {id_: [*own.get(id_, ()), *theirs.get(id_, ())] for id_ in {**own, **theirs}}


def pulls(
    result: KpiResult, kpis: Mapping[str, KpiResult], declared: Sequence[tuple[str, Conflict]], language: Language
) -> tuple[Pull, ...]:
    """The KPIs that this one pulls against, each once; of two declarations the one that is settled."""
    found: dict[str, Conflict] = {}
    for id_, conflict in declared:
        if id_ not in found or found[id_].resolution is None:
            found[id_] = conflict
    return tuple(
        _pull(kpis[id_], conflict, language) for id_, conflict in found.items() if id_ in kpis and id_ != result.id
    )


def _pull(other: KpiResult, conflict: Conflict, language: Language) -> Pull:
    settled = resolution_words(conflict.resolution, language) if conflict.resolution else ""
    return Pull(name=other.name, path=kpi_path(other.id), settled=settled, note=conflict.note or "")


def resolution_words(resolution: Resolution, language: Language) -> str:
    words: Mapping[Resolution, str] = {
        "precedence": language.text("Settled by precedence: one of the two goes first."),
        "composite": language.text("Settled by one score that weighs both."),
        "segment": language.text("Settled by segment: each counts where it fits."),
        "guardrail": language.text("Settled by a guardrail: one may improve only while the other keeps its limit."),
        "incentive": language.text("Settled by incentives: what is rewarded is the balance of both."),
    }
    return words[resolution]
