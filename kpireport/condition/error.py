"""What is wrong with a condition, and where in its text."""

from __future__ import annotations


class ConditionError(ValueError):
    """A condition that cannot be read. `offset` counts from 0 into its text; `width` characters are at fault."""

    def __init__(self, message: str, offset: int, width: int = 1, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.offset, self.width, self.hint = message, offset, max(1, width), hint
