"""A judgement on the KPI list or its data, and what the findings say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpireport.errors import Place
from kpireport.model.words import Level, Shape, SmartLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A judgement on the list or its data; `code` is explained by `kpireport explain CODE`."""

    code: str
    level: Level
    message: str
    help: str
    place: Place | None = None
    kpi: str | None = None
    goal: str | None = None
    metric: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that the files suppress, and the reason they give."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class SmartMark:
    """One letter of SMART: `ok` None where it cannot be judged, and why in a sentence."""

    ok: bool | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What `check` says of the list: findings by gravity and place, the accepted ones, the SMART card of each KPI.

    `shapes` are the shapes of a sick list that it has, the gravest first.
    """

    findings: tuple[Finding, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    smart: Mapping[str, Mapping[SmartLetter, SmartMark]] = field(default_factory=dict)
    shapes: tuple[Shape, ...] = ()
