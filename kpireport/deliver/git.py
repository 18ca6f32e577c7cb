"""Git, called as a program. Its own messages are told on, without credentials."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from kpireport.errors import DeliveryError, Problem

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")


class GitError(DeliveryError):
    """Git said no."""


class Git:
    """Git in one folder. `environment` is added to the process's own."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        #: Never a prompt that nobody sees, and messages in the language that the tests of git's words expect.
        self.environment = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", **(environment or {})}

    def run(self, *arguments: str, given: bytes = b"") -> str:
        """What git prints, without the last line break. Raises GitError with what it complains of."""
        done = self._call(arguments, given)
        if done.returncode:
            raise git_error(arguments[0], done.stderr.decode("utf-8", "replace"))
        return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")

    def maybe(self, *arguments: str) -> str | None:
        """What git prints, or None when it has no answer."""
        done = self._call(arguments, b"")
        return None if done.returncode else done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")

    def _call(self, arguments: tuple[str, ...], given: bytes) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 - git itself, with arguments of ours
                ["git", *arguments],  # noqa: S607 - wherever the user has it
                cwd=self.folder,
                env={**os.environ, **self.environment},
                input=given,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            hint = "install git, or upload the folder to your host in its own way"
            raise GitError(Problem(code="O006", message="git is not installed here", hint=hint)) from None


def git_error(what: str, said: str) -> GitError:
    """The error of a git command from what it printed on stderr."""
    lines = [line.strip() for line in without_credentials(said).splitlines() if line.strip()]
    message = f"git {what} failed: " + (" ".join(lines[:4]) or "it does not say why")
    return GitError(Problem(code="O006", message=message, hint="nothing was published"))


def without_credentials(text: str) -> str:
    """A text in which no address holds a name or password."""
    return _CREDENTIALS.sub("", text)
