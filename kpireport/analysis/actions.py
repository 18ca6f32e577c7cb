"""What reviews asked for, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kpireport.model import Action, Review


def actions_of(reviews: Iterable[Review], today: date | None) -> tuple[Action, ...]:
    """The actions of the log, by the day they were decided on. One that is due today is not overdue."""
    return tuple(_action(review, today) for review in reviews if review.action)


def _action(review: Review, today: date | None) -> Action:
    late = review.due is not None and today is not None and review.due < today
    return Action(review=review, is_done=review.done is not None, is_overdue=late and review.done is None)
