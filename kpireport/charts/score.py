"""A score between 0 and 1 as a light bar, with a tick where it ought to end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScoreBar:
    """A bar from 0 to `value` on a track of `width`; `tick` is what the commitment asks for."""

    width: float
    value: float
    tick: float


def score_bar(score: float, needed: float, width: float = 120.0) -> ScoreBar:
    """`score` and `needed` from 0 to 1."""
    return ScoreBar(width, round(score * (width - 2), 1), round(1 + needed * (width - 2), 1))
