"""What was agreed for the case, and whether the case has come: triggers as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kpireport.analysis.sentences import compared_words, condition_words
from kpireport.condition import BehindPace
from kpireport.format import Language
from kpireport.model import NEEDS_DECISION, KpiResult, Report, TriggerResult, TriggerSegment


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentLine:
    """A segment for which a trigger fired."""

    name: str
    value: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A trigger: what is watched, what follows, who sees to it. `state` is `fired`, `waiting` or `untold`.

    `sentence` says how it stands; `detail` too, where that is more than condition and date tell: how far behind, or
    which segments.
    """

    when: str
    action: str
    owner: str
    state: str
    since: str
    sentence: str
    detail: str
    dimension: str
    segments: tuple[SegmentLine, ...]

    @property
    def has_fired(self) -> bool:
        return self.state == "fired"


def triggers_by_kpi(report: Report) -> Mapping[str, tuple[TriggerResult, ...]]:
    found: dict[str, list[TriggerResult]] = {}
    for result in report.triggers:
        found.setdefault(result.kpi, []).append(result)
    return {kpi: tuple(results) for kpi, results in found.items()}


def urgency(kpi: KpiResult) -> int:
    """Its rank among those that need attention: missed, off track, at risk, and all the others."""
    return NEEDS_DECISION.index(kpi.status) if kpi.status in NEEDS_DECISION else len(NEEDS_DECISION)


def agreements(kpi: KpiResult, triggers: Iterable[TriggerResult], language: Language) -> tuple[Agreement, ...]:
    """The triggers of a KPI in the order of its file."""
    return tuple(agreement(kpi, result, language) for result in triggers)


def agreement(kpi: KpiResult, result: TriggerResult, language: Language) -> Agreement:
    condition = result.trigger.condition
    tells_more = bool(result.fired) and (isinstance(condition, BehindPace) or condition.per is not None)
    states = {True: "fired", False: "waiting", None: "untold"}
    return Agreement(
        when=condition_words(language, condition, kpi.metric, kpi.kpi.cadence or "day"),
        action=result.action or language.text("No action agreed. Add “action” to the trigger."),
        owner=result.owner or "",
        state=states[result.fired],
        since=language.date(result.since) if result.since else "",
        sentence=result.sentence,
        detail=result.sentence if tells_more else "",
        dimension=condition.per or "",
        segments=tuple(_segment(kpi, result, one, language) for one in result.segments),
    )


def _segment(kpi: KpiResult, result: TriggerResult, one: TriggerSegment, language: Language) -> SegmentLine:
    return SegmentLine(
        name=one.segment,
        value=compared_words(language, one.value, result.trigger.condition, kpi.metric),
        since=language.date(one.since),
    )
