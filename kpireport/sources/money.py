"""The signs of currencies beside an amount."""

from __future__ import annotations

import re

#: How amounts are marked besides by the currency's code. A sign that several use stands for the one of the site.
_SIGNS = {
    "AUD": ("A$", "AU$", "$"),
    "BRL": ("R$",),
    "CAD": ("CA$", "C$", "$"),
    "CHF": ("Fr.",),
    "CNY": ("CN¥", "¥"),
    "CZK": ("Kč",),
    "DKK": ("kr.", "kr"),
    "EUR": ("€",),
    "GBP": ("£",),
    "INR": ("₹",),
    "JPY": ("¥", "￥"),
    "KRW": ("₩",),
    "MXN": ("MX$", "$"),
    "NOK": ("kr",),
    "NZD": ("NZ$", "$"),
    "PLN": ("zł",),
    "SEK": ("kr",),
    "SGD": ("S$", "$"),
    "TRY": ("₺",),
    "USD": ("US$", "$"),
    "ZAR": ("R",),
}


def signs_of_currency(code: str | None) -> tuple[str, ...]:
    """What may stand beside an amount in the currency, the longest first; nothing without a currency."""
    return tuple(sorted((code, *_SIGNS.get(code, ())), key=len, reverse=True)) if code else ()


def all_signs() -> tuple[str, ...]:
    """The signs and codes of all currencies that are known, the longest first; a single letter tells too little."""
    known = {sign for code in _SIGNS for sign in signs_of_currency(code) if len(sign) > 1 or not sign.isalpha()}
    return tuple(sorted(known, key=lambda one: (-len(one), one)))


def bare(text: str, signs: tuple[str, ...]) -> str:
    """The amount without one of the signs before or behind it; as it is where none stands there."""
    for sign in map(re.escape, signs):
        if match := re.fullmatch(rf"([+-]?)\s*{sign}\s*([+-]?[0-9.,].*)|([+-]?[0-9.,].*?)\s*{sign}", text, re.DOTALL):
            return match[3] or match[1] + match[2]
    return text
