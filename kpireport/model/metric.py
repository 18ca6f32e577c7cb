"""What is measured, and where its numbers come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kpireport.errors import Place
from kpireport.formula import Formula
from kpireport.model.words import Aggregation, Direction, Funnel, Rating
from kpireport.periods import Grain


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Files that hold one table. Long: `metric` and `value` name columns. Wide: `columns` maps metric id to column.

    `files` are glob patterns relative to site.yaml. `dimensions` None means every further column of a long table.
    `sheet` and `range` (`A3:F90`) name the part of a spreadsheet; by default all of the first sheet. `where` and
    `headline` map a column to the accepted cell texts; a row whose cells all match `headline` is the total. `where_not`
    maps a column to the cell texts whose rows are left out, `*` standing for any text. `skip_lines` (None: all above
    the first line with the columns asked for) and `skip_end` count lines above the header and below the table.
    `synonyms` maps a column to its other names in the files, `count_rows` names the metric that counts the rows.
    `preset` is the export that the settings come from: of its columns and dimensions only those are read that a metric
    asks for and the files have.
    """

    id: str
    place: Place
    files: tuple[str, ...]
    date: str = "date"
    metric: str | None = "metric"
    value: str | None = "value"
    columns: Mapping[str, str] = field(default_factory=dict)
    dimensions: tuple[str, ...] | None = None
    grain: Grain | None = None
    date_format: str | None = None
    decimal: str = "."
    thousands: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    range: str | None = None
    skip_lines: int | None = 0
    skip_end: int = 0
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where_not: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    count_rows: str | None = None
    preset: str | None = None
    headline: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing_values: tuple[str, ...] = ("", "NaN")
    on_duplicate: Literal["error", "last", "sum"] = "error"
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def is_long(self) -> bool:
        return self.metric is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositePart:
    """A part of a composite metric: its value between `low` and `high` counts with `weight`; the weights sum to 1."""

    place: Place
    metric: str
    weight: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A measurement. `source` None: found by its id. `bounds` are the lowest and highest value that can occur.

    `numerator` and `denominator` name a metric or, failing that, a column of the same source. `cost` is what keeping it
    takes in a year, in the site's currency; `ease` how easily it is had, `importance` how much hangs on it.
    `explained_by` are its leading indicators: the metrics that move before it does.
    `catalog` is the library's entry it was taken from. `readers` are whom a `confidential` one is for.
    """

    id: str
    place: Place
    name: str
    unit: str = "count"
    per: str | None = None
    direction: Direction = "up"
    aggregation: Aggregation | None = "sum"
    source: str | None = None
    column: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    formula: Formula | None = None
    composite: tuple[CompositePart, ...] = ()
    dimensions: tuple[str, ...] | None = None
    season_length: int | None = None
    settle_days: int = 0
    missing: Literal["gap", "zero"] = "gap"
    bounds: tuple[float | None, float | None] = (None, None)
    decimals: int | None = None
    definition: str | None = None
    rebase: tuple[date, ...] = ()
    cost: float | None = None
    ease: Rating | None = None
    importance: Rating | None = None
    funnel: Funnel | None = None
    explained_by: tuple[str, ...] = ()
    catalog: str | None = None
    confidential: bool = False
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """Where numbers are fetched from, and the snapshot `into` which they go.

    One of `url`, `command` and `connection` (with a `query`) is set. `path` leads to a number or a list of rows in
    JSON; a number becomes one row a day, of `metric` and `segment`. `key` are the columns that tell rows apart.
    """

    id: str
    place: Place
    into: str
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    connection: str | None = None
    query: str | None = None
    format: Literal["csv", "json"] | None = None
    path: str | None = None
    metric: str | None = None
    segment: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
