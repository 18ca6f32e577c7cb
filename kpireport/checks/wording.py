"""Does the KPI name one measurable thing, of something?"""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.checks.about import active, of_kpi
from kpireport.checks.vocabulary import has_scope, is_measured, is_wish, joined_measures, joined_rates, vague_word
from kpireport.model import Finding, Goal, Kpi, Metric, Project


def find_undefined(project: Project) -> Iterator[Finding]:
    """S1: no definition, or a name that another KPI has."""
    named: dict[str, Kpi] = {}
    for goal, kpi in active(project):
        first = named.setdefault(" ".join(kpi.name.casefold().split()), kpi)
        if first is not kpi:
            message = f"“{kpi.name}” is also the name of the KPI `{first.id}`; readers cannot tell the two apart"
            yield of_kpi(
                "S1", "error", goal, kpi, message, "say in each name what differs: channel, market, product", "name"
            )
        if not kpi.definition:
            message = f"KPI “{kpi.name}” has no definition, so two people may count it in two ways"
            help_text = "add “definition:” with what is counted, when, and what is left out"
            yield of_kpi("S1", "error", goal, kpi, message, help_text)


def find_two_in_one(project: Project) -> Iterator[Finding]:
    """S2: two measures in one number, such as reach and engagement."""
    for goal, kpi in active(project):
        find_pair = joined_measures if _is_single(project.metrics.get(kpi.metric)) else joined_rates
        for key, text in (("name", kpi.name), ("definition", kpi.definition or "")):
            pair = find_pair(text) if key == "name" or find_pair is joined_measures else None
            if pair:
                message = f"the {key} of “{kpi.name}” joins {pair[0]} and {pair[1]}, and its metric holds one number"
                yield of_kpi(
                    "S2", "warning", goal, kpi, message, "make two KPIs of it, or name the one that counts", key
                )
                break


def _is_single(metric: Metric | None) -> bool:
    return metric is not None and metric.formula is None and metric.aggregation != "ratio" and not metric.composite


#: Units that say what is measured, where points and counts leave it open.
_MEASURED_UNITS = frozenset({"percent", "fraction", "ratio", "currency", "duration", "score"})


def find_vague(project: Project) -> Iterator[Finding]:
    """S3 and W1: a word or a wish in place of a measure."""
    for goal, kpi in active(project):
        metric = project.metrics.get(kpi.metric)
        word = None if metric and metric.unit in _MEASURED_UNITS else vague_word(kpi.name)
        if word and not is_measured(word, kpi.definition or ""):
            message = f"“{kpi.name}”: “{word}” says no measure, so anyone may see it rise"
            help_text = (
                "name what is counted, as in “engagement rate” or “articles read to the end”, and give it a unit"
            )
            yield of_kpi("S3", "warning", goal, kpi, message, help_text, "name")
        elif is_wish(kpi.name):
            yield _wish(goal, kpi)


def _wish(goal: Goal, kpi: Kpi) -> Finding:
    message = f"“{kpi.name}” is a wish: a KPI names the number, and its target says where it is to go"
    return of_kpi("W1", "warning", goal, kpi, message, "name the measure alone, and keep the wish as the goal", "name")


def find_unscoped(project: Project) -> Iterator[Finding]:
    """S4: nothing says for which segment, product, channel or group."""
    for goal, kpi in active(project):
        if kpi.definition and not has_scope((kpi.name, kpi.definition)):
            message = f"nothing says of what or whom “{kpi.name}” is counted"
            help_text = "name the market, product, channel or group in “definition:”, or say that it is all of them"
            yield of_kpi("S4", "info", goal, kpi, message, help_text, "definition")
