"""The KPI library: what the field measures, by families, and what usually goes with each measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpireport.formula import Formula
from kpireport.model.words import (
    Aggregation,
    BenchmarkKind,
    Category,
    CompanyStage,
    Direction,
    EntryShape,
    Funnel,
    Measures,
    Scope,
    Tier,
    Timing,
)
from kpireport.periods import Grain


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogInput:
    """A number that a formula takes. `entry` says that the library has it as a measure of its own, by the same id."""

    id: str
    name: str
    unit: str = "count"
    aggregation: Aggregation | None = "sum"
    aliases: tuple[str, ...] = ()
    definition: str | None = None
    is_entry: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogBenchmark:
    """What a source of that `year` calls usual, under a `condition`; a direction to look in, never a yardstick.

    `low` and `high` are in `unit`; a one-sided kind has one of them, `text` neither.
    """

    kind: BenchmarkKind
    low: float | None = None
    high: float | None = None
    text: str | None = None
    unit: str
    per: str | None = None
    condition: str
    grade: str | None = None
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogExample:
    """A worked example: the inputs as the formula names them, and the result worked out by hand."""

    inputs: Mapping[str, float]
    result: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What a KPI made from an entry usually is; the goal it serves decides."""

    category: Category
    tier: Tier = "operational"
    cadence: Grain = "month"
    timing: Timing | None = None
    measures: Measures = "outcome"
    funnel: Funnel | None = None
    scope: Scope = "low"
    stages: tuple[CompanyStage, ...] = ()
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogEntry:
    """A measure of the library.

    `formula` is computed from `inputs`; `in_report` stands in for it where the report's periods do part of the
    arithmetic. `aggregation` is `ratio` where the formula is one sum divided by another, None for other formulas.
    `vanity` says when the number flatters and tells nothing; `confused_with` maps other entries to the difference;
    `instead` names what can be measured in place of something that is no number; `note` says where the entry departs
    from what is commonly written, and why.
    """

    id: str
    family: str
    name: str
    definition: str
    usual: Usual
    aliases: tuple[str, ...] = ()
    also_in: tuple[str, ...] = ()
    shape: EntryShape = "number"
    unit: str = "count"
    per: str | None = None
    direction: Direction = "up"
    aggregation: Aggregation | None = "sum"
    formula: Formula | None = None
    in_report: Formula | None = None
    inputs: tuple[CatalogInput, ...] = ()
    bounds: tuple[float | None, float | None] = (None, None)
    parts: tuple[str, ...] = ()
    benchmark: tuple[CatalogBenchmark, ...] = ()
    vanity: str | None = None
    guardrail: str | None = None
    pairs_with: str | None = None
    confused_with: Mapping[str, str] = field(default_factory=dict)
    same_as: str | None = None
    replaced_by: str | None = None
    instead: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    note: str | None = None
    example: CatalogExample | None = None

    @property
    def computed(self) -> Formula | None:
        """The formula as a report uses it."""
        return self.in_report or self.formula

    @property
    def is_number(self) -> bool:
        """Whether it can be one metric, rather than several or none."""
        return self.shape not in ("group", "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogFamily:
    """Measures that are looked for together."""

    id: str
    name: str
    about: str
    entries: tuple[CatalogEntry, ...] = ()
