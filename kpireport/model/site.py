"""What holds for the report as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kpireport.errors import Place
from kpireport.model.audience import Audience
from kpireport.model.edition import EditionPlan
from kpireport.model.mail import Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoffs:
    """Where a status begins: shares for the probability, ratios for the pace."""

    on_track_probability: float = 0.70
    at_risk_probability: float = 0.30
    on_track_pace: float = 1.00
    at_risk_pace: float = 0.90


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How many KPIs a list may have; authors differ, so it is the user's choice.

    A goal has `fewest` to `most` strategic KPIs, the north star counted or not; from `too_many` on it is an error. A
    team has at most `operational` ones.
    """

    name: str = "default"
    fewest: int = 3
    most: int = 5
    too_many: int = 8
    operational: int = 15
    with_north_star: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The report as a whole. `audiences` None: none are declared, and the usual ones stand.

    `is_listed`: whether search engines may list its pages. `editions` None: none are kept.
    """

    title: str
    url: str | None = None
    locale: str = "en-GB"
    currency: str | None = None
    fiscal_year_start_month: int = 1
    theme: str = "default"
    data_through: date | None = None
    cutoffs: Cutoffs = Cutoffs()
    list_review: date | None = None
    decision_within: int = 3
    profile: Profile = Profile()
    audiences: tuple[Audience, ...] | None = None
    mail: Mail = field(default_factory=Mail)
    editions: EditionPlan | None = None
    is_listed: bool = True
    places: Mapping[str, Place] = field(default_factory=dict)
