"""What is computed of one KPI: its target, its comparison, its cause, its signal, and the evidence beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kpireport.model.metric import CompositePart, Metric
from kpireport.model.texts import Event, Note
from kpireport.model.words import Basis, CauseMethod, Grade, Reason, TargetKind
from kpireport.periods import Period


@dataclass(frozen=True, slots=True)
class Point:
    """A metric's value in one period. `provisional`: closed, but `settle_days` have not passed."""

    period: Period
    value: float | None
    closed: bool
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class TargetPoint:
    """What the target asks of one period (level kinds: `value` or `low` and `high`)."""

    period: Period
    value: float | None = None
    low: float | None = None
    high: float | None = None
    complies: bool | None = None


@dataclass(frozen=True, slots=True)
class ForecastPoint:
    """A period to come, by cadence: the middle of what is simulated, and the bounds of the middle 80 %."""

    period: Period
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetResult:
    """Where a KPI stands against its target. Shares and ratios are fractions.

    `current` is V; `plan` the plan line as (date, value); `periods` the level target of each judged period.
    `reasons` gives the word for every figure that is None.
    """

    kind: TargetKind
    value: float | None = None
    low: float | None = None
    high: float | None = None
    text: str | None = None
    start: date | None = None
    by: date | None = None
    baseline: float | None = None
    baseline_from: Literal["declared", "before_start", "first_closed"] | None = None
    current: float | None = None
    progress: float | None = None
    gap: float | None = None
    expected: float | None = None
    expected_share: float | None = None
    pace: float | None = None
    at_pace: float | None = None
    at_pace_on: date | None = None
    required_rate: float | None = None
    current_rate: float | None = None
    effort_ratio: float | None = None
    projection: float | None = None
    interval80: tuple[float, float] | None = None
    interval95: tuple[float, float] | None = None
    probability: float | None = None
    currently_met: bool | None = None
    judged: int = 0
    complied: int = 0
    phase: int = 0
    plan: tuple[tuple[date, float], ...] = ()
    periods: tuple[TargetPoint, ...] = ()
    forecast: tuple[ForecastPoint, ...] = ()
    reasons: Mapping[str, Reason] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The value against one basis. `label` names the basis period or source; `period` is None for fixed bases."""

    basis: Basis
    label: str
    value: float | None = None
    change: float | None = None
    change_relative: float | None = None
    better: bool | None = None
    significant: bool | None = None
    reason: Reason | None = None
    period: Period | None = None
    low: float | None = None
    high: float | None = None
    source: str | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """What one segment (or driver) accounts for; the changes of all drivers sum to the KPI's change.

    `segment` is the text of the data, or the id of the metric that drives; `name` is that metric's name and `unit` the
    unit of its `before` and `after`.
    """

    segment: str
    name: str | None = None
    unit: str | None = None
    before: float | None
    after: float | None
    change: float
    share_of_total: float | None = None
    share_of_change: float | None = None
    rate_effect: float | None = None
    mix_effect: float | None = None

    @property
    def label(self) -> str:
        return self.name or self.segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What accounts for the change of the comparison named by `basis`.

    `named` are the segments that the sentence names (empty: spread, or cancelling); `cancelling` says that gains and
    losses nearly cancel, so that no share of change is given. `mix` and `rate` are the sums of the effects.
    """

    method: CauseMethod
    basis: Basis | None = None
    dimension: str | None = None
    drivers: tuple[Driver, ...] = ()
    named: tuple[str, ...] = ()
    cancelling: bool = False
    before: float | None = None
    after: float | None = None
    change: float | None = None
    mix: float | None = None
    rate: float | None = None
    sentence: str | None = None
    events: tuple[Event, ...] = ()
    note: Note | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class SignalPoint:
    """A closed period on the process chart: its value, what is charted after the adjustment, and the rule it meets."""

    period: Period
    value: float
    charted: float | None
    variation: str
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class SignalSegment:
    """The periods between two rebases, with their limits; `trial` says that they rest on few values."""

    start: Period
    end: Period
    n: int
    mean: float
    lower: float
    upper: float
    trial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Signal or noise, by a process chart; limits in the metric's unit, `n` the number of values.

    Mean and limits are those of the last segment; `since` is the first period of the rule that the last point meets.
    """

    variation: str | None = None
    rule: str | None = None
    since: Period | None = None
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    trial: bool = False
    assurance: str | None = None
    n: int = 0
    adjustment: str | None = None
    points: tuple[SignalPoint, ...] = ()
    segments: tuple[SignalSegment, ...] = ()
    reason: Reason | None = None

    @property
    def is_signal(self) -> bool:
        """Whether the last value is more than normal variation."""
        return self.rule is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """How two KPIs moved together: `leader` so many periods (`lag`) before `follower`. Never a cause.

    `r` is the correlation at that lag with its 95 % interval over `n` pairs; `found` says whether it holds after
    correcting for the `tried` lags (and, in the matrix, for all pairs). `reason` says why nothing could be tested.
    """

    leader: str
    follower: str
    lag: int | None = None
    r: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    tried: int = 0
    found: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class RateInterval:
    """A rate's 95 % interval (Wilson) over `n`, its denominator; in the metric's unit."""

    low: float
    high: float
    n: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """The metric over its last `n` closed periods, aggregated as the metric is, per period for a sum."""

    n: int
    start: date
    end: date
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartResult:
    """A part of a composite in the KPI's period: its value, its `score` of 0 to 100, and the `points` that this adds.

    All three are None where the part has no value then; `has_data` is False where it never had one.
    """

    metric: Metric
    part: CompositePart
    value: float | None
    score: float | None
    points: float | None
    has_data: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """A place among peers: `percentile` (a fraction, 1 is best) of `n` peers that have a value in the period."""

    percentile: float
    n: int
    dimension: str
    best: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class AttributedFigure:
    """The same result under one attribution model; `model` and `window` as declared."""

    model: str
    window: str | None
    value: float | None
    metric: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A probability that was published: for which target, as of when, and whether it came true (None: still open)."""

    kpi: str
    by: date
    kind: TargetKind
    value: float | None
    low: float | None
    high: float | None
    on: date
    probability: float
    hit: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievable:
    """A target against the KPI's own history.

    `need` is the growth it still asks for over `horizon` periods and `best` the best of `n` windows of that length, as
    logarithms or as differences; `k` windows did as well, `likelihood` is (k + 0.5) / (n + 1), `ratio` need over best.
    A target that holds in every period has no horizon: of `n` past periods `k` comply.
    """

    grade: Grade
    horizon: int | None = None
    n: int = 0
    k: int | None = None
    likelihood: float | None = None
    need: float | None = None
    best: float | None = None
    ratio: float | None = None
    logarithmic: bool = True
