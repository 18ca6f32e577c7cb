"""Labels beside what they name: how wide a text is, how it breaks, and where it has room."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from unicodedata import category

#: Advance widths in ems of a common grotesque, a little generous; other characters are as wide as an `n`.
_NARROW = frozenset("iljtfrI.,:;'’|!()[] \u202f\u00a0-–")
_BROAD = frozenset("mwMWÆŒ@%—…")
#: The least height of a label, and the room between two.
_LEAST_GAP, _BETWEEN = 14.0, 2.0
#: How much worse than crossing a line at one point it is to stand in another text's way.
_IN_THE_WAY = 20
#: The same for crossing the thin rule of an event, and the room between two texts in a line, in ems.
_ACROSS_A_RULE, _ASIDE = 2, 0.35


@lru_cache(maxsize=4096)
def text_width(text: str, font: float) -> float:
    """An estimate of the width of `text` set `font` high, the same on every machine."""
    return round(sum(_advance(character) for character in text) * font, 2)


def _advance(character: str) -> float:
    if character in _NARROW:
        return 0.34
    if character in _BROAD:
        return 0.9
    if character >= "\u2e80":
        return 1.0
    return 0.68 if character.isupper() else 0.58


def clean(text: str) -> str:
    """`text` in one line; control characters, which XML cannot hold, become spaces."""
    kept = (character if character.isprintable() or category(character) == "Zs" else " " for character in text)
    return "".join(kept).strip()


def shorten(text: str, width: float, font: float) -> str:
    """`text`, cut with an ellipsis where it is wider than `width`."""
    kept = clean(text)
    if text_width(kept, font) <= width:
        return kept
    total = 0.0
    for count, character in enumerate(kept):
        total += _advance(character)
        if round((total + _advance("…")) * font, 2) > width:
            return kept[:count].rstrip() + "…"
    return kept


def wrap(text: str, width: float, font: float) -> tuple[str, ...]:
    """`text` in lines no wider than `width`, broken where it says so and at spaces; a longer word is cut."""
    return tuple(line for part in text.split("\n") for line in _filled(part, width, font))


def _filled(text: str, width: float, font: float) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, font) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return [shorten(line, width, font) for line in lines]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of text beside the end of a line at height `y`; `css` names their layer."""

    y: float
    lines: tuple[str, ...]
    css: str


def spread(blocks: Sequence[Block], line: float, top: float, bottom: float) -> list[tuple[Block, float]]:
    """Each block with the height of its middle, moved as little as keeps blocks from touching, in order of height."""
    ordered = sorted(blocks, key=lambda block: (block.y, block.css, block.lines))
    heights = [max(_LEAST_GAP, len(block.lines) * line) + _BETWEEN for block in ordered]
    middles = [block.y for block in ordered]
    floor = top
    for index, height in enumerate(heights):
        middles[index] = max(middles[index], floor + height / 2)
        floor = middles[index] + height / 2
    ceiling = bottom
    for index in reversed(range(len(heights))):
        middles[index] = min(middles[index], ceiling - heights[index] / 2)
        ceiling = middles[index] - heights[index] / 2
    return list(zip(ordered, middles, strict=True))


@dataclass(frozen=True, slots=True)
class Box:
    """A text's place in the view box."""

    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def text_box(x: float, y: float, text: str, anchor: str, font: float) -> Box:
    """The box of a text whose baseline stands at `x`, `y`."""
    width = text_width(text, font)
    left = x - {"left": 0.0, "center": width / 2, "right": width}[anchor]
    return Box(left, left + width, y - font * 0.8, y + font * 0.25)


#: Where a text may stand: x, baseline, and which part of it is at x (`left`, `center`, `right`).
Place = tuple[float, float, str]


@dataclass(slots=True)
class Taken:
    """What a label must keep clear of: lines drawn (by rising x), rules of events and labels already set, in `room`."""

    room: Box
    curves: list[Sequence[tuple[float, float]]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)

    def best(self, text: str, font: float, places: Iterable[Place]) -> Place:
        """The first of the least crowded places (x, baseline, anchor) for `text`, which is then taken."""
        _, place = self._least_crowded(text, font, places)
        self.take(text, font, place)
        return place

    def free(self, text: str, font: float, places: Iterable[Place]) -> Place | None:
        """The first of the least crowded places, which is then taken; None where all are in another text's way."""
        crowding, place = self._least_crowded(text, font, places)
        if crowding >= _IN_THE_WAY:
            return None
        self.take(text, font, place)
        return place

    def take(self, text: str, font: float, place: Place) -> None:
        """Keep others away from a text that stands at `place`."""
        box = text_box(place[0], place[1], text, place[2], font)
        self.boxes.append(Box(box.left - font * _ASIDE, box.right + font * _ASIDE, box.top, box.bottom))

    def _least_crowded(self, text: str, font: float, places: Iterable[Place]) -> tuple[int, Place]:
        rated: list[tuple[int, Place]] = []
        for x, y, anchor in places:
            rated.append((self._crowding(text_box(x, y, text, anchor, font)), (x, y, anchor)))
            if rated[-1][0] == 0:
                break
        return min(rated, key=lambda found: found[0])

    def _crowding(self, box: Box) -> int:
        outside = box.left < self.room.left or box.right > self.room.right
        outside = outside or box.top < self.room.top or box.bottom > self.room.bottom
        texts = sum(box.meets(other) for other in self.boxes)
        rules = sum(box.meets(other) for other in self.rules)
        return 100 * outside + _IN_THE_WAY * texts + _ACROSS_A_RULE * rules + self._crossings(box)

    def _crossings(self, box: Box) -> int:
        """How many of some heights read along the box fall into it, over all curves."""
        samples = [box.left + (box.right - box.left) * step / 8 for step in range(9)]
        heights = (height_at(curve, x) for curve in self.curves for x in samples)
        return sum(height is not None and box.top - 1 < height < box.bottom + 2 for height in heights)


def height_at(curve: Sequence[tuple[float, float]], x: float) -> float | None:
    """The curve's height at `x`, straight between its points; None beyond its ends."""
    index = bisect_left(curve, (x, float("-inf")))
    if index == len(curve):
        return None
    (x1, y1) = curve[index]
    if x1 == x:
        return y1
    if index == 0:
        return None
    (x0, y0) = curve[index - 1]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
