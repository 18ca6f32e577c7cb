"""What passes from the charts' layout to the drawing: rows for the layers of a kind, and two scales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: A row of a layer: numbers in the units of the scales (lines, symbols, bars) or of the view box (rules, texts).
Row = Mapping[str, float | str | None]


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight mapping of `low`–`high` to the view box positions `first`–`last`."""

    low: float
    high: float
    first: float
    last: float

    def __call__(self, value: float) -> float:
        return round(self.first + (value - self.low) / (self.high - self.low) * (self.last - self.first), 2)


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing to be made: nothing but plain values, so that it can be sent to another process and compared."""

    kind: str
    css: str
    label: str
    width: float
    height: float
    x: Scale
    y: Scale
    layers: Mapping[str, tuple[Row, ...]]


def text_row(x: float, y: float, text: str, anchor: str = "left") -> Row:
    """A text whose baseline starts (`left`), centres or ends (`right`) at a position of the view box."""
    return {"x": round(x, 2), "y": round(y, 2), "text": text, "align": anchor}


def rule_row(x: float, y: float, x2: float, y2: float) -> Row:
    """A straight rule between two positions of the view box."""
    return {"x": round(x, 2), "y": round(y, 2), "x2": round(x2, 2), "y2": round(y2, 2)}
