"""The KPI library: complete, sound within itself, and right in its arithmetic."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpireport.catalog import Catalog, quotient
from kpireport.catalog.calculation import slots
from kpireport.catalog.words import folded
from kpireport.formula import Formula, Lag
from kpireport.model import CatalogEntry
from kpireport.project.catalog import read_catalog

#: Entries of our own beside those of the sources: what replaced a retired measure, and the gross form of a net one.
OURS = {"interaction-to-next-paint", "gross-revenue-churn-rate"}
DIRECTIONS = {"higher": "up", "lower": "down", "range": "range"}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog()


@pytest.fixture(scope="module")
def facts(shared: Path) -> dict[str, dict[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load((shared / "facts/seed_kpis.yaml").read_text("utf-8"), loader)  # noqa: S506
    return {kpi["id"]: kpi for kpi in content["kpis"]}


# ------------------------------------------------------------------------------------------------------- completeness


def test_the_number_of_entries_and_families(catalog: Catalog) -> None:
    assert len(catalog.families) == 32
    assert sum(len(family.entries) for family in catalog.families) == len(catalog.entries) == 263 + len(OURS)
    assert set(catalog.entries) >= OURS


def test_every_measure_of_the_sources_is_there_under_its_family(
    catalog: Catalog, facts: dict[str, dict[str, Any]]
) -> None:
    assert set(catalog.entries) == facts.keys() | OURS
    for identifier, fact in facts.items():
        entry = catalog.entries[identifier]
        assert entry.family == fact["family"], identifier
        assert {*fact.get("families_also", ())} <= {*entry.also_in}, identifier
        if fact["direction"]:
            assert entry.direction == DIRECTIONS[fact["direction"]], identifier
        assert (entry.shape == "words") == (fact.get("measurable") is False), identifier
        for alias in fact["aliases"]:
            found = catalog.find(alias)
            assert found, f"{identifier}: {alias}"
            assert found.id == identifier or identifier in (found.same_as, *found.confused_with), (identifier, alias)


def test_what_a_source_states_of_stage_tier_scope_and_timing_is_kept(
    catalog: Catalog, facts: dict[str, dict[str, Any]]
) -> None:
    scopes = {"high-level": "high", "low-level": "low", None: None}
    for identifier, fact in facts.items():
        usual = catalog.entries[identifier].usual
        assert set(fact.get("stage", ())) <= set(usual.stages), identifier
        assert fact.get("tier") in (None, usual.tier), identifier
        assert fact.get("timing") in (None, usual.timing), identifier
        assert fact.get("kind") in (None, usual.measures), identifier
        assert fact.get("funnel") in (None, usual.funnel), identifier
        assert scopes[fact.get("scope")] in (None, usual.scope), identifier
        assert fact.get("channel") in (None, usual.channel), identifier


def test_every_source_benchmark_is_somewhere(catalog: Catalog, facts: dict[str, dict[str, Any]]) -> None:
    """Each number that a source gives stands in the library, at the measure it is about."""
    ours = Counter(
        number for entry in catalog.entries.values() for one in entry.benchmark for number in (one.low, one.high)
    )
    stated = {
        number
        for fact in facts.values()
        for one in fact.get("benchmark", ())
        for number in (one.get("low"), one.get("high"))
        if number is not None
    }
    in_other_units = {0.85: 85, 0.95: 95, 24: 86_400}
    assert {float(in_other_units.get(number, number)) for number in stated} <= set(ours)


# ------------------------------------------------------------------------------------------------------------- links


def _links(entry: CatalogEntry) -> Iterator[str]:
    one = (entry.guardrail, entry.pairs_with, entry.same_as, entry.replaced_by)
    yield from (name for name in one if name)
    yield from (*entry.confused_with, *entry.instead, *entry.parts)


def test_every_link_leads_to_another_entry(catalog: Catalog) -> None:
    for entry in catalog.entries.values():
        for link in _links(entry):
            assert link in catalog.entries, f"{entry.id}: {link}"
            assert link != entry.id, entry.id
        assert set(entry.also_in) <= {family.id for family in catalog.families} - {entry.family}, entry.id


def test_nothing_is_guarded_or_paired_with_what_is_no_number(catalog: Catalog) -> None:
    for entry in catalog.entries.values():
        for link in (entry.guardrail, entry.pairs_with, *entry.instead, *entry.parts):
            assert link is None or catalog.entries[link].is_number, f"{entry.id}: {link}"


def test_ids_and_names_are_unique_and_an_alias_leads_to_one_entry(catalog: Catalog) -> None:
    owners: dict[str, str] = {}
    for entry in catalog.entries.values():
        for name in {folded(name) for name in (entry.id, entry.name)}:
            assert owners.setdefault(name, entry.id) == entry.id, name
    for entry in catalog.entries.values():
        for name in {folded(name) for name in entry.aliases}:
            assert owners.setdefault(name, entry.id) == entry.id, f"{entry.id}: {name} is {owners[name]}"


# ---------------------------------------------------------------------------------------------------- parts of an entry


def test_every_entry_says_what_is_counted(catalog: Catalog) -> None:
    for entry in catalog.entries.values():
        sentences = re.findall(r"[.?!](?:\s|$)", entry.definition.replace("e.g. ", "").replace("i.e. ", ""))
        assert 1 <= len(sentences) <= 3, f"{entry.id}: {len(sentences)} sentences"
        assert 6 <= len(entry.definition.split()) <= 60, f"{entry.id}: {len(entry.definition.split())} words"
        assert entry.name[0].isupper() or entry.name[0].isdigit() or entry.name == "eNPS"


def test_every_number_has_what_goes_with_it(catalog: Catalog) -> None:
    for entry in catalog.entries.values():
        if entry.is_number and not entry.replaced_by:
            assert 1 <= len(entry.actions) <= 3, entry.id
            assert entry.guardrail, entry.id
            assert entry.pairs_with, entry.id
            assert entry.guardrail != entry.pairs_with, entry.id
        if entry.shape == "group":
            assert len(entry.parts) >= 2, entry.id
        if entry.shape == "words":
            assert entry.instead, entry.id
            assert entry.formula is None, entry.id


def test_a_shaped_entry_says_how_it_is_read(catalog: Catalog) -> None:
    for entry in catalog.entries.values():
        if entry.shape != "number":
            assert entry.note or entry.shape == "breakdown", entry.id


def test_every_benchmark_has_its_condition_and_year(catalog: Catalog) -> None:
    seen = 0
    for entry in catalog.entries.values():
        for one in entry.benchmark:
            seen += 1
            assert one.condition, entry.id
            assert one.year == 2026, entry.id
            assert one.text or one.low is not None or one.high is not None, entry.id
            assert one.low is None or one.high is None or one.low < one.high, entry.id
            assert one.unit, entry.id
    assert seen >= 55


# ----------------------------------------------------------------------------------------------------------- formulas


def _formulas(catalog: Catalog) -> Iterator[tuple[CatalogEntry, Formula]]:
    for entry in catalog.entries.values():
        yield from ((entry, formula) for formula in (entry.formula, entry.in_report) if formula)


def test_every_formula_uses_its_inputs_and_has_a_value(catalog: Catalog) -> None:
    for entry, formula in _formulas(catalog):
        assert formula.names, entry.id
        assert formula.value(lambda *_: 3.0) is not None, entry.id
    for entry in catalog.entries.values():
        used = {name for formula in (entry.formula, entry.in_report) if formula for name in formula.names}
        assert used == {one.id for one in entry.inputs}, entry.id


def test_every_formula_has_a_worked_example_that_comes_out(catalog: Catalog) -> None:
    """The results were worked out by hand, beside the files, before the formulas were evaluated."""
    for entry in catalog.entries.values():
        if entry.formula is None:
            assert entry.example is None, entry.id
            continue
        assert entry.example, entry.id
        given = entry.example.inputs
        assert set(given) == {slot.name for slot in slots(entry)}, entry.id

        def lookup(name: str, lag: Lag, given: Any = given) -> float:
            return float(given[name if lag == "now" else f"{name}_{lag}"])

        assert entry.formula.value(lookup) == pytest.approx(entry.example.result, rel=1e-12), entry.id


def test_percentages_are_times_a_hundred(catalog: Catalog) -> None:
    """`percent` is 0 to 100 in every entry. A ratio is multiplied by 100 in a report exactly where its formula is."""
    for entry in catalog.entries.values():
        if entry.aggregation == "ratio" and entry.computed:
            assert entry.computed.text.startswith("100 *") == (entry.unit == "percent"), entry.id
        if entry.unit in ("ratio", "currency", "duration", "fraction") and entry.formula:
            assert not entry.formula.text.startswith("100 *"), entry.id


def test_a_ratio_is_a_quotient_of_flows_and_each_quotient_of_flows_a_ratio(catalog: Catalog) -> None:
    """A ratio of sums explains a change by mix and rate; stocks and distinct counts cannot be summed over a period."""
    for entry in catalog.entries.values():
        sides = quotient(entry.computed) if entry.computed else None
        adds_up = {one.id: one.aggregation for one in entry.inputs}
        is_ratio = sides is not None and all(adds_up[side] == "sum" for side in sides)
        assert (entry.aggregation == "ratio") == is_ratio, entry.id
        if entry.formula and not is_ratio:
            assert entry.aggregation is None, entry.id


def test_an_input_means_the_same_everywhere(catalog: Catalog) -> None:
    seen: dict[str, tuple[str, str, object]] = {}
    for entry in catalog.entries.values():
        for one in entry.inputs:
            said = (one.name, one.unit, one.aggregation)
            assert seen.setdefault(one.id, said) == said, f"{entry.id}: {one.id}"
            assert one.is_entry == (one.id in catalog.entries), f"{entry.id}: {one.id}"


def test_a_count_of_persons_is_never_added_up(catalog: Catalog) -> None:
    for name in ("reach", "organic-reach", "dau", "wau", "mau", "daily-active-teams"):
        assert catalog.entries[name].aggregation == "distinct", name
    for name in ("followers", "mrr", "arr", "customer-count", "sales-pipeline"):
        assert catalog.entries[name].aggregation in ("last", None), name
