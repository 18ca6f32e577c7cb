"""A judgement on the KPI list or its data."""

from __future__ import annotations

from dataclasses import dataclass

from kpireport.errors import Place
from kpireport.model.words import Level


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
