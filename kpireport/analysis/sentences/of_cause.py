"""What accounts for a change, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from kpireport.analysis.cause import shift_towards
from kpireport.format import Language
from kpireport.model import Cause, Driver, Metric

#: At most so many parts of a small change are listed.
LISTED = 3


def cause_sentence(language: Language, metric: Metric, cause: Cause) -> str | None:
    """What accounts for the change; None when nothing does. It never says that anything caused it."""
    if cause.method == "none" or cause.change is None or not cause.drivers:
        return None
    if cause.method == "mix_rate" and cause.mix is not None and cause.rate is not None:
        return _mix_and_rate(language, metric, cause, cause.mix, cause.rate)
    if cause.cancelling:
        return _cancelling(language, metric, cause.drivers)
    if all(driver.share_of_change is None for driver in cause.drivers):
        return _small(language, metric, cause.drivers)
    named = [driver for driver in cause.drivers if driver.segment in cause.named]
    return _named(language, metric, cause, named) if named else _spread(language, metric, cause)


def _mix_and_rate(language: Language, metric: Metric, cause: Cause, mix: float, rate: float) -> str:
    """The larger of the two effects leads, with the segment behind it."""
    values = {"mix": language.change(_tidy(mix), metric), "rate": language.change(_tidy(rate), metric)}
    if abs(rate) >= abs(mix):
        most = max(cause.drivers, key=lambda driver: (abs(driver.rate_effect or 0.0), driver.segment))
        effect = language.change(_tidy(most.rate_effect or 0.0), metric)
        return language.text(
            "Rates inside the segments account for {rate}, most of all in {segment} ({effect}); a shift between "
            "segments accounts for {mix}.",
            segment=most.label,
            effect=effect,
            **values,
        )
    if towards := shift_towards(cause):
        return language.text(
            "A shift towards {segment} accounts for {mix}; rates inside the segments account for {rate}.",
            segment=towards,
            **values,
        )
    return language.text("A shift between segments accounts for {mix}; rates inside them account for {rate}.", **values)


def _named(language: Language, metric: Metric, cause: Cause, named: Sequence[Driver]) -> str:
    change = cause.change or 0.0
    effect = fsum(driver.change for driver in named)
    share = effect / change if change else 0.0
    forms = _NAMED_RISE if change > 0 else _NAMED_FALL
    one, many = forms["more" if share > 1 + 1e-9 else "whole" if share > 1 - 1e-9 else "most"]
    labels = language.join([driver.label for driver in named])
    driven = cause.method == "drivers"
    return language.plural(
        one,
        many,
        1 if driven else len(named),
        segments=language.text("The change in {drivers}", drivers=labels) if driven else labels,
        effect=language.exact_change(_tidy(effect), metric),
        whole=language.exact_change(_tidy(change), metric),
    )


_NAMED_RISE = {
    "more": (
        "{segments} accounts for more than the whole increase ({effect} of {whole}).",
        "{segments} account for more than the whole increase ({effect} of {whole}).",
    ),
    "whole": (
        "{segments} accounts for the whole increase ({effect} of {whole}).",
        "{segments} account for the whole increase ({effect} of {whole}).",
    ),
    "most": (
        "{segments} accounts for most of the increase ({effect} of {whole}).",
        "{segments} account for most of the increase ({effect} of {whole}).",
    ),
}
_NAMED_FALL = {
    "more": (
        "{segments} accounts for more than the whole decrease ({effect} of {whole}).",
        "{segments} account for more than the whole decrease ({effect} of {whole}).",
    ),
    "whole": (
        "{segments} accounts for the whole decrease ({effect} of {whole}).",
        "{segments} account for the whole decrease ({effect} of {whole}).",
    ),
    "most": (
        "{segments} accounts for most of the decrease ({effect} of {whole}).",
        "{segments} account for most of the decrease ({effect} of {whole}).",
    ),
}


def _spread(language: Language, metric: Metric, cause: Cause) -> str:
    largest = max(cause.drivers, key=lambda driver: abs(driver.change))
    return language.plural(
        "The change lies in {segment} alone ({effect}).",
        "The change is spread across {n} segments; the largest part is {segment} ({effect}).",
        len(cause.drivers),
        segment=largest.label,
        effect=language.change(_tidy(largest.change), metric),
    )


def _small(language: Language, metric: Metric, drivers: Sequence[Driver]) -> str:
    """A change within a few percent is listed, not divided into shares."""
    told = sorted(drivers, key=lambda driver: (-abs(driver.change), driver.segment))[:LISTED]
    parts = [f"{driver.label} {language.change(_tidy(driver.change), metric)}" for driver in told]
    return language.text("A small change: {parts}.", parts=", ".join(parts))


def _cancelling(language: Language, metric: Metric, drivers: Sequence[Driver]) -> str:
    gain = max(drivers, key=lambda driver: driver.change)
    loss = min(drivers, key=lambda driver: driver.change)
    return language.text(
        "Gains and losses nearly cancel: {gain} {up}, {loss} {down}.",
        gain=gain.label,
        up=language.change(_tidy(gain.change), metric),
        loss=loss.label,
        down=language.change(_tidy(loss.change), metric),
    )


def _tidy(number: float) -> float:
    """Seven significant digits, for words only."""
    return float(f"{number:.7g}")
