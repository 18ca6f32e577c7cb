"""Computing an entry's formula from numbers that someone types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from kpireport.catalog.typed import typed_number
from kpireport.catalog.words import folded
from kpireport.formula import Formula, Lag
from kpireport.formula.tree import Call, Factors, Node, Terms
from kpireport.model import CatalogEntry, CatalogInput

_WHEN: dict[Lag, str] = {"now": "", "prev": ", one period earlier", "prev_year": ", one year earlier"}


class CalculationError(ValueError):
    """Numbers from which the formula cannot be computed; a line says each thing that is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """A result with the numbers it was computed from, by their names in the formula."""

    entry: CatalogEntry
    inputs: Mapping[str, float]
    value: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of the formula to be filled: an input now or earlier. `name` is how the formula writes it."""

    input: CatalogInput
    lag: Lag

    @property
    def name(self) -> str:
        return self.input.id if self.lag == "now" else f"{self.input.id}_{self.lag}"

    @property
    def text(self) -> str:
        """What is to be filled in, in words."""
        return f"{self.input.name}{_WHEN[self.lag]}"


def slots(entry: CatalogEntry, formula: Formula | None = None) -> list[Slot]:
    """What the formula (default: the entry's) takes, in the order of the inputs."""
    used = formula or entry.formula
    lags = used.lags if used else frozenset()
    order: list[Lag] = ["now", "prev", "prev_year"]
    return [Slot(one, lag) for one in entry.inputs for lag in order if (one.id, lag) in lags]


def calculate(entry: CatalogEntry, given: Mapping[str, str]) -> Calculation:
    """The entry's formula over the numbers given by name. Raises CalculationError."""
    formula = entry.formula
    if formula is None:
        raise CalculationError(_no_formula(entry))
    wanted = slots(entry)
    named, faults = _named(wanted, given)
    numbers: dict[str, float] = {}
    for slot in wanted:
        if slot.name not in named:
            faults.append(f"{slot.name} is missing: {slot.text}")
            continue
        try:
            numbers[slot.name] = _number(slot, named[slot.name])
        except ValueError as error:
            faults.append(str(error))
    if faults:
        raise CalculationError("\n".join(faults))
    return Calculation(entry=entry, inputs=numbers, value=_value(formula, numbers))


def _no_formula(entry: CatalogEntry) -> str:
    if entry.shape == "group":
        return f"{entry.name} is several measures: {', '.join(entry.parts)}"
    if entry.shape == "words":
        return f"{entry.name} is no number; measure {' or '.join(entry.instead)} in its place"
    return f"{entry.name} is counted or measured, not computed; it has no formula"


def _named(wanted: list[Slot], given: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What was given, by the names of the formula; and what does not fit."""
    spellings = _spellings(wanted)
    named: dict[str, str] = {}
    faults = []
    for name, text in given.items():
        slot = spellings.get(folded(name))
        if slot is None:
            faults.append(f"there is no input {name}; {_meant(name, spellings)}")
        elif slot in named:
            faults.append(f"{slot} is given twice")
        else:
            named[slot] = text
    return named, faults


def _meant(name: str, spellings: Mapping[str, str]) -> str:
    close = get_close_matches(folded(name), sorted(spellings), n=1)
    return f"did you mean {spellings[close[0]]}?" if close else "the inputs are " + ", ".join(_unique(spellings))


def _unique(spellings: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(spellings.values()))


def _spellings(wanted: list[Slot]) -> dict[str, str]:
    """Each spelling that is taken for an input, folded: ids before names and aliases, where two inputs share one."""
    found = {folded(slot.name): slot.name for slot in wanted}
    for slot in wanted:
        for spelling in _others(slot):
            found.setdefault(folded(spelling), slot.name)
    return found


def _others(slot: Slot) -> Iterator[str]:
    """A stock one period earlier is what there was at the start of the period."""
    ends = [""] if slot.lag == "now" else [f"_{slot.lag}"]
    if slot.input.aggregation == "last" and slot.lag != "prev_year":
        ends = [*ends, "_end" if slot.lag == "now" else "_start"]
    for name in (slot.input.id, slot.input.name, *slot.input.aliases):
        yield from (f"{name}{end}" for end in ends)


def _number(slot: Slot, text: str) -> float:
    """The number written. Raises ValueError."""
    try:
        return typed_number(text, slot.input.unit)
    except ValueError as error:
        raise ValueError(f"{slot.name}: {error}") from error


def _value(formula: Formula, numbers: Mapping[str, float]) -> float:
    def lookup(name: str, lag: Lag) -> float:
        return numbers[name if lag == "now" else f"{name}_{lag}"]

    value = formula.value(lookup)
    if value is None:
        zero = next((node for node in _divisors(formula.tree) if _part(node).value(lookup) == 0), None)
        raise CalculationError(_division(zero) if zero else "the result is too large for a number")
    return value


def _division(divisor: Node) -> str:
    names = sorted(name for name, _ in _inputs(divisor))
    what = names[0] if len(names) == 1 else f"what {', '.join(names)} come to"
    return f"division by zero: {what} is 0, and nothing can be divided by it"


def _divisors(node: Node) -> Iterator[Node]:
    for child, divides in _children(node):
        if divides:
            yield child
        yield from _divisors(child)


def _children(node: Node) -> Iterator[tuple[Node, bool]]:
    match node:
        case Factors(parts):
            yield from ((part, divides) for divides, part in parts)
        case Terms(parts):
            yield from ((part, False) for _, part in parts)
        case Call(_, arguments):
            yield from ((argument, False) for argument in arguments)


def _inputs(node: Node) -> frozenset[tuple[str, Lag]]:
    return _part(node).lags


def _part(node: Node) -> Formula:
    """A part of a formula as one of its own."""
    lags = frozenset(_leaves(node))
    return Formula("", tuple(sorted({name for name, _ in lags})), lags, node)


def _leaves(node: Node) -> Iterator[tuple[str, Lag]]:
    name, lag = getattr(node, "name", None), getattr(node, "lag", None)
    if name is not None and lag is not None:
        yield name, lag
    for child, _ in _children(node):
        yield from _leaves(child)
