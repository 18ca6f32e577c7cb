"""A node of the trees that goal pages and the cascade draw: a goal, a KPI or a metric, with what stands under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kpireport.charts.marks import Spark, spark
from kpireport.format import Language
from kpireport.model import KpiResult, MetricResult, Status
from kpireport.pages.links import kpi_path
from kpireport.pages.words import change_words, on_basis, qualifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Twig:
    """A KPI has a `status`, a metric a `change` instead; `note` says what else a reader needs to know of it here.

    `kind` is the rank of the node in words; `path` is empty where it has no page.
    """

    id: str
    name: str
    kind: str
    path: str = ""
    owner: str = ""
    value: str = ""
    per: str = ""
    status: Status | None = None
    change: str = ""
    basis: str = ""
    spark: Spark | None = None
    note: str = ""
    children: tuple[Twig, ...] = ()

    def __iter__(self) -> Iterator[Twig]:
        """The node and all below it, from the top."""
        yield self
        for child in self.children:
            yield from child

    @property
    def depth(self) -> int:
        return 1 + max((child.depth for child in self.children), default=0)


def kpi_twig(
    result: KpiResult, kind: str, language: Language, *, children: tuple[Twig, ...] = (), note: str = ""
) -> Twig:
    return Twig(
        id=result.id,
        name=result.name,
        kind=kind,
        path=kpi_path(result.id),
        owner=result.kpi.owner or "",
        value="" if result.value is None else language.value(result.value, result.metric),
        per=qualifier(result.metric, result.period, language),
        status=result.status,
        spark=spark(result.series),
        note=note,
        children=children,
    )


def metric_twig(result: MetricResult, kind: str, language: Language, *, children: tuple[Twig, ...] = ()) -> Twig:
    leading = result.comparison[0] if result.comparison else None
    change = change_words(leading, result.metric, language) if leading else ""
    grain = result.cadence or (result.period.grain if result.period else "month")
    return Twig(
        id=result.id,
        name=result.name,
        kind=kind,
        value="" if result.value is None else language.value(result.value, result.metric),
        per=qualifier(result.metric, result.period, language),
        change=change,
        basis=on_basis(leading, grain, language) if leading and change else "",
        spark=spark(result.series),
        note=language.reason(result.reason) if result.reason else "",
        children=children,
    )
