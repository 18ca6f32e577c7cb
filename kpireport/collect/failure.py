"""Numbers that were not had."""

from __future__ import annotations

from kpireport.errors import Problem, SourceError
from kpireport.model import Pull


def failed(pull: Pull, why: str, hint: str) -> SourceError:
    """The error of one origin; the snapshot is as it was."""
    return SourceError(Problem(code="D018", message=f"`{pull.id}` was not pulled: {why}", place=pull.place, hint=hint))
