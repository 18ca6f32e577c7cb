"""Words that several messages share."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches

from kpireport.project.nodes import MappingNode, Node, SequenceNode

_LONGEST = 60


def describe(node: Node) -> str:
    """What stands there, as the reader of a message would call it."""
    if isinstance(node, MappingNode):
        return "keys with values"
    if isinstance(node, SequenceNode):
        return "a list"
    return "nothing" if node.is_null else f"`{clip(node.spelled)}`"


def clip(text: str) -> str:
    """The text on one line, cut after 60 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def listed(words: Iterable[str], last: str = "or") -> str:
    """`a`, `b` or `c`."""
    quoted = [f"`{word}`" for word in words]
    return f" {last} ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else "".join(quoted)


def nearest(word: str, known: Collection[str], likeness: float = 0.6) -> str | None:
    """The known word that was probably meant; `likeness` (0 to 1) is the least that counts."""
    close = get_close_matches(word.casefold(), sorted(known), n=1, cutoff=likeness)
    return close[0] if close else None


def did_you_mean(word: str, known: Collection[str], likeness: float = 0.6) -> str | None:
    """The hint for a misspelt word, if one is near."""
    found = nearest(word, known, likeness)
    return f"did you mean `{found}`?" if found else None


def readable(identifier: str) -> str:
    """An id as a name: `posts-published` becomes `Posts published`."""
    words = " ".join(re.split(r"[-_]+", identifier)).strip()
    return words[:1].upper() + words[1:]


def slug(text: str) -> str:
    """An id near to the text, for a hint: `Weekly Impressions` becomes `weekly-impressions`."""
    return re.sub(r"[^a-z0-9_]+", "-", text.casefold()).strip("-_")[:64].strip("-_")
