"""What a newcomer answers, and what has to be counted for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kpireport.catalog import Catalog
from kpireport.model import CatalogEntry, CatalogInput
from kpireport.periods import GRAINS, Grain
from kpireport.project.wording import slug
from kpireport.project.yaml_text import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstKpi:
    """A measure of the library with what its owner wants: `target` is `{reach: …}` and the like, as YAML has it."""

    entry: CatalogEntry
    target: Mapping[str, Value]
    owner: str
    cadence: Grain


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a newcomer answers: a goal in plain words, who answers for it, and its KPIs.

    `north_star` is the id of one of them, or None. `since` is the first day with numbers, None for none yet.
    """

    goal: str
    owner: str
    kpis: tuple[FirstKpi, ...]
    north_star: str | None = None
    currency: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A number that someone has to supply, with the finest cadence it is needed at."""

    input: CatalogInput
    cadence: Grain


def goal_id(goal: str) -> str:
    """The first words of the goal as an id: `Keep more customers by 2027` is `keep-more-customers-by-2027`."""
    found = "-".join(slug(goal).split("-")[:6])
    return found or "goal"


def entries(catalog: Catalog, kpis: Iterable[FirstKpi]) -> dict[str, CatalogEntry]:
    """The chosen entries and those that they are computed from, the simplest first."""
    found: dict[str, CatalogEntry] = {}
    for kpi in kpis:
        for entry in (*catalog.needed(kpi.entry), kpi.entry):
            found.setdefault(entry.id, entry)
    return found


def used(entry: CatalogEntry) -> list[CatalogInput]:
    names = entry.computed.names if entry.computed else ()
    return [one for one in entry.inputs if one.id in names]


def counted(catalog: Catalog, kpis: Iterable[FirstKpi]) -> list[Counted]:
    """What has to be counted, each once."""
    found: dict[str, Counted] = {}
    for kpi in kpis:
        for entry in entries(catalog, [kpi]).values():
            for one in used(entry) if entry.computed else [_itself(entry)]:
                if one.id in catalog.entries and catalog.entries[one.id].computed:
                    continue
                known = found.get(one.id)
                finer = min(kpi.cadence, known.cadence if known else kpi.cadence, key=GRAINS.index)
                found[one.id] = Counted(one, finer)
    return list(found.values())


def _itself(entry: CatalogEntry) -> CatalogInput:
    return CatalogInput(
        id=entry.id, name=entry.name, unit=entry.unit, definition=entry.definition, aggregation=entry.aggregation
    )
