"""What a question wants to know, told from its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpireport.answers.answer import Kind

#: In the order in which they are tried; a question without any of these is asking how things stand.
_PATTERNS: Sequence[tuple[Kind, str]] = (
    ("why", r"why|reasons?|causes?|caused|explain\w*|because|account\w*|how come"),
    ("why", r"what (?:happened|changed|moved|drove|is behind)"),
    ("needs", r"needs? (?:me|us|attention|a decision|deciding|action)|what needs|overdue|what is due|whats due"),
    ("needs", r"needs?\b.*\b(?:decided?|attention|decision)|my (?:tasks?|actions?|to ?dos?)"),
    ("when", r"when|how long|how soon|by what date|deadline|forecast\w*|predict\w*|likely|likelihood|probability"),
    ("when", r"(?:will|shall) (?:we|it|they)"),
    (
        "do",
        r"(?:what|how) (?:can|could|should|shall|would) (?:we|i|you|one)\b.*\b(?:do|improve|raise|fix|lower|move)",
    ),
    ("do", r"recommend\w*|suggest\w*|advice|advise|levers?|next steps?|improve"),
    ("who", r"who|whose|owners?|owns|owned|responsible|accountable|in charge"),
    ("what", r"what (?:is|are|does)|whats|define\w*|definition|meaning|means?"),
    ("what", r"how is\b.*\b(?:measured|counted|defined|calculated|computed)"),
)
_COMPILED = tuple((kind, re.compile(rf"\b(?:{pattern})\b")) for kind, pattern in _PATTERNS)
#: `what is the status of …` asks how it stands.
_STANDING = re.compile(r"\b(?:status|doing|stand|on track|going|looking|performing|progress)\b")
_FELL = re.compile(r"\b(?:drop\w*|fall\w*|fell|decreas\w*|declin\w*|down|lower|less|sank|sink\w*|shr[aiu]nk\w*)\b")
_ROSE = re.compile(r"\b(?:ris\w*|rose|increas\w*|grew|grow\w*|up|higher|more|jump\w*|climb\w*|gain\w*)\b")


def intent(question: str, names: Sequence[str] = ()) -> Kind:
    """What is asked for; the words of `names` are not read, for a KPI may be called `Recommendation score`."""
    plain = _without(question, names)
    found: Kind = "how"
    for kind, pattern in _COMPILED:
        if pattern.search(plain):
            found = kind
            break
    return "how" if found == "what" and _STANDING.search(plain) else found


def presumed_change(question: str, name: str) -> int:
    """1 where the question takes it that the number rose, -1 that it fell, 0 where it says neither or both."""
    plain = _without(question, (name,))
    return bool(_ROSE.search(plain)) - bool(_FELL.search(plain))


def _without(question: str, names: Sequence[str]) -> str:
    plain = question.casefold()
    for name in sorted(names, key=len, reverse=True):
        plain = plain.replace(name.casefold(), " ")
    return plain.replace("'", "").replace("’", "")
