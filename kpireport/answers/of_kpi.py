"""Answers on one KPI: how it stands, what accounts for its change, when it is reached, who sees to it, what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kpireport.analysis.sentences import breach_sentence, condition_words, leaders_sentence
from kpireport.answers.intent import presumed_change
from kpireport.format import Language
from kpireport.model import SETTLED, Comparison, KpiResult, Report, TargetResult, TriggerResult

#: Marks of Markdown in a note: links, of which the words stay, and emphasis.
_MARKS = re.compile(r"\[([^\]]*)\]\([^)]*\)|\*+|(?<!\w)_+|_+(?!\w)")


def how(result: KpiResult, report: Report, language: Language) -> Iterator[str]:
    """Status, figure and verdict; and why there is no status where there is none."""
    if result.value is None or result.period is None:
        yield language.text("{name}: {status}.", name=result.name, status=_status(result, language))
        yield language.reason(result.reason or result.status_reason or "no_data")
        return
    yield language.text(
        "{name}: {status}. {value} in {period}.",
        name=result.name,
        status=_status(result, language),
        value=language.value(result.value, result.metric),
        period=language.period_span(result.period),
    )
    yield result.sentence
    if result.status == "unknown" and result.status_reason:
        yield language.reason(result.status_reason)
    yield from _threats(result, report, language)


def why(result: KpiResult, report: Report, language: Language, question: str) -> Iterator[str]:
    """What accounts for the leading change, with notes and events; or that nothing tells."""
    leading = _explained(result)
    if leading is None or leading.change is None:
        yield language.text("I cannot tell: there is nothing to compare {name} with.", name=result.name)
        yield language.reason((leading.reason if leading else None) or result.reason or "no_data")
        return
    yield from _change(result, leading, language, question)
    if leading.significant is False and result.signal.adjustment:
        yield language.text("The change is in line with its usual course.")
    elif leading.significant is False:
        yield language.text("The change is within normal variation, so it need not have any particular reason.")
    yield result.cause.sentence or _no_cause(result, language)
    yield from _circumstances(result, language)
    yield from _threats(result, report, language)


def when(result: KpiResult, language: Language) -> Iterator[str]:
    """The date at the pace so far, and how likely the deadline is; never a date that nothing supports."""
    target = result.target
    if target is None:
        yield language.text("{name} has no target, so there is nothing to reach.", name=result.name)
        return
    if result.status in SETTLED:
        yield result.sentence
        return
    if target.at_pace_on:
        at = language.date(target.at_pace_on)
        yield language.text("At the pace so far, {name} reaches its target on {date}.", name=result.name, date=at)
    else:
        yield language.text(
            "For {name} no date can be told. {reason}", name=result.name, reason=_no_date(target, language)
        )
    if target.by:
        yield language.text("Its deadline is {date}.", date=language.date(target.by))
    if target.probability is not None:
        likely = language.likelihood(target.probability)
        yield language.text("The target is {likely} likely to be met, if past behaviour continues.", likely=likely)


def who(result: KpiResult, report: Report, language: Language) -> Iterator[str]:
    owner = result.kpi.owner or result.goal.owner
    if owner:
        yield language.text("{name}: {owner}.", name=result.name, owner=owner)
    else:
        yield language.text("Nobody is named as the owner of {name}. Add “owner” to the KPI.", name=result.name)
    if team := result.kpi.team or result.goal.team:
        yield language.text("Team: {team}.", team=team)
    mine = (one.owner for one in report.triggers if one.kpi == result.id)
    acting = dict.fromkeys(other for other in mine if other and other != owner)
    if acting:
        yield language.text("On its triggers acts: {names}.", names=language.join(list(acting)))


def what(result: KpiResult, language: Language) -> Iterator[str]:
    definition = result.kpi.definition or result.metric.definition
    if definition:
        yield language.text("{name}: {definition}", name=result.name, definition=definition)
    else:
        yield language.text("What {name} measures is not written down. Add “definition” to the KPI.", name=result.name)
    if result.metric.formula is not None:
        yield language.text("Formula: {formula}.", formula=result.metric.formula.text)
    yield language.text("It serves the goal “{goal}”.", goal=result.goal.name)
    if result.kpi.decision:
        yield language.text("What it decides: {decision}", decision=result.kpi.decision)


def do(result: KpiResult, report: Report, language: Language, levers: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Agreed actions first: the KPI's own and those of its triggers; then what the library knows, named as such."""
    agreed = [language.text("Agreed: {action}.", action=_bare(action)) for action in result.kpi.actions]
    of_triggers = (one for one in report.triggers if one.kpi == result.id and one.action)
    agreed.extend(_of_trigger(one, result, language) for one in of_triggers)
    yield from agreed or [language.text("No action is agreed for {name}. Add “actions” or triggers.", name=result.name)]
    for lever in levers.get(result.id, ()):
        yield language.text("From the catalogue, not from your data: {lever}.", lever=_bare(lever))


# ------------------------------------------------------------------------------------------------------------- parts


def _of_trigger(one: TriggerResult, result: KpiResult, language: Language) -> str:
    condition = condition_words(language, one.trigger.condition, result.metric, result.kpi.cadence or "day")
    owner = one.owner or language.text("No owner")
    text = "Agreed for “{condition}”: {action} ({owner})."
    if one.fired:
        text = "Agreed, and due now that “{condition}” has fired: {action} ({owner})."
    return language.text(text, action=_bare(one.action or ""), condition=condition, owner=owner)


def _bare(text: str) -> str:
    return text.rstrip(" .")


def _status(result: KpiResult, language: Language) -> str:
    word = language.status(result.status)
    return word[:1].lower() + word[1:]


def _explained(result: KpiResult) -> Comparison | None:
    """The comparison that the cause accounts for, else the leading one."""
    of_cause = (one for one in result.comparison if one.basis == result.cause.basis and one.change is not None)
    return next(of_cause, result.comparison[0] if result.comparison else None)


def _change(result: KpiResult, leading: Comparison, language: Language, question: str) -> Iterator[str]:
    change = leading.change or 0.0
    presumed = presumed_change(question, result.name)
    values = {
        "name": result.name,
        "after": language.value(result.value, result.metric),
        "before": language.value(leading.value, result.metric),
        "change": language.change(change, result.metric),
        "basis": language.period(leading.period) if leading.period else leading.label,
    }
    if not change:
        yield language.text("{name} did not change: {after}, as in {basis}.", **values)
    elif presumed and (change > 0) != (presumed > 0):
        text = "{name} did not fall: {after} after {before} in {basis} ({change})."
        if presumed > 0:
            text = "{name} did not rise: {after} after {before} in {basis} ({change})."
        yield language.text(text, **values)
    else:
        yield language.text("{name}: {after} after {before} in {basis} ({change}).", **values)


def _no_cause(result: KpiResult, language: Language) -> str:
    reason = language.reason(result.cause.reason) if result.cause.reason else ""
    return language.text("The data does not tell what accounts for it. {reason}", reason=reason).strip()


def _circumstances(result: KpiResult, language: Language) -> Iterator[str]:
    note = result.cause.note
    if note:
        text = _MARKS.sub(r"\1", " ".join(note.text.split()))
        author = note.author or language.text("A note")
        yield language.text("{author} writes: {text}", author=author, text=text)
    for event in result.cause.events:
        yield language.text(
            "At the same time, {date}: {title}.", date=language.date(event.date), title=_bare(event.title)
        )


def _threats(result: KpiResult, report: Report, language: Language) -> Iterator[str]:
    names = {kpi.id: kpi.name for kpi in report.kpis}
    if said := leaders_sentence(result, names, language):
        yield said
    yield from (breach_sentence(one, result, language) for one in result.guardrails if one.holds is False)


def _no_date(target: TargetResult, language: Language) -> str:
    if target.kind in ("at_least", "at_most", "range"):
        return language.text("Its target holds in every period, and is not reached once.")
    reason = target.reasons.get("at_pace_on") or target.reasons.get("at_pace") or "not_applicable"
    if reason == "not_applicable":
        return language.text("At the pace so far it is not reached within ten years, or the target has no pace.")
    return language.reason(reason)
