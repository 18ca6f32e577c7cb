"""What was agreed around a KPI: triggers, guardrails, who agreed to the target, how credit is given, how often."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kpireport.checks.about import HEADLINE, WORKED_WITH, active, of_kpi
from kpireport.model import Finding, Goal, Kpi, Level, Metric, Project
from kpireport.periods import GRAINS, Grain

_VOLUME = re.compile(
    r"\b(?:calls?|tickets?|cases|posts?|articles?|messages?|e-?mails?|meetings|demos|commits|pull requests|velocity|"
    r"story points|lines of code|closed|handled|published|leads?|sign-?ups?)\b",
    re.IGNORECASE,
)
_CREDITED = re.compile(
    r"\b(?:roi|roas|return on (?:ad spend|investment)|cac|acquisition cost|attribut\w+|"
    r"cost per (?:lead|acquisition|customer|order|sale|conversion|new \w+)|influenced (?:revenue|pipeline))\b",
    re.IGNORECASE,
)


_AGREED = {"agreed_by": "who agreed to it", "agreed_on": "when it was agreed"}


def find_without_trigger(project: Project) -> Iterator[Finding]:
    """L4: nobody agreed what happens when, or what then."""
    for goal, kpi in active(project):
        if kpi.tier in WORKED_WITH and not kpi.triggers:
            message = f"KPI “{kpi.name}” has no trigger, so a bad value starts nothing"
            help_text = "add “triggers:”, such as {when: behind_pace, action: Recovery plan in the next meeting}"
            yield of_kpi("L4", "warning", goal, kpi, message, help_text)
        for trigger in kpi.triggers:
            if not trigger.action:
                message = f"the trigger “{trigger.when}” of “{kpi.name}” has no action, so nobody knows what to do"
                yield of_kpi("L4", "warning", goal, kpi, message, "add “action:” with what is done then", trigger.place)


def find_unguarded(project: Project) -> Iterator[Finding]:
    """L6: volume, speed and cost can be had at the expense of something else."""
    for goal, kpi in active(project):
        kind = (
            None if kpi.guardrails or kpi.tier not in WORKED_WITH else _gameable(kpi, project.metrics.get(kpi.metric))
        )
        if kind:
            message = f"“{kpi.name}” is {kind} and has no guardrail: it can be met at the cost of what it is for"
            help_text = "add “guardrails:” with what must not suffer, such as {metric: complaints, max: 2}"
            yield of_kpi("L6", "warning", goal, kpi, message, help_text)


def _gameable(kpi: Kpi, metric: Metric | None) -> str | None:
    if metric is None:
        return None
    if metric.unit == "duration" and metric.direction == "down":
        return "a speed"
    if metric.unit == "currency" and metric.direction == "down":
        return "a cost"
    if _VOLUME.search(kpi.name) and metric.unit == "count" and metric.direction == "up":
        return "a volume"
    return "a rate of cases kept away" if re.search(r"deflect", kpi.name, re.IGNORECASE) else None


def find_unagreed(project: Project) -> Iterator[Finding]:
    """E3: a target that nobody is known to have agreed to."""
    for goal, kpi in active(project):
        missing = [key for key in _AGREED if any(one.kind != "text" and not getattr(one, key) for one in kpi.targets)]
        if kpi.tier in HEADLINE and missing:
            said = " or ".join(
                {"agreed_by": "who agreed to it", "agreed_on": "when it was agreed"}[key] for key in missing
            )
            message = f"the target of “{kpi.name}” does not say {said}"
            help_text = "write it with the team that has to reach it: {agreed_by: social team, agreed_on: 2026-01-12}"
            yield of_kpi("E3", "warning", goal, kpi, message, help_text, "target")


def find_uncredited(project: Project) -> Iterator[Finding]:
    """F1: a return or a cost of winning, and nothing says how results are credited."""
    for goal, kpi in active(project):
        if not kpi.attribution and (kpi.category == "return" or _CREDITED.search(kpi.name)):
            message = f"“{kpi.name}” depends on who gets the credit, and no attribution model is named"
            help_text = (
                "add “attribution:”, such as {model: last click, window: 30 days}; several may stand side by side"
            )
            yield of_kpi("F1", "warning", goal, kpi, message, help_text)


def find_unsettled(project: Project) -> Iterator[Finding]:
    """C2: a conflict that is known and not settled."""
    names = {kpi.id: kpi.name for kpi in project.kpis}
    for goal, kpi in active(project):
        for conflict in kpi.conflicts_with:
            if conflict.resolution is None:
                other = names.get(conflict.kpi, conflict.kpi)
                message = f"“{kpi.name}” pulls against “{other}”, and nothing says which goes first"
                help_text = "add “resolution:” precedence, composite, segment, guardrail or incentive, and a “note:”"
                yield of_kpi("C2", "warning", goal, kpi, message, help_text, conflict.place)


def find_odd_cadence(project: Project) -> Iterator[Finding]:
    """G1: read too seldom for its tier, and no leading KPI beside it that is read sooner."""
    kpis = {kpi.id: kpi for kpi in project.kpis if kpi.stage == "active"}
    for goal, kpi in active(project):
        found = _too_slow(goal, kpi, [kpis[one] for one in kpi.pairs_with if one in kpis])
        if found:
            yield found


def _too_slow(goal: Goal, kpi: Kpi, partners: Iterable[Kpi]) -> Finding | None:
    if kpi.cadence is None or kpi.tier == "diagnostic":
        return None
    slowest: Grain = "month" if kpi.tier == "operational" else "quarter"
    sooner = any(partner.timing == "leading" and _within(partner, slowest) for partner in partners)
    if _within(kpi, slowest) or sooner:
        return None
    level: Level = "warning" if kpi.tier == "operational" else "info"
    message = (
        f"the {kpi.tier} KPI “{kpi.name}” is read once a {kpi.cadence}, so a turn may show up to a {kpi.cadence} late"
    )
    help_text = (
        f"pair it (“pairs_with:”) with a leading KPI that is read at least once a {slowest}; "
        "where its data comes often enough, read it so itself"
    )
    return of_kpi("G1", level, goal, kpi, message, help_text, "cadence")


def _within(kpi: Kpi, slowest: Grain) -> bool:
    return kpi.cadence is not None and GRAINS.index(kpi.cadence) <= GRAINS.index(slowest)
