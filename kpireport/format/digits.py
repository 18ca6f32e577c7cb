"""Amounts as digits: thousands are parted by a narrow no-break space, and minus is U+2212."""

from __future__ import annotations

from decimal import Decimal

NARROW = "\u202f"
MINUS = "\u2212"


def digits(amount: Decimal, point: str) -> str:
    """The amount in full, with `point` as its decimal mark: `−52 300.5`."""
    whole, _, fraction = format(abs(amount), "f").partition(".")
    sign = MINUS if amount < 0 else ""
    return f"{sign}{_grouped(whole)}{point + fraction if fraction else ''}"


def with_sign(amount: Decimal, figure: str, *, plus: bool) -> str:
    """`figure`, which writes the size of `amount`, with its sign; a plus only where asked for."""
    if amount < 0:
        return f"{MINUS}{figure}"
    return f"+{figure}" if plus and amount > 0 else figure


def _grouped(whole: str) -> str:
    return f"{int(whole):,}".replace(",", NARROW)
