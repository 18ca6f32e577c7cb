"""What the system offers for changing files safely: a lock, an exchange of folders, a flush, a moment undisturbed."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import FrameType

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class Held(Exception):  # noqa: N818 - a state of the lock, not an error of its own
    """Another process holds the lock; `holder` is its process number, or empty."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold `path` for this process alone. The system drops the lock of a dead process, so none is ever stale.

    Raises Held when another process has it.
    """
    descriptor = _take(path)
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(descriptor)


def _take(path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        if _is_locked_now(path, descriptor):
            return descriptor
        os.close(descriptor)


def _is_locked_now(path: Path, descriptor: int) -> bool:
    """Lock the open file; False when it is no longer the one at `path`, as its last holder has just removed it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
    except BlockingIOError:
        holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
        os.close(descriptor)
        raise Held(holder) from None


def replace_file(path: Path, content: bytes, mode: int = 0o644) -> None:
    """The whole file in place of what was there, or nothing of it; `mode` is that of a new one. Raises OSError."""
    kept = path.stat().st_mode & 0o777 if path.exists() else mode
    with NamedTemporaryFile("wb", dir=path.parent, prefix=".", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(kept)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot (Linux can: renameat2)."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    result: int = call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return result == 0


def flush(folder: Path) -> None:
    """Have the disk under `folder` hold what was written, where the system offers that (Linux: syncfs).

    Raises OSError when the disk turns out to be full or broken.
    """
    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if call is None:
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if call(descriptor) != 0 and ctypes.get_errno() in {errno.ENOSPC, errno.EDQUOT, errno.EIO}:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
    finally:
        os.close(descriptor)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl-C and a request to end wait until the block is done. Only the main thread ever receives them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
        waiting.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if waiting:
            signal.raise_signal(waiting[0])
