"""Keys of a file of content/presets: a known export."""

from __future__ import annotations

from pydantic import Field

from kpireport.project.entries import (
    AggregationWord,
    Count,
    DirectionWord,
    Entry,
    Id,
    Items,
    MissingWord,
    OneOrMore,
    Reference,
    Table,
    Text,
    Url,
    Whole,
)
from kpireport.project.metric_schema import SourceEntry


class DocumentationSchema(Entry):
    """Where the columns of the export are publicly described."""

    title: Text = Field(description="The page's title.")
    url: Url = Field(description="Its address.")
    year: Count = Field(description="The year of the text that was read there.")


class PresetMetricSchema(Entry):
    """A column of the export as a metric, or one computed from such metrics."""

    name: Text = Field(description="What the reader calls it.")
    column: Text | None = Field(None, description="Its column in the export; none where it is computed or counts rows.")
    also: OneOrMore[Text] | None = Field(None, description="Other names of the column; * stands for any text.")
    unit: Text | None = Field(None, description="Its unit. Default: count.")
    per: Text | None = Field(None, description="What one unit is counted per.")
    direction: DirectionWord | None = Field(None, description="Whichever way is better. Default: up.")
    aggregation: AggregationWord | None = Field(
        None, description="How its rows add up. Default: sum, or ratio where it has a numerator."
    )
    numerator: Reference | None = Field(None, description="Of a ratio: a metric of the preset.")
    denominator: Reference | None = Field(None, description="Of a ratio: a metric of the preset.")
    missing: MissingWord | None = Field(None, description="A period without rows is a gap, or counts as zero.")
    decimals: Whole | None = Field(None, description="Digits after the decimal point. Default: by size.")
    definition: Text | None = Field(None, description="What is counted, where the name does not say it.")


class PresetSchema(Entry):
    """A known export."""

    id: Id = Field(description="The preset's id and the name of its file.")
    name: Text = Field(description="The product and the report.")
    export: Text = Field(description="The way to the export in the product's menus.")
    documentation: Items[DocumentationSchema] = Field(description="Where its columns are publicly described.")
    note: Text | None = Field(None, description="What to mind when exporting or reading it.")
    variant_of: Id | None = Field(None, description="The preset that reads the same file where nothing is said.")
    needed: OneOrMore[Text] = Field(description="The columns by which it is recognised, besides the date's.")
    source: SourceEntry = Field(description="How its files are read.")
    metrics: Table[PresetMetricSchema] = Field(description="What its columns measure, by id.")
