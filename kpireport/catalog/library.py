"""The library: its entries by family, by id and by any name they go by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kpireport.catalog.words import folded
from kpireport.model import CatalogEntry, CatalogFamily, Category, CompanyStage, Funnel, Metric, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is asked of entries; None asks nothing. A family holds those of others that are looked for in it too."""

    family: str | None = None
    stage: CompanyStage | None = None
    category: Category | None = None
    scope: Scope | None = None
    funnel: Funnel | None = None
    channel: str | None = None

    def fits(self, entry: CatalogEntry) -> bool:
        usual = entry.usual
        asked = (
            (self.family, (entry.family, *entry.also_in)),
            (self.stage, usual.stages),
            (self.category, (usual.category,)),
            (self.scope, (usual.scope,)),
            (self.funnel, (usual.funnel,)),
            (self.channel and folded(self.channel), (folded(usual.channel or ""),)),
        )
        return all(one is None or one in there for one, there in asked)


@dataclass(frozen=True)
class Catalog:
    """All families, in the order of their names."""

    families: tuple[CatalogFamily, ...]

    @cached_property
    def entries(self) -> dict[str, CatalogEntry]:
        """Every entry by its id, family by family."""
        return {entry.id: entry for family in self.families for entry in family.entries}

    @cached_property
    def _names(self) -> dict[str, str]:
        """The id by every name, an entry's own id and name before the aliases of others."""
        entries = self.entries.values()
        names = {folded(entry.id): entry.id for entry in entries}
        for entry in entries:
            names.setdefault(folded(entry.name), entry.id)
        for entry in entries:
            for alias in entry.aliases:
                names.setdefault(folded(alias), entry.id)
        return names

    def find(self, name: str) -> CatalogEntry | None:
        """The entry of that id, name or alias; capitals, hyphens and blanks do not count."""
        found = self._names.get(folded(name))
        return self.entries[found] if found else None

    def family(self, name: str) -> CatalogFamily | None:
        return next((family for family in self.families if family.id == name), None)

    def entry_of(self, metric: Metric) -> CatalogEntry | None:
        """The entry that a metric of a project was taken from, or whose id it goes by."""
        return self.entries.get(metric.catalog or metric.id)

    def chosen(self, wanted: Choice) -> list[CatalogEntry]:
        """The entries that fit all that is asked."""
        return [entry for entry in self.entries.values() if wanted.fits(entry)]

    def needed(self, entry: CatalogEntry) -> list[CatalogEntry]:
        """The entries that `entry` is computed from, and those that these are, the simplest first; not itself."""
        found: dict[str, CatalogEntry] = {}
        self._gather(entry, found)
        del found[entry.id]
        return list(found.values())

    def _gather(self, entry: CatalogEntry, found: dict[str, CatalogEntry]) -> None:
        if entry.computed and entry.id not in found:
            for name in entry.computed.names:
                if name in self.entries:
                    self._gather(self.entries[name], found)
        found.setdefault(entry.id, entry)
