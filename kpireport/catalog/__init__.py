"""The KPI library at work: looking an entry up, searching in words, computing a formula.

The entries are types of `model`; their files are read in `project.catalog`.
"""

from kpireport.catalog.calculation import Calculation, CalculationError, calculate
from kpireport.catalog.library import Catalog, Choice
from kpireport.catalog.measure import as_metric, quotient
from kpireport.catalog.search import nearest, search

__all__ = [
    "Calculation",
    "CalculationError",
    "Catalog",
    "Choice",
    "as_metric",
    "calculate",
    "nearest",
    "quotient",
    "search",
]
