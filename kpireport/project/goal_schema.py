"""Keys of a goal, its KPIs and their targets."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from kpireport.project.entries import (
    LIST,
    MAPPING,
    SCALAR,
    BecauseWord,
    CategoryWord,
    Cell,
    CommitmentWord,
    Day,
    Entry,
    FunnelWord,
    GrainWord,
    Items,
    KindWord,
    MeasuresWord,
    MetricReference,
    Number,
    OneOrMore,
    Owner,
    PageId,
    Pattern,
    RankWord,
    Reads,
    Reference,
    ResolutionWord,
    Secrecy,
    StageWord,
    Suppress,
    Table,
    Text,
    TierWord,
    TimingWord,
    Truth,
    by_shape,
    shape,
)
from kpireport.project.metric_schema import MetricEntry
from kpireport.project.nodes import MappingNode, Node, ScalarNode
from kpireport.project.numerals import read_number
from kpireport.project.scalars import fault
from kpireport.project.wording import describe


class MetricNumber(Entry):
    """A number that the data gives, for each period."""

    metric: Reference = Field(description="The metric whose value is the target's number.")


Amount = Annotated[Annotated[Number, Tag(SCALAR)] | Annotated[MetricNumber, Tag(MAPPING)], by_shape]


class MilestoneEntry(Entry):
    """A point of the plan line."""

    date: Day = Field(description="The day by which the value is planned.")
    value: Number = Field(description="The value planned for that day.")


class TargetEntry(Entry):
    """A target: one of reach, total, at_least, at_most, between, average, text; or in long form kind and value."""

    reach: Amount | None = Field(None, description="The level to reach by the deadline.")
    total: Amount | None = Field(None, description="The sum to reach over the window.")
    at_least: Amount | None = Field(None, description="The lowest value that complies, in every period.")
    at_most: Amount | None = Field(None, description="The highest value that complies, in every period.")
    between: Items[Amount] | None = Field(None, description="The bounds to stay within, in every period: [low, high].")
    average: Amount | None = Field(None, description="The value of the whole window to reach.")
    text: Text | None = Field(None, description="A target in words; shown, never computed.")
    kind: KindWord | None = Field(
        None, description="Long form: what kind of target `value`, or `low` and `high`, state."
    )
    value: Amount | None = Field(None, description="Long form: the target's number.")
    low: Amount | None = Field(None, description="Long form of between: the lower bound.")
    high: Amount | None = Field(None, description="Long form of between: the upper bound.")
    from_: Number | None = Field(None, alias="from", description="The baseline: the value it starts from.")
    baseline: Number | None = Field(None, description="Long form of from: the value it starts from.")
    by: Day | None = Field(None, description="The deadline, the last day of the window.")
    start: Day | None = Field(None, description="The first day of the window.")
    agreed_by: Text | None = Field(None, description="Who agreed to the target.")
    agreed_on: Day | None = Field(None, description="When it was agreed.")
    milestones: Items[MilestoneEntry] | None = Field(
        None, description="Points of the plan line between start and deadline."
    )
    rationale: Text | None = Field(None, description="Why this number.")
    baseline_source: Text | None = Field(None, description="Where the baseline comes from.")
    capacity: Text | None = Field(None, description="What the team can do for it, and what it cannot.")
    market: Text | None = Field(None, description="What others reach or expect; a direction, not a measure.")


def _short_target(node: Node) -> float:
    """A bare number; for words it says how a target in words is written."""
    try:
        return read_number(node)
    except PydanticCustomError as error:
        if error.type != "K003" or not isinstance(node, ScalarNode) or node.is_null:
            raise
        hint = f"write a number, or for a target in words: {{text: {node.spelled}}}"
        raise fault("K003", f"{describe(node)} is not a number", hint) from None


ShortTarget = Annotated[float, Reads(_short_target, {"type": "number"})]
TargetForm = Annotated[
    Annotated[ShortTarget, Tag(SCALAR)]
    | Annotated[TargetEntry, Tag(MAPPING)]
    | Annotated[Items[TargetEntry], Tag(LIST)],
    by_shape,
]


class BenchmarkEntry(Entry):
    """What others reach; context only."""

    low: Number | None = Field(None, description="The lower end of what others reach.")
    high: Number | None = Field(None, description="The upper end of what others reach.")
    value: Number | None = Field(None, description="A single value, in place of low and high.")
    source: Text = Field(description="Who measured it.")
    date: Day = Field(description="When it was measured.")


class PeersEntry(Entry):
    """Whom the KPI is placed among: the segments of a metric along one dimension."""

    metric: Reference = Field(description="The metric that holds the peers' values: sum, last or ratio.")
    dimension: Reference = Field(description="The dimension whose segments are the peers, such as company.")


class AttributionEntry(Entry):
    """How results are credited; others may credit the same ones otherwise."""

    model: Text = Field(description="The attribution model, such as last click.")
    window: Text | None = Field(None, description="How long a touch counts, such as 30 days.")
    metric: Reference | None = Field(
        None, description="The metric that measures the result by this model. Default: the KPI's own."
    )


class GuardrailEntry(Entry):
    """Another metric that must not suffer."""

    metric: Reference = Field(description="The metric that is guarded.")
    min: Number | None = Field(None, description="The lowest value that is acceptable.")
    max: Number | None = Field(None, description="The highest value that is acceptable.")


class TriggerEntry(Entry):
    """What is done when something happens."""

    when: Text = Field(
        description="The condition: behind_pace, `below 70000 for 2 weeks`, `at most 4`, `down 20% over 4 weeks`, "
        "`reaches 500`; but for the first, `per` and a dimension make it hold for each segment: "
        "`above 3 s for 30 minutes per page`."
    )
    action: Text | None = Field(None, description="What is then done.")
    owner: Owner | None = Field(None, description="Who does it.")


class ChangeEntry(Entry):
    """A change of the KPI itself."""

    on: Day = Field(description="The day of the change.")
    change: Text = Field(description="What changed: target, definition, owner …")
    from_: Cell | None = Field(None, alias="from", description="What it was.")
    to: Cell | None = Field(None, description="What it became.")
    reason: Text | None = Field(None, description="Why.")
    because: BecauseWord | None = Field(
        None,
        description="The kind of reason: priorities (they shifted), maturity (of the company), market, achieved (the "
        "target was), data (better ones became available).",
    )


class ConflictEntry(Entry):
    """Another KPI that pulls the other way."""

    kpi: Reference = Field(description="The KPI that gets worse as this one gets better.")
    resolution: ResolutionWord | None = Field(
        None,
        description="How it is settled: precedence (one goes first), composite (one score of both), segment (each "
        "where it fits), guardrail (the other keeps a least value), incentive (rewards were changed).",
    )
    note: Text | None = Field(None, description="What was agreed, in words.")


class KpiEntry(Entry):
    """A metric tied to a goal, with a cadence and a target."""

    id: PageId | None = Field(
        None, description="The KPI's id and the name of its page.", json_schema_extra={"x-required": True}
    )
    name: Text | None = Field(None, description="What the reader calls it. Default: the metric's name.")
    metric: (
        Annotated[Annotated[MetricReference, Tag(SCALAR)] | Annotated[MetricEntry, Tag(MAPPING)], by_shape] | None
    ) = Field(None, description="A metric's id, or the metric itself.", json_schema_extra={"x-required": True})
    goal: Reference | None = Field(None, description="The goal it belongs to, where it is not listed under one.")
    definition: Text | None = Field(None, description="What is counted. Default: the metric's definition.")
    tier: TierWord | None = Field(
        None, description="north-star, strategic, operational or diagnostic. Default: strategic."
    )
    timing: TimingWord | None = Field(None, description="leading (tells what is coming) or lagging (tells what came).")
    measures: MeasuresWord | None = Field(None, description="outcome (what changed) or output (what was made).")
    category: CategoryWord | None = Field(
        None, description="What it shows, such as awareness or retention; weighed against the goal's category."
    )
    funnel: FunnelWord | None = Field(None, description="The stage of the funnel: top, middle or bottom.")
    level: RankWord | None = Field(None, description="Whose KPI it is: company, department, team or person.")
    team: Text | None = Field(None, description="The team or department that works on it.")
    owner: Owner | None = Field(None, description="The one person or role that answers for it.")
    cadence: GrainWord | None = Field(None, description="How often it is read: day, week, month, quarter or year.")
    review: Table[GrainWord] | None = Field(None, description="How often each forum looks at it, as in {team: week}.")
    decision: Text | None = Field(None, description="What would be decided if it changed.")
    improves_business: Truth | None = Field(None, description="Is the business better off if it improves?")
    actionable: Truth | None = Field(None, description="Can its owner do something about it?")
    actions: OneOrMore[Text] | None = Field(None, description="What can be done about it at any time.")
    target: TargetForm | None = Field(
        None,
        description="What is to be reached: a number, one target, or a list of phases. A bare number is at_least, or "
        "at_most where lower is better.",
    )
    benchmark: BenchmarkEntry | None = Field(None, description="What others reach; never decides a status.")
    peers: PeersEntry | None = Field(None, description="The peers among which the report states its percentile.")
    attribution: OneOrMore[AttributionEntry] | None = Field(
        None, description="The attribution model of its figure, or a list of models whose figures stand side by side."
    )
    commitment: CommitmentWord | None = Field(None, description="committed (to be met) or aspirational (a stretch).")
    proxy_for: Text | None = Field(None, description="What it stands in for. Default: the goal.")
    proxy_risk: Text | None = Field(None, description="How it could be moved without what it stands in for.")
    experiment: Text | None = Field(None, description="The test that showed its effect, such as an A/B test.")
    conflicts_with: Items[ConflictEntry] | None = Field(None, description="KPIs that pull the other way.")
    feeds: OneOrMore[Reference] | None = Field(None, description="The KPI above it that it contributes to.")
    pairs_with: OneOrMore[Reference] | None = Field(None, description="Its leading or lagging partner.")
    explained_by: OneOrMore[Reference] | None = Field(None, description="Supporting metrics that explain it.")
    guardrails: Items[GuardrailEntry] | None = Field(
        None, description="Metrics that must not suffer while it improves."
    )
    triggers: Items[TriggerEntry] | None = Field(None, description="What is done when something happens.")
    stage: StageWord | None = Field(None, description="candidate, active or retired. Default: active.")
    history: Items[ChangeEntry] | None = Field(None, description="How the KPI itself was changed, and why.")
    confidential: Secrecy | None = Field(
        None, description="Whether it is for some readers only: true, or the audiences that it is for. Default: false."
    )
    suppress: Suppress | None = Field(None, description="Findings that are accepted here, each with the reason.")


class GoalEntry(Entry):
    """A goal and the KPIs that tell whether it is reached."""

    id: PageId | None = Field(None, description="The goal's id and the name of its page.")
    name: Text | None = Field(None, description="The goal itself, as a sentence. Default: the id in words.")
    owner: Owner | None = Field(None, description="The one person or role that answers for it.")
    parent: Reference | None = Field(None, description="The goal above it.")
    category: CategoryWord | None = Field(None, description="What it is about, such as awareness or retention.")
    level: RankWord | None = Field(None, description="Whose goal it is: company, department, team or person.")
    team: Text | None = Field(None, description="The team or department that works towards it.")
    description: Text | None = Field(None, description="Why it matters; Markdown.")
    confidential: Secrecy | None = Field(
        None, description="Whether all in it is for some readers only: true, or the audiences that it is for."
    )
    suppress: Suppress | None = Field(None, description="Findings that are accepted here, each with the reason.")
    kpis: Items[KpiEntry] | None = Field(None, description="Its KPIs, in the order in which they are shown.")


_KPI_ONLY = frozenset({"metric", "target", "cadence", "tier", "goal", "explained_by"})


def goal_shape(node: object) -> str:
    """A mapping with a KPI's keys and no list of KPIs is a KPI that stands outside any goal."""
    if isinstance(node, MappingNode) and "kpis" not in node.keys and _KPI_ONLY & node.keys.keys():
        return "<kpi>"
    return shape(node)


_by_goal_shape = Discriminator(goal_shape)
GoalOrKpi = Annotated[Annotated[GoalEntry, Tag(MAPPING)] | Annotated[KpiEntry, Tag("<kpi>")], _by_goal_shape]
GoalsItem = Annotated[
    Annotated[Pattern, Tag(SCALAR)] | Annotated[GoalEntry, Tag(MAPPING)] | Annotated[KpiEntry, Tag("<kpi>")],
    _by_goal_shape,
]
GoalFile = Annotated[
    Annotated[GoalEntry, Tag(MAPPING)] | Annotated[KpiEntry, Tag("<kpi>")] | Annotated[Items[GoalOrKpi], Tag(LIST)],
    _by_goal_shape,
]
