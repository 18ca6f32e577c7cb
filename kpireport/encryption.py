"""The files of a site → unreadable ones, under names that tell nothing. What opens them again is the theme's lock.js.

The key comes from the passphrase alone (PBKDF2), and every file is sealed with AES-256-GCM, its path bound to it. The
same site and passphrase give the same bytes: the salt is a digest of the whole content, and the nonce of a file a keyed
digest of its path and content, so that no nonce ever serves two contents under one key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kpireport.errors import Problem, UsageError
from kpireport.model import File

#: Rounds of PBKDF2 with HMAC-SHA-256; what OWASP's password storage cheat sheet asks for since 2023.
ITERATIONS = 600_000
#: Whoever has the files can try passphrases for as long as they like, so a short one protects nothing.
SHORTEST = 12
VAULT = "vault"

_NAME = 32
_NONCE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The encrypted `files`, and what the lock needs beside the passphrase; `check` opens with the right one alone."""

    salt: str
    iterations: int
    check: str
    files: tuple[File, ...]


def encrypt(files: Iterable[File], passphrase: str) -> Sealed:
    """Every file, encrypted. The site is in memory whole meanwhile.

    Raises UsageError for a passphrase that is too short, and where the extra `encrypt` is not installed.
    """
    _refuse_short(passphrase)
    whole = sorted(files, key=lambda file: file.path)
    salt = _digest(whole)[:16]
    keys = _Keys(_master(passphrase, salt))
    return Sealed(
        salt=_text(salt),
        iterations=ITERATIONS,
        check=_text(keys.seal("", b"kpireport")),
        files=tuple(_sealed(file, keys) for file in whole),
    )


def _sealed(file: File, keys: _Keys) -> File:
    """A script that hands over its content: a page on a disk may load scripts, and fetch nothing."""
    name = keys.name(file.path)
    content = _text(keys.seal(file.path, file.content))
    return File(f"{VAULT}/{name}.js", f'kpireport("{name}","{content}");\n'.encode())


def _refuse_short(passphrase: str) -> None:
    if len(passphrase) < SHORTEST:
        message = f"the passphrase has {len(passphrase)} characters, and needs {SHORTEST}"
        hint = "take four or more words at random; everyone who has the files can try passphrases without end"
        raise UsageError(Problem(code="O017", message=message, hint=hint))


def _digest(files: Sequence[File]) -> bytes:
    found = hashlib.sha256(b"kpireport/encrypted/1")
    for file in files:
        found.update(f"{len(file.path.encode())}:{file.path}:{len(file.content)}:".encode())
        found.update(file.content)
    return found.digest()


def _master(passphrase: str, salt: bytes) -> bytes:
    secret = unicodedata.normalize("NFC", passphrase).encode()
    return hashlib.pbkdf2_hmac("sha256", secret, salt, ITERATIONS)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


class _Keys:
    """The keys for names, nonces and content, each made of the master key for its purpose."""

    def __init__(self, master: bytes) -> None:
        try:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        except ImportError:
            hint = "pip install 'kpireport-site[encrypt]'"
            raise UsageError(Problem(code="O018", message="--encrypt needs cryptography", hint=hint)) from None
        self._names, self._nonces = _keyed(master, b"names"), _keyed(master, b"nonces")
        self._content = AESGCM(_keyed(master, b"content"))

    def name(self, path: str) -> str:
        """What the file of a path is called."""
        return _keyed(self._names, path.encode()).hex()[:_NAME]

    def seal(self, path: str, content: bytes) -> bytes:
        """Nonce and ciphertext; they open under the same path alone."""
        bound = path.encode()
        nonce = _keyed(self._nonces, hashlib.sha256(bound).digest() + content)[:_NONCE]
        return nonce + self._content.encrypt(nonce, content, bound)


def _keyed(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")
