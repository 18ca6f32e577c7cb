"""An entry of the library as a metric of a project."""

from __future__ import annotations

from kpireport.errors import Place
from kpireport.formula import Formula
from kpireport.formula.tree import Factors, Input, Number
from kpireport.model import CatalogEntry, Metric


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


def as_metric(entry: CatalogEntry, identifier: str, place: Place) -> Metric:
    """The metric that the entry describes. Without a formula it is found in the data by the entry's own id."""
    formula = entry.computed
    sides = quotient(formula) if formula and entry.aggregation == "ratio" else None
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
        formula=None if sides else formula,
        bounds=entry.bounds,
        definition=entry.definition,
        catalog=entry.id,
    )
