"""One file from a web address, within a time and a size; nothing but http and https, not after a redirect either."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from kpireport import __version__

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from urllib.request import OpenerDirector

_CHUNK = 1 << 16
_MISSING = (404, 410)


class FetchError(Exception):
    """The file was not had. `missing` says that the server answered, and has none there."""

    def __init__(self, message: str, *, missing: bool = False) -> None:
        super().__init__(message)
        self.missing = missing


def fetch(address: str, *, timeout: float, limit: int) -> bytes:
    """The content at an address.

    Raises FetchError without an answer, for one that is an error or larger than `limit` bytes, and when it is not
    complete within `timeout` seconds, all redirects included.
    """
    answers: SimpleQueue[bytes | Exception] = SimpleQueue()
    # A thread of its own: looking up the name and a trickle of header lines know no limit of time.
    Thread(target=_answer, args=(answers, address, timeout, limit), daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except Empty:
        raise _too_slow(timeout) from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _answer(answers: SimpleQueue[bytes | Exception], address: str, timeout: float, limit: int) -> None:
    try:
        answers.put(_download(address, timeout, limit))
    except Exception as error:  # whatever it is, it is raised again where it is waited for
        answers.put(error)


def _download(address: str, timeout: float, limit: int) -> bytes:
    from http.client import HTTPException  # late, as these are slow to import
    from urllib.error import HTTPError
    from urllib.request import Request

    headers = {"User-Agent": f"kpireport/{__version__}", "Accept": "application/json", "Accept-Encoding": "identity"}
    request = Request(address, headers=headers)  # noqa: S310 - the opener knows no other scheme
    try:
        with _opener().open(request, timeout=timeout) as response:
            return _read(response, limit)
    except HTTPError as error:
        with error:
            raise FetchError(f"the server answers {error.code} {error.msg}", missing=error.code in _MISSING) from None
    except TimeoutError:
        raise _too_slow(timeout) from None
    except (OSError, HTTPException, ValueError) as error:
        raise _unreachable(error, timeout) from error


def _opener() -> OpenerDirector:
    """What urllib opens addresses with, without its handlers of files, ftp and data."""
    from urllib import request

    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(),
        request.HTTPHandler(),
        request.HTTPSHandler(),
        request.HTTPRedirectHandler(),
        request.HTTPDefaultErrorHandler(),
        request.HTTPErrorProcessor(),
        request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _read(response: HTTPResponse, limit: int) -> bytes:
    content = bytearray()
    while chunk := response.read(_CHUNK):
        content += chunk
        if len(content) > limit:
            raise FetchError(f"it is larger than {limit / 1e6:g} MB")
    if response.length:
        raise FetchError("the answer stops before its end")
    return bytes(content)


def _unreachable(error: Exception, timeout: float) -> FetchError:
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return _too_slow(timeout)
    return FetchError(f"there is no answer: {getattr(reason, 'strerror', None) or reason}")


def _too_slow(timeout: float) -> FetchError:
    return FetchError(f"it is not complete after {timeout:g} seconds")
