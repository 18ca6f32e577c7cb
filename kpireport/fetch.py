"""One file from a web address, within a time and a size; nothing but http and https, not after a redirect either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from kpireport import __version__

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from urllib.request import OpenerDirector, Request

_CHUNK = 1 << 16
_MISSING = (404, 410)


class FetchError(Exception):
    """The file was not had. `missing` says that the server answered, and has none there."""

    def __init__(self, message: str, *, missing: bool = False) -> None:
        super().__init__(message)
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent: the content, what it says it is (`text/csv`), and the day on the server's own clock.

    `address` is where it came from in the end, after all redirects.
    """

    content: bytes
    media_type: str
    day: date | None
    address: str


def fetch(address: str, *, timeout: float, limit: int) -> bytes:
    """The content at an address; raises as `ask` does."""
    return ask(address, timeout=timeout, limit=limit).content


def ask(address: str, *, timeout: float, limit: int, headers: Mapping[str, str] | None = None) -> Answer:
    """The answer of a server. `headers` are sent along, but not to another host that it redirects to.

    Raises FetchError without an answer, for one that is an error or larger than `limit` bytes, and when it is not
    complete within `timeout` seconds, all redirects included.
    """
    answers: SimpleQueue[Answer | Exception] = SimpleQueue()
    # A thread of its own: looking up the name and a trickle of header lines know no limit of time.
    Thread(target=_answer, args=(answers, address, timeout, limit, dict(headers or {})), daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except Empty:
        raise _too_slow(timeout) from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _answer(
    answers: SimpleQueue[Answer | Exception], address: str, timeout: float, limit: int, headers: Mapping[str, str]
) -> None:
    try:
        answers.put(_download(address, timeout, limit, headers))
    except Exception as error:  # whatever it is, it is raised again where it is waited for
        answers.put(error)


def _download(address: str, timeout: float, limit: int, own: Mapping[str, str]) -> Answer:
    from http.client import HTTPException  # late, as these are slow to import
    from urllib.error import HTTPError
    from urllib.request import Request

    headers = {"User-Agent": f"kpireport/{__version__}", "Accept": "*/*", "Accept-Encoding": "identity", **own}
    request = Request(address, headers=headers)  # noqa: S310 - the opener knows no other scheme
    try:
        with _opener(own).open(request, timeout=timeout) as response:
            return Answer(
                _read(response, limit), response.headers.get_content_type(), _day(response), response.geturl()
            )
    except HTTPError as error:
        with error:
            raise FetchError(f"the server answers {error.code} {error.msg}", missing=error.code in _MISSING) from None
    except TimeoutError:
        raise _too_slow(timeout) from None
    except (OSError, HTTPException, ValueError) as error:
        raise _unreachable(error, timeout) from error


def _day(response: HTTPResponse) -> date | None:
    try:
        return parsedate_to_datetime(response.headers["Date"]).date()
    except (TypeError, ValueError):
        return None


def _opener(own: Mapping[str, str]) -> OpenerDirector:
    """What urllib opens addresses with, without its handlers of files, ftp and data.

    Headers of one's own may hold a credential: they stay with the host and the scheme they were meant for.
    """
    from urllib import request
    from urllib.parse import urlsplit

    class Redirects(request.HTTPRedirectHandler):
        def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
            following = super().redirect_request(req, fp, code, msg, headers, newurl)
            old, new = urlsplit(req.full_url), urlsplit(newurl)
            if following is not None and (old.scheme, old.netloc) != (new.scheme, new.netloc):
                for name in own:
                    following.remove_header(name.capitalize())
            return following

    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(),
        request.HTTPHandler(),
        request.HTTPSHandler(),
        Redirects(),
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
