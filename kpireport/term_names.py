"""Which glossary term a word of a text means: one matcher over the names of all terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kpireport.model import Term

_SPACE = re.compile(r"\s+")
_BRACKETED = re.compile(r"(.+?)\s*\((.+)\)")
_APOSTROPHES = str.maketrans({"’": "'"})
#: Whole words only: no part of a compound, of an address or of a file's name.
_BEFORE, _AFTER = r"(?<![\w.@#-])", r"(?![\w@-]|\.\w)"
#: Around a verb and in a phrase: “to reach”, “who churn”, “reach the …”, “within reach”, where the noun is not meant.
_AHEAD = re.compile(
    r"\b(?:(?<!due )(?<!owing )(?<!thanks )(?<!compared )to|who|will|can|could|should|would|may|must|not|we|you|they"
    r"|(?:within|out\s+of)(?:\s+\w+)?)\s+$",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"\s+(?:(?:an?|the|our|your|their|its|that|these|all)\b|\d)", re.IGNORECASE)
#: How far around a word the rules above look.
_NEAR = 20


@dataclass(frozen=True, slots=True)
class Use:
    """A term's name in a text, from `start` to `end`."""

    start: int
    end: int
    term: str


class TermNames:
    """The names of terms: their own, other words for them, and the plural of each; not those of everyday language."""

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        terms = tuple(terms)
        self.ids = frozenset(term.id for term in terms)
        self._terms = _by_name(terms)
        self._pattern = _pattern(self._terms)

    def uses(self, text: str) -> Iterator[Use]:
        """Every name in `text` in order; of overlapping ones the longest."""
        if self._pattern is None:
            return
        for found in self._pattern.finditer(text):
            term = self._terms.get(_key(found[0], self._terms))
            if term and not _is_verb(found):
                yield Use(found.start(), found.end(), term)


def other_words(term: Term) -> tuple[str, ...]:
    """The aliases of a term that are more than another form of its name, or of one before."""
    seen = {_form(name) for name in (term.name, *_own_names(term))}
    found = []
    for alias in term.aliases:
        if _form(alias) not in seen:
            seen.add(_form(alias))
            found.append(alias)
    return tuple(found)


def _form(name: str) -> str:
    """What singular and plural, hyphen and space, small and capital letters have in common."""
    words = _plain(name).casefold().replace("-", " ")
    if words.endswith("ies"):
        return f"{words[:-3]}y"
    return words.removesuffix("es" if words.endswith(("ches", "shes", "xes")) else "s")


def _by_name(terms: tuple[Term, ...]) -> Mapping[str, str]:
    """The term by each name as it is looked up. A project's terms come before built-in ones, names before aliases."""
    found: dict[str, str] = {}
    ordered = sorted(terms, key=lambda term: term.place is None)
    for named in (_own_names, _aliases, _plurals):
        for term in ordered:
            everyday = {_plain(word).casefold() for word in term.everyday}
            for name in named(term):
                if name and name.casefold() not in everyday:
                    found.setdefault(_lookup(name), term.id)
    return found


def _own_names(term: Term) -> Iterator[str]:
    """`KPI (Key Performance Indicator)` goes by both."""
    both = _BRACKETED.fullmatch(_plain(term.name))
    yield from both.groups() if both else (_plain(term.name),)


def _aliases(term: Term) -> Iterator[str]:
    yield from map(_plain, term.aliases)


def _plurals(term: Term) -> Iterator[str]:
    everyday = {_plain(word).casefold() for word in term.everyday}
    for name in (*_own_names(term), *_aliases(term)):
        if name.casefold() not in everyday:
            yield from _plural(name)


def _plural(name: str) -> Iterator[str]:
    if name.endswith(("s", "S", "x", "ch", "sh")) or not name[-1:].isalpha():
        return
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        yield f"{name[:-1]}ies"
    else:
        yield f"{name}s"


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text.strip()).translate(_APOSTROPHES)


# --------------------------------------------------------------------------------------------------- capitals and small


def _is_abbreviation(word: str) -> bool:
    """Whether capitals belong to the word: CAC, MQLs, eNPS, the A of SMART."""
    return any(letter.isupper() for letter in word[1:]) or (len(word) == 1 and word.isupper())


def _lookup(name: str) -> str:
    """The name with small letters where either may stand."""
    return " ".join(word if _is_abbreviation(word) else word[:1].lower() + word[1:] for word in name.split(" "))


def _key(text: str, terms: Mapping[str, str]) -> str:
    plain = _plain(text)
    return plain if plain in terms else _lookup(plain)


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Longer names before shorter ones, gathered by their first letter, so that few are tried at a word."""
    by_first: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        first, rest = _expressions(name)
        by_first.setdefault(first, []).append(rest)
    branches = "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in by_first.items())
    return re.compile(f"{_BEFORE}(?:{branches}){_AFTER}") if branches else None


def _expressions(name: str) -> tuple[str, str]:
    """What matches the first letter of a name, and the rest of it."""
    (first, rest), *others = map(_word_expressions, name.split(" "))
    return first, r"\s+".join([rest, *map("".join, others)])


def _word_expressions(word: str) -> tuple[str, str]:
    letter, rest = word[0], re.escape(word[1:]).replace("'", "['’]")
    either = letter.islower() and len(letter.upper()) == 1 and not _is_abbreviation(word)
    return f"[{letter}{letter.upper()}]" if either else re.escape(letter), rest


def _is_verb(found: re.Match[str]) -> bool:
    """A verb stands in small letters, in its first form."""
    word = found[0]
    if not (word.isalpha() and word.islower()) or word.endswith("s"):
        return False
    text = found.string
    before = text[max(0, found.start() - _NEAR) : found.start()]
    return bool(_AHEAD.search(before) or _BEHIND.match(text[found.end() : found.end() + _NEAR]))
