"""All that a page says, in one language."""

from __future__ import annotations

from kpireport.format.dates import Dates
from kpireport.format.numbers import Numbers
from kpireport.format.words import Words


class Language(Numbers, Dates, Words):
    """How one language and currency write values. Pure; results depend on the arguments alone."""
