"""The KPI library at work: looking an entry up, searching in words, computing a formula.

The entries are types of `model`; their files are read in `project.catalog`.
"""

from kpireport.catalog.calculation import Calculation, CalculationError, calculate
from kpireport.catalog.library import Catalog, Choice
from kpireport.catalog.measure import as_metric, quotient
from kpireport.catalog.search import nearest, search
from kpireport.catalog.suggestion import is_balanced, lead, suggested
from kpireport.catalog.typed import typed_number

__all__ = [
    "Calculation",
    "CalculationError",
    "Catalog",
    "Choice",
    "as_metric",
    "calculate",
    "is_balanced",
    "lead",
    "nearest",
    "quotient",
    "search",
    "suggested",
    "typed_number",
]
