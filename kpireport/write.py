"""The finished files → the output folder, swapped in whole. The only module that writes the output.

The files stream into a sibling folder. Only when the last one is there do the two folders change places, in one system
call where the system has it. So whatever goes wrong, a full disk, a fault in page seven or a killed process, the folder
holds either the site that was there before or the new one, complete.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from kpireport.atomic import Held, exchange, flush, lock, undisturbed
from kpireport.errors import BusyError, OutputError, Problem
from kpireport.model import File
from kpireport.site_paths import SitePaths

MANIFEST = ".kpireport-manifest.json"
SCHEMA = "kpireport-manifest/1"
#: What the manifest of a folder of several sites, with an overview, says it is.
OVERVIEW = "kpireport-overview/1"
#: What publishing puts into an output folder; carried over from build to build.
KEPT = (".git", "CNAME")


def write_site(files: Iterable[File], folder: Path, *, project: Path | None = None) -> None:
    """Replace `folder` by exactly `files` and a manifest, keeping `.git` and `CNAME`.

    `project` is the folder of site.yaml, which is never an output. Nothing changes in `folder` before the last of
    `files` is written; an exception raised by the iterator passes through.

    Raises OutputError when the folder is not ours to replace or cannot be written, BusyError when another build holds
    it, and ValueError for a path that no site may have, which is a fault of the program.
    """
    with hold(folder, project=project) as output:
        output.replace(files)


@contextmanager
def hold(folder: Path, *, project: Path | None = None, schema: str = SCHEMA) -> Iterator[Output]:
    """Keep other builds away from `folder` and make sure that it may be replaced, before any work is done for it.

    `schema` says whether it holds a site or the overview of several.
    """
    folder = _located(folder)
    _refuse_dangerous(folder, project)
    with ExitStack() as stack:
        with _os_errors(folder), undisturbed():
            stack.enter_context(_parents(folder.parent))
            stack.enter_context(_alone(folder))
            output = Output(folder, schema)
            output.recover()
            _refuse_foreign(folder, schema)
        yield output


class Output:
    """An output folder that this process alone may replace, from `hold`."""

    def __init__(self, folder: Path, schema: str = SCHEMA) -> None:
        self.folder = folder
        self.schema = schema
        self.new = folder.with_name(f".{folder.name}.kpireport-new")
        self.old = folder.with_name(f".{folder.name}.kpireport-old")

    def replace(self, files: Iterable[File], *, confidential: bool = False, kept: Iterable[str] = ()) -> None:
        """Write `files` beside the folder, then let them take its place, with what is `kept` of the present one.

        The manifest tells whether they hold anything `confidential`.
        """
        facts: dict[str, object] = {"schema": self.schema} | ({"confidential": True} if confidential else {})
        try:
            _fill(self.new, files, facts)
            with _os_errors(self.folder):
                _carry_over(self.folder, self.new, (*KEPT, *kept))
                flush(self.new)
                with undisturbed():
                    self._swap()
        finally:
            with undisturbed():
                self._tidy()

    def mark(self) -> None:
        """Make the folder ours before anything lies in it."""
        if not (self.folder / MANIFEST).exists():
            self.replace(())

    def sites(self) -> tuple[str, ...]:
        """The folders in this one that hold a site of ours, by name."""
        with _os_errors(self.folder):
            names = sorted(entry.name for entry in self.folder.iterdir() if not entry.name.startswith("."))
        return tuple(name for name in names if _kind_of(self.folder / name / MANIFEST) == SCHEMA)

    def recover(self) -> None:
        """Finish or undo what a killed build left behind."""
        if self.old.is_dir() and not self.folder.exists():
            self.old.rename(self.folder)
        self._tidy()

    def _tidy(self) -> None:
        """Remove the temporary folders; what cannot be removed now, or is the only copy, waits for the next build."""
        _remove(self.new)
        if self.folder.exists():
            _remove(self.old)

    def _swap(self) -> None:
        if not self.folder.exists():
            self.new.rename(self.folder)
        elif not exchange(self.new, self.folder):
            self.folder.rename(self.old)
            try:
                self.new.rename(self.folder)
            except OSError:
                self.old.rename(self.folder)
                raise


# ------------------------------------------------------------------------------------------------- may we replace it


def _located(folder: Path) -> Path:
    """The absolute path with links resolved in all but its last part, so that a link there is seen as one."""
    with _os_errors(folder):
        if folder.name in {"", ".", ".."}:
            return folder.resolve()
        return folder.parent.resolve() / folder.name


def _refuse_dangerous(folder: Path, project: Path | None) -> None:
    here = Path.cwd().resolve()
    if folder.parent == folder:
        raise _not_ours(folder, "it is the root of the file system")
    if folder == _home():
        raise _not_ours(folder, "it is your home folder")
    if here.is_relative_to(folder):
        raise _not_ours(folder, "it is the current folder" if here == folder else "the current folder lies in it")
    if project is not None and project.resolve().is_relative_to(folder):
        raise _not_ours(folder, "the project's own files lie in it")


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except (OSError, RuntimeError):
        return None


def _refuse_foreign(folder: Path, schema: str) -> None:
    if folder.is_symlink():
        raise _not_ours(folder, "it is a symbolic link")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise _not_ours(folder, "it is not a folder")
    found = sorted(entry.name for entry in folder.iterdir() if entry.name not in KEPT)
    kind = _kind_of(folder / MANIFEST)
    if found and kind is None:
        raise _not_ours(folder, f"it holds files that kpireport did not write, such as {found[0]}")
    if found and kind != schema:
        raise _not_ours(
            folder, "it holds a single report" if kind == SCHEMA else "it holds the reports of several sites"
        )


def _kind_of(manifest: Path) -> str | None:
    """What a manifest of ours says that its folder is; None where there is none of ours."""
    if manifest.is_symlink() or not manifest.is_file():
        return None
    try:
        content = json.loads(manifest.read_bytes())
    except ValueError:
        return None
    schema = content.get("schema") if isinstance(content, dict) else None
    return schema if schema in (SCHEMA, OVERVIEW) else None


def _not_ours(folder: Path, why: str) -> OutputError:
    hint = "nothing was changed; name a new or empty folder, or one that kpireport built"
    return OutputError(Problem(code="O001", message=f"will not replace {folder}: {why}", hint=hint))


@contextmanager
def _parents(parent: Path) -> Iterator[None]:
    """The folders above the output exist; those made here go again if nothing came to lie in them."""
    missing = [path for path in (parent, *parent.parents) if not path.exists()]
    parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        with suppress(OSError):
            for path in missing:
                path.rmdir()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(lock(folder.with_name(f".{folder.name}.kpireport-lock")))
        except Held as held:
            message = f"another build holds {folder}" + (f" (process {held.holder})" if held.holder else "")
            hint = "wait until it has finished, or name another folder with --out"
            raise BusyError(Problem(code="O003", message=message, hint=hint)) from None
        yield


# -------------------------------------------------------------------------------------------------------- the writing


def _fill(folder: Path, files: Iterable[File], facts: Mapping[str, object]) -> None:
    """Write every file, and the manifest with `facts` about all of them, into the new `folder`."""
    with _os_errors(folder):
        _make(folder)
    taken = SitePaths(reserved=(*KEPT, MANIFEST))
    rows = []
    for file in files:
        new_folders = taken.add(file.path)
        with _os_errors(folder / file.path):
            for name in new_folders:
                _make(folder / name)
            _write(folder / file.path, file.content)
        digest = hashlib.sha256(file.content).hexdigest()
        rows.append({"path": file.path, "size": len(file.content), "sha256": digest})
    manifest = {**facts, "files": sorted(rows, key=lambda row: str(row["path"]))}
    with _os_errors(folder / MANIFEST):
        _write(folder / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())


def _remove(folder: Path) -> None:
    """Remove a temporary folder, also where its folders were made read-only while they stood as the site."""
    for parent, _, _ in os.walk(folder):
        with suppress(OSError):
            Path(parent).chmod(0o755)
    shutil.rmtree(folder, ignore_errors=True)


def _make(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o755)


def _write(path: Path, content: bytes) -> None:
    """A new file, readable by all whatever the umask; hosts refuse sites that are not."""
    with path.open("xb") as stream:
        os.fchmod(stream.fileno(), 0o644)
        stream.write(content)


def _carry_over(folder: Path, new: Path, names: Iterable[str]) -> None:
    """Give the new folder what is kept of the present one, as hard links, so that neither is ever without it."""
    for name in names:
        kept = folder / name
        if kept.is_dir() and not kept.is_symlink():
            shutil.copytree(kept, new / name, symlinks=True, copy_function=_link)
        elif kept.is_symlink() or kept.exists():
            _link(kept, new / name)


def _link(source: str | Path, target: str | Path) -> str | Path:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
    return target


# --------------------------------------------------------------------------------------------------- when things fail


@contextmanager
def _os_errors(path: Path) -> Iterator[None]:
    """Turn a fault of the file system into a problem that names the path and the reason."""
    try:
        yield
    except OSError as error:
        name = errno.errorcode.get(error.errno or 0, "")
        reason = f"{error.strerror or error}" + (f" ({name})" if name else "")
        message = f"cannot write {error.filename or path}: {reason}"
        raise OutputError(Problem(code="O002", message=message, hint=_remedy(error.errno, path))) from error


def _remedy(number: int | None, path: Path) -> str:
    """What to do about it; the site that was there before is untouched in every case."""
    kept = "the site that was there before is untouched"
    if number in {errno.ENOSPC, errno.EDQUOT}:
        return f"{kept}; the new one is written beside it and needs room{_room(path)}"
    if number in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{kept}; kpireport must be allowed to write in the folder that holds the output"
    if number in {errno.EBUSY, errno.EXDEV}:
        return f"{kept}; a mounted folder cannot be exchanged, so name a folder inside it"
    return kept


def _room(path: Path) -> str:
    with suppress(OSError, StopIteration):
        present = next(parent for parent in path.parents if parent.exists())
        free = os.statvfs(present)
        if free.f_files and not free.f_favail:
            return " (no further file can be made there, whatever its size)"
        return f" ({free.f_bavail * free.f_frsize // 1_000_000} MB are free)"
    return ""
