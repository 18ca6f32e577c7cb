"""The sections of the pages for audiences: for each word of `contents` a function, and a line in the table.

A section with nothing to say is left out. `verdict` is none of them: it stands at the head of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kpireport.format import Language
from kpireport.model import Section
from kpireport.pages.sections import monthly, practice, prospects, standing
from kpireport.pages.sections.section import Part
from kpireport.pages.views import View

SECTIONS: Mapping[Section, Callable[[View, Language], Part | None]] = {
    "north_star": standing.north_star,
    "decisions": practice.decisions,
    "kpis": standing.kpis,
    "financial_summary": standing.financial_summary,
    "risks": prospects.risks,
    "opportunities": prospects.opportunities,
    "trend": prospects.trend,
    "forecast": prospects.forecast,
    "resources": practice.resources,
    "actions": practice.actions,
    "goals": standing.goals,
    "learning": practice.learning,
    "month": monthly.month,
    "standouts": monthly.standouts,
}


def parts(view: View, language: Language) -> tuple[Part, ...]:
    """The sections that the audience asks for, in its order, without those that would be empty."""
    found = (SECTIONS[word](view, language) for word in view.audience.contents if word in SECTIONS)
    return tuple(part for part in found if part is not None)
