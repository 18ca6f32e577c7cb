"""Single values of a document from outside: what each may be, and the error that names one that is not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any, TypeVar, cast, get_args

from kpireport.format import is_locale
from kpireport.model import ChangeKind, Level, Status, TargetKind, Tier
from kpireport.periods import GRAINS, Grain

T = TypeVar("T")

_CURRENCY = re.compile(r"[A-Z]{3}")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class UnsoundError(ValueError):
    """A value of the document is not what it should be; the text names it."""


def checked_value(at: str, value: object, read: Callable[[Any], T]) -> T:
    """A value of the document, read; raises UnsoundError naming it."""
    try:
        return read(value)
    except (TypeError, ValueError, OverflowError):
        raise UnsoundError(f"`{at}` is {_shown(value)}") from None


def _shown(value: object) -> str:
    """A value as it stands in the document; of a long one its beginning, of a nested one its kind."""
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "an entry"
    return json.dumps(value, ensure_ascii=False)[:60]


@dataclass(frozen=True, slots=True)
class Entry:
    """A mapping of the document, and where it stands: `kpis[3].target`."""

    at: str
    values: Mapping[str, Any]

    def maybe(self, key: str) -> Any:
        """What stands under a key, unread; None where nothing does."""
        return self.values.get(key)

    def read(self, key: str, read: Callable[[Any], T]) -> T:
        return checked_value(self._of(key), self.values.get(key), read)

    def entry(self, key: str) -> Entry:
        return as_entry(self._of(key), self.values.get(key))

    def entries(self, key: str) -> Iterator[Entry]:
        """The entries of a list; none where there is no such list."""
        found = self.values.get(key)
        if found is None:
            return
        if not isinstance(found, list):
            raise UnsoundError(f"`{self._of(key)}` is not a list")
        yield from (as_entry(f"{self._of(key)}[{number}]", one) for number, one in enumerate(found))

    def _of(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key


def as_entry(at: str, value: object) -> Entry:
    if not isinstance(value, dict):
        raise UnsoundError(f"`{at}` is not an entry")
    return Entry(at, value)


def optional(read: Callable[[Any], T]) -> Callable[[Any], T | None]:
    return lambda value: None if value is None else read(value)


def checked(value: T, *, sound: bool) -> T:
    if not sound:
        raise ValueError
    return value


def read_id(value: Any) -> str:
    return str(checked(value, sound=_ID.fullmatch(value) is not None))


def read_day(value: Any) -> date:
    return date.fromisoformat(checked(value, sound=len(value) == len("2026-10-25")))


def read_kind(value: Any) -> TargetKind:
    return cast("TargetKind", checked(value, sound=value in get_args(TargetKind)))


def read_number(value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return checked(float(value), sound=is_number and isfinite(value))


def read_probability(value: Any) -> float:
    return checked(read_number(value), sound=0 <= value <= 1)


def read_truth(value: Any) -> bool:
    return bool(checked(value, sound=isinstance(value, bool)))


def read_text(value: Any) -> str:
    return str(checked(value, sound=isinstance(value, str)))


def read_count(value: Any) -> int:
    """A whole number from 0 to 20, such as of decimals."""
    return int(checked(value, sound=isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 20))


def read_locale(value: Any) -> str:
    return checked(read_text(value), sound=is_locale(value))


def read_currency(value: Any) -> str:
    """A code such as `EUR`."""
    return checked(read_text(value), sound=_CURRENCY.fullmatch(value) is not None)


def read_grain(value: Any) -> Grain:
    return cast("Grain", checked(value, sound=value in GRAINS))


def read_level(value: Any) -> Level:
    return cast("Level", checked(value, sound=value in get_args(Level)))


def read_tier(value: Any) -> Tier:
    return cast("Tier", checked(value, sound=value in get_args(Tier)))


def read_status(value: Any) -> Status:
    return cast("Status", checked(value, sound=value in get_args(Status)))


def read_change_kind(value: Any) -> ChangeKind:
    return cast("ChangeKind", checked(value, sound=value in get_args(ChangeKind)))
