"""How the list is run: triggers, objectives, reviews, actions, and what was changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpireport.errors import Place
from kpireport.model.kpi import Kpi, Trigger
from kpireport.model.metric import Metric
from kpireport.model.okr import KeyResult, Okr
from kpireport.model.results import TargetResult
from kpireport.model.review import Review
from kpireport.model.words import Because, ChangeKind, Reason, Status
from kpireport.periods import Grain


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerSegment:
    """A segment for which a trigger fired: since when, and the value that did it."""

    segment: str
    since: date
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerResult:
    """A trigger of a KPI, evaluated: `fired` None where it cannot be, and `reason` says why.

    `since` is the first day of the first period of the unbroken run that fired it; of a change, of the first window in
    that run. `value` is what was compared last: the metric's value, a pace (a ratio) or a change (a
    fraction). `sentence` says how it stands.

    A trigger per segment names the `segments` that fired, the furthest gone first, and has that one's value and the
    earliest `since`. It tells how many were `judged`, how many `skipped` for want of history, and how many `silent`:
    without the data to tell.
    """

    kpi: str
    trigger: Trigger
    fired: bool | None
    since: date | None = None
    value: float | None = None
    owner: str | None = None
    action: str | None = None
    reason: Reason | None = None
    segments: tuple[TriggerSegment, ...] = ()
    judged: int = 0
    skipped: int = 0
    silent: int = 0
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultResult:
    """A key result with its figures.

    `score` is progress clipped to 0 to 1, with one decimal. `probability` is that of what the commitment asks for: the
    target, or of an aspirational objective a score of 0.7. `standing` is the whole judgement of a target that is not
    kept by hand, and `kpi` what it was judged for: the KPI, or the metric read as one.
    """

    key_result: KeyResult
    metric: Metric | None
    value: float | None
    start: float | None
    target: float | None
    by: date | None
    progress: float | None
    score: float | None
    probability: float | None
    status: Status
    reason: Reason | None = None
    kpi: Kpi | None = None
    standing: TargetResult | None = None

    @property
    def id(self) -> str:
        return self.key_result.id


@dataclass(frozen=True, slots=True, kw_only=True)
class OkrResult:
    """An objective with its key results; `score` is the mean of theirs, None while one of them has none."""

    okr: Okr
    key_results: tuple[KeyResultResult, ...]
    score: float | None
    is_over: bool

    @property
    def id(self) -> str:
        return self.okr.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDue:
    """How often a forum looks at a KPI (None: at the list itself), when it last did and is to do so next.

    `due` is None where nothing tells, and `reason` says why. `is_assumed`: the KPI does not say who reviews it, so its
    tier does.
    """

    kpi: str | None
    forum: str
    every: Grain
    last: date | None
    due: date | None
    is_overdue: bool
    reason: Reason | None = None
    is_assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a review asked for, and whether it is open, overdue or done on the report date."""

    review: Review
    is_done: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """How many of those asked could say what a KPI means."""

    kpi: str
    asked: int
    understood: int

    @property
    def share(self) -> float:
        return self.understood / self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricWorth:
    """What a metric takes, and the decisions of a year on the KPIs that it serves (`kpis`).

    `is_costly`: it takes no less than the average metric that states a cost. `is_idle`: it is costly, and the log
    tells that nothing was decided on it.
    """

    metric: Metric
    kpis: tuple[str, ...]
    decisions: int
    is_costly: bool
    is_idle: bool

    @property
    def is_easy(self) -> bool:
        """Whether it is kept because it is easily had."""
        return self.metric.ease == "high" and self.metric.importance == "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What measuring costs against what is decided. Costs are a year's, in the currency of the site.

    `per_decision` sets the `cost` of the days that the log covers, a year at most, against the `decisions` in them.
    """

    metrics: tuple[MetricWorth, ...] = ()
    cost: float | None = None
    decisions: int = 0
    days: int = 0
    per_decision: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What the review log says of the list's use. Ratios are fractions, times are days; None where nothing tells.

    Of the year up to the report date: `reviews` of KPIs, `decided` of them with a decision, `acted` of them with an
    action; `action_to_insight` is acted / reviews, `decision_days` the median from a question to its decision over
    `timed` decisions. `undecided`: KPIs without a decision in their last `within` reviews; `unreviewed`: those without
    a review in 100 days. `understanding`: share of those asked who could say what a KPI means; `understood` tells it
    by KPI. `aligned`: share of the active KPIs under a goal, with an owner and an agreed target; `unaligned` the rest.
    """

    reviews: int = 0
    decided: int = 0
    acted: int = 0
    since: date | None = None
    action_to_insight: float | None = None
    decision_days: float | None = None
    timed: int = 0
    undecided: tuple[str, ...] = ()
    within: int = 3
    unreviewed: tuple[str, ...] = ()
    understanding: float | None = None
    understood: tuple[Understanding, ...] = ()
    aligned: float | None = None
    unaligned: tuple[Kpi, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """A change of a KPI's target, deadline, definition or stage. Undeclared: found by comparing with an earlier report.

    `on` is the day it was declared for, or the report date of the earlier report it was found against. `what` is a
    ChangeKind, or of a declared change what its author wrote. `is_late`: a deadline moved later after it had passed.
    """

    kpi: str
    name: str
    on: date | None
    what: str
    old: str | None
    new: str | None
    reason: str | None = None
    because: Because | None = None
    is_declared: bool = True
    is_late: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A day from which on a KPI's values or judgement are not those of before: what was changed then."""

    on: date
    what: ChangeKind
    is_declared: bool = True
