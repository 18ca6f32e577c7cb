"""The conditions under which something is done: `below 70000 for 2 weeks`, `down 20% over 30 days per post`.

A small language of its own, in words that read as they mean. A text is cut into words, read by descent into a frozen
tree, and the first word that does not fit is pointed at. There is one order of words for each form:

    behind_pace
    above | below | at least | at most  NUMBER [UNIT]  [for N PERIODS]  [per DIMENSION]
    down | up  P%  over N PERIODS  [per DIMENSION]
    reaches  NUMBER [UNIT]  [per DIMENSION]
"""

from kpireport.condition.error import ConditionError
from kpireport.condition.parser import LONGEST, parse
from kpireport.condition.tree import BehindPace, Change, Condition, Reaches, Relation, Span, Stretch, Threshold

__all__ = [
    "LONGEST",
    "BehindPace",
    "Change",
    "Condition",
    "ConditionError",
    "Reaches",
    "Relation",
    "Span",
    "Stretch",
    "Threshold",
    "parse",
]
