"""A JSON body → an address that anyone who knows it may post to: the address is a secret, and only its host is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from time import sleep
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from kpireport import __version__
from kpireport.errors import DeliveryError, Problem, UsageError

if TYPE_CHECKING:
    from urllib.request import OpenerDirector

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_MANY_REQUESTS, _SERVER_FAULT, _REDIRECT = 429, 500, 300
#: The longest that a server may ask us to wait, in seconds.
_LONGEST_WAIT = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often a webhook is tried, the seconds before a second try (they double), and those for an answer."""

    tries: int = 3
    wait: float = 5.0
    timeout: float = 20.0


def host_of(address: str) -> str:
    """The host of a webhook, which is all of it that may be shown.

    Raises UsageError for an address that is not https (http on this machine), has no host or holds a password.
    """
    parts = _parts(address)
    try:
        host, secret, _ = parts.hostname or "", parts.username or parts.password, parts.port
    except ValueError:
        raise _wrong("the webhook is no address", _HINT) from None
    if not host or not address.isprintable() or " " in address:
        raise _wrong("the webhook is no address", _HINT)
    if secret is not None:
        raise _wrong("the webhook holds a user name or password", "leave out what stands before the @")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOCAL):
        raise _wrong(f"the webhook at {host} is not https", "without encryption everyone on the way could read it")
    return host


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        raise _wrong("the webhook is no address", _HINT) from None


def call(address: str, content: Mapping[str, object], patience: Patience) -> None:
    """Posts the content; again where the server was not reached, is busy (429) or at fault (5xx).

    Raises: UsageError as `host_of` does; DeliveryError when it was not taken, or when nobody knows.
    """
    host = host_of(address)
    data = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    reason, pause = "", 0.0
    for attempt in range(patience.tries):
        if attempt:
            sleep(max(patience.wait * 2 ** (attempt - 1), pause))
        reason, pause = _post(address, data, host, patience.timeout)
        if not reason:
            return
    raise _failed(host, reason, f"it was tried {patience.tries} times; try again later")


def _post(address: str, data: bytes, host: str, timeout: float) -> tuple[str, float]:
    """An empty reason for success, else why a second try may succeed and how long the server asks to wait."""
    from http.client import HTTPException  # late, as these are slow to import
    from urllib.error import HTTPError, URLError
    from urllib.request import Request

    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": f"kpireport/{__version__}"}
    request = Request(address, data=data, headers=headers, method="POST")  # noqa: S310 - the opener knows no other
    try:
        with _opener().open(request, timeout=timeout):
            return "", 0.0
    except HTTPError as error:
        with error:
            return _answered(error.code, error.headers.get("Retry-After", ""), host)
    except URLError as error:
        return f"it was not reached ({_words(error.reason)})", 0.0
    except (OSError, HTTPException):
        hint = "look whether it arrived; it is not sent again by itself"
        raise _failed(host, "it took the request and gave no answer", hint) from None


def _answered(code: int, pause: str, host: str) -> tuple[str, float]:
    if code == _MANY_REQUESTS or code >= _SERVER_FAULT:
        return f"it answers {code}", min(float(pause), _LONGEST_WAIT) if pause.isdigit() else 0.0
    if code >= _REDIRECT + 100:
        raise _failed(host, f"it answers {code}", "make the webhook anew, and check --format") from None
    hint = "an alert is not sent on to another address; use the one it leads to"
    raise _failed(host, f"it sends us to another address ({code})", hint) from None


def _opener() -> OpenerDirector:
    """What posts: without redirects, files and ftp."""
    from urllib import request

    opener = request.OpenerDirector()
    handlers = (
        request.ProxyHandler,
        request.HTTPHandler,
        request.HTTPSHandler,
        request.HTTPDefaultErrorHandler,
        request.HTTPErrorProcessor,
        request.UnknownHandler,
    )
    for handler in handlers:
        opener.add_handler(handler())
    return opener


def _words(reason: object) -> str:
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    verified = getattr(reason, "verify_message", None)
    return str(verified or getattr(reason, "strerror", None) or type(reason).__name__)


def _wrong(message: str, hint: str) -> UsageError:
    return UsageError(Problem(code="O014", message=message, hint=hint))


def _failed(host: str, reason: str, hint: str) -> DeliveryError:
    return DeliveryError(
        Problem(code="O014", message=f"the webhook at {host} did not take the alerts: {reason}", hint=hint)
    )


_HINT = "write the whole address, as https://hooks.example.org/…"
