"""The grammar: each form begins with its own word and keeps one order."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import get_args

from kpireport.condition.error import ConditionError
from kpireport.condition.tokens import Token, tokens
from kpireport.condition.tree import BehindPace, Change, Condition, Reaches, Relation, Span, Stretch, Threshold
from kpireport.condition.units import in_unit, known_units
from kpireport.numeral import lookalike

#: Characters of a condition.
LONGEST = 500
#: The longest span; a number beyond it is a slip of the hand.
MOST = 10_000

FORMS = "write behind_pace, `above 3 for 30 minutes`, `down 20% over 30 days` or `reaches 500`"
_STARTS = ("behind_pace", "above", "below", "at least", "at most", "down", "up", "reaches")
_BOUNDS: Mapping[str, Relation] = {"least": "at_least", "most": "at_most"}
_STRETCHES: Mapping[str, Stretch] = {
    word: stretch for stretch in get_args(Stretch) for word in (stretch, f"{stretch}s")
}
_CLOCK = ("minute", "hour")
#: What people write for a word of the grammar.
_SYNONYMS: Mapping[str, str] = {
    **dict.fromkeys(("under", "less", "lower", "fewer", "<"), "below"),
    **dict.fromkeys(("over", "more", "greater", "higher", "exceeds", ">"), "above"),
    **dict.fromkeys((">=", "≥", "minimum"), "at least"),
    **dict.fromkeys(("<=", "≤", "maximum"), "at most"),
    **dict.fromkeys(("falls", "fell", "drops", "decreases", "shrinks"), "down"),
    **dict.fromkeys(("rises", "rose", "grows", "increases"), "up"),
    **dict.fromkeys(("hits", "crosses", "passes"), "reaches"),
    **dict.fromkeys(("behind", "off"), "behind_pace"),
}


def parse(text: str, unit: str | None = None, currency: str | None = None) -> Condition:
    """Read `text` as a condition on a metric of that `unit`; None takes any. Raises ConditionError at the first fault.

    `currency` is the code that a threshold in money may carry.
    """
    if len(text) > LONGEST:
        raise ConditionError(f"a condition has at most {LONGEST} characters, this one {len(text)}", 0, 1, FORMS)
    return _Parser(text, unit, currency).whole()


class _Parser:
    def __init__(self, text: str, unit: str | None, currency: str | None) -> None:
        self.text, self.unit, self.currency = text, unit, currency
        self.tokens, self.index = tuple(tokens(text)), 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def next(self) -> Token:
        """The token at hand; then the one after it is at hand."""
        token = self.token
        self.index += not token.is_end
        return token

    def take(self, word: str) -> bool:
        """Whether the word at hand is `word`; then the one after it is at hand."""
        if self.token.word != word:
            return False
        self.index += 1
        return True

    def whole(self) -> Condition:
        condition = self.form()
        if not self.token.is_end:
            raise self.unexpected(condition)
        return condition

    def form(self) -> Condition:
        first = self.next()
        match first.word:
            case "behind_pace":
                return BehindPace()
            case "above" | "below":
                return self.threshold("above" if first.word == "above" else "below")
            case "at":
                return self.threshold(self.bound())
            case "down" | "up":
                return self.change(is_fall=first.word == "down")
            case "reaches":
                return Reaches(self.amount(), self.dimension())
        raise self.no_form(first)

    def bound(self) -> Relation:
        second = self.next()
        if second.word not in _BOUNDS:
            hint = did_you_mean(second.word, _BOUNDS) or "write at least 3, or at most 3"
            raise self.missing(second, "“least” or “most”", hint)
        return _BOUNDS[second.word]

    def threshold(self, relation: Relation) -> Threshold:
        value = self.amount()
        span = self.span() if self.take("for") else None
        return Threshold(relation, value, span, self.dimension())

    def change(self, *, is_fall: bool) -> Change:
        share = self.share()
        if not self.take("over"):
            hint = did_you_mean(self.token.word, ("over",)) or "a change is measured over a time: write over 4 weeks"
            raise self.missing(self.token, "“over”", hint)
        at = self.index + 1
        span = self.span()
        if span.of in _CLOCK:
            message = "a change is measured over days or longer"
            raise self.fault(self.tokens[at], message, "write over 1 day, or `above 3 for 30 minutes`")
        return Change(is_fall, share, span, self.dimension())

    def share(self) -> float:
        """`20%` as a fraction."""
        written = self.token
        number = self.number("a share", "a change is given in per cent: write down 20% over 4 weeks")
        if not self.take("%"):
            raise self.fault(written, f"“{written.text}” lacks its per cent sign", f"write {written.text}%")
        if number <= 0:
            raise self.fault(written, "a change is by more than 0 %", "write down for a fall and up for a rise")
        return number / 100

    def amount(self) -> float:
        """A number, with its unit or without, in the metric's unit."""
        number = self.number("a number", "write it in digits, as in above 3")
        words = self.unit_words()
        if not words or self.unit is None:
            return number
        amount = in_unit(number, " ".join(token.text for token in words), self.unit, self.currency)
        if amount is None:
            raise self.wrong_unit(words)
        return amount

    def unit_words(self) -> list[Token]:
        words: list[Token] = []
        while not (self.token.is_end or self.token.is_number or self.token.word in ("for", "over", "per")):
            words.append(self.next())
        if words and self.token.is_number:
            message = f"“{words[-1].text}” has no meaning before “{self.token.text}”"
            raise self.fault(words[-1], message, did_you_mean(words[-1].word, ("for",)) or _FOR)
        return words

    def wrong_unit(self, words: list[Token]) -> ConditionError:
        start, end = words[0].offset, words[-1].offset + len(words[-1].text)
        hint = known_units(self.unit or "", self.currency)
        return ConditionError(f"“{self.text[start:end]}” is not the unit of this metric", start, end - start, hint)

    def number(self, what: str, hint: str) -> float:
        token = self.next()
        if not token.is_number:
            raise self.missing(token, what, hint)
        self.refuse_lookalike(token)
        number = float(token.text)
        if not math.isfinite(number):
            raise self.fault(token, f"“{token.text}” is too large", "numbers end at about 1.8e308")
        return number

    def refuse_lookalike(self, token: Token) -> None:
        """Whatever could be read as another number: `1,000`, `70 000`, `010`."""
        after = self.token
        if after.is_number and after.offset == token.offset + len(token.text) + 1:
            grouped = f"{token.text} {after.text}"
            if found := lookalike(grouped):
                width = len(grouped)
                raise ConditionError(f"“{grouped}” is {found.fault}", token.offset, width, found.hint)
        if found := lookalike(token.text):
            raise self.fault(token, f"“{token.text}” is {found.fault}", found.hint)
        try:
            float(token.text)
        except ValueError:
            raise self.fault(token, f"“{token.text}” is not a number", "write it in digits, as in 3 or 3.5") from None

    def span(self) -> Span:
        written = self.token
        number = self.number("a whole number", "write how many, as in 3 weeks")
        if number != int(number) or not 1 <= number <= MOST:
            message = f"“{written.text}” is not a whole number from 1 to {MOST}"
            raise self.fault(written, message, "write how many, as in 3 weeks")
        unit = self.next()
        if unit.word not in _STRETCHES:
            hint = did_you_mean(unit.word, _STRETCHES) or f"write {', '.join(f'{name}s' for name in get_args(Stretch))}"
            raise self.missing(unit, "a unit of time", hint)
        return Span(int(number), _STRETCHES[unit.word])

    def dimension(self) -> str | None:
        """What stands behind `per`, to the end: the name of a column, which may have several words."""
        if not self.take("per"):
            return None
        first = self.token
        if first.is_end:
            raise self.missing(first, "the name of a dimension", "write a column of the data, as in per post")
        self.index = len(self.tokens) - 1
        return self.text[first.offset :].strip()

    def unexpected(self, condition: Condition) -> ConditionError:
        token = self.token
        match condition:
            case BehindPace() if token.word == "per":
                hint = "leave it out; a target and its pace are those of the whole KPI"
                return self.fault(token, "a segment has no pace of its own", hint)
            case Reaches() if token.word == "for":
                return self.fault(token, "what was reached stays reached", "leave the time out, or write at least")
            case Threshold(span=None):
                hint = did_you_mean(token.word, ("for", "per")) or _FOR
            case _:
                hint = did_you_mean(token.word, ("per",)) or "take it out; the condition is complete without it"
        return self.fault(token, f"“{token.text}” has no meaning here", hint)

    def no_form(self, token: Token) -> ConditionError:
        if token.is_end:
            return ConditionError("the condition is empty", 0, 1, FORMS)
        meant = _SYNONYMS.get(token.word)
        hint = f"did you mean “{meant}”?" if meant else did_you_mean(token.word, _STARTS)
        return self.fault(token, f"no condition begins with “{token.text}”", hint or FORMS)

    def missing(self, token: Token, what: str, hint: str) -> ConditionError:
        """For the token that stands in the place of something else; at the end of the text, for its last word."""
        if token.is_end:
            last = self.tokens[-2]
            return self.fault(last, f"{what} is expected after “{last.text}”", hint)
        return self.fault(token, f"{what} is expected here, not “{token.text}”", hint)

    def fault(self, token: Token, message: str, hint: str) -> ConditionError:
        return ConditionError(message, token.offset, len(token.text), hint)


_FOR = "a time is written as in for 2 weeks, a dimension as in per post"


def did_you_mean(word: str, known: Collection[str]) -> str | None:
    close = get_close_matches(word, sorted(known), n=1)
    return f"did you mean “{close[0]}”?" if close else None
