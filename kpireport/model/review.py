"""What meetings decided and what those who were asked understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpireport.errors import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """An entry of the review log; without `kpi` the list itself was reviewed.

    `raised` is the day the question came up that the decision answers; `done` the day its action was finished. An
    `overhaul` is a review of the list that asks anew what every KPI is for.
    """

    place: Place
    forum: str | None = None
    kpi: str | None = None
    decision: str | None = None
    action: str | None = None
    owner: str | None = None
    due: date | None = None
    done: date | None = None
    raised: date | None = None
    overhaul: bool = False
    date: date  # last, since from here on the name is the field's

    @property
    def is_decided(self) -> bool:
        """Whether anything came of it: a decision, or an action without one in words."""
        return self.decision is not None or self.action is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A row of the survey of understanding: how many were `asked` what a KPI means, and how many `understood` it.

    A row of a single `respondent` has 1 asked.
    """

    place: Place
    kpi: str
    asked: int
    understood: int
    respondent: str | None = None
    date: date  # last, since from here on the name is the field's
