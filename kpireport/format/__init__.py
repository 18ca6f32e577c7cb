"""Numbers, changes, dates and fixed words, as the reader's language writes them.

`Language` is the only place that turns a value into text, so that a card, a chart, a table and a mail agree.
"""

from kpireport.format.language import Language
from kpireport.format.text import is_locale

__all__ = ["Language", "is_locale"]
