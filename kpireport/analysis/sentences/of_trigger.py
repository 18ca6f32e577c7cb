"""How a trigger stands: what was measured, and why it fires or not."""

from __future__ import annotations

from kpireport.analysis.firing import CLOCK, Firing
from kpireport.analysis.sentences.of_condition import beyond_words, compared_words, span_words
from kpireport.condition import BehindPace, Change, Condition, Reaches, Threshold
from kpireport.format import Language
from kpireport.model import KpiResult, Metric, Reason, TargetResult, TriggerResult

#: At most so many segments are named before they are only counted.
NAMED = 3


def trigger_sentence(language: Language, result: KpiResult, condition: Condition, firing: Firing) -> str:
    """What was measured, and against what; where nothing can be told, why."""
    if firing.fired is None or firing.value is None:
        return _untold(language, condition, firing.reason or "no_data")
    match condition:
        case Threshold():
            return _of_threshold(language, result, condition, firing)
        case Change():
            return _of_change(language, result, condition, firing)
        case Reaches():
            return _of_count(language, result, condition, firing)
        case BehindPace():
            return _of_pace(language, result, firing)


def _untold(language: Language, condition: Condition, reason: Reason) -> str:
    if reason == "no_dimension":
        return language.text("The data has no dimension “{dimension}”.", dimension=condition.per)
    if reason == "coarser_than_cadence":
        return language.text("The data is too coarse for this condition. Give it a longer time, or add finer data.")
    return language.reason(reason)


def _of_threshold(language: Language, result: KpiResult, condition: Threshold, firing: Firing) -> str:
    values = {
        "value": compared_words(language, firing.value or 0.0, condition, result.metric),
        "period": language.period(firing.period) if firing.period else "",
        "beyond": beyond_words(language, condition, result.metric),
    }
    if firing.period is None:
        return _of_readings(language, firing, values)
    if not firing.run:
        return _capital(language.text("{period}: {value}.", **values))
    if firing.run == 1:
        return _capital(language.text("{period}: {value}, {beyond}.", **values))
    periods = language.periods(firing.run, firing.period.grain)
    return _capital(language.text("{period}: {value}, {beyond} for {periods} now.", periods=periods, **values))


def _of_readings(language: Language, firing: Firing, values: dict[str, str]) -> str:
    if not firing.run:
        return language.text("Last reading: {value}.", **values)
    minutes, hours = firing.lasted // CLOCK["minute"], firing.lasted // CLOCK["hour"]
    lasted = language.clock(hours, "hour") if hours > 1 else language.clock(minutes, "minute")
    return language.text("Last reading: {value}, {beyond} for {lasted} now.", lasted=lasted, **values)


def _of_change(language: Language, result: KpiResult, condition: Change, firing: Firing) -> str:
    share = firing.value or 0.0
    text = "Up {share} over {span}: {after} after {before}."
    if share < 0:
        text = "Down {share} over {span}: {after} after {before}."
    return language.text(
        text if share else "Unchanged over {span}: {after}.",
        share=language.share(abs(share)),
        span=span_words(language, condition.span, result.kpi.cadence or "day"),
        after=language.value(firing.after, result.metric),
        before=language.value(firing.before, result.metric),
    )


def _of_count(language: Language, result: KpiResult, condition: Reaches, firing: Firing) -> str:
    values = {
        "value": compared_words(language, firing.value or 0.0, condition, result.metric),
        "mark": language.mark(condition.value, result.metric),
    }
    return language.text("{value} so far; {mark} is reached." if firing.fired else "{value} so far.", **values)


# ------------------------------------------------------------------------------------------------------------ pace


def _of_pace(language: Language, result: KpiResult, firing: Firing) -> str:
    """The pace; where it is too low, also the gap and what it takes to close it."""
    pace = language.ratio(firing.value or 0.0)
    target = result.target
    if target is None or not firing.fired or target.expected is None or target.value is None:
        return language.text("Pace {pace}.", pace=pace)
    return " ".join(
        part for part in (_gap(language, result, target, pace), _recovery(language, result, target)) if part
    )


def _gap(language: Language, result: KpiResult, target: TargetResult, pace: str) -> str:
    values = {
        "pace": pace,
        "current": language.value(target.current, result.metric),
        "expected": language.value(target.expected, result.metric),
        "gap": language.change(abs(target.gap or 0.0), result.metric).lstrip("+"),
        "target": language.value(target.value, result.metric),
    }
    if target.kind == "cumulative" and result.metric.direction == "down":
        return language.text("Pace {pace}: {current} spent where the plan allows {expected} by now.", **values)
    return language.text(
        "Pace {pace}: {current} where the plan asks for {expected} by now; {gap} from the target of {target}.", **values
    )


def _recovery(language: Language, result: KpiResult, target: TargetResult) -> str:
    """The rate that the rest of the window takes; of a level, which has no rate, the time that is left."""
    if target.required_rate is not None and target.required_rate > 0:
        needed = language.value(target.required_rate, result.metric)
        so_far = language.value(target.current_rate, result.metric)
        return language.text(
            "From here it takes {needed} a day, against {so_far} a day so far.", needed=needed, so_far=so_far
        )
    if target.kind == "reach" and target.by and result.data_through and target.by > result.data_through:
        left = language.periods((target.by - result.data_through).days, "day")
        return language.text("{days} are left, to {date}.", days=left, date=language.date(target.by))
    return ""


# -------------------------------------------------------------------------------------------------------- segments


def segments_sentence(language: Language, metric: Metric, found: TriggerResult) -> str:
    """Which segments fire, of how many, and how many were passed over."""
    parts = [_fired(language, metric, found), _skipped(language, found), _silent(language, found)]
    return " ".join(part for part in parts if part)


def _fired(language: Language, metric: Metric, found: TriggerResult) -> str:
    if not found.judged:
        return ""
    values = {"judged": language.count(found.judged), "dimension": found.trigger.condition.per}
    if not found.segments:
        return language.text("None of {judged} by {dimension}.", **values)
    names = [
        language.text(
            "{name} ({value})",
            name=one.segment,
            value=compared_words(language, one.value, found.trigger.condition, metric),
        )
        for one in found.segments[:NAMED]
    ]
    rest = len(found.segments) - len(names)
    if rest:
        names.append(language.plural("{n} more", "{n} more", rest))
    n = language.count(len(found.segments))
    return language.text("{n} of {judged} by {dimension}: {names}.", n=n, names=language.join(names), **values)


def _skipped(language: Language, found: TriggerResult) -> str:
    if not found.skipped:
        return ""
    return language.plural(
        "{n} was skipped: its history is too short.", "{n} were skipped: their history is too short.", found.skipped
    )


def _silent(language: Language, found: TriggerResult) -> str:
    if not found.silent:
        return ""
    return language.plural("{n} has no data to judge by.", "{n} have no data to judge by.", found.silent)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
