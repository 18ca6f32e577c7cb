"""Who may see a repository, asked of its host without any credential: what a stranger cannot see is private."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import quote, urlsplit

from kpireport.fetch import FetchError, fetch

Visibility = Literal["public", "private", "unknown", "local"]

#: `git@host:owner/name.git`, the form of ssh that is no URL.
_SCP = re.compile(r"(?:[^@/]+@)?(?P<host>[^/:@]{2,}):(?P<path>(?!//).+)")
_SECONDS, _BYTES = 20.0, 1_000_000


def visibility(address: str, environment: Mapping[str, str]) -> Visibility:
    """Who may see the repository at `address`; `local` is one on this machine's disk, `unknown` where no host answers.

    `environment` names another GitHub by GITHUB_SERVER_URL and GITHUB_API_URL, as its own runners do.
    """
    host, path = _parts(address)
    if not host:
        return "local"
    question = _question(host, path, environment)
    return _asked(question) if question else "unknown"


def _parts(address: str) -> tuple[str, str]:
    """Host, with a port where one is named, and `owner/name`; no host for a path or a file address."""
    url = urlsplit(address)
    if url.scheme in {"http", "https", "ssh", "git"}:
        host = url.netloc.rpartition("@")[2]
        return (host if url.scheme.startswith("http") else url.hostname or host), _name(url.path)
    found = _SCP.fullmatch(address)
    return (found["host"], _name(found["path"])) if found else ("", "")


def _name(path: str) -> str:
    return path.strip("/").removesuffix(".git")


def _question(host: str, path: str, environment: Mapping[str, str]) -> str | None:
    """The address at which a host tells about a repository."""
    own = urlsplit(environment.get("GITHUB_SERVER_URL", "")).netloc
    if own and host == own:
        api = environment.get("GITHUB_API_URL", "").rstrip("/")
        return f"{api}/repos/{quote(path)}" if api else None
    return {
        "github.com": f"https://api.github.com/repos/{quote(path)}",
        "gitlab.com": f"https://gitlab.com/api/v4/projects/{quote(path, safe='')}",
        "codeberg.org": f"https://codeberg.org/api/v1/repos/{quote(path)}",
    }.get(host)


def _asked(question: str) -> Visibility:
    try:
        told = json.loads(fetch(question, timeout=_SECONDS, limit=_BYTES))
    except FetchError as error:
        return "private" if error.missing else "unknown"
    except ValueError:
        return "unknown"
    if not isinstance(told, dict):
        return "unknown"
    # GitLab tells a stranger nothing of a project that is not public, and Forgejo and GitHub have the word itself.
    is_private = told.get("private", told.get("visibility", "public") != "public")
    return "private" if is_private else "public"
