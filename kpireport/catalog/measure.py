"""An entry of the library as a metric of a project."""

from __future__ import annotations

from kpireport.errors import Place
from kpireport.formula import Formula
from kpireport.formula.tree import Call, Factors, Input, Number
from kpireport.model import CatalogEntry, CompositePart, Metric


def quotient(formula: Formula) -> tuple[str, str] | None:
    """Numerator and denominator of `a / b` or `100 * a / b`; None for any other formula."""
    if not isinstance(formula.tree, Factors):
        return None
    parts = list(formula.tree.parts)
    if parts[0] == (False, Number(100.0)):
        parts = parts[1:]
    match parts:
        case [(False, Input(numerator, "now")), (True, Input(denominator, "now"))]:
            return numerator, denominator
    return None


def scored_parts(entry: CatalogEntry) -> tuple[str, ...]:
    """The parts of a composite that is the plain mean of scores from 0 to 100; none for any other entry."""
    match entry.computed.tree if entry.computed else None:
        case Call("mean", arguments) if entry.shape == "composite":
            return tuple(one.name for one in arguments if isinstance(one, Input))
    return ()


def as_metric(entry: CatalogEntry, identifier: str, place: Place) -> Metric:
    """The metric that the entry describes. Without a formula it is found in the data by the entry's own id."""
    formula = entry.computed
    sides = quotient(formula) if formula and entry.aggregation == "ratio" else None
    parts = scored_parts(entry)
    return Metric(
        id=identifier,
        place=place,
        name=entry.name,
        unit=entry.unit,
        per=entry.per,
        direction=entry.direction,
        aggregation=None if formula and not sides else entry.aggregation,
        column=None if formula or identifier == entry.id else entry.id,
        numerator=sides[0] if sides else None,
        denominator=sides[1] if sides else None,
        formula=None if sides or parts else formula,
        composite=tuple(
            CompositePart(place=place, metric=name, weight=1 / len(parts), low=0, high=100) for name in parts
        ),
        bounds=entry.bounds,
        definition=entry.definition,
        catalog=entry.id,
    )
