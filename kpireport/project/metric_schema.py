"""Keys of a metric and of a source."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from kpireport.project.entries import (
    LIST,
    MAPPING,
    SCALAR,
    AggregationWord,
    Cell,
    Cost,
    Day,
    DecimalWord,
    DirectionWord,
    DuplicateWord,
    Entry,
    FunnelWord,
    GrainWord,
    Id,
    Items,
    MissingWord,
    Number,
    OneOrMore,
    Pattern,
    RatingWord,
    Reads,
    Reference,
    Secrecy,
    Separator,
    SheetRange,
    SkipLines,
    Suppress,
    Table,
    Text,
    Whole,
    shape,
)
from kpireport.project.entries import Count as Periods
from kpireport.project.nodes import MappingNode, Node, ScalarNode
from kpireport.project.numerals import read_number


def _bound(node: Node) -> float | None:
    return None if isinstance(node, ScalarNode) and node.is_null else read_number(node)


OpenNumber = Annotated[float | None, Reads(_bound, {"type": ["number", "null"]})]


class PartEntry(Entry):
    """A part of a composite score."""

    metric: Reference = Field(description="The metric that is scored; its direction says which end is the good one.")
    weight: Number = Field(description="Its share of the score, such as 0.4; the weights of all parts sum to 1.")
    low: Number | None = Field(
        None, description="The lower end of its scale, 0 points where higher is better. Default: the metric's bound."
    )
    high: Number | None = Field(
        None, description="The upper end of its scale, 100 points where higher is better. Default: the metric's bound."
    )


class MetricEntry(Entry):
    """A measurement: how its rows are found, summed up over a period, and shown; or an entry of the KPI library."""

    id: Id | None = Field(None, description="The metric's id; needed only in a list, where no key names it.")
    from_: Reference | None = Field(
        None,
        alias="from",
        description="An entry of the KPI library, by its id; keys beside it take the place of what the entry says.",
    )
    name: Text | None = Field(None, description="What the reader calls it. Default: the id in words.")
    unit: Text | None = Field(
        None,
        description="count, percent (4.0 is 4 %), fraction (0.04 is 4 %), ratio, currency, duration, score, points, "
        "or a word of your own. Default: count.",
    )
    per: Text | None = Field(None, description="What one unit is counted per, such as `visit` or `1,000 inhabitants`.")
    direction: DirectionWord | None = Field(
        None, description="Whichever way is better: up, down, range (within the target's bounds) or none. Default: up."
    )
    aggregation: AggregationWord | None = Field(
        None,
        description="How rows become one value per period: sum for flows, last for stocks, mean for readings, ratio "
        "(sum of numerator over sum of denominator), max, min, or distinct (never added up).",
    )
    source: Reference | None = Field(
        None, description="The source that holds its rows. Default: found by the metric's id."
    )
    column: Text | None = Field(
        None, description="Its column, or in a long table its name in the metric column. Default: the metric's id."
    )
    numerator: Reference | None = Field(None, description="Of a ratio: a metric, or a column of the same source.")
    denominator: Reference | None = Field(None, description="Of a ratio: a metric, or a column of the same source.")
    formula: Reference | None = Field(
        None,
        description="Arithmetic over other metrics, worked out after each is aggregated to the period: + - * / ( ) "
        "min max abs mean sum; x_prev and x_prev_year are x one period and one year earlier.",
    )
    composite: Items[PartEntry] | None = Field(
        None,
        description="A score of 0 to 100 made of other metrics, each first aggregated to the period, put on a scale "
        "of 0 to 100 between its `low` and `high`, and weighted.",
    )
    dimensions: OneOrMore[Text] | None = Field(
        None, description="Columns whose segments explain a change. Default: the dimensions of its source."
    )
    season_length: Periods | None = Field(
        None, description="Periods after which the pattern repeats. Default: day 7, month 12, quarter 4, else 1."
    )
    settle_days: Whole | None = Field(
        None, description="Days after its end for which a period stays provisional. Default: 0."
    )
    missing: MissingWord | None = Field(
        None, description="A period without rows is a gap, or counts as zero. Default: gap."
    )
    bounds: Items[OpenNumber] | None = Field(
        None,
        description="Lowest and highest value that can occur, as in [0, 100] or [0, ~]. Default: a count, and a ratio "
        "of counts, is not below 0, and one in percent or as a fraction not above the whole, unless one already was.",
    )
    decimals: Whole | None = Field(None, description="Digits after the decimal point. Default: by size.")
    definition: Text | None = Field(None, description="What is counted, when, and what is left out.")
    rebase: Items[Day] | None = Field(None, description="Days from which the limits of normal variation start anew.")
    cost: Cost | None = Field(None, description="What keeping the metric takes in a year, in the site's currency.")
    ease: RatingWord | None = Field(None, description="How easily its numbers are had: low, medium or high.")
    importance: RatingWord | None = Field(None, description="How much hangs on it: low, medium or high.")
    funnel: FunnelWord | None = Field(None, description="The stage of the funnel: top, middle or bottom.")
    confidential: Secrecy | None = Field(
        None, description="Whether it is for some readers only: true, or the audiences that it is for. Default: false."
    )
    explained_by: OneOrMore[Reference] | None = Field(
        None, description="Its leading indicators: metrics that move before it does."
    )
    suppress: Suppress | None = Field(None, description="Findings that are accepted here, each with the reason.")


def metric_shape(node: object) -> str:
    """A mapping with an `id` of its own is one metric; without, it maps ids to metrics."""
    if isinstance(node, MappingNode) and isinstance(node.values.get("id"), ScalarNode):
        return "<metric>"
    return shape(node)


Metrics = Table[MetricEntry]
MetricsItem = Annotated[
    Annotated[Pattern, Tag(SCALAR)] | Annotated[Metrics, Tag(MAPPING)] | Annotated[MetricEntry, Tag("<metric>")],
    Discriminator(metric_shape),
]
MetricsList = Annotated[
    Annotated[Pattern, Tag(SCALAR)] | Annotated[Metrics, Tag(MAPPING)] | Annotated[Items[MetricsItem], Tag(LIST)],
    Discriminator(shape),
]
MetricsFile = Annotated[
    Annotated[Metrics, Tag(MAPPING)] | Annotated[Items[MetricEntry], Tag(LIST)], Discriminator(shape)
]


class SourceEntry(Entry):
    """Files that hold one table: long (one row per metric, date and segment) or wide (one column per metric)."""

    files: OneOrMore[Pattern] | None = Field(
        None,
        description="Paths or globs, relative to site.yaml: .csv .tsv .json .ndjson .parquet, plain or .gz, "
        "and .xlsx .ods.",
    )
    date: Text | None = Field(None, description="The column of dates or period labels. Default: date.")
    metric: Text | None = Field(None, description="Long table: the column that names the metric. Default: metric.")
    value: Text | None = Field(None, description="Long table: the column of values. Default: value.")
    columns: Table[Text] | None = Field(
        None, description="Wide table: each metric's column, as in {signups: Sign-ups}."
    )
    dimensions: OneOrMore[Text] | None = Field(
        None, description="Columns that split the rows into segments. Default: in a long table every further column."
    )
    count_rows: Id | None = Field(
        None, description="Wide table: the metric that counts its rows, as where each row is an order or a ticket."
    )
    grain: GrainWord | None = Field(None, description="The period one row covers. Default: seen from its dates.")
    date_format: Text | None = Field(None, description="How dates are written, such as %d/%m/%Y or %Y%m%d.")
    decimal: DecimalWord | None = Field(None, description="The decimal sign, a point or a comma. Default: a point.")
    thousands: Separator | None = Field(None, description="The sign between groups of three digits. Default: none.")
    delimiter: Separator | None = Field(None, description="The sign between cells. Default: a comma; in .tsv a tab.")
    encoding: Text | None = Field(None, description="The files' encoding, such as windows-1252. Default: UTF-8.")
    sheet: Text | None = Field(None, description="Of a spreadsheet: the sheet. Default: the first.")
    range: SheetRange | None = Field(
        None, description="Of a spreadsheet: the cells with the header on top, such as A3:F90, or A3 to begin there."
    )
    skip_lines: SkipLines | None = Field(
        None,
        description="Of texts and sheets: the lines above the header, or to_header (all above the first line with the "
        "columns asked for). Default: 0.",
    )
    skip_end: Whole | None = Field(
        None, description="Of texts and sheets: the lines with content below the last row. Default: 0."
    )
    where: Table[OneOrMore[Cell]] | None = Field(
        None, description="Only rows whose cell is the text given, or one of them."
    )
    where_not: Table[OneOrMore[Cell]] | None = Field(
        None,
        description="No rows whose cell is the text given, or one of them, such as total rows; * stands for any text, "
        "as in {Campaign: Total*}.",
    )
    synonyms: Table[OneOrMore[Text]] | None = Field(
        None,
        description="Other names that a column has in some of the files, whatever their case; * stands for any text.",
    )
    headline: Table[OneOrMore[Cell]] | None = Field(
        None, description="Which rows are the total, where a file mixes totals and segments: column and cell text."
    )
    missing_values: OneOrMore[Cell] | None = Field(
        None, description="Texts that stand for no value. Default: the empty cell and NaN."
    )
    on_duplicate: DuplicateWord | None = Field(
        None, description="Rows with the same metric, date and segments: error, keep the last, or sum. Default: error."
    )
    connection: Text | None = Field(
        None, description="A database's address, as ${NAME} from the environment. Not yet read."
    )
    query: Text | None = Field(None, description="A file with the query to run. Not yet read.")
    preset: Reference | None = Field(
        None,
        description="A known export, such as ga4 or search-console, which says all of the above; `kpireport import "
        "--list` names them. Keys beside it win.",
    )
    table: Text | None = Field(None, description="A table of the database. Not yet read.")
