"""From the paths that a project names to the files they mean; none outside the project's folder."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from kpireport.project.documents import Faults
from kpireport.project.nodes import ScalarNode, problem_at
from kpireport.project.wording import clip, did_you_mean
from kpireport.shipped import shipped

_WILDCARD = re.compile(r"[*?\[]")
_INSIDE = "paths are relative to the folder of site.yaml and stay inside it; copy the file into the project"


@dataclass(frozen=True)
class Folder:
    """The project's folder."""

    root: Path

    @cached_property
    def real(self) -> str:
        return os.path.realpath(self.root)

    def files(self, pattern: ScalarNode, faults: Faults, *, needed: bool) -> list[tuple[str, Path]]:
        """The files of a path or glob as (path relative to the root, path), in order of name.

        A path without wildcards must exist; a glob must match something if it is `needed`.
        """
        text = pattern.text.strip()
        if not self.allows(pattern, faults):
            return []
        found = self._found(text)
        if not found and (needed or not _WILDCARD.search(text)):
            faults.add(problem_at(pattern, "K014", f"there is no file `{clip(text)}`", self._hint(text)))
        return [(file, self.root / file) for file in found if self._stays_inside(pattern, file, faults)]

    def allows(self, pattern: ScalarNode, faults: Faults) -> bool:
        """Whether the spelling of a path keeps it inside the folder; a problem if not."""
        text = pattern.text.strip()
        path = PurePosixPath(text.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:|~", text) or "\0" in text:
            message = f"`{clip(text)}` leads outside the project's folder `{self.root}`"
            faults.add(problem_at(pattern, "K014", message, _INSIDE))
            return False
        return True

    def check_matches(self, pattern: ScalarNode, faults: Faults) -> None:
        """Refuses links to files elsewhere among what a pattern matches; that nothing matches is no fault here."""
        if self.allows(pattern, faults):
            for file in self._found(pattern.text.strip()):
                self._stays_inside(pattern, file, faults)

    def theme(self, node: ScalarNode, faults: Faults) -> None:
        """Checks that a theme is a shipped one or a folder of the project."""
        text = node.text.strip()
        themes = shipped("themes")
        known = sorted({"default", *(path.name for path in themes.glob("*") if path.is_dir())})
        if text in known or not self.allows(node, faults):
            return
        if (self.root / text).is_dir():
            for file in [text, *self._links(text)]:
                self._stays_inside(node, file, faults)
        else:
            hint = did_you_mean(text, known) or f"shipped themes: {', '.join(known)}; or make a folder of that name"
            faults.add(problem_at(node, "K014", f"there is no theme and no folder `{clip(text)}`", hint))

    def _links(self, folder: str) -> list[str]:
        """The links in a folder, at any depth; they are not followed."""
        walk = os.walk(self.root / folder)
        paths = (Path(parent, name) for parent, folders, files in walk for name in (*folders, *files))
        return sorted(path.relative_to(self.root).as_posix() for path in paths if path.is_symlink())

    def _found(self, pattern: str) -> list[str]:
        """Relative paths with forward slashes, sorted; hidden files only where the pattern names them."""
        try:
            matches = list(self.root.glob(pattern))
        except (ValueError, NotImplementedError):
            return []
        files = (match.relative_to(self.root) for match in matches if not match.is_dir())
        return sorted(file.as_posix() for file in files if not _is_hidden(file, pattern))

    def _stays_inside(self, node: ScalarNode, file: str, faults: Faults) -> bool:
        target = os.path.realpath(self.root / file)
        if target == self.real or target.startswith(self.real.rstrip(os.sep) + os.sep):
            return True
        faults.add(problem_at(node, "K014", f"`{file}` is a link to `{target}`, outside the project's folder", _INSIDE))
        return False

    def _hint(self, pattern: str) -> str:
        try:
            if (self.root / pattern).is_dir():
                return f"it is a folder; write {pattern.rstrip('/')}/*.yaml"
        except OSError as error:
            return f"its folder cannot be looked into: {(error.strerror or str(error)).lower()}"
        if _WILDCARD.search(pattern):
            return f"write a file that matches, in the folder `{self.root}`, or correct the pattern"
        parent = PurePosixPath(pattern).parent.as_posix()
        neighbours = self._found("*" if parent == "." else f"{parent}/*")
        return did_you_mean(pattern, neighbours, likeness=0.75) or f"it is looked for in the folder `{self.root}`"


def _is_hidden(file: Path, pattern: str) -> bool:
    return any(part.startswith(".") and part not in pattern.split("/") for part in file.parts)
