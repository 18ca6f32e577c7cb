"""What warns of a KPI beyond its own status: those that lead it, and what must not suffer for it."""

from __future__ import annotations

from collections.abc import Mapping

from kpireport.format import Language
from kpireport.model import SETTLED, GuardrailResult, KpiResult, Metric


def leaders_sentence(result: KpiResult, names: Mapping[str, str], language: Language) -> str:
    """Which leading KPIs are not on track, by `names`; empty where none is, or where nothing is open any more."""
    leaders = [names[id_] for id_ in result.led_by if id_ in names]
    if not leaders or result.status in SETTLED:
        return ""
    return language.text("Not on track, and leads this one: {names}.", names=language.join(leaders))


def breach_sentence(guardrail: GuardrailResult, result: KpiResult, language: Language) -> str:
    """How far a breached guardrail lies outside its bound."""
    metric = Metric(id=guardrail.metric, place=result.kpi.place, name=guardrail.name, unit=guardrail.unit)
    above = guardrail.max is not None and guardrail.value is not None and guardrail.value > guardrail.max
    text = "Guardrail breached: {name} {value}, where at most {bound} is accepted."
    if not above:
        text = "Guardrail breached: {name} {value}, where at least {bound} is accepted."
    bound = language.value(guardrail.max if above else guardrail.min, metric)
    return language.text(text, name=guardrail.name, value=language.value(guardrail.value, metric), bound=bound)
