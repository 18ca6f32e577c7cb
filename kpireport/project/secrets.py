"""Passwords and tokens: written into a file they are refused, and whatever is shown of a file hides them."""

from __future__ import annotations

import re

_NAMES = r"password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
_KEY = re.compile(rf"(?:.*[_-])?(?:{_NAMES})", re.IGNORECASE)
_VARIABLE = r"\$\{[A-Z_][A-Z0-9_]*\}"

#: Each pattern's group `secret` is what must not be shown.
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"://[^\s/@:]*:(?P<secret>(?!{_VARIABLE}@)[^\s/]+)@",
        rf"(?i:\b(?:{_NAMES}))=(?P<secret>(?!{_VARIABLE})[^\s&;,'\"#]+)",
        r"(?P<secret>\b(?:AKIA|ASIA)[0-9A-Z]{12,})",
        r"(?P<secret>\bgh[pousr]_[A-Za-z0-9]{8,}|\bgithub_pat_\w{8,}|\bglpat-[\w-]{8,})",
        r"(?P<secret>\bxox[abeoprs]-[A-Za-z0-9-]{8,}|\b[rs]k_(?:live|test)_[A-Za-z0-9]{8,})",
        r"(?P<secret>\bAIza[\w-]{30,}|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*)",
        r"(?P<secret>-----BEGIN [A-Z ]*PRIVATE KEY-----)",
    )
)
#: In a shown line also the value after a key that names a credential (`password: …`).
_NAMED = re.compile(
    rf"(?i:\b[\w-]*(?:{_NAMES})[\"']?\s*[:=]\s*)(?P<secret>(?!{_VARIABLE})(?:\"[^\"]*\"?|'[^']*'?|[^\s,}}&#\"'][^,}}&#]*))"
)
_SIGNS = (
    *("://", "password=", "passwd=", "passphrase=", "pwd=", "secret=", "token=", "key=", "-----begin"),
    *("akia", "asia", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat", "glpat", "xox", "k_live_", "k_test_"),
    *("aiza", "eyj"),
)


def names_credential(key: str) -> bool:
    """Whether a key of this name holds a password, token or other secret."""
    return _KEY.fullmatch(key) is not None


def may_hold_credential(text: str) -> bool:
    """A quick look over a whole file; False is certain, True asks for `holds_credential` on each value."""
    lowered = text.lower()
    return any(sign in lowered for sign in _SIGNS)


def holds_credential(text: str) -> bool:
    """Whether a text contains a literal password (in an address or an argument) or a token of a well-known shape."""
    return bool(credential_offsets(text))


def credential_offsets(text: str) -> list[int]:
    """Where in a text literal credentials stand."""
    return sorted({match.start("secret") for pattern in _PATTERNS for match in pattern.finditer(text)})


def mask(text: str) -> str:
    """The text with each secret in it replaced by as many asterisks, so that columns stay where they are."""
    for pattern in (*_PATTERNS, _NAMED):
        text = pattern.sub(_starred, text)
    return text


def _starred(match: re.Match[str]) -> str:
    secret = match["secret"]
    return match[0].replace(secret, "*" * max(3, len(secret.rstrip())) + " " * (len(secret) - len(secret.rstrip())))
