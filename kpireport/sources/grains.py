"""How much time the rows of one metric cover, and which day each of them begins on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from kpireport.periods import GRAINS, Calendar, Grain
from kpireport.sources.dates import Stamp, Unread, grain_at, positions
from kpireport.sources.engine import Codes, Ints

#: Kinds of stamps: a plain day, a point in time, and from `LABEL` on a label of GRAINS[kind - LABEL].
PLAIN, TIME, LABEL = 0, 1, 2

#: Dates needed before their positions say anything about the grain.
ENOUGH = 3


@dataclass
class Stamps:
    """The read dates of a column, by label code; `starts(grain)` and `bits` are worked out when first wanted.

    `moment` numbers what the dates mean: those that name the same instant, or the same period, share a number.
    """

    calendar: Calendar
    day: Codes
    instant: Ints
    kind: Codes
    moment: Codes
    _starts: dict[Grain, Codes] = field(default_factory=dict)
    _bits: Codes | None = None

    @staticmethod
    def of(read: Sequence[Stamp | Unread | None], calendar: Calendar) -> Stamps:
        """Stamps by position; what was not read has day 0 and is never asked for."""
        empty = Stamp(0, 0, None)
        stamps = [stamp if isinstance(stamp, Stamp) else empty for stamp in read]
        return Stamps(
            calendar,
            np.array([stamp.day for stamp in stamps], dtype=np.int32),
            np.array([stamp.instant for stamp in stamps], dtype=np.int64),
            np.array([_kind(stamp.grain) for stamp in stamps], dtype=np.int32),
            _numbered([(stamp.instant, max(TIME, _kind(stamp.grain))) for stamp in stamps]),
        )

    def starts(self, grain: Grain) -> Codes:
        """The first day of the period of `grain` that holds each date."""
        if grain not in self._starts:
            days = self.day.tolist()
            first = [self.calendar.period(date.fromordinal(day), grain).start.toordinal() if day else 0 for day in days]
            self._starts[grain] = np.array(first, dtype=np.int32)
        return self._starts[grain]

    @property
    def bits(self) -> Codes:
        if self._bits is None:
            days = zip(self.day.tolist(), self.kind.tolist(), strict=True)
            bits = [
                positions(date.fromordinal(day), self.calendar) if day and kind == PLAIN else 0 for day, kind in days
            ]
            self._bits = np.array(bits, dtype=np.int32)
        return self._bits


def _numbered(meanings: Sequence[tuple[int, int]]) -> Codes:
    numbers: dict[tuple[int, int], int] = {}
    return np.array([numbers.setdefault(meaning, len(numbers)) for meaning in meanings], dtype=np.int32)


def _kind(grain: Grain | None) -> int:
    if grain is None:
        return PLAIN
    return TIME if grain == "day" else LABEL + GRAINS.index(grain)


def grain_of(stamps: Stamps, codes: Codes, said: Grain | None) -> Grain | None:
    """The grain of rows with these dates, in order; `said` is the source's. None when their labels do not agree."""
    kinds = stamps.kind[codes]
    least, most = int(kinds.min()), int(kinds.max())
    if said:
        fits = all(stamps.calendar.nests(GRAINS[kind - LABEL], said) for kind in set(kinds.tolist()) if kind >= LABEL)
        return said if fits else None
    if most >= LABEL:
        return GRAINS[most - LABEL] if least == most else None
    if most == TIME:
        return "day"
    days = stamps.day[codes]
    if np.count_nonzero(np.diff(days)) < ENOUGH - 1:
        return "day"
    return grain_at(int(np.bitwise_and.reduce(stamps.bits[codes])))


def odd_one(stamps: Stamps, codes: Codes, said: Grain | None) -> tuple[int, int]:
    """Positions of the first date and of the first that does not agree with it (or with what the source says)."""
    kinds = stamps.kind[codes].tolist()
    if said:
        at = next(i for i, k in enumerate(kinds) if k >= LABEL and not stamps.calendar.nests(GRAINS[k - LABEL], said))
        return at, at
    return 0, next(i for i, kind in enumerate(kinds) if kind != kinds[0] and max(kind, kinds[0]) >= LABEL)


def kind_name(stamps: Stamps, code: int) -> str:
    """The grain of one date, for people."""
    kind = int(stamps.kind[code])
    return GRAINS[kind - LABEL] if kind >= LABEL else "day"
