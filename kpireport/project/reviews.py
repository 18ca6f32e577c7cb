"""Entries of the review log → model.Review."""

from __future__ import annotations

from collections.abc import Iterable

from kpireport.model import Review
from kpireport.project.site_schema import ReviewEntry


def build_reviews(entries: Iterable[ReviewEntry]) -> tuple[Review, ...]:
    """The log by date."""
    return tuple(sorted(map(_review, entries), key=lambda review: (review.date, review.place)))


def _review(entry: ReviewEntry) -> Review:
    return Review(
        place=entry.place,
        date=entry.date,
        forum=entry.forum,
        kpi=entry.kpi.text.strip() if entry.kpi else None,
        decision=entry.decision,
        action=entry.action,
        owner=entry.owner,
        due=entry.due,
        done=entry.done,
        raised=entry.raised,
    )
