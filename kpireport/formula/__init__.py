"""The arithmetic users may write over metrics: `(revenue - cost) / revenue`.

A language of its own, read by a tokenizer and recursive descent into a frozen tree, so that nothing a user writes is
ever run as Python. There are numbers, metric ids, `+ - * /`, parentheses, and `min max abs mean sum`; no powers, no
texts, no attributes. `x_prev` and `x_prev_year` are the metric `x` one period and one year earlier.
"""

from kpireport.formula.error import FormulaError
from kpireport.formula.parser import DEEPEST, LONGEST, parse
from kpireport.formula.tree import Formula, Lag

__all__ = ["DEEPEST", "LONGEST", "Formula", "FormulaError", "Lag", "parse"]
