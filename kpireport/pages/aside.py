"""Numbers without a decision: why they left the headline, and what would bring them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import KpiResult, Vanity


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Why a KPI stands in the appendix, and what to write to bring it back."""

    why: str
    cure: str


def aside(result: KpiResult, language: Language) -> Aside | None:
    """None for a KPI of the headline."""
    if result.vanity is None:
        return None
    why, cure = _WORDS[result.vanity]
    return Aside(why=language.text(why), cure=language.text(cure))


_WORDS: Mapping[Vanity, tuple[str, str]] = {
    "listed": (
        "A total of this kind looks well and rarely decides anything, and no decision is written down for it.",
        "Add “decision” to the KPI with what you would do, or measure what should follow from it instead.",
    ),
    "no_decision": (
        "Its own files say that no decision hangs on it.",
        "Write under “decision” what you would do if it moved; failing that, keep it as a supporting metric.",
    ),
    "not_actionable": (
        "Its owner can do nothing about it (“actionable: false”).",
        "Name under “actions” what can be done, and set “actionable: true”.",
    ),
    "no_benefit": (
        "The business is no better off if it improves (“improves_business: false”).",
        "Replace it with the figure that shows the benefit, or set “improves_business: true”.",
    ),
}
