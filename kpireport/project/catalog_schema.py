"""Keys of a file of the KPI library: a family and its entries."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from kpireport.project.entries import (
    MAPPING,
    SCALAR,
    AggregationWord,
    CategoryWord,
    CompanyStageWord,
    Count,
    DirectionWord,
    Entry,
    EntryShapeWord,
    FunnelWord,
    GrainWord,
    Id,
    Items,
    MeasuresWord,
    Number,
    OneOrMore,
    PageId,
    Reference,
    ScopeWord,
    Table,
    Text,
    TierWord,
    TimingWord,
    shape,
)
from kpireport.project.metric_schema import OpenNumber


class InputSchema(Entry):
    """A number that the formula takes and that is no entry of the library itself."""

    id: Id = Field(description="Its id; a project's metric of that id supplies it.")
    name: Text = Field(description="What the reader calls it.")
    unit: Text | None = Field(None, description="Its unit. Default: count.")
    aggregation: AggregationWord | None = Field(None, description="How its rows add up. Default: sum.")
    aliases: OneOrMore[Text] | None = Field(None, description="Other names for it.")
    definition: Text | None = Field(None, description="What is counted, where the name does not say it.")


InputForm = Annotated[
    Annotated[Reference, Tag(SCALAR)] | Annotated[InputSchema, Tag(MAPPING)],
    Discriminator(shape),
]


class BenchmarkSchema(Entry):
    """What a source calls usual: one of between, at_least, at_most, above, below, text."""

    between: Items[Number] | None = Field(None, description="Both ends: [low, high].")
    at_least: Number | None = Field(None, description="The lower end, itself included.")
    at_most: Number | None = Field(None, description="The upper end, itself included.")
    above: Number | None = Field(None, description="The lower end, itself left out.")
    below: Number | None = Field(None, description="The upper end, itself left out.")
    text: Text | None = Field(None, description="What is usual, where no number says it.")
    unit: Text | None = Field(None, description="Its unit. Default: the entry's.")
    per: Text | None = Field(None, description="The period that the number is for.")
    condition: Text = Field(description="For whom or when it holds; `not stated` where the source does not say.")
    grade: Text | None = Field(None, description="What the source calls it, such as good or excellent.")
    year: Count = Field(description="The year of the source.")


class UsualSchema(Entry):
    """What a KPI made from the entry usually is."""

    category: CategoryWord = Field(description="What it shows.")
    tier: TierWord | None = Field(None, description="Default: operational.")
    cadence: GrainWord | None = Field(None, description="How often it is worth reading. Default: month.")
    timing: TimingWord | None = Field(None, description="Leading or lagging, where one of them is usual.")
    measures: MeasuresWord | None = Field(None, description="Default: outcome.")
    funnel: FunnelWord | None = Field(None, description="The stage of the funnel.")
    scope: ScopeWord | None = Field(None, description="Default: low.")
    stages: OneOrMore[CompanyStageWord] | None = Field(None, description="When in a company's life it matters most.")
    channel: Text | None = Field(None, description="The channel it belongs to.")


class CatalogEntrySchema(Entry):
    """An entry of the library."""

    id: PageId = Field(description="The entry's id.")
    name: Text = Field(description="The measure's name.")
    aliases: OneOrMore[Text] | None = Field(None, description="Other words for it.")
    also_in: OneOrMore[Reference] | None = Field(None, description="Other families it is looked for in.")
    definition: Text = Field(description="What is counted, when, and what is left out.")
    shape: EntryShapeWord | None = Field(None, description="What it is, where it is not one number.")
    unit: Text | None = Field(None, description="Its unit. Default: count.")
    per: Text | None = Field(None, description="What one unit is counted per.")
    direction: DirectionWord = Field(description="Whichever way is better.")
    aggregation: AggregationWord | None = Field(None, description="How its rows add up; ratio for a plain quotient.")
    formula: Reference | None = Field(None, description="How it is computed from the inputs.")
    in_report: Reference | None = Field(None, description="The formula where the report's periods do the division.")
    inputs: Items[InputForm] | None = Field(None, description="The numbers that the formula takes.")
    bounds: Items[OpenNumber] | None = Field(None, description="Lowest and highest value that can occur.")
    parts: OneOrMore[Reference] | None = Field(None, description="The entries that it bundles.")
    benchmark: OneOrMore[BenchmarkSchema] | None = Field(None, description="What others reach.")
    vanity: Text | None = Field(None, description="When the number flatters and tells nothing.")
    guardrail: Reference | None = Field(None, description="The entry that must not suffer while it improves.")
    pairs_with: Reference | None = Field(None, description="The entry it is usually read beside.")
    confused_with: Table[Text] | None = Field(None, description="Entries it is taken for, each with the difference.")
    same_as: Reference | None = Field(None, description="The entry that is the same under another name.")
    replaced_by: Reference | None = Field(None, description="The entry that has taken its place.")
    instead: OneOrMore[Reference] | None = Field(None, description="What can be measured in its place.")
    actions: OneOrMore[Text] | None = Field(None, description="What practitioners do about it.")
    note: Text | None = Field(None, description="Where the entry departs from what is commonly written, and why.")
    example: Table[Number] | None = Field(None, description="The inputs of a worked example and its `result`.")
    usual: UsualSchema = Field(description="What a KPI made from it usually is.")


class FamilySchema(Entry):
    """A family of entries that are looked for together."""

    family: Id = Field(description="The family's id.")
    name: Text = Field(description="Its name.")
    about: Text = Field(description="What it is for.")
    entries: Items[CatalogEntrySchema] = Field(description="Its entries, the best known first.")
