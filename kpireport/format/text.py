"""Messages in the reader's language, and the locales there are."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale, UnknownLocaleError

from kpireport.format.digits import digits


def is_locale(name: str) -> bool:
    """Whether numbers and dates can be written for `name` (`en-GB`, `de`, `pt-BR`)."""
    try:
        Locale.parse(name, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


@lru_cache(maxsize=32)
def babel_locale(locale: str) -> Locale:
    """Babel's data of a locale. Raises ValueError and UnknownLocaleError for a name that is none."""
    return Locale.parse(locale, sep="-")


class Text:
    """What one language and currency are, and how messages are said in it."""

    def __init__(self, locale: str = "en-GB", currency: str | None = None) -> None:
        self.locale = locale
        self.currency = currency
        self._babel = babel_locale(locale)
        self._translations = NullTranslations()
        self.gettext: Callable[[str], str] = self._translations.gettext
        self.ngettext: Callable[[str, str, int], str] = self._translations.ngettext

    @property
    def tag(self) -> str:
        """The `lang` attribute of a page."""
        return self.locale

    @property
    def direction(self) -> str:
        return str(self._babel.text_direction)

    def text(self, message: str, **values: object) -> str:
        """`message` in this language with its `{placeholders}` filled."""
        return self.gettext(message).format(**values)

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """The form of a message that fits `n`, which it may show as `{n}`."""
        return self.ngettext(one, many, n).format(n=self.count(n), **values)

    def join(self, items: list[str] | tuple[str, ...]) -> str:
        """`a`, `a and b`, `a, b and c`."""
        if len(items) < 2:
            return "".join(items)
        return self.text("{first} and {last}", first=", ".join(items[:-1]), last=items[-1])

    def count(self, number: int) -> str:
        """A whole number in full."""
        return digits(Decimal(number), "")
